"""What speaks against a session as it is about to be saved. It is asked about, and never a bar."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.calendars.queries import closed_days
from rollout.common.display import long_day
from rollout.library.queries import about_kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import twin_of, workshops_with_kit


@dataclass(frozen=True)
class Doubt:
    """What speaks against a session, in a sentence; and the other session, where one does.

    `key` tells what was asked about: once that is answered, it isn’t asked again.
    """

    key: str
    text: str
    other: TrainingSession | None = None


def doubts_of(session: TrainingSession) -> list[Doubt]:
    """What speaks against a session, saved or not: the day, the kit, and another session. Three
    queries."""
    found = [day_doubt(session), kit_doubt(session), double_doubt(session)]
    return [doubt for doubt in found if doubt]


def day_doubt(session: TrainingSession) -> Doubt | None:
    """The school has its weekend, or a day that its calendar marks."""
    day, key = session.held_on, f"day:{session.held_on}"
    name = closed_days(session.programme.owner, day, day, session.school_id).get(day)
    if name:
        text = _("%(day)s is marked as “%(name)s” in the school’s calendar.")
        return Doubt(key, sentence(text, day, name=name))
    return Doubt(key, sentence(_("%(day)s is at the weekend."), day)) if day.weekday() > 4 else None


def kit_doubt(session: TrainingSession) -> Doubt | None:
    """The school hasn’t got the kit yet: its workshop on it comes after the session’s day."""
    there = workshops_with_kit(session.programme, session.school)
    on_kit = about_kit(there, session.kit.root_id)
    days = [timezone.localdate(at) for at in on_kit.values_list("starts_at", flat=True)]
    if not days or min(days) <= session.held_on:
        return None
    text = _("The school’s workshop on this kit is on %(day)s, after the session.")
    return Doubt(
        f"kit:{session.kit.root_id}:{session.held_on}", text % {"day": long_day(min(days))}
    )


def double_doubt(session: TrainingSession) -> Doubt | None:
    """The school has another session on the kit that day: a colleague’s, perhaps."""
    other = twin_of(session)
    if other is None:
        return None
    if other.status == TrainingSession.Status.PLANNED:
        text = _("The school has a session on this kit planned for that day already, by %(name)s.")
    else:
        text = _("The school already has a session on this kit that day, held by %(name)s.")
    return Doubt(double_key(session), text % {"name": other.held_by}, other)


def names_doubt(session: TrainingSession) -> Doubt | None:
    """A session whose names are taken would be saved with a number alone. Two queries."""
    came = session.attendances.select_related("person").order_by("is_guest", "person__last_name")
    names = [str(row.person) for row in came]
    names += [str(each) for each in session.newcomers.waiting()]
    if session.status != TrainingSession.Status.HELD or not names:
        return None
    text = _(
        "These are noted by name, and are taken off if only a number is saved. They then don’t "
        "count as reached by this session, and their names aren’t kept: %(names)s."
    )
    return Doubt(f"names:{len(names)}", text % {"names": ", ".join(names)})


def double_key(session: TrainingSession) -> str:
    return f"double:{session.kit.root_id}:{session.held_on}"


def sentence(text: str, day: dt.date, **words: str) -> str:
    """A sentence about a day, with a capital where it begins with the weekday."""
    said = text % {"day": long_day(day), **words}
    return said[:1].upper() + said[1:]
