"""Writes to guest places. Everything that gives or frees a seat in a programme goes one at a time.

The lock on the programme is what keeps the last seat from being given twice. It is taken without
locking the row's key, so that rows that refer to the programme can be written meanwhile.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.bulk import change_rows
from rollout.common.revisions import check_fresh
from rollout.organisation.models import Person
from rollout.planning.actions import lock_places
from rollout.planning.guests.queries import (
    is_ahead,
    lines_at,
    meeting,
    own_role,
    rooms,
)
from rollout.planning.guests.rules import next_in_line, suits
from rollout.planning.models import GuestPlace, Workshop, WorkshopAttendance
from rollout.planning.signals import place_left, place_taken

Status = GuestPlace.Status
Answer = WorkshopAttendance.Answer


def in_place(person: Person, workshop: Workshop) -> GuestPlace | None:
    """The person's place, or number in line, at a workshop."""
    places = GuestPlace.objects.in_force().filter(person=person, workshop=workshop)
    return places.select_related("instead_of", "workshop").first()


def taken_instead(person: Person, own: Workshop) -> GuestPlace | None:
    """Where a person comes instead of their own workshop."""
    places = GuestPlace.objects.taken().filter(person=person, instead_of=own)
    return places.select_related("instead_of", "workshop__cohort").first()


def under_lock(own: Workshop, to: Workshop) -> tuple[Workshop, Workshop]:
    """Both workshops as they are once it is this one's turn; a page may have shown older ones."""
    lock_places(own.cohort.programme_id)
    rows = Workshop.objects.select_related("cohort__programme", "venue", "kit")
    found = rows.in_bulk([own.pk, to.pk])
    return found[own.pk], found[to.pk]


def check_move(person: Person, own: Workshop, to: Workshop) -> None:
    """Refuse a move that has no meaning, with why."""
    if own_role(person, own) is None:
        raise ValidationError(_("You aren’t in this cohort, so there is nothing to move."))
    if own.attendances.filter(person=person, attended=True).exists():
        raise ValidationError(_("You came to your own workshop, so there is nothing to make up."))
    if own.cohort.programme_id != to.cohort.programme_id or not suits(meeting(own), meeting(to)):
        raise ValidationError(_("That workshop is too far from your own. Choose another."))
    if not is_ahead(to, timezone.now()):
        raise ValidationError(_("That workshop has begun or is cancelled. Choose another."))
    if own_role(person, to):
        raise ValidationError(_("You are expected at that workshop already."))


@transaction.atomic
def take_place(*, person: Person, own: Workshop, to: Workshop) -> GuestPlace:
    """Come to another cohort's workshop instead of one's own; asked for twice, it is once.

    Somebody who has moved already moves on: the seat they had is free again.
    """
    own, to = under_lock(own, to)
    check_move(person, own, to)
    place = in_place(person, to)
    if place and place.instead_of_id != own.pk:
        raise ValidationError(_("You already have a place, or a number in line, there."))
    if place and place.status == Status.TAKEN:
        return place
    if rooms([to])[to.pk].free <= 0:
        raise ValidationError(
            _("The last seat was taken just now. You can get in line for it."), code="full"
        )
    place = place or GuestPlace(person=person, workshop=to, instead_of=own)
    remember_starts(place)
    return give_seat(place)


@transaction.atomic
def join_line(*, person: Person, own: Workshop, to: Workshop) -> GuestPlace:
    """Get in line for a full workshop; where a seat has become free meanwhile, it is given."""
    own, to = under_lock(own, to)
    check_move(person, own, to)
    if place := in_place(person, to):
        return place
    if taken_instead(person, own):
        raise ValidationError(_("You have a seat already. Give it up first to get in line."))
    place = GuestPlace(person=person, workshop=to, instead_of=own, status=Status.WAITING)
    remember_starts(place)
    place.full_clean()
    place.save()
    note_answer(own, person, Answer.NO)
    give_free_seats_at(to)
    place.refresh_from_db()
    return place


@transaction.atomic
def leave_place(*, place: GuestPlace, back: bool) -> GuestPlace:
    """Give up a seat or a number in line before the workshop begins; `back` to one's own."""
    lock_places(place.workshop.cohort.programme_id)
    places = GuestPlace.objects.select_related("workshop__venue", "instead_of__venue", "person")
    fresh = places.get(pk=place.pk)
    if fresh.status not in (Status.TAKEN, Status.WAITING):
        return fresh
    if fresh.workshop.starts_at <= timezone.now():
        raise ValidationError(_("The workshop has begun, so this can’t be undone."))
    if back and not is_ahead(fresh.instead_of, timezone.now()):
        raise ValidationError(_("Your own workshop has begun or is cancelled."))
    had_seat = fresh.status == Status.TAKEN
    end(fresh, Status.LEFT)
    if back:
        note_answer(fresh.instead_of, fresh.person, Answer.YES)
    if had_seat and is_ahead(fresh.instead_of, timezone.now()):
        place_taken.send(GuestPlace, workshop=fresh.instead_of, person=fresh.person)
    give_free_seats_at(fresh.workshop)
    return fresh


@transaction.atomic
def confirm_place(*, place: GuestPlace, revision: int, own_revision: int) -> GuestPlace:
    """A place still suits after one of the two workshops moved; not where it moved once more."""
    fresh = GuestPlace.objects.select_related("workshop", "instead_of").get(pk=place.pk)
    check_fresh(fresh.workshop, revision)
    check_fresh(fresh.instead_of, own_revision)
    remember_starts(fresh)
    fresh.revision += 1
    fresh.save()
    return fresh


def give_seat(place: GuestPlace) -> GuestPlace:
    """Let somebody have a seat: it is theirs, and what they had or waited for is others'.

    Somebody in line keeps the times that they got in line for, and is asked where they moved.
    """
    own, person = place.instead_of, place.person
    was = taken_instead(person, own)
    if was:
        end(was, Status.LEFT)
    others = GuestPlace.objects.waiting().filter(person=person, instead_of=own).exclude(pk=place.pk)
    change_rows(others, owner_id=person.owner_id, status=Status.LEFT)
    place.status = Status.TAKEN
    place.revision += 1
    place.full_clean()
    place.save()
    note_answer(place.workshop, person, Answer.YES)
    if own.status == Workshop.Status.PLANNED:
        note_answer(own, person, Answer.NO)
    if not was and is_ahead(own, timezone.now()):
        place_left.send(GuestPlace, workshop=own, person=person)
    place_taken.send(GuestPlace, workshop=place.workshop, person=person)
    give_free_seats_at(own)
    if was:
        give_free_seats_at(was.workshop)
    return place


def end(place: GuestPlace, status: str) -> None:
    """A place is no longer in force; who had a seat is no longer on the list there."""
    had_seat = place.status == Status.TAKEN
    place.status = status
    place.revision += 1
    place.save()
    if had_seat:
        answers = WorkshopAttendance.objects.filter(workshop=place.workshop, person=place.person)
        answers.filter(attended__isnull=True).delete()
        place_left.send(GuestPlace, workshop=place.workshop, person=place.person)


def remember_starts(place: GuestPlace) -> None:
    """The times that the person says yes to."""
    place.agreed_start = place.workshop.starts_at
    place.agreed_own_start = place.instead_of.starts_at


def note_answer(workshop: Workshop, person: Person, answer: str) -> None:
    """What a move says about an invitation; a reason already given is kept."""
    noted = WorkshopAttendance.objects.filter(workshop=workshop, person=person).first()
    noted = noted or WorkshopAttendance(workshop=workshop, person=person)
    if noted.answer != answer:
        noted.answer = answer
        noted.save()


def give_free_seats_at(workshop: Workshop) -> None:
    """Give the seats that are free to those first in line, who are told of it.

    Run within a programme's lock. Everyone who gets a seat leaves their own free, and that one is
    settled too; each step turns a wait into a seat, so it comes to an end.
    """
    if not is_ahead(workshop, timezone.now()):
        return
    while place := first_in_line(workshop):
        give_seat(place)


def first_in_line(workshop: Workshop) -> GuestPlace | None:
    """Whose turn it is, where a seat is free."""
    line = lines_at([workshop]).get(workshop.pk, [])
    if not line:
        return None
    places = GuestPlace.objects.waiting().filter(workshop=workshop)
    # With what a mail about the seat tells of.
    about = ("cohort__programme__owner", "kit", "venue", "facilitator")
    places = places.select_related(
        "person__owner",
        *(f"{which}__{name}" for which in ("workshop", "instead_of") for name in about),
    )
    waiting = {place.person_id: place for place in places}
    may_come = {pk for pk, place in waiting.items() if own_role(place.person, place.instead_of)}
    turn = next_in_line(line, rooms([workshop])[workshop.pk].free, may_come)
    return waiting[turn[0]] if turn else None


def lose_places(workshop: Workshop) -> None:
    """A cancelled workshop has no guests: they are back in their own, and told of it."""
    places = GuestPlace.objects.in_force().filter(workshop=workshop)
    for place in places.select_related("person", "instead_of"):
        had_seat = place.status == Status.TAKEN
        end(place, Status.LOST)
        if had_seat and is_ahead(place.instead_of, timezone.now()):
            place_taken.send(GuestPlace, workshop=place.instead_of, person=place.person)


def drop_places(places: Iterable[GuestPlace]) -> None:
    """End places whose reason is gone, such as when the superuser left the cohort."""
    for place in places:
        end(place, Status.LEFT)
        give_free_seats_at(place.workshop)
