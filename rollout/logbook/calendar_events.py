"""Sessions in their superusers' own calendars."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from rollout.accounts.permissions import Kind
from rollout.common.dates import local
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import holders_of
from rollout.notifications.feed_entries import CANCELLED_STAYS, LOOKS_BACK
from rollout.notifications.ical import UID_DOMAIN
from rollout.organisation.access import ActingRole


def session_events(acting_role: ActingRole, now: dt.datetime) -> list[Event]:
    """The sessions that a superuser holds, alone or with others: those planned; and those of late
    that had a time, the cancelled ones struck out. Nothing for other roles. Two queries."""
    if acting_role.kind != Kind.SUPERUSER:
        return []
    return [event_of(session) for session in own_sessions(acting_role, timezone.localdate(now))]


def own_sessions(acting_role: ActingRole, day: dt.date) -> QuerySet[TrainingSession]:
    """The sessions of somebody's calendar on a day, each with when it was last written."""
    person = acting_role.person.pk
    together = TrainingSession.also_held_by.through.objects.filter(person=person)
    mine = Q(held_by=person) | Q(pk__in=together.values("trainingsession"))
    sessions = TrainingSession.objects.filter(
        mine, school__in=acting_role.school_ids, held_on__gte=day - LOOKS_BACK
    )
    if acting_role.programme_id:
        sessions = sessions.filter(programme=acting_role.programme_id)
    is_there = Q(status=TrainingSession.Status.PLANNED) | Q(begins_at__isnull=False)
    is_gone = Q(status=TrainingSession.Status.CANCELLED, held_on__lt=day - CANCELLED_STAYS)
    past = TrainingSession.history.filter(id=OuterRef("pk")).order_by("-history_date")
    return (
        sessions.filter(is_there)
        .exclude(is_gone)
        .select_related("school", "kit", "held_by", "programme")
        .prefetch_related("also_held_by")
        .annotate(written_at=Subquery(past.values("history_date")[:1]))
        .order_by("held_on", "pk")
    )


def event_of(session: Any) -> Event:
    """What calendars show of a session: at its time, or on its day where it has none."""
    is_cancelled = session.status == TrainingSession.Status.CANCELLED
    written_at = session.written_at or local(session.held_on, dt.time())
    is_busy = bool(session.begins_at) and not is_cancelled
    event = Event()
    event.add("uid", f"session-{session.pk}@{UID_DOMAIN}")
    event.add("dtstamp", written_at)
    event.add("last-modified", written_at)
    add_times(event, session)
    event.add("sequence", session.revision)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "BUSY" if is_busy else "FREE")
    event.add("summary", title(session))
    event.add("description", "\n".join(description(session)))
    event.add("url", address("session", session.programme_id, session.pk))
    event.add("location", str(session.school))
    return event


def add_times(event: Event, session: TrainingSession) -> None:
    if session.begins_at is None:
        event.add("dtstart", session.held_on)
        event.add("dtend", session.held_on + dt.timedelta(days=1))
        return
    start = local(session.held_on, session.begins_at).astimezone(ZoneInfo(settings.TIME_ZONE))
    event.add("dtstart", start)
    event.add("dtend", start + dt.timedelta(minutes=session.minutes))


def title(session: TrainingSession) -> str:
    """What the calendar’s square says."""
    words = {"school": session.school, "kit": session.kit}
    text = _("Session at %(school)s: %(kit)s") % words
    is_cancelled = session.status == TrainingSession.Status.CANCELLED
    return _("Cancelled: %(what)s") % {"what": text} if is_cancelled else text


def description(session: TrainingSession) -> list[str]:
    """What the calendar shows when the square is opened, line by line."""
    lines = [str(session.programme)]
    if session.cancelled_because:
        lines.append(_("Cancelled: %(what)s") % {"what": session.cancelled_because})
    lines.append(_("Held by: %(names)s") % {"names": holders_of(session)})
    lines.append(_("The kit: %(link)s") % {"link": address("kit", session.kit_id)})
    page = address("session", session.programme_id, session.pk)
    return [*lines, _("In Rollout: %(link)s") % {"link": page}]


def address(name: str, *about: int) -> str:
    """A page’s address, as it works from outside."""
    return f"{settings.BASE_URL}{reverse(name, args=about)}"
