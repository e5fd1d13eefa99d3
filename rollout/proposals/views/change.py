"""When something has changed: what no longer fits, and the least change that mends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme
from rollout.proposals.actions import make_proposal, start_run
from rollout.proposals.announced import Announced, change_problem
from rollout.proposals.models import Proposal
from rollout.proposals.queries import names_in
from rollout.proposals.showing import judged
from rollout.proposals.wording import broken_words, short_day
from rollout.scheduler.price import left_out


@access(May.WRITE_PLAN)
def proposal_change(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """What no longer fits in the plan; asked for, the planner finds the least change."""
    programme = load_programme(request, programme_id)
    announced = change_problem(programme, today())
    if request.method == "POST" and announced:
        return find_change(request, programme, announced)
    clashes, misses = what_is_wrong(programme, announced) if announced else ([], [])
    context = {
        "programme": programme,
        "announced": announced,
        "clashes": clashes,
        "misses": misses,
        "without": without_workshop(announced) if announced else [],
    }
    return render(request, "proposals/change.html", context)


def what_is_wrong(programme: Programme, announced: Announced) -> tuple[list[str], list[str]]:
    """The rules that the coming workshops break, and who will miss one, in words."""
    cohorts = [cohort.name for cohort in announced.cohorts]
    problem, plan = announced.problem, announced.plan
    broken = judged(problem, plan, announced.to_json())
    names = names_in(programme) if broken else {}
    clashes = [broken_words(each, names, cohorts) for each in broken]
    misses = [
        _("%(cohort)s, %(day)s: %(n)s whose own school is closed")
        % {"cohort": name, "day": short_day(day), "n": left_out(problem, plan, number, day)}
        for number, name in enumerate(cohorts)
        for day in plan.cohorts[number].dates
        if day > today() and left_out(problem, plan, number, day)
    ]
    return list(dict.fromkeys(clashes)), misses


def without_workshop(announced: Announced) -> list[str]:
    """The cohorts that have no workshop in a month to come, in words."""
    return [
        _("%(cohort)s has no workshop in %(month)s")
        % {
            "cohort": announced.cohorts[number].name,
            "month": date_format(announced.problem.periods[period].first, "YEAR_MONTH_FORMAT"),
        }
        for number, period in announced.missing
        if announced.problem.periods[period].last > today()
    ]


def find_change(request: ViewerRequest, programme: Programme, announced: Announced) -> HttpResponse:
    """Hand what is announced to the planner, with today's calendars."""
    made = make_proposal(
        programme=programme,
        by=request.viewer.person,
        wishes=announced.wishes,
        name=_("Least change, %(day)s") % {"day": short_day(today())},
        purpose=Proposal.Purpose.CHANGE,
        before=announced.to_json(),
    )
    with tell_outcome(request):
        start_run(proposal=made, revision=made.revision, problem=announced.problem)
        messages.info(request, _("The planner looks for the least change."))
    return redirect("proposal", programme.pk, made.number)
