"""Writes to plans. Each action is atomic, and the one door for the change it names."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from string import ascii_uppercase

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.common.bulk import change_rows, make_rows
from rollout.common.dates import today
from rollout.common.revisions import check_fresh
from rollout.organisation.models import Person, Role
from rollout.planning.expected import members_on
from rollout.planning.models import Cohort, Membership, Programme, Workshop, WorkshopAttendance
from rollout.planning.queries import (
    announced_from,
    last_memberships,
    unplaced_superusers,
    within_programme,
)
from rollout.planning.signals import (
    attendance_taken,
    kits_changed,
    place_left,
    place_taken,
    workshops_announced,
    workshops_cancelled,
    workshops_changed,
)

# What those who are invited must know of when it changes.
TOLD_OF = ("starts_at", "ends_at", "venue_id", "link", "facilitator_id")


@transaction.atomic
def make_cohorts(*, programme: Programme, count: int, from_day: dt.date) -> list[Cohort]:
    """Divide the schools' superusers into balanced cohorts, a school's together.

    Cohorts without workshops are made anew. Those with workshops stay, and their members too:
    then only superusers without a cohort are placed, with their school's others where there are
    some, else in the smallest cohort.
    """
    programme.cohorts.filter(workshops__isnull=True).delete()
    kept = list(programme.cohorts.all())
    names = fresh_cohort_names(programme)
    missing = max(0, count - len(kept))
    cohorts = kept + [
        Cohort.objects.create(programme=programme, name=next(names)) for _each in range(missing)
    ]
    cohort_of, sizes = present_cohorts(programme, from_day)
    new: list[Membership] = []
    by_school: dict[int, list[Role]] = {}
    for role in unplaced_superusers(programme, from_day):
        by_school.setdefault(role.own_school_id, []).append(role)
    for school in sorted(by_school, key=lambda s: (-len(by_school[s]), s)):
        smallest = min(cohorts, key=lambda c: sizes.get(c.pk, 0))
        cohort_id = cohort_of.get(school, smallest.pk)
        sizes[cohort_id] = sizes.get(cohort_id, 0) + len(by_school[school])
        new += [
            Membership(cohort_id=cohort_id, role=role, starts_on=from_day)
            for role in by_school[school]
        ]
    for place in make_rows(new, owner_id=programme.owner_id):
        tell_places(place_taken, role=place.role, cohort_id=place.cohort_id, day=from_day)
    return cohorts


def fresh_cohort_names(programme: Programme) -> Iterator[str]:
    """Names that no cohort of the programme has: Cohort A to Z, then AA and on."""
    taken = set(Cohort.objects.filter(programme=programme).values_list("name", flat=True))
    letters = itertools.chain(
        ascii_uppercase, ("".join(pair) for pair in itertools.product(ascii_uppercase, repeat=2))
    )
    names = (_("Cohort %(letter)s") % {"letter": each} for each in letters)
    return (name for name in names if name not in taken)


def tell_places(signal: Signal, *, role: Role, cohort_id: int, day: dt.date) -> None:
    """Tell of a superuser who comes into, or leaves, a cohort with workshops that are announced."""
    for workshop in announced_from(cohort_id, day, timezone.now()):
        signal.send(sender=Workshop, workshop=workshop, person=role.person)


def present_cohorts(programme: Programme, day: dt.date) -> tuple[dict[int, int], dict[int, int]]:
    """The cohort that each school meets with in the end, and the sizes they then have, from a day
    on: a plan that is accepted may begin later."""
    cohort_of: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for place in last_memberships(programme, day - dt.timedelta(days=1)).values():
        cohort_of[place.role.own_school_id] = place.cohort_id
        sizes[place.cohort_id] = sizes.get(place.cohort_id, 0) + 1
    return cohort_of, sizes


@transaction.atomic
def move_member(*, membership: Membership, to: Cohort, day: dt.date) -> Membership:
    """A superuser meets with another cohort from a day on, and with no other; the past stays as it
    was. `membership` is the last of their places."""
    if membership.cohort_id == to.pk:
        return membership
    role, ends_on = membership.role, membership.ends_on
    reaching = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role=role, cohort__programme=to.programme_id
    )
    places = list(reaching.select_related("role", "cohort__programme"))
    for place in places:
        if place.starts_on >= day:
            place.delete()
        else:
            place.ends_on = day - dt.timedelta(days=1)
            place.save()
    moved = Membership.objects.create(cohort=to, role=role, starts_on=day, ends_on=ends_on)
    for cohort_id in {place.cohort_id for place in places} - {to.pk}:
        tell_places(place_left, role=role, cohort_id=cohort_id, day=day)
    tell_places(place_taken, role=role, cohort_id=to.pk, day=day)
    return moved


@transaction.atomic
def place_superuser(*, role: Role, cohort: Cohort, day: dt.date) -> Membership:
    """Give a superuser without a cohort a place in one."""
    membership = Membership(cohort=cohort, role=role, starts_on=day)
    membership.full_clean()
    membership.save()
    tell_places(place_taken, role=role, cohort_id=cohort.pk, day=day)
    return membership


def check_within(workshop: Workshop) -> None:
    """A workshop lies within its programme's days; one that already lay outside isn't asked for
    until it is moved."""
    programme = workshop.cohort.programme
    if not programme.starts_on <= workshop.day <= programme.ends_on:
        raise ValidationError(
            _("%(day)s is outside the programme’s dates, %(first)s to %(last)s.")
            % {
                "day": date_format(workshop.day, "SHORT_DATE_FORMAT"),
                "first": date_format(programme.starts_on, "SHORT_DATE_FORMAT"),
                "last": date_format(programme.ends_on, "SHORT_DATE_FORMAT"),
            }
        )


def lock_places(programme_id: int) -> None:
    """Let whatever gives or frees a seat in a programme go one at a time."""
    programme = Programme.objects.filter(pk=programme_id).values_list("pk")
    programme.select_for_update(no_key=True).first()


def locked(workshop: Workshop, revision: int) -> Workshop:
    """The workshop under lock, where it is still as the page showed it."""
    fresh = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    check_fresh(fresh, revision)
    return fresh


@transaction.atomic
def invite_workshops(
    *,
    workshops: Iterable[Workshop],
    send_after: dt.datetime | None = None,
    as_one: bool = False,
) -> list[Workshop]:
    """Announce workshops that are still to come, within their programme, and aren't announced, now
    or from a time on; with a mail for each, or one for all of them.

    Asked twice, it is done once. Gives those that it announced.
    """
    now = timezone.now()
    there = Workshop.objects.filter(within_programme())
    asked = Workshop.objects.select_for_update().filter(
        pk__in=there.filter(pk__in=[workshop.pk for workshop in workshops]),
        status=Workshop.Status.PLANNED,
        invited_at__isnull=True,
        starts_at__gt=now,
    )
    found = Workshop.objects.filter(pk__in=[workshop.pk for workshop in asked])
    invited = list(found.select_related("cohort__programme__owner", "venue", "kit", "facilitator"))
    for owner_id in {workshop.cohort.programme.owner_id for workshop in invited}:
        theirs = found.filter(cohort__programme__owner=owner_id)
        change_rows(theirs, owner_id=owner_id, invited_at=now)
    for workshop in invited:
        workshop.invited_at = now
    if invited:
        workshops_announced.send(
            sender=Workshop, workshops=invited, send_after=send_after, as_one=as_one
        )
    return invited


@transaction.atomic
def change_workshop(*, workshop: Workshop, revision: int, note: str = "") -> Workshop:
    """Save a workshop's new time, place, facilitator or kit; history keeps what it was."""
    was = locked(workshop, revision)
    if was.status == Workshop.Status.CANCELLED:
        raise ValidationError(_("A cancelled workshop can’t be changed. Give it a new date."))
    workshop.status, workshop.invited_at = was.status, was.invited_at
    workshop.revision = was.revision + 1
    if was.day != workshop.day:
        check_within(workshop)
    workshop.full_clean()
    workshop._change_reason = note[:100]
    workshop.save()
    has_moved = (was.starts_at, was.ends_at) != (workshop.starts_at, workshop.ends_at)
    asked_anew = ask_again(workshop) if has_moved and was.status == "planned" else set()
    is_planned = workshop.invited_at and workshop.status == Workshop.Status.PLANNED
    if is_planned and any(getattr(was, name) != getattr(workshop, name) for name in TOLD_OF):
        workshops_changed.send(sender=Workshop, workshops=[workshop], asked_anew=asked_anew)
    elif is_planned and was.kit_id != workshop.kit_id:
        kits_changed.send(sender=Workshop, workshops=[workshop])
    return workshop


@transaction.atomic
def cancel_workshop(*, workshop: Workshop, revision: int, reason: str) -> Workshop:
    """Cancel a planned workshop; pages ask for a new date until it has one."""
    fresh = locked(workshop, revision)
    if fresh.status != Workshop.Status.PLANNED:
        raise ValidationError(_("Only a planned workshop can be cancelled."))
    call_off(fresh, reason)
    return fresh


def call_off(workshop: Workshop, reason: str) -> None:
    """Cancel a workshop that is locked and planned."""
    workshop.status = Workshop.Status.CANCELLED
    workshop.note = reason
    workshop.revision += 1
    workshop._change_reason = reason[:100]
    workshop.save()
    if workshop.invited_at:
        workshops_cancelled.send(sender=Workshop, workshops=[workshop])


@transaction.atomic
def replace_workshop(*, cancelled: Workshop, starts_at: dt.datetime) -> Workshop:
    """Give a cancelled workshop a new date; it lasts as long and keeps the rest."""
    fresh = Workshop.objects.select_for_update(no_key=True).get(pk=cancelled.pk)
    if fresh.status != Workshop.Status.CANCELLED or hasattr(fresh, "replaced_by"):
        raise ValidationError(_("This workshop already has a new date."))
    new = Workshop(
        cohort=fresh.cohort,
        starts_at=starts_at,
        ends_at=starts_at + (fresh.ends_at - fresh.starts_at),
        venue=fresh.venue,
        link=fresh.link,
        facilitator=fresh.facilitator,
        kit=fresh.kit,
        replaces=fresh,
    )
    check_within(new)
    new.full_clean()
    new.save()
    if fresh.invited_at:
        invite_workshops(workshops=[new])
        new.refresh_from_db()
    return new


@transaction.atomic
def answer_invitation(
    *,
    workshop: Workshop,
    person: Person,
    answer: str,
    reason: str = "",
    at: dt.datetime | None = None,
) -> bool:
    """A superuser says whether they come; the last answer holds.

    `at` is when they said it, for answers that come late or out of order by mail: one older than
    what is noted changes nothing, and False is returned. A seat that a no leaves free goes to the
    first in line: `planning.guests.freed_seats`.
    """
    lock_places(workshop.cohort.programme_id)
    noted, _made = WorkshopAttendance.objects.select_for_update().get_or_create(
        workshop=workshop, person=person
    )
    at = min(at or timezone.now(), timezone.now())
    if noted.answered_at and at < noted.answered_at.replace(microsecond=0):
        return False
    noted.answer, noted.reason, noted.answered_at = answer, reason[:160], at
    noted.save()
    return True


def ask_again(workshop: Workshop) -> set[int]:
    """Answers to an old time say nothing about the new one. Gives whose they were."""
    answered = list(workshop.attendances.exclude(answer=""))
    for noted in answered:
        noted.answer, noted.reason, noted.answered_at = "", "", None
        noted.save()
    return {noted.person_id for noted in answered}


@transaction.atomic
def take_attendance(*, workshop: Workshop, revision: int, came: Iterable[int]) -> Workshop:
    """Say who came; a planned workshop becomes held. May be put right later in the same way."""
    fresh = locked(workshop, revision)
    if fresh.status == Workshop.Status.CANCELLED:
        raise ValidationError(_("A cancelled workshop has no attendance."))
    if fresh.day > today():
        raise ValidationError(_("Attendance can be taken from the day of the workshop."))
    present = set(came)
    if not present:
        raise ValidationError(_("Tick those who came. If nobody did, cancel the workshop instead."))
    for member in members_on(fresh):
        WorkshopAttendance.objects.update_or_create(
            workshop=fresh,
            person=member.role.person,
            defaults={"attended": member.role.person_id in present},
        )
    fresh.status = Workshop.Status.HELD
    fresh.revision += 1
    fresh.save()
    attendance_taken.send(sender=Workshop, workshop=fresh)
    return fresh
