"""An accepted proposal becomes cohorts, members and workshops; and back, until people are invited.

What is there already is kept where it fits: cohorts keep their names, workshops that only move keep
their kit, their answers and their place in people's calendars.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.dates import in_force, local, today
from rollout.library.models import Kit
from rollout.organisation.models import Person, Role
from rollout.planning.actions import cancel_workshop, change_workshop, fresh_cohort_names
from rollout.planning.models import Cohort, Membership, Programme, Workshop
from rollout.planning.queries import superuser_roles
from rollout.planning.scheduler.problem import CohortPlan, Period, Plan, Problem
from rollout.proposals.actions import locked
from rollout.proposals.guest_seats import seat_guests
from rollout.proposals.models import Proposal
from rollout.proposals.problems import row_id
from rollout.proposals.rules import Wishes


@dataclass
class Done:
    """What accepting did, so that it can be undone: ids, and what things were before."""

    cohorts_made: list[int] = field(default_factory=list)
    memberships_made: list[int] = field(default_factory=list)
    memberships_ended: list[tuple[int, str | None]] = field(default_factory=list)
    workshops_made: list[int] = field(default_factory=list)
    workshops_changed: list[dict[str, Any]] = field(default_factory=list)
    workshops_removed: list[dict[str, Any]] = field(default_factory=list)
    workshops_cancelled: list[int] = field(default_factory=list)
    guests_seated: list[int] = field(default_factory=list)


@transaction.atomic
def accept(*, proposal: Proposal, revision: int, by: Person | None) -> Proposal:
    """Make a proposal the plan: one action, all or nothing. Nobody is invited by it."""
    fresh = locked(proposal, revision)
    if fresh.status != Proposal.Status.READY or not fresh.plan or not fresh.problem:
        raise ValidationError(_("Only a proposal that is ready can be accepted."))
    problem, plan = Problem.from_json(fresh.problem), Plan.from_json(fresh.plan)
    done = Done()
    first = max(today(), problem.periods[0].first)
    cohorts = cohorts_for(fresh, plan, first, done)
    place_members(fresh.programme, cohorts, plan, first, done)
    place_workshops(fresh, cohorts, problem, plan, done)
    done.guests_seated = seat_guests(cohorts, problem, plan)
    fresh.programme.proposals.exclude(pk=fresh.pk).update(undo=None)
    fresh.status = Proposal.Status.ACCEPTED
    fresh.accepted_at, fresh.accepted_by = timezone.now(), by
    fresh.undo = asdict(done)
    fresh.revision += 1
    fresh.save()
    return fresh


def cohorts_for(proposal: Proposal, plan: Plan, day: dt.date, done: Done) -> list[Cohort]:
    """The cohort that each of the plan's becomes: the one that is announced, or the one that most
    of its superusers are in now, or a new one."""
    present = {cohort.pk: cohort for cohort in proposal.programme.cohorts.all()}
    if proposal.before:
        return [present[pk] for pk in proposal.before["cohort_ids"]]
    alike = likeness(proposal.programme, plan, day)
    chosen: dict[int, Cohort] = {}
    for number, pk, _people in sorted(alike, key=lambda row: -row[2]):
        if number not in chosen and pk in present:
            chosen[number] = present.pop(pk)
    names = fresh_cohort_names(proposal.programme)
    for number in range(len(plan.cohorts)):
        if number not in chosen:
            chosen[number] = Cohort.objects.create(programme=proposal.programme, name=next(names))
            done.cohorts_made.append(chosen[number].pk)
    return [chosen[number] for number in range(len(plan.cohorts))]


def likeness(programme: Programme, plan: Plan, day: dt.date) -> list[tuple[int, int, int]]:
    """For each of the plan's cohorts and each that is there, how many superusers they share."""
    there: dict[int, dict[str, int]] = {}
    members = Membership.objects.filter(in_force(day), cohort__programme=programme)
    for cohort, school in members.values_list("cohort_id", "role__school_id"):
        counts = there.setdefault(cohort, {})
        counts[f"s{school}"] = counts.get(f"s{school}", 0) + 1
    return [
        (number, pk, sum(min(n, counts.get(school, 0)) for school, n in cohort.members.items()))
        for number, cohort in enumerate(plan.cohorts)
        for pk, counts in there.items()
    ]


def place_members(
    programme: Programme, cohorts: list[Cohort], plan: Plan, first: dt.date, done: Done
) -> None:
    """Every superuser in the plan's cohort from the first day on; who can stay, stays."""
    open_ones = {
        m.role_id: m
        for m in Membership.objects.filter(cohort__programme=programme, ends_on__isnull=True)
    }
    by_school: dict[str, list[Role]] = {}
    for role in superuser_roles(programme, first):
        by_school.setdefault(f"s{role.school_id}", []).append(role)
    for school, roles in by_school.items():
        places = [n for n, c in enumerate(plan.cohorts) for _ in range(c.members.get(school, 0))]
        for role, number in stay_or_move(roles, places, cohorts, open_ones):
            move(role, cohorts[number], open_ones.get(role.pk), first, done)


def stay_or_move(
    roles: list[Role], places: list[int], cohorts: list[Cohort], open_ones: dict[int, Membership]
) -> list[tuple[Role, int]]:
    """Which of a school's superusers takes which place: first those who are there already."""
    left, pairs, others = list(places), [], []
    for role in roles:
        now = open_ones.get(role.pk)
        number = next((n for n in left if now and cohorts[n].pk == now.cohort_id), None)
        if number is None:
            others.append(role)
        else:
            left.remove(number)
            pairs.append((role, number))
    return pairs + list(zip(others, left, strict=False))


def move(role: Role, to: Cohort, now: Membership | None, first: dt.date, done: Done) -> None:
    """A superuser's place in a cohort from a day on; what went before stays as it was."""
    if now and now.cohort_id == to.pk:
        return
    if now:
        done.memberships_ended.append((now.pk, None))
        now.ends_on = max(first - dt.timedelta(days=1), now.starts_on)
        now.save()
    starts_on = max(first, now.ends_on + dt.timedelta(days=1)) if now and now.ends_on else first
    made = Membership.objects.create(cohort=to, role=role, starts_on=starts_on)
    done.memberships_made.append(made.pk)


def place_workshops(
    proposal: Proposal, cohorts: list[Cohort], problem: Problem, plan: Plan, done: Done
) -> None:
    """The plan's workshops: those that are there are moved, others made, and the rest taken out."""
    first, last = problem.periods[0].first, problem.periods[-1].last
    there = planned(proposal.programme, max(first, today()), last)
    kits = kits_in_order(proposal.programme, there)
    wishes = Wishes.from_json(proposal.wishes)
    for cohort, year in zip(cohorts, plan.cohorts, strict=True):
        for place, (period, day) in enumerate(zip(problem.periods, year.dates, strict=True)):
            if day <= today():
                continue
            wanted = wanted_fields(wishes, year, day)
            workshop = take(there, cohort, period)
            if workshop is None:
                kit = kits[place] if place < len(kits) else None
                make_workshop(cohort, wanted, kit, done)
            else:
                change(workshop, wanted, proposal, done)
    if proposal.purpose == Proposal.Purpose.YEAR:
        for workshop in there:
            remove(workshop, proposal, done)


def planned(programme: Programme, first: dt.date, last: dt.date) -> list[Workshop]:
    """The programme's planned workshops in the time that a proposal is about."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        status=Workshop.Status.PLANNED,
        starts_at__date__range=(first, last),
    )
    return list(workshops.select_related("cohort").order_by("starts_at"))


def kits_in_order(programme: Programme, moved: Iterable[Workshop]) -> list[Kit]:
    """The owner's kits that no other workshop of the programme is about."""
    used = Workshop.objects.filter(cohort__programme=programme, kit__isnull=False)
    used = used.exclude(pk__in=[workshop.pk for workshop in moved])
    kits = Kit.objects.filter(owner=programme.owner_id, school__isnull=True)
    return list(kits.exclude(pk__in=used.values("kit")))


def wanted_fields(wishes: Wishes, year: CohortPlan, day: dt.date) -> dict[str, Any]:
    return {
        "starts_at": local(day, wishes.starts),
        "ends_at": local(day, wishes.ends),
        "venue_id": row_id(year.venue_on(day)),
        "facilitator_id": row_id(year.leader(day)),
    }


def take(there: list[Workshop], cohort: Cohort, period: Period) -> Workshop | None:
    """The cohort's own workshop of a period, taken from the list."""
    for workshop in there:
        if workshop.cohort_id == cohort.pk and f"{workshop.day:%Y-%m}" == period.name:
            there.remove(workshop)
            return workshop
    return None


def make_workshop(cohort: Cohort, wanted: dict[str, Any], kit: Kit | None, done: Done) -> None:
    workshop = Workshop(cohort=cohort, kit=kit, **wanted)
    workshop.full_clean()
    workshop.save()
    done.workshops_made.append(workshop.pk)


def change(workshop: Workshop, wanted: dict[str, Any], proposal: Proposal, done: Done) -> None:
    """A workshop that is there, at the plan's time and place. One that only changes hands or place
    keeps its hours."""
    if local_day(wanted["starts_at"]) == workshop.day and proposal.before:
        wanted = {**wanted, "starts_at": workshop.starts_at, "ends_at": workshop.ends_at}
    was = {name: getattr(workshop, name) for name in wanted}
    if was == wanted:
        return
    done.workshops_changed.append({"pk": workshop.pk, **plain(was)})
    for name, value in wanted.items():
        setattr(workshop, name, value)
    change_workshop(workshop=workshop, revision=workshop.revision, note=proposal.name)


def remove(workshop: Workshop, proposal: Proposal, done: Done) -> None:
    """A workshop that the plan hasn't: cancelled where people are invited, else taken out."""
    if workshop.invited_at:
        reason = _("Planned anew: %(name)s") % {"name": proposal.name}
        cancel_workshop(workshop=workshop, revision=workshop.revision, reason=reason)
        done.workshops_cancelled.append(workshop.pk)
        return
    names = ("cohort_id", "starts_at", "ends_at", "venue_id", "facilitator_id", "kit_id", "link")
    done.workshops_removed.append(plain({name: getattr(workshop, name) for name in names}))
    workshop.delete()


def local_day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as JSON keeps them."""
    return {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in fields.items()}


def full(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as the model has them."""
    times = ("starts_at", "ends_at")
    return {k: dt.datetime.fromisoformat(v) if k in times else v for k, v in fields.items()}
