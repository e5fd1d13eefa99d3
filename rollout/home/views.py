"""Where each role lands, and choosing which role to look as."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import Kind, May
from rollout.common.dates import today
from rollout.competence.models import Framework
from rollout.competence.queries import own_levels
from rollout.competence.views import ask_about_area, show_own
from rollout.guidance.rules import Advice
from rollout.guidance.words import say
from rollout.home.facts import OverviewFacts, overview_facts, superuser_facts, teacher_facts
from rollout.home.gallery import gallery_context
from rollout.home.queries import together_with
from rollout.home.steps import steps_for
from rollout.insight.explanations import EXPLAINED
from rollout.insight.figures import ProgrammeFigures
from rollout.insight.school_rows import cached_rows, rows_asked_for
from rollout.insight.views import school_context
from rollout.library.modules.queries import modules_for
from rollout.library.queries import central_kits, has_session_steps
from rollout.library.versions.queries import shown
from rollout.logbook.actions import why_not_yet
from rollout.logbook.also_came.queries import waiting_newcomers
from rollout.logbook.models import SessionNeed
from rollout.logbook.needs.queries import needs_waiting, told_lately
from rollout.logbook.pulses.queries import asked_of
from rollout.logbook.scanning.queries import sessions_with_scans
from rollout.organisation.access import (
    ACTING_ROLE_IN_SESSION,
    PROGRAMME_IN_SESSION,
    ViewerRequest,
    access,
    public,
)
from rollout.organisation.models import School
from rollout.planning.attendance import Untaken, answers_to
from rollout.planning.expected import next_workshops
from rollout.planning.models import Programme
from rollout.planning.queries import (
    current_programme,
    may_write_workshop,
    programmes_for,
    schools_in,
    workshops_for,
)

ADVICE_SHOWN = 5
ASKED_SHOWN = 2
WORKSHOPS_SHOWN = 3
TO_TAKE_SHOWN = 4
KITS_SHOWN = 5
PLAN_SHOWN = 5


@access(May.SIGNED_IN)
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """The page of the role looked as; with several and none chosen, the choice comes first."""
    viewer = request.viewer
    if viewer.acting_role is None:
        return redirect("look_as") if viewer.acting_roles else render(request, "home/no_role.html")
    programme = chosen_programme(request)
    if programme is None:
        return welcome(request)
    request.programme = programme
    return HOMES[viewer.kind](request, programme)


def welcome(request: ViewerRequest) -> HttpResponse:
    """Before there is a programme: the steps for who can take them, a sentence for others."""
    viewer = request.viewer
    can_set_up = viewer.may(May.WRITE_SETTINGS)
    steps = steps_for(viewer.person.owner, None, today()) if can_set_up else None
    return render(request, "home/no_programme.html", {"steps": steps})


def chosen_programme(request: ViewerRequest) -> Programme | None:
    """The programme asked for by `?programme=`, which is then remembered, or the current one."""
    viewer = request.viewer
    asked = request.GET.get("programme", "")
    for programme in programmes_for(viewer):
        if str(programme.pk) == asked:
            request.session[PROGRAMME_IN_SESSION] = programme.pk
            return programme
    return current_programme(viewer)


def overview(request: ViewerRequest, programme: Programme) -> HttpResponse:
    """For those who see every school: what is reached, what needs attention, what comes next."""
    viewer = request.viewer
    now = timezone.now()
    rows = rows_asked_for(request, programme, cached_rows(programme, today()).at(now), is_home=True)
    if request.htmx and request.htmx.target == "list":
        return render(request, "insight/schools.html#list", {"programme": programme, **rows})
    facts = overview_facts(programme, today())
    is_lead = viewer.kind == Kind.PROJECT_LEAD
    # The steps are for the beginning: once a workshop has been held, the figures tell the rest.
    has_ended = programme.has_ended(today())
    begins = is_lead and not facts.figures.owner.due and not has_ended
    steps = steps_for(programme.owner, programme, today()) if begins else None
    # Until the year is planned, the planner shares everybody out.
    shared_out = is_lead and (steps is None or steps.is_done("year")) and not has_ended
    outstanding = facts.figures.outstanding(now)
    context = {
        **figures_and_advice(request, programme, facts),
        **to_take(request, outstanding),
        "programme": programme,
        "outstanding": outstanding,
        "cancelled": [each for each in facts.cancelled if may_write_workshop(viewer, each)],
        "without_cohort": facts.without_cohort if shared_out else 0,
        "without_kit": facts.without_kit if is_lead else 0,
        "workshops": facts.still_to_come(now)[:WORKSHOPS_SHOWN],
        "is_lead": is_lead,
        "waiting_needs": waiting_needs(request, programme),
        "steps": steps,
        "way": facts.way,
        **rows,
    }
    return render(request, "home/overview.html", context)


def figures_and_advice(
    request: ViewerRequest, programme: Programme, facts: OverviewFacts
) -> dict[str, object]:
    """The owner's figures, and which schools need help first: not for a reader, nor once the
    programme has ended."""
    viewer = request.viewer
    is_told = viewer.kind != Kind.READER and not programme.has_ended(today())
    advice = facts.advice if is_told else []
    return {
        "figures": facts.figures,
        "owner": facts.figures.owner,
        "explained": EXPLAINED,
        "is_told": is_told,
        "advice": [advice_row(each, facts.figures) for each in advice[:ADVICE_SHOWN]],
        "advice_more": max(0, len(advice) - ADVICE_SHOWN),
    }


def advice_row(advice: Advice, figures: ProgrammeFigures) -> dict[str, object]:
    """An advice with whose it is, a school's or the owner's, and its words, as the list shows
    it."""
    return {
        "unit": figures.owner if advice.school is None else figures.schools[advice.school],
        "text": say(advice),
        "is_urgent": advice.weight.is_urgent,
    }


def to_take(request: ViewerRequest, outstanding: list[Untaken]) -> dict[str, object]:
    """The workshops whose attendance the viewer may take, the longest past first."""
    viewer, day = request.viewer, today()
    rows = [
        {"workshop": row.workshop, "is_late": row.is_late(day)}
        for row in outstanding
        if may_write_workshop(viewer, row.workshop)
    ]
    return {"to_take": rows[:TO_TAKE_SHOWN], "to_take_more": max(0, len(rows) - TO_TAKE_SHOWN)}


def facilitator_home(request: ViewerRequest, programme: Programme) -> HttpResponse:
    """Their own workshops first: whose attendance is still to be taken, and who comes to the next;
    then which schools need help."""
    viewer = request.viewer
    facts, now = overview_facts(programme, today()), timezone.now()
    coming = facts.still_to_come(now)
    mine = [each for each in coming if each.facilitator_id == viewer.person.pk]
    outstanding = facts.figures.outstanding(now)
    context = {
        **figures_and_advice(request, programme, facts),
        **to_take(request, outstanding),
        "programme": programme,
        "outstanding": outstanding,
        "cancelled": [each for each in facts.cancelled if may_write_workshop(viewer, each)],
        "workshops": coming[:WORKSHOPS_SHOWN],
        "workshop": mine[0] if mine else None,
        "answers": answers_to(mine[0]) if mine else None,
        "later": mine[1:WORKSHOPS_SHOWN] if mine else coming[:WORKSHOPS_SHOWN],
        "later_more": max(0, len(mine) - WORKSHOPS_SHOWN),
        "waiting_needs": waiting_needs(request, programme),
    }
    return render(request, "home/facilitator.html", context)


def waiting_needs(request: ViewerRequest, programme: Programme) -> list[SessionNeed]:
    """What stops the schools and nobody has seen to, of what the viewer may see."""
    viewer = request.viewer
    return list(needs_waiting(viewer, programme)) if viewer.may(May.SEE_NEEDS) else []


def own_school(request: ViewerRequest, programme: Programme) -> School | None:
    return schools_in(programme, request.viewer).first()


def principal_home(request: ViewerRequest, programme: Programme) -> HttpResponse:
    school = own_school(request, programme)
    if school is None:
        return render(request, "home/no_programme.html", {"steps": None})
    context = {**school_context(request, programme, school), **asked_here(request, programme)}
    context["waiting_needs"] = waiting_needs(request, programme)
    return render(request, "home/principal.html", context)


def asked_here(request: ViewerRequest, programme: Programme) -> dict[str, object]:
    """What the viewer is asked in pulses, the next ones once these are answered."""
    viewer = request.viewer
    return {"asked": asked_of(viewer.person, programme, viewer.day)[:ASKED_SHOWN]}


def superuser_home(request: ViewerRequest, programme: Programme) -> HttpResponse:
    """What to run next, and a session logged in a few touches."""
    viewer = request.viewer
    facts = superuser_facts(programme, today(), viewer.person, viewer.school_ids[0])
    if facts is None:
        return render(request, "home/no_programme.html", {"steps": None})
    now = timezone.now()
    workshop, given = facts.next_workshop(now), facts.to_run(now)
    to_run = facts.as_here(given.kit) if given and given.kit else None
    kit = facts.planned.kit if facts.planned else to_run
    to_show = shown(kit, as_it_is=False) if kit else None
    context = {
        "programme": programme,
        "school": facts.school,
        "unit": facts.unit,
        "kit": to_show.kit if to_show else None,
        "has_plan": to_show is not None and has_session_steps(to_show),
        "given_on": facts.given_on(given) if given else None,
        "has_begun": bool(facts.been_to(now)),
        "outstanding": facts.figures.outstanding(now, facts.school.pk),
        "workshop": workshop,
        "answer": facts.answers.get(workshop.pk) if workshop else None,
        "state": facts.state(workshop, now) if workshop else None,
        "planned": facts.planned,
        "not_yet": why_not_yet(facts.planned, viewer.day) if facts.planned else "",
        "can_scan": facts.planned is not None and facts.planned.held_on == viewer.day,
        "waiting": sessions_with_scans(programme, facts.school),
        "client_key": uuid.uuid4(),
        "recent": facts.recent,
        "told": told_lately(programme, facts.school.pk, now),
        "waits": waiting_newcomers([facts.school.pk]),
        "explained": EXPLAINED,
        "today": today(),
        **asked_here(request, programme),
    }
    return render(request, "home/superuser.html", context)


def teacher_home(request: ViewerRequest, programme: Programme) -> HttpResponse:
    """What's next, what I've been to, and my own competence."""
    viewer = request.viewer
    facts = teacher_facts(programme, today(), viewer.person, viewer.school_ids)
    framework = programme.framework
    done = own_levels(viewer.person, framework, today()) if framework else {}
    together = together_with(facts.upcoming) if facts.upcoming else {}
    context = {
        "programme": programme,
        "upcoming": [(session, together.get(session.pk, [])) for session in facts.upcoming],
        "been_to": facts.been_to,
        "been_to_first": facts.been_to[:KITS_SHOWN],
        "been_to_more": facts.been_to[KITS_SHOWN:],
        "missed": facts.missed,
        "modules": modules_for(viewer.person.user_id, [own.kit.pk for own in facts.missed]),
        "to_come": facts.to_come,
        "assessed": len(done),
        "areas": facts.areas,
        **asked_here(request, programme),
    }
    return render(request, "home/teacher.html", context)


def plan_home(request: ViewerRequest, programme: Programme) -> HttpResponse:
    """For those who look into the plan: the next workshops."""
    seen = workshops_for(request.viewer, programme)
    workshops = next_workshops(seen, timezone.now())
    context = {
        "programme": programme,
        "workshops": workshops[:PLAN_SHOWN],
        "waiting_needs": waiting_needs(request, programme),
    }
    return render(request, "home/plan.html", context)


HOMES: dict[str, Callable[[ViewerRequest, Programme], HttpResponse]] = {
    Kind.PROJECT_LEAD: overview,
    Kind.FACILITATOR: facilitator_home,
    Kind.READER: overview,
    Kind.PRINCIPAL: principal_home,
    Kind.SUPERUSER: superuser_home,
    Kind.TEACHER: teacher_home,
    Kind.IT_COORDINATOR: plan_home,
}


@access(May.ASSESS_SELF)
@require_safe
def my_competence(request: ViewerRequest) -> HttpResponse:
    """One's own levels and how they have developed. Nobody else sees this page."""
    return show_own(request, framework_in_view(request))


@access(May.ASSESS_SELF)
def assess_area(request: ViewerRequest, area: int) -> HttpResponse:
    """Answer one area; stop whenever and go on later."""
    return ask_about_area(request, framework_in_view(request), area)


def framework_in_view(request: ViewerRequest) -> Framework | None:
    """That of the programme that one looks at; None where it has no levels."""
    programme = current_programme(request.viewer)
    return programme.framework if programme else None


@access(May.SIGNED_IN)
def look_as(request: ViewerRequest) -> HttpResponse:
    """Choose which of one's roles to look as."""
    viewer = request.viewer
    if request.method == "POST":
        chosen = request.POST.get("acting_role", "")
        if chosen not in {acting_role.key for acting_role in viewer.acting_roles}:
            messages.error(request, _("That role isn’t yours any more. Choose another."))
            return redirect("look_as")
        request.session[ACTING_ROLE_IN_SESSION] = chosen
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(target) if safe and target else redirect("home")
    return render(request, "home/look_as.html", {"next": request.GET.get("next", "")})


@public
@require_safe
def about(request: ViewerRequest) -> HttpResponse:
    """What the product does with what it knows, and how accessible it is."""
    return render(request, "home/about.html")


@access(May.WRITE_SETTINGS)
@require_safe
def setup(request: ViewerRequest) -> HttpResponse:
    """Everything a project lead sets up, in the order that they need it."""
    viewer = request.viewer
    owner = viewer.person.owner
    context = {
        "owner": owner,
        "programmes": programmes_for(viewer),
        "schools": owner.schools.count(),
        "people": owner.people.count(),
        "kits": central_kits(owner.pk).count(),
        "closed": owner.closed_periods.count(),
        "venues": owner.venues.count(),
        "rounds": owner.rounds.count(),
    }
    return render(request, "home/setup.html", context)


@public
@require_safe
def gallery(request: ViewerRequest) -> HttpResponse:
    """Every component in all its states; for those who build, never in production."""
    return render(request, "components/gallery.html", gallery_context())
