"""Reads about codes and scans."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.logbook.scanning.rules import is_good, names_meant, times_of
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme
from rollout.planning.roster import roster_people

DAY = dt.timedelta(days=1)


def window_of(session: TrainingSession) -> ScanWindow | None:
    """The session’s window, where somebody has opened it for scanning."""
    window = ScanWindow.objects.filter(session=session).first()
    if window:
        window.session = session
    return window


def load_window(pk: int) -> ScanWindow | None:
    rows = ScanWindow.objects.select_related(
        "session__school", "session__kit", "session__programme"
    )
    return rows.filter(pk=pk).first()


def window_by_code(code: str, now: dt.datetime) -> ScanWindow | None:
    """The window whose code this is at a moment, open or not. Two small queries."""
    recent = ScanWindow.objects.filter(session__held_on__gte=timezone.localdate(now) - DAY)
    when = ("session__held_on", "session__minutes", "session__begins_at")
    for pk, key, day, minutes, begins_at in recent.values_list("pk", "scan_key", *when):
        if is_good(code, key, now, times_of(day, minutes, begins_at)):
            return load_window(pk)
    return None


def who_may_scan(session: TrainingSession) -> QuerySet[Person]:
    """The school’s roster of the session’s day, as the form has it."""
    return roster_people(session.programme, session.school, session.held_on)


def names_at(session: TrainingSession, typed: str) -> list[tuple[int, str]]:
    """The ids and names on the school’s roster that somebody may mean by what they typed, by first
    name. One query."""
    rows = who_may_scan(session).values_list("pk", "first_name", "last_name")
    names = ((pk, f"{first} {last}") for pk, first, last in rows.order_by("first_name", "pk"))
    return names_meant(names, typed)


def noted() -> Exists:
    """In a query for scans: whether the person is noted as one who came."""
    rows = SessionAttendance.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    return Exists(rows)


def scans_at(session: TrainingSession) -> QuerySet[Scan]:
    """Everybody who has scanned at a session, by surname, with `is_noted`."""
    scans: QuerySet[Any] = Scan.objects.filter(session=session).select_related("person")
    rows = scans.annotate(is_noted=noted())
    return rows.order_by("person__last_name", "person__first_name", "pk")


def waiting_scans() -> QuerySet[Scan]:
    """**Which scans wait for a superuser**: of people who aren’t noted and whom nobody has left
    out, at sessions that aren’t cancelled and take names."""
    scans = Scan.objects.exclude(session__status=TrainingSession.Status.CANCELLED)
    scans = scans.filter(session__counted_only=False)
    return scans.filter(~noted(), left_out=False)


def ticked_at_first(session: TrainingSession) -> list[int]:
    """The people whom a planned session’s form has ticked: those who have scanned."""
    return list(waiting_scans().filter(session=session).values_list("person_id", flat=True))


def newest_scan(session: TrainingSession) -> int:
    """The id of the latest scan at a session; 0 where there is none."""
    latest = Scan.objects.filter(session=session).order_by("-pk").values_list("pk", flat=True)
    return latest.first() or 0


def sessions_with_scans(programme: Programme, school: School) -> QuerySet[TrainingSession]:
    """A school’s sessions with scans that wait, the latest first, each with how many: `waiting`."""
    waiting = waiting_scans().values("pk")
    rows = TrainingSession.objects.filter(programme=programme, school=school)
    rows = rows.annotate(waiting=Count("scans", filter=Q(scans__in=waiting)))
    return rows.filter(waiting__gt=0).select_related("kit").order_by(F("held_on").desc(), "-pk")


def people_of(scans: Iterable[Scan]) -> set[int]:
    return {scan.person_id for scan in scans}
