"""Writes to the logbook. Each action is atomic, and the one door for the change it names."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.accounts.permissions import Kind
from rollout.common.bulk import make_rows
from rollout.common.constraints import Refused
from rollout.common.dates import today
from rollout.common.names import unaccented
from rollout.common.revisions import check_fresh
from rollout.library.copies.queries import version_used
from rollout.library.models import Kit
from rollout.logbook.also_came.actions import note_head_count, set_newcomers
from rollout.logbook.models import SessionAttendance, TrainingSession, VersionHolder
from rollout.logbook.needs.actions import Told, set_needs
from rollout.logbook.pulses.actions import open_for_session, withdraw
from rollout.logbook.queries import twin_of
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme
from rollout.planning.roster import roster_people


@dataclass(frozen=True)
class By:
    """Who saves a session, and as what."""

    person: Person
    kind: str = Kind.SUPERUSER

    def sign(self, session: TrainingSession) -> None:
        session.saved_by, session.saved_as = self.person, self.kind


@dataclass(frozen=True)
class Beside:
    """What is told of a session besides what it holds itself: who else held it, newcomers by their
    names, and what stopped it or help that is wanted. What is None stays as it was."""

    holders: Collection[Person] | None = None
    newcomers: Sequence[str] | None = None
    needs: Mapping[str, Told] | None = None

    def is_known_of(self, session: TrainingSession) -> bool:
        """Whether a session tells all of it already."""
        others = set(session.also_held_by.values_list("pk", flat=True)) | {session.held_by_id}
        names = set(session.newcomers.values_list("folded", flat=True))
        texts = {*session.needs.values_list("text", flat=True), ""}
        return (
            {person.pk for person in self.holders or ()} <= others
            and {unaccented(name) for name in self.newcomers or ()} <= names
            and {told.text for told in (self.needs or {}).values()} <= texts
        )

    def note(self, session: TrainingSession) -> None:
        if self.newcomers is not None:
            set_newcomers(session=session, names=self.newcomers)
        if self.needs is not None:
            set_needs(session=session, told=self.needs)


NOTHING_BESIDE = Beside()


def log_session(
    *,
    programme: Programme,
    school: School,
    kit: Kit,
    held_by: Person,
    held_on: dt.date,
    people: Collection[int],
    client_key: uuid.UUID,
    status: str = TrainingSession.Status.HELD,
    details: Mapping[str, object] | None = None,
    beside: Beside = NOTHING_BESIDE,
    by: By | None = None,
    may_be_double: bool = True,
) -> tuple[TrainingSession, bool]:
    """Record a session, or plan one; the same client key twice gives the first one back.

    Returns the session and whether this call made it. It is saved by who held it, unless told
    otherwise. Where it may not be a double, a school's sessions are saved one at a time, and
    ValidationError (`double`) is raised where a colleague has just saved one on the kit that day.
    """
    by = by or By(held_by)
    if made := made_before(client_key, by.person):
        return made, False
    try:
        with transaction.atomic():
            session = TrainingSession(
                programme=programme,
                school=school,
                kit=kit,
                kit_version_id=version_used(kit),
                held_by=held_by,
                held_on=held_on,
                client_key=client_key,
                status=status,
                **(details or {}),
            )
            by.sign(session)
            save_new(session, people, beside, may_be_double=may_be_double)
    except Refused as refused:
        if refused.columns != {"client_key"}:
            raise
        return own(TrainingSession.objects.get(client_key=client_key), by.person), False
    return session, True


def save_new(
    session: TrainingSession, people: Collection[int], beside: Beside, *, may_be_double: bool
) -> None:
    """Save a session for the first time."""
    if not may_be_double:
        check_no_double(session)
    check_day(session, today())
    note_entered(session)
    session.full_clean(validate_unique=False)
    session.save()
    note_holders(session, beside.holders or ())
    set_people(session=session, people=people)
    beside.note(session)
    open_for_session(session=session, day=today())


def check_no_double(session: TrainingSession) -> None:
    """Refuse a session that a colleague has saved since this one's form was looked through."""
    School.objects.select_for_update(no_key=True).get(pk=session.school_id)
    if twin_of(session):
        raise ValidationError(
            _("A colleague has just saved a session on this kit that day."), code="double"
        )


def made_before(client_key: uuid.UUID, person: Person) -> TrainingSession | None:
    """The session that a form with this key has made already; another person’s is refused."""
    made = TrainingSession.objects.filter(client_key=client_key).first()
    return own(made, person) if made else None


def own(session: TrainingSession, person: Person) -> TrainingSession:
    """A session found by its client key, where it is this person's; a borrowed key is refused."""
    if (session.saved_by_id or session.held_by_id) != person.pk:
        raise ValidationError(_("This form was already used. Open a new one."), code="stale")
    return session


def note_entered(session: TrainingSession) -> None:
    """A session is entered once: when it is first told as held."""
    if session.status == TrainingSession.Status.HELD and session.entered_at is None:
        session.entered_at = timezone.now()


def note_holders(session: TrainingSession, holders: Collection[Person]) -> None:
    """Who held a new session besides the first; its first version tells it too."""
    if not (others := {person for person in holders if person.pk != session.held_by_id}):
        return
    session.skip_history_when_saving = True
    session.also_held_by.set(others)
    del session.skip_history_when_saving
    rows = TrainingSession.also_held_by.through.objects.filter(trainingsession=session)
    version = session.history.latest()
    for row in rows:
        VersionHolder.objects.create(
            history=version, id=row.pk, trainingsession=session, person_id=row.person_id
        )


def change_holders(session: TrainingSession, holders: Collection[Person]) -> None:
    """Who held a session besides the first, before it is saved as its next version, which tells
    it."""
    session.skip_history_when_saving = True
    session.also_held_by.set(person for person in holders if person.pk != session.held_by_id)
    del session.skip_history_when_saving


def check_day(session: TrainingSession, day: dt.date) -> None:
    """A held session isn't in the future on a day, and lies within the programme's days."""
    if session.status == TrainingSession.Status.HELD and session.held_on > day:
        raise ValidationError(
            {"held_on": _("A session that has been held can’t be in the future. Plan it instead.")}
        )
    if not session.programme.starts_on <= session.held_on <= session.programme.ends_on:
        raise ValidationError({"held_on": _("The day is outside the programme’s dates.")})


def check_not_cancelled(session: TrainingSession) -> None:
    """A session that was taken back stays as it was."""
    if session.status == TrainingSession.Status.CANCELLED:
        raise ValidationError(_("This session was cancelled."))


def set_people(*, session: TrainingSession, people: Collection[int]) -> None:
    """Exactly these people of the school's roster came, and others who were there before; guests
    stay. Nobody is noted on a session that was only counted."""
    if session.counted_only:
        drop(session.attendances.all())
        return
    own = session.attendances.filter(is_guest=False)
    before = set(own.values_list("person_id", flat=True))
    guests = set(session.attendances.filter(is_guest=True).values_list("person_id", flat=True))
    may_come = set(
        roster_people(session.programme, session.school, session.held_on).values_list(
            "pk", flat=True
        )
    )
    wanted = set(people) & (may_come | before) - guests
    drop(own.exclude(person__in=wanted))
    make_rows(
        (SessionAttendance(session=session, person_id=pk) for pk in sorted(wanted - before)),
        owner_id=session.programme.owner_id,
    )
    note_head_count(session)


def drop(rows: QuerySet[SessionAttendance]) -> None:
    """Delete each: who listens asks whose they are, which a delete of many would read one by
    one."""
    for row in rows.select_related("person"):
        row.delete()


@transaction.atomic
def correct_session(
    *,
    session: TrainingSession,
    revision: int,
    people: Collection[int],
    beside: Beside = NOTHING_BESIDE,
    by: By | None = None,
) -> TrainingSession:
    """Save what was put right; history keeps what it was, and who changed it."""
    was = TrainingSession.objects.select_for_update().get(pk=session.pk)
    check_fresh(was, revision)
    check_not_cancelled(was)
    return save_over(was, session, people, beside, by)


@transaction.atomic
def hold_planned(
    *,
    session: TrainingSession,
    revision: int,
    people: Collection[int],
    beside: Beside = NOTHING_BESIDE,
    by: By | None = None,
) -> bool:
    """A session planned ahead was held as `session` says, and these people came; never before the
    day that it is planned for. Whether this call noted it: the same sent twice is once."""
    was = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if was.status == TrainingSession.Status.HELD:
        check_same(was, session, people, beside)
        return False
    check_not_cancelled(was)
    check_fresh(was, revision)
    check_has_come(was)
    session.status = TrainingSession.Status.HELD
    save_over(was, session, people, beside, by)
    return True


def check_same(
    was: TrainingSession, session: TrainingSession, people: Collection[int], beside: Beside
) -> None:
    """A session that is noted as held is noted anew only with the same words."""
    names = (
        "kit_id", "held_by_id", "held_on", "begins_at", "minutes", "mode", "adaptation",
        "adapted_because", "worked", "reflection", "counted_only",
    )  # fmt: skip
    came = set(was.attendances.filter(is_guest=False).values_list("person_id", flat=True))
    is_other = any(getattr(was, name) != getattr(session, name) for name in names)
    if was.counted_only and was.head_count != session.head_count:
        is_other = True
    if came != set(people) or is_other or not beside.is_known_of(was):
        raise ValidationError(
            _("Somebody has already noted this session as held. Look at it as it is now."),
            code="stale",
        )


def why_not_yet(planned: TrainingSession, day: dt.date) -> str:
    """Why a planned session can’t be noted as held on a day; empty where its day has come."""
    if planned.held_on <= day:
        return ""
    text = _("This session can be confirmed from %(day)s on. Was it held earlier? Change its day.")
    return text % {"day": date_format(planned.held_on, "SHORT_DATE_FORMAT")}


def check_has_come(planned: TrainingSession) -> None:
    if why := why_not_yet(planned, today()):
        raise ValidationError(why)


def save_over(
    was: TrainingSession,
    session: TrainingSession,
    people: Collection[int],
    beside: Beside,
    by: By | None,
) -> TrainingSession:
    """Save a session as its next version."""
    check_day(session, today())
    session.revision = was.revision + 1
    if session.kit_id != was.kit_id or was.status == TrainingSession.Status.PLANNED:
        session.kit_version_id = version_used(session.kit)
    (by or By(session.held_by)).sign(session)
    note_entered(session)
    session.full_clean()
    if beside.holders is not None:
        change_holders(session, beside.holders)
    session.save()
    set_people(session=session, people=people)
    beside.note(session)
    open_for_session(session=session, day=today())
    return session


@transaction.atomic
def cancel_session(
    *, session: TrainingSession, revision: int, because: str = "", by: By | None = None
) -> TrainingSession:
    """Take a session back, or cancel a planned one, with why if somebody says. It stays in the list
    as cancelled, and counts nowhere."""
    fresh = TrainingSession.objects.select_for_update().get(pk=session.pk)
    check_fresh(fresh, revision)
    fresh.status, fresh.cancelled_because = TrainingSession.Status.CANCELLED, because
    (by or By(fresh.held_by)).sign(fresh)
    fresh.revision += 1
    fresh.full_clean(validate_unique=False)
    fresh.save()
    withdraw(session=fresh)
    return fresh
