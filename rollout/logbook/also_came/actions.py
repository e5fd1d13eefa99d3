"""Noting guests and newcomers. Each action is atomic, and the one door for the change it names."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rollout.common.bulk import change_rows, make_rows
from rollout.common.dates import today
from rollout.common.names import unaccented
from rollout.logbook.also_came.queries import (
    employed_as,
    guests_found,
    may_be_newcomer,
    waiting_newcomers,
)
from rollout.logbook.models import SessionAttendance, SessionNewcomer, TrainingSession
from rollout.logbook.pulses.actions import open_for_session
from rollout.organisation.models import Employment, Person

# A school’s staff list is loaded anew every school year, and mostly every half of it. Whom none has
# named by then doesn’t come: what is left is the name of somebody whom nobody has told of it.
FORGOTTEN_AFTER = dt.timedelta(days=180)


def note_head_count(session: TrainingSession) -> None:
    """Let a session and its latest version tell how many are noted. Of one that was only counted,
    it is what was counted."""
    came = session.attendances.count()
    if session.counted_only or session.head_count == came:
        return
    session.head_count = came
    own = TrainingSession.objects.filter(pk=session.pk)
    change_rows(own, owner_id=session.programme.owner_id, head_count=came)
    session.history.filter(pk=session.history.latest().pk).update(head_count=came)


def lock_with_names(session: TrainingSession) -> TrainingSession:
    """The session, locked, as one whose names are taken. Raises ValidationError where it isn't."""
    found = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if found.status != TrainingSession.Status.HELD:
        raise ValidationError(_("Who came is noted once a session has been held."))
    if found.counted_only:
        raise ValidationError(_("Only how many came is noted for this session, and no names."))
    return found


def note_came(
    session: TrainingSession, person_id: int, *, is_guest: bool = False
) -> SessionAttendance | None:
    """Somebody came; whoever is noted already stays as they are, and None is given."""
    row = None
    if not session.attendances.filter(person=person_id).exists():
        row = SessionAttendance(session=session, person_id=person_id, is_guest=is_guest)
        make_rows([row], owner_id=session.programme.owner_id)
    note_head_count(session)
    open_for_session(session=session, day=today())
    return row


@transaction.atomic
def add_guest(*, session: TrainingSession, person_id: int, search: str, day: dt.date) -> Person:
    """Note somebody of another school, whom a search by name has found on a day."""
    locked = lock_with_names(session)
    found = {each.person_id: each.person for each in guests_found(locked, search, day)}
    if person_id not in found:
        raise ValidationError(_("Nobody is found by this search. Search again."), code="stale")
    note_came(locked, person_id, is_guest=True)
    return found[person_id]


@transaction.atomic
def remove_guest(*, session: TrainingSession, person_id: int) -> None:
    """Take a guest off a session."""
    locked = lock_with_names(session)
    locked.attendances.filter(person=person_id, is_guest=True).delete()
    note_head_count(locked)


def set_newcomers(*, session: TrainingSession, names: Sequence[str]) -> None:
    """Exactly these waiting newcomers came; those who are matched stay. A name that one person at
    the school has is that person's at once."""
    wanted = {unaccented(name): name for name in names}
    session.newcomers.waiting().exclude(folded__in=wanted).delete()
    there = set(session.newcomers.values_list("folded", flat=True))
    for folded, name in wanted.items():
        if folded not in there:
            SessionNewcomer.objects.create(session=session, name=name)
    waiting = list(session.newcomers.waiting())
    for newcomer in waiting:
        newcomer.session = session
    for newcomer, employment in named_alone(waiting):
        match(newcomer, employment.person)


def match_at_schools(schools: Iterable[int]) -> None:
    """Let newcomers be who they are, now that somebody of their name works at one of the schools.
    Where several have the name, it is for the school to say. The sessions are locked before
    anything is written, as by whoever puts one right: call it with no other write before it in its
    transaction."""
    where = list(schools)
    sessions = {each.session_id for each, _who in named_alone(waiting_newcomers(where))}
    if not sessions:
        return
    with transaction.atomic():
        lock_all(sessions)
        for newcomer, employment in named_alone(waiting_newcomers(where)):
            if newcomer.session_id in sessions:
                newcomer.found_through = employment
                match(newcomer, employment.person)


def lock_all(sessions: Iterable[int]) -> None:
    """Lock sessions, in one order."""
    list(TrainingSession.objects.select_for_update().filter(pk__in=sessions).order_by("pk"))


def named_alone(
    newcomers: Iterable[SessionNewcomer],
) -> list[tuple[SessionNewcomer, Employment]]:
    """The newcomers whose name one person at the school has, with that one's employment."""
    waiting = list(newcomers)
    found = employed_as(waiting)
    return [(each, found[each.pk][0]) for each in waiting if len(found[each.pk]) == 1]


def match(newcomer: SessionNewcomer, person: Person) -> None:
    """A newcomer is somebody who came."""
    newcomer.person = person
    newcomer.attendance = note_came(newcomer.session, person.pk)
    newcomer.save()
    make_stale(newcomer.session)


def make_stale(session: TrainingSession) -> None:
    """A form of the session that is open is stale from now on: it doesn't know who came."""
    own = TrainingSession.objects.filter(pk=session.pk)
    change_rows(own, owner_id=session.programme.owner_id, revision=F("revision") + 1)


def wait_again(newcomers: Iterable[SessionNewcomer]) -> None:
    """Let newcomers wait as before they were found, without the attendances that this made."""
    for newcomer in newcomers:
        if newcomer.attendance:
            newcomer.attendance.delete()
        newcomer.person = newcomer.found_through = newcomer.attendance = None
        newcomer.save()
        make_stale(newcomer.session)
        note_head_count(newcomer.session)


@transaction.atomic
def match_newcomer(*, session: TrainingSession, newcomer_id: int, person_id: int) -> Person:
    """Say by hand who a newcomer is, of those at the school who aren't noted on the session."""
    locked = lock_with_names(session)
    newcomer = locked.newcomers.waiting().filter(pk=newcomer_id).first()
    person = next((each for each in may_be_newcomer(locked) if each.pk == person_id), None)
    if newcomer is None or person is None:
        raise ValidationError(_("Somebody has said already who this is. Look again."), code="stale")
    newcomer.session = locked
    match(newcomer, person)
    return person


@transaction.atomic
def drop_newcomer(*, session: TrainingSession, newcomer_id: int) -> None:
    """Take the name of a newcomer off a session. One who is matched came, and stays."""
    lock_with_names(session)
    session.newcomers.waiting().filter(pk=newcomer_id).delete()


@transaction.atomic
def forget_newcomers(*, now: dt.datetime) -> int:
    """Forget the names of newcomers whom no staff list has had for long; how many there were stays.
    Gives how many names that was."""
    old = SessionNewcomer.objects.waiting().filter(written_at__lt=now - FORGOTTEN_AFTER)
    return old.update(name="", folded="")
