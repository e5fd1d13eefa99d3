"""Imports: upload, columns, preview, confirm, result, undo."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.exports import file_response
from rollout.common.forms import posted_number
from rollout.common.progress import report_progress, told_so_far
from rollout.common.telling import tell_outcome
from rollout.common.typed_times import read_day
from rollout.exchange import actions, preview
from rollout.exchange.columns import FIELDS, lacking
from rollout.exchange.forms import ColumnsForm, UploadForm
from rollout.exchange.models import ImportRun, RememberedColumns
from rollout.exchange.moves import what_moves
from rollout.exchange.queries import first_day, read_run
from rollout.exchange.rows import UnreadableFile
from rollout.exchange.staff import NEW, SAME
from rollout.exchange.undoing import Undoing, undo, undoing_of
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import School
from rollout.organisation.rules import fold
from rollout.proposals.foreseeing import Foreseen, done_to_all, running

OUTCOMES_A_PAGE = 50


def owner_id(request: ViewerRequest) -> int:
    return request.viewer.owner_id


@access(May.WRITE_SETTINGS)
@require_safe
def imports(request: ViewerRequest) -> HttpResponse:
    """Every import so far."""
    runs = ImportRun.objects.filter(owner=owner_id(request)).defer("rows", "result")
    page = Paginator(runs.select_related("created_by"), 25).get_page(request.GET.get("page"))
    return render(request, "exchange/imports.html", {"runs": page})


@access(May.WRITE_SETTINGS)
def import_upload(request: ViewerRequest, kind: str) -> HttpResponse:
    """Take a file in; a file that can't be read is told of, and nothing is changed."""
    if kind not in FIELDS:
        raise Http404
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        remembered = RememberedColumns.objects.filter(owner=owner_id(request), kind=kind).first()
        headings = remembered.headings if remembered else {}
        owner = request.viewer.person.owner
        try:
            run = read_run(owner, kind, file.name, file.read(), headings)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            run.created_by_id = request.user.pk
            run.save()
            return redirect("import_run", run.pk)
    return render(
        request, "exchange/upload.html", {"form": form, "kind": kind, "fields": FIELDS[kind]}
    )


def load_run(request: ViewerRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun, owner=owner_id(request), pk=pk)


@access(May.WRITE_SETTINGS)
def import_run(request: ViewerRequest, run: int) -> HttpResponse:
    """Before: columns and preview. After: the result, to download or undo."""
    found = load_run(request, run)
    if found.status != ImportRun.Status.UPLOADED:
        return show_result(request, found)
    header = found.rows[found.header_row - 1]
    form = ColumnsForm(
        request.POST if request.POST.get("step") == "columns" else None,
        kind=found.kind,
        header=header,
        columns=found.columns,
    )
    if form.is_valid():
        actions.choose_columns(run=found, columns=form.columns())
        return redirect("import_run", found.pk)
    missing = lacking(found.columns, found.kind)
    context: dict[str, Any] = {"run": found, "form": form, "missing": missing, "foreseen": None}
    if not missing:
        context |= preview.of(found, request.GET, today())
        context["first_day"] = first_day(found.owner, today())
        if found.kind == ImportRun.Kind.STAFF and not context["counts"]["asked"]:
            context["foreseen"] = what_moves(found, context["plan"], context["first_day"], today())
    outcomes = context.get("outcomes", [])
    context["page"] = Paginator(outcomes, OUTCOMES_A_PAGE).get_page(request.GET.get("page"))
    context["where"] = {outcome.row: found.where(outcome.row) for outcome in outcomes}
    return render(request, "exchange/preview.html", context)


@access(May.WRITE_SETTINGS)
@require_POST
def import_choose(request: ViewerRequest, run: int) -> HttpResponse:
    """Say which school an unsure spelling means; it is remembered for the next file."""
    found = load_run(request, run)
    spelling = fold(request.POST.get("spelling", ""))[:160]
    school = get_object_or_404(School, owner=found.owner_id, pk=posted_number(request, "school"))
    actions.choose_school(run=found, spelling=spelling, school=school)
    messages.success(
        request,
        _("“%(name)s” means %(school)s from now on.") % {"name": spelling, "school": school},
    )
    return redirect("import_run", found.pk)


@access(May.WRITE_SETTINGS)
@require_POST
def import_person(request: ViewerRequest, run: int) -> HttpResponse:
    """Say whether somebody whose name is known by another address is the same person; without an
    address, say it of all who haven't been spoken of."""
    found = load_run(request, run)
    plan = preview.of(found, {}, today()).get("plan")
    email, choice = request.POST.get("email", ""), request.POST.get("choice", "")
    asked = {person.email: person for person in plan.asked} if plan else {}
    emails = [email] if email else [e for e, person in asked.items() if not person.choice]
    known = {NEW, SAME, *(str(p.pk) for person in asked.values() for p in person.namesakes)}
    if choice not in known or not set(emails) <= set(asked):
        raise Http404
    with tell_outcome(request, ""):
        actions.choose_person(run=found, emails=emails, choice=choice)
    return redirect(f"{reverse('import_run', args=[found.pk])}#same-person")


@access(May.WRITE_SETTINGS)
@require_POST
def import_apply(request: ViewerRequest, run: int) -> HttpResponse:
    """Import what the preview showed: all of it, or nothing.

    What the file would do is worked out anew behind the lock, so that two leads at once, or a
    second tap, do it once.
    """
    found = load_run(request, run)
    try:
        with transaction.atomic():
            actions.take_turns(found)
            plan = preview.of(found, request.GET, today())
            check_confirmed(request, plan)
            foreseen = apply(request, found, plan)
    except IntegrityError:
        text = _(
            "Something in the file clashes with what is there. Nothing was changed; look at the "
            "preview again."
        )
        messages.error(request, text)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The file is imported. It can be undone as a whole here."))
        tell_of_cohorts(request, foreseen)
    return redirect("import_run", found.pk)


def check_confirmed(request: ViewerRequest, plan: dict[str, Any]) -> None:
    """Rows in error are left out only where the user has said so, and nobody is made or changed
    while it isn't said who they are."""
    if plan["counts"].get("asked"):
        raise ValidationError(_("Say first who is the same person and who is a new one."))
    if plan["counts"].get("errors") and not request.POST.get("leave_out"):
        raise ValidationError(
            _("Some rows are in error. Tick that they shall be left out, or send a mended file.")
        )


def tell_of_cohorts(request: ViewerRequest, foreseen: Foreseen | None) -> None:
    """Superusers who moved or left may meet otherwise, and a lead may want it otherwise."""
    if foreseen and (count := len(foreseen.moved + foreseen.left)):
        text = ngettext(
            "%(n)s superuser has another cohort, or none any more. See Cohorts.",
            "%(n)s superusers have another cohort, or none any more. See Cohorts.",
            count,
        )
        messages.warning(request, text % {"n": count})


def apply(request: ViewerRequest, run: ImportRun, plan: dict[str, Any]) -> Foreseen | None:
    """Do what the preview showed. Gives how a staff list’s superusers meet after it."""

    def progress(done: int, total: int) -> None:
        report_progress(f"import:{run.pk}", done, total)

    if run.kind == ImportRun.Kind.STAFF:
        return done_to_all(
            running(run.owner_id, today()),
            lambda: actions.apply_staff(
                run=run,
                plan=plan["plan"],
                has=plan["has"],
                day=near_day(request.POST.get("first_day", "")) or first_day(run.owner, today()),
                end_missing=bool(request.POST.get("end_missing")),
                end_moved=bool(request.POST.get("end_moved")),
                tell=progress,
            ),
        )
    if run.kind == ImportRun.Kind.SCHOOLS:
        ticked = set(request.POST.getlist("rows"))
        chosen = [row for row in plan["outcomes"] if str(row.row) in ticked]
        if not chosen:
            raise ValidationError(_("Tick at least one school."))
        actions.apply_schools(run=run, rows=chosen, tell=progress)
        actions.remember_municipality(owner=run.owner, number=plan["municipality"])
    else:
        actions.apply_closed_days(run=run, rows=plan["outcomes"], tell=progress)
    return None


def near_day(text: str) -> dt.date | None:
    day = read_day(text)
    return day if day and abs((day - today()).days) < 3650 else None


@access(May.WRITE_SETTINGS)
@require_safe
def import_progress(request: ViewerRequest, run: int) -> HttpResponse:
    """How far an import under way has come."""
    progress = told_so_far(f"import:{load_run(request, run).pk}")
    return JsonResponse({"done": progress.done, "total": progress.total})


@access(May.WRITE_SETTINGS)
def import_undo(request: ViewerRequest, run: int) -> HttpResponse:
    """Show what of an import can be taken back and what has to stay, and then take that back."""
    found = load_run(request, run)
    if found.status != ImportRun.Status.APPLIED:
        messages.error(request, _("Only an import that is in force can be undone."))
        return redirect("import_run", found.pk)
    problem = ""
    if request.method == "POST":
        try:
            undone = undo(run=found, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            problem = " ".join(error.messages)
        except IntegrityError:
            problem = _("What the import changed is in use again. Nothing was undone.")
        else:
            messages.success(request, undone_words(undone))
            return redirect("import_run", found.pk)
    undoing = undoing_of(found)
    page = Paginator(undoing.stays, OUTCOMES_A_PAGE).get_page(request.GET.get("page"))
    context = {"run": found, "undoing": undoing, "page": page, "problem": problem}
    return render(request, "exchange/undo.html", context)


def undone_words(undone: Undoing) -> str:
    if not undone.stays:
        return _("The import is undone. Everything is as it was before.")
    said = ngettext(
        "The import is undone, but for %(n)s that stayed as it was imported.",
        "The import is undone, but for %(n)s that stayed as they were imported.",
        len(undone.stays),
    )
    return said % {"n": len(undone.stays)}


def show_result(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    if request.GET.get("export") in ("csv", "xlsx"):
        return file_response(request.GET["export"], run.file_name, result_sheet(run))
    wanted = request.GET.get("state", "")
    outcomes = [
        o
        for o in run.result
        if not wanted or o["state"] == wanted or (wanted == "stayed" and o.get("stays"))
    ]
    page = Paginator(outcomes, OUTCOMES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "state": wanted,
        "states": preview.STATES,
        "where": {outcome["row"]: run.where(outcome["row"]) for outcome in page},
    }
    return render(request, "exchange/result.html", context)


def result_sheet(run: ImportRun) -> list[list[object]]:
    rows: list[list[object]] = [
        [_("Row"), _("Result"), _("Name"), _("School"), _("Reason"), _("Cell")]
    ]
    for outcome in run.result:
        reason = outcome.get("reason") or outcome.get("change") or ""
        rows.append(
            [
                run.where(outcome["row"]) if run.parts else outcome["row"] or "",
                preview.STATES[outcome["state"]],
                outcome["who"],
                outcome.get("school", ""),
                _(reason) if reason else "",
                outcome.get("value", ""),
            ]
        )
    return rows
