"""What a session's page shows, to whom."""

from typing import Any

from django.db.models import QuerySet

from rollout.accounts.permissions import May
from rollout.library.queries import has_session_plan
from rollout.logbook.actions import why_not_yet
from rollout.logbook.also_came.queries import schools_of_guests
from rollout.logbook.missing import text_to_send, who_missed
from rollout.logbook.models import TrainingSession, VersionHolder
from rollout.logbook.queries import holders_of, kit_to_run, told_of
from rollout.logbook.scanning.queries import sessions_with_scans
from rollout.organisation.access import Viewer
from rollout.organisation.queries import with_names


def session_context(viewer: Viewer, session: TrainingSession) -> dict[str, object]:
    """One session: who came, what came of it, and what has been put right since."""
    session.kit = kit_to_run(session)
    sees_names = viewer.may(May.SEE_NAMES)
    can_change = viewer.may(May.WRITE_SESSIONS) and session.status != session.Status.CANCELLED
    is_planned = session.status == session.Status.PLANNED
    not_yet = why_not_yet(session, viewer.day) if can_change and is_planned else ""
    versions = versions_of(session)
    logged, changed = told_of(versions)
    needs = list(session.needs.select_related("answered_by").order_by("pk"))
    words = (session.adaptation, session.adapted_because, session.worked, session.reflection)
    return {
        "session": session,
        "holders": holders_of(session),
        "sees_names": sees_names,
        "can_change": can_change,
        "can_hold": can_change and is_planned and not not_yet,
        "can_note": can_change and not is_planned and not session.counted_only,
        "not_yet": not_yet,
        "can_run": is_planned and viewer.may(May.SEE_GUIDE) and has_session_plan(session.kit),
        "needs": needs,
        "tells_of_itself": any(words) or bool(needs),
        "history": versions,
        "logged": logged,
        "changed": changed,
        "can_scan": can_change and session.held_on == viewer.day and not session.counted_only,
        "waiting": with_waiting_scans(session) if can_change else [],
        **who_came(session, sees_names),
        **missed_by(viewer, session),
    }


def versions_of(session: TrainingSession) -> list[Any]:
    """All that a session has been, the latest first; `together_with` is who else held it then."""
    versions: list[Any] = list(with_names(session.history.select_related("kit", "saved_by")))
    others = VersionHolder.objects.filter(history__in=[version.pk for version in versions])
    by_version: dict[int, list[str]] = {}
    for row in others.select_related("person").order_by("m2m_history_id"):
        by_version.setdefault(row.history_id, []).append(str(row.person))
    for version in versions:
        version.together_with = ", ".join(by_version.get(version.pk, []))
    return versions


def who_came(session: TrainingSession, sees_names: bool) -> dict[str, object]:
    """Those who came: the school's own, guests with their schools, and newcomers whom no list has
    yet. Names only for those who may see them."""
    if not sees_names:
        return {"people": [], "guests": [], "newcomers": [], "forgotten": 0}
    order = ("person__last_name", "person__first_name", "person")
    came = list(session.attendances.select_related("person").order_by(*order))
    guests = [row.person for row in came if row.is_guest]
    schools = schools_of_guests(session, guests) if guests else {}
    new = list(session.newcomers.filter(person=None))
    named = [each for each in new if each.name]
    return {
        "people": [row.person for row in came if not row.is_guest],
        "guests": [(guest, schools.get(guest.pk, "")) for guest in guests],
        "newcomers": named,
        "forgotten": len(new) - len(named),
    }


def with_waiting_scans(session: TrainingSession) -> QuerySet[TrainingSession]:
    """The session, where scans of it wait to be confirmed."""
    return sessions_with_scans(session.programme, session.school).filter(pk=session.pk)


def missed_by(viewer: Viewer, session: TrainingSession) -> dict[str, object]:
    """Who missed a held session, and what to send them: for the school's own eyes."""
    is_theirs = viewer.may(May.SEE_NAMES) and not viewer.is_wide
    if session.status != session.Status.HELD or session.counted_only or not is_theirs:
        return {"tells_missed": False}
    missed = who_missed(session, viewer.day)
    text = text_to_send(session, viewer.day) if missed else ""
    return {"tells_missed": True, "missed": missed, "text_to_send": text}
