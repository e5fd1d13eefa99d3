"""An accepted proposal becomes cohorts, members and workshops; and back, until people are invited.

What is there already is kept where it fits: cohorts keep their names, workshops that only move keep
their kit, their answers and their place in people's calendars.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.dates import local, today
from rollout.library.models import Kit
from rollout.notifications.actions.causing import rolled_back
from rollout.organisation.models import Person, Role
from rollout.planning.actions import (
    cancel_workshop,
    change_workshop,
    check_within,
    lock_places,
)
from rollout.planning.handing_out import without_kit
from rollout.planning.kits import kits_to_give
from rollout.planning.models import Cohort, Membership, Programme, Workshop, WorkshopAttendance
from rollout.planning.queries import facilitators, superuser_roles
from rollout.proposals.actions import locked
from rollout.proposals.foreseeing import Consent, Foreseen, done_to
from rollout.proposals.guest_seats import seat_guests
from rollout.proposals.models import Proposal
from rollout.proposals.naming import cohorts_there, first_day, likely_cohorts
from rollout.proposals.problems import row_id
from rollout.proposals.rules import Wishes
from rollout.scheduler.problem import CohortPlan, Period, Plan, Problem

PLANNED_FIELDS = ("starts_at", "ends_at", "venue_id", "facilitator_id")
SEEN_FIELDS = (*PLANNED_FIELDS, "link", "status", "cohort_id")
REMOVED_FIELDS = (*PLANNED_FIELDS, "cohort_id", "kit_id", "link", "note", "replaces_id")
ANSWER_FIELDS = ("person_id", "answer", "reason", "answered_at")


@dataclass
class Done:
    """What accepting did, so that it can be undone: ids, and what things were before."""

    cohorts_made: list[int] = field(default_factory=list)
    memberships_made: list[int] = field(default_factory=list)
    memberships_ended: list[tuple[int, str | None]] = field(default_factory=list)
    memberships_removed: list[dict[str, Any]] = field(default_factory=list)
    workshops_made: list[int] = field(default_factory=list)
    workshops_changed: list[dict[str, Any]] = field(default_factory=list)
    workshops_removed: list[dict[str, Any]] = field(default_factory=list)
    workshops_cancelled: list[int] = field(default_factory=list)
    guests_seated: list[int] = field(default_factory=list)


@transaction.atomic
def accept(
    *, proposal: Proposal, revision: int, by: Person | None, consent: Consent | None = None
) -> Proposal:
    """Make a proposal the plan: one action, all or nothing. Nobody is invited by it; those who are
    invited already are told of what changes, and that is what whoever consents has seen."""
    now = timezone.now()  # before the mail that this writes
    fresh, done, foreseen = carry_out(proposal, revision)
    if consent is not None:
        consent.check(foreseen)
    fresh.programme.proposals.exclude(pk=fresh.pk).update(undo=None)
    fresh.status = Proposal.Status.ACCEPTED
    fresh.accepted_at, fresh.accepted_by = now, by
    fresh.undo = asdict(done)
    fresh.revision += 1
    fresh.save()
    return fresh


def what_accepting_does(*, proposal: Proposal) -> Foreseen:
    """Whom accepting would concern, and all the mail it would cause. Nothing is kept."""
    with rolled_back():
        return carry_out(proposal, proposal.revision)[2]


def carry_out(proposal: Proposal, revision: int) -> tuple[Proposal, Done, Foreseen]:
    """All that accepting changes but the proposal's own state, in one transaction."""
    lock_places(proposal.programme_id)
    fresh = locked(proposal, revision)
    if fresh.status != Proposal.Status.READY or not fresh.plan or not fresh.problem:
        raise ValidationError(_("Only a proposal that is ready can be accepted."))
    check_as_seen(fresh)
    problem, plan = Problem.from_json(fresh.problem), Plan.from_json(fresh.plan)
    check_still_there(fresh.programme, problem, plan)
    done = Done()
    foreseen = done_to(fresh.programme, lambda: put_in(fresh, problem, plan, done))
    coming = without_kit(fresh.programme, first_day(fresh))
    kitless = coming.filter(starts_at__date__lte=problem.periods[-1].last).count()
    return fresh, done, replace(foreseen, without_kit=kitless)


def put_in(fresh: Proposal, problem: Problem, plan: Plan, done: Done) -> None:
    """Cohorts, members, workshops and guests as the plan has them."""
    first = first_day(fresh)
    cohorts = cohorts_for(fresh, plan, done)
    fresh.names = [cohort.name for cohort in cohorts]
    place_members(fresh, cohorts, plan, first, done)
    place_workshops(fresh, cohorts, problem, plan, done)
    done.guests_seated = seat_guests(cohorts, problem, plan)


def check_as_seen(proposal: Proposal) -> None:
    """A least change is against what was announced: refuse one that is no longer so."""
    if not proposal.before:
        return
    ids, seen = proposal.before["cohort_ids"], proposal.before.get("revisions", {})
    rows = Workshop.objects.filter(pk__in=seen).exclude(status=Workshop.Status.HELD)
    moved = are_moved(rows, {int(pk): revision for pk, revision in seen.items()})
    if moved or proposal.programme.cohorts.filter(pk__in=ids).count() != len(ids):
        raise ValidationError(
            _("The plan has changed since this was made. Look for the least change anew.")
        )


def are_moved(workshops: Iterable[Workshop], seen: Mapping[int, int]) -> bool:
    """Whether any of these is no longer as it was at the revision that was seen: a kit that it has
    got since changes nothing of the plan."""
    others = {w.pk: w for w in workshops if w.revision != seen[w.pk]}
    rows = Workshop.history.filter(id__in=others).order_by("history_date", "history_id")
    then = {row.id: row for row in rows if row.revision == seen[row.id]}
    return any(
        pk not in then or any(getattr(then[pk], name) != getattr(now, name) for name in SEEN_FIELDS)
        for pk, now in others.items()
    )


def check_still_there(programme: Programme, problem: Problem, plan: Plan) -> None:
    """A plan for days that are past, or with a facilitator or venue that is gone, is refused."""
    if problem.periods[-1].last <= today():
        raise ValidationError(_("Every day of this proposal is past."))
    leaders = {row_id(c.leader(day)) for c in plan.cohorts for day in c.dates if day > today()}
    venues = {row_id(c.venue_on(day)) for c in plan.cohorts for day in c.dates if day > today()}
    gone = leaders - {None, *facilitators(programme).values_list("pk", flat=True)}
    gone |= venues - {None, *programme.owner.venues.values_list("pk", flat=True)}
    if gone:
        raise ValidationError(_("A facilitator or a venue in it isn’t there any more. Plan anew."))


def cohorts_for(proposal: Proposal, plan: Plan, done: Done) -> list[Cohort]:
    """The cohort that each of the plan's becomes, by the name that its page showed: the one that is
    announced, or the one that most of its superusers are in, or a new one."""
    if proposal.before:
        present = cohorts_there(proposal.programme)
        return [present[pk] for pk in proposal.before["cohort_ids"]]
    cohorts = likely_cohorts(proposal, plan)
    for cohort in cohorts:
        if cohort.pk is None:
            cohort.save()
            done.cohorts_made.append(cohort.pk)
    return cohorts


def place_members(
    proposal: Proposal, cohorts: list[Cohort], plan: Plan, first: dt.date, done: Done
) -> None:
    """Every superuser in the plan's cohort from the first day on; who can stay, stays. A least
    change leaves alone whoever will meet there anyway, and moves others from the place they have
    in the end."""
    programme = proposal.programme
    is_change = proposal.purpose == Proposal.Purpose.CHANGE
    reaching: dict[int, list[Membership]] = {}
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), cohort__programme=programme
    ).select_related("cohort__programme", "role__person")
    for m in rows.order_by("starts_on", "pk"):
        reaching.setdefault(m.role_id, []).append(m)
    now = {role: rows[-1 if is_change else 0] for role, rows in reaching.items()}
    by_school: dict[str, list[Role]] = {}
    for role in superuser_roles(programme, first):
        by_school.setdefault(f"s{role.school_id}", []).append(role)
    for school, roles in by_school.items():
        places = [n for n, c in enumerate(plan.cohorts) for _ in range(c.members.get(school, 0))]
        for role, number in stay_or_move(roles, places, cohorts, now):
            there = now.get(role.pk) if is_change else None
            if there and there.cohort_id == cohorts[number].pk:
                continue
            rows = [there] if there else reaching.get(role.pk, [])
            begins = max(first, there.starts_on) if there else first
            move(role, cohorts[number], rows, begins, done)


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


def move(role: Role, to: Cohort, rows: list[Membership], first: dt.date, done: Done) -> None:
    """A superuser's place in a cohort from a day on; what went before stays as it was. `rows` are
    the places that reach the day or begin later."""
    kept = next((m for m in rows if m.cohort_id == to.pk and m.starts_on <= first), None)
    for row in rows:
        if row is not kept and row.starts_on >= first:
            names = ("cohort_id", "role_id", "starts_on", "ends_on")
            done.memberships_removed.append(plain({name: getattr(row, name) for name in names}))
            row.delete()
        else:
            end(row, None if row is kept else first - dt.timedelta(days=1), done)
    if kept is None:
        made = Membership.objects.create(cohort=to, role=role, starts_on=first)
        done.memberships_made.append(made.pk)


def end(row: Membership, ends_on: dt.date | None, done: Done) -> None:
    """A place lasts to a day, or on; what it was is noted."""
    if row.ends_on != ends_on:
        done.memberships_ended.append((row.pk, row.ends_on and row.ends_on.isoformat()))
        row.ends_on = ends_on
        row.save()


def place_workshops(
    proposal: Proposal, cohorts: list[Cohort], problem: Problem, plan: Plan, done: Done
) -> None:
    """The plan's workshops: those that are there are moved, others made, and the rest taken out."""
    there = planned(proposal.programme, first_day(proposal), problem.periods[-1].last)
    kits = kits_to_give(proposal.programme, moved=there)
    wishes = Wishes.from_json(proposal.wishes)
    found: list[tuple[Cohort, int, CohortPlan, dt.date, Workshop | None]] = []
    for cohort, year in zip(cohorts, plan.cohorts, strict=True):
        for place, (period, day) in enumerate(zip(problem.periods, year.dates, strict=True)):
            if day <= today():
                continue
            found.append((cohort, place, year, day, take(there, cohort, period, day)))
    # What isn't in the plan goes first: its hours may be those that another moves to.
    if proposal.purpose == Proposal.Purpose.YEAR:
        for workshop in there:
            remove(workshop, proposal, done)
    for cohort, place, year, day, workshop in found:
        wanted = wanted_fields(wishes, year, day)
        if workshop is not None:
            change(workshop, wanted, proposal, done)
        elif proposal.purpose == Proposal.Purpose.YEAR:
            kit = kits[place] if place < len(kits) else None
            make_workshop(cohort, wanted, kit, done)


def planned(programme: Programme, first: dt.date, last: dt.date) -> list[Workshop]:
    """The programme's planned workshops in the time that a proposal is about, each with those who
    have `answered`."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        status=Workshop.Status.PLANNED,
        starts_at__date__range=(first, last),
    )
    answered = Prefetch(
        "attendances", WorkshopAttendance.objects.exclude(answer=""), to_attr="answered"
    )
    workshops = workshops.select_related("cohort").prefetch_related(answered)
    return list(workshops.order_by("starts_at"))


def wanted_fields(wishes: Wishes, year: CohortPlan, day: dt.date) -> dict[str, Any]:
    return {
        "starts_at": local(day, wishes.starts),
        "ends_at": local(day, wishes.ends),
        "venue_id": row_id(year.venue_on(day)),
        "facilitator_id": row_id(year.leader(day)),
    }


def take(there: list[Workshop], cohort: Cohort, period: Period, day: dt.date) -> Workshop | None:
    """The cohort's own workshop of a period, taken from the list."""
    own = [
        w
        for w in there
        if w.cohort_id == cohort.pk and w.day.replace(day=1) == period.first.replace(day=1)
    ]
    if not own:
        return None
    workshop = next((w for w in own if w.day == day), own[0])
    there.remove(workshop)
    return workshop


def make_workshop(cohort: Cohort, wanted: dict[str, Any], kit: Kit | None, done: Done) -> None:
    workshop = Workshop(cohort=cohort, kit=kit, **wanted)
    check_within(workshop)
    workshop.full_clean()
    workshop.save()
    done.workshops_made.append(workshop.pk)


def change(workshop: Workshop, wanted: dict[str, Any], proposal: Proposal, done: Done) -> None:
    """A workshop that is there, at the plan's time and place; a least change keeps its hours."""
    if proposal.before:
        clock = timezone.localtime(workshop.starts_at).time()
        begins = local(timezone.localdate(wanted["starts_at"]), clock)
        length = workshop.ends_at - workshop.starts_at
        wanted = {**wanted, "starts_at": begins, "ends_at": begins + length}
    was = {name: getattr(workshop, name) for name in PLANNED_FIELDS}
    if was == wanted:
        return
    answers = workshop.answered  # type: ignore[attr-defined]
    kept = {
        "pk": workshop.pk,
        "invited": workshop.invited_at is not None,
        "answers": [plain({name: getattr(row, name) for name in ANSWER_FIELDS}) for row in answers],
        **plain(was),
    }
    for name, value in wanted.items():
        setattr(workshop, name, value)
    changed = change_workshop(workshop=workshop, revision=workshop.revision, note=proposal.name)
    done.workshops_changed.append({**kept, "revision": changed.revision})


def remove(workshop: Workshop, proposal: Proposal, done: Done) -> None:
    """A workshop that the plan hasn't: cancelled where people are invited, else taken out."""
    if workshop.invited_at:
        reason = _("Planned anew: %(name)s") % {"name": proposal.name}
        cancel_workshop(workshop=workshop, revision=workshop.revision, reason=reason)
        done.workshops_cancelled.append(workshop.pk)
        return
    kept = {name: getattr(workshop, name) for name in REMOVED_FIELDS}
    done.workshops_removed.append(plain(kept))
    workshop.delete()


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as JSON keeps them."""
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in fields.items()}


def full(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as the model has them."""
    times = ("starts_at", "ends_at")
    return {k: dt.datetime.fromisoformat(v) if k in times else v for k, v in fields.items()}
