"""Pages by which a lead puts a person right."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import Kind, May
from rollout.common.dates import today
from rollout.common.forms import save_or_tell, whole_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.forms import AddressForm, EmploymentForm, PersonForm
from rollout.organisation.keeping.actions import add_address, change_person
from rollout.organisation.keeping.merging import merge, preview
from rollout.organisation.keeping.queries import alike
from rollout.organisation.letting_in.states import signs_in
from rollout.organisation.models import Employment, Person

MOST_FOUND = 20
COUNTED = {
    "employments": gettext_lazy("Employments"),
    "roles": gettext_lazy("Roles"),
    "cohorts": gettext_lazy("Places in a cohort"),
    "attended": gettext_lazy("Sessions they came to"),
    "held": gettext_lazy("Sessions they held"),
    "answers": gettext_lazy("Answers to workshops, and attendance"),
    "places": gettext_lazy("Places with another cohort"),
    "led": gettext_lazy("Workshops they lead"),
    "mails": gettext_lazy("Mails"),
    "other": gettext_lazy("Other things"),
}


def load(request: ViewerRequest, person: int) -> Person:
    return get_object_or_404(request.viewer.people(), pk=person)


@access(May.WRITE_SETTINGS)
def person_change(request: ViewerRequest, person: int) -> HttpResponse:
    """Somebody’s name and e-mail."""
    found = load(request, person)
    form = PersonForm(request.POST or None, instance=found)
    saved = save_or_tell(form, lambda: change_person(person=found)) if form.is_valid() else None
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("person", found.pk)
    return render(
        request, "organisation/form_page.html", {"form": form, "title": _("Name and e-mail")}
    )


@access(May.WRITE_SETTINGS)
def employment_new(request: ViewerRequest, person: int) -> HttpResponse:
    """Where else somebody works."""
    found = load(request, person)
    employment = Employment(person=found, starts_on=today())
    return employment_page(request, employment, _("Add an employment"))


@access(May.WRITE_SETTINGS)
def employment_change(request: ViewerRequest, employment: int) -> HttpResponse:
    """Change an employment, or end it by its last day."""
    people = request.viewer.people()
    found = get_object_or_404(Employment, person__in=people, pk=employment)
    return employment_page(request, found, _("Change or end the employment"))


def employment_page(request: ViewerRequest, employment: Employment, title: str) -> HttpResponse:
    form = EmploymentForm(request.POST or None, instance=employment)
    if form.is_valid() and save_or_tell(form, form.save):
        messages.success(request, _("Saved."))
        tell_of_role(request, employment)
        return redirect("person", employment.person_id)
    return render(request, "organisation/form_page.html", {"form": form, "title": title})


def tell_of_role(request: ViewerRequest, employment: Employment) -> None:
    """A role goes on where an employment ends, until somebody ends it."""
    roles = employment.person.roles.filter(school=employment.school_id, ends_on__isnull=True)
    if employment.ends_on and roles.filter(kind=Kind.SUPERUSER).exists():
        text = _("They are still superuser at %(school)s. End the role too, if it ends.")
        messages.warning(request, text % {"school": employment.school})


@access(May.WRITE_SETTINGS)
@require_POST
def address_add(request: ViewerRequest, person: int) -> HttpResponse:
    """Another address that somebody writes from."""
    found = load(request, person)
    form = AddressForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an e-mail address, such as kari@school.example."))
    else:
        with tell_outcome(request, _("The address is added. Answers from it are theirs.")):
            add_address(person=found, email=form.cleaned_data["email"])
    return redirect("person", found.pk)


@access(May.WRITE_SETTINGS)
@require_POST
def address_remove(request: ViewerRequest, person: int, address: int) -> HttpResponse:
    """An address isn’t theirs any more."""
    found = load(request, person)
    removed = found.other_addresses.filter(pk=address).delete()[0]
    if removed:
        messages.success(request, _("The address is removed."))
    return redirect("person", found.pk)


@access(May.WRITE_SETTINGS)
def person_merge(request: ViewerRequest, person: int) -> HttpResponse:
    """Find the other one of two who are one, look at what a merge does, and do it."""
    if "other" not in request.GET:
        kept = load(request, person)
        text = request.GET.get("q", "").strip()
        found = alike(request.viewer.people(), kept, text)
        context = {"person": kept, "found": found[:MOST_FOUND], "q": text}
        return render(request, "organisation/merge_find.html", context)
    kept, gone = load_two(request, person, whole_number(request.GET["other"]))
    if request.method == "POST":
        with tell_outcome(request):
            merge(
                kept=kept,
                gone=gone,
                by=request.viewer.person,
                fingerprint=request.POST.get("fingerprint", ""),
                keeps_gone_account=request.POST.get("account") == "gone",
            )
            messages.success(request, _("They are one now: %(name)s.") % {"name": kept})
            return redirect("person", kept.pk)
        return redirect(request.get_full_path())
    return merge_preview(request, kept, gone)


def load_two(request: ViewerRequest, kept: int, gone: int) -> tuple[Person, Person]:
    people = request.viewer.people().select_related("user")
    found = people.in_bulk([kept, gone])
    if len(found) < 2:
        raise Http404
    return found[kept], found[gone]


def merge_preview(request: ViewerRequest, kept: Person, gone: Person) -> HttpResponse:
    try:
        report, fingerprint = preview(kept=kept, gone=gone)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("person_merge", kept.pk)
    context = {
        "kept": kept,
        "gone": gone,
        "moved": lines(report.moved),
        "doubles": lines(report.doubles),
        "fingerprint": fingerprint,
        "both_sign_in": kept.user is not None and gone.user is not None,
        "prefers_gone": signs_in(gone.user) and not signs_in(kept.user),
        "is_self": gone.pk == request.viewer.person.pk,
    }
    return render(request, "organisation/merge.html", context)


def lines(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What a report counts, in words, in one order."""
    return [(str(label), counts[name]) for name, label in COUNTED.items() if counts.get(name)]
