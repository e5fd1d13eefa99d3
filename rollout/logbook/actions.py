"""Writes to the logbook. Each action is atomic, and the one door for the change it names."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.accounts.permissions import Kind
from rollout.common.bulk import change_rows, make_rows
from rollout.common.constraints import Refused
from rollout.common.dates import today
from rollout.common.revisions import check_fresh
from rollout.library.copies.queries import version_used
from rollout.library.models import Kit
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.actions import open_for_session, withdraw
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
    by: By | None = None,
) -> tuple[TrainingSession, bool]:
    """Record a session, or plan one; the same client key twice gives the first one back.

    Returns the session and whether this call made it. It is saved by who held it, unless told
    otherwise.
    """
    by = by or By(held_by)
    made = TrainingSession.objects.filter(client_key=client_key).first()
    if made:
        return own(made, by.person), False
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
            check_day(session, today())
            session.full_clean(validate_unique=False)
            session.save()
            set_people(session=session, people=people)
            open_for_session(session=session, day=today())
    except Refused as refused:
        if refused.columns != {"client_key"}:
            raise
        return own(TrainingSession.objects.get(client_key=client_key), by.person), False
    return session, True


def own(session: TrainingSession, person: Person) -> TrainingSession:
    """A session found by its client key, where it is this person's; a borrowed key is refused."""
    if (session.saved_by_id or session.held_by_id) != person.pk:
        raise ValidationError(_("This form was already used. Open a new one."), code="stale")
    return session


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
    """Exactly these people of the school's roster came, and others who were there before."""
    before = set(session.attendances.values_list("person_id", flat=True))
    may_come = set(
        roster_people(session.programme, session.school, session.held_on).values_list(
            "pk", flat=True
        )
    )
    wanted = set(people) & (may_come | before)
    session.attendances.exclude(person__in=wanted).delete()
    owner_id = session.programme.owner_id
    make_rows(
        (SessionAttendance(session=session, person_id=pk) for pk in sorted(wanted - before)),
        owner_id=owner_id,
    )
    if session.head_count != len(wanted):
        session.head_count = len(wanted)
        own = TrainingSession.objects.filter(pk=session.pk)
        change_rows(own, owner_id=owner_id, head_count=len(wanted))
        session.history.filter(pk=session.history.latest().pk).update(head_count=len(wanted))


@transaction.atomic
def correct_session(
    *, session: TrainingSession, revision: int, people: Collection[int], by: By | None = None
) -> TrainingSession:
    """Save what was put right; history keeps what it was, and who changed it."""
    was = TrainingSession.objects.select_for_update().get(pk=session.pk)
    check_fresh(was, revision)
    check_not_cancelled(was)
    return save_over(was, session, people, by)


@transaction.atomic
def hold_planned(
    *, session: TrainingSession, revision: int, people: Collection[int], by: By | None = None
) -> bool:
    """A session planned ahead was held as `session` says, and these people came; never before the
    day that it is planned for. Whether this call noted it: the same sent twice is once."""
    was = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if was.status == TrainingSession.Status.HELD:
        check_same(was, session, people)
        return False
    check_not_cancelled(was)
    check_fresh(was, revision)
    check_has_come(was)
    session.status = TrainingSession.Status.HELD
    save_over(was, session, people, by)
    return True


def check_same(was: TrainingSession, session: TrainingSession, people: Collection[int]) -> None:
    """A session that is noted as held is noted anew only with the same words."""
    names = ("kit_id", "held_by_id", "held_on", "minutes", "mode", "adaptation", "reflection")
    came = set(was.attendances.values_list("person_id", flat=True))
    if came != set(people) or any(getattr(was, name) != getattr(session, name) for name in names):
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
    was: TrainingSession, session: TrainingSession, people: Collection[int], by: By | None
) -> TrainingSession:
    """Save a session as its next version."""
    check_day(session, today())
    session.revision = was.revision + 1
    if session.kit_id != was.kit_id or was.status == TrainingSession.Status.PLANNED:
        session.kit_version_id = version_used(session.kit)
    (by or By(session.held_by)).sign(session)
    session.full_clean()
    session.save()
    set_people(session=session, people=people)
    open_for_session(session=session, day=today())
    return session


@transaction.atomic
def cancel_session(
    *, session: TrainingSession, revision: int, by: By | None = None
) -> TrainingSession:
    """Take a session back. It stays in the list as cancelled, and counts nowhere."""
    fresh = TrainingSession.objects.select_for_update().get(pk=session.pk)
    check_fresh(fresh, revision)
    fresh.status = TrainingSession.Status.CANCELLED
    (by or By(fresh.held_by)).sign(fresh)
    fresh.revision += 1
    fresh.save()
    withdraw(session=fresh)
    return fresh
