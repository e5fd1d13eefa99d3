"""What a device keeps of a school, so that a session can be logged there without network."""

import datetime as dt
from typing import Any

from rollout.common.display import long_day
from rollout.library.models import Kit
from rollout.library.versions.queries import told_as_published
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import (
    FOR_THE_SCHOOL,
    latest_kit,
    read_due,
    sessions_for,
    who_may_hold,
)
from rollout.logbook.reached import ways_reached
from rollout.organisation.access import ActingRole, Viewer
from rollout.organisation.models import School
from rollout.planning.kits import kits_for_school
from rollout.planning.models import Programme
from rollout.planning.queries import programmes_for, schools_in
from rollout.planning.roster import roster_people

SESSIONS_KEPT = 20


def own_schools(viewer: Viewer, role: ActingRole) -> list[dict[str, Any]]:
    """What a device keeps for a viewer in a role: of each school that the role is for, in each
    programme that has not ended."""
    return [
        school_kept(programme, school, viewer, role)
        for programme in programmes_for(viewer)
        if not programme.has_ended(viewer.day)
        for school in schools_in(programme, viewer)
    ]


def school_kept(
    programme: Programme, school: School, viewer: Viewer, role: ActingRole
) -> dict[str, Any]:
    """A school’s list in a programme: kits to choose, who is on the roster and how many of the due
    kits have reached each, who may have held a session, the latest sessions,
    and those that are planned."""
    day = viewer.day
    kits = told_as_published(kits_for_school(programme, school.pk))
    kit = latest_kit(programme, school, viewer.now, kits)
    holders = who_may_hold(programme, school, day) if role.kind in FOR_THE_SCHOOL else []
    sessions = sessions_for(viewer, programme).filter(school=school)
    planned = sessions.filter(status=TrainingSession.Status.PLANNED).order_by("held_on", "pk")
    return {
        "id": f"{role.kind}-{programme.pk}-{school.pk}",
        "role": role.key,
        "kind": role.kind,
        "programme": programme.pk,
        "programme_name": programme.name,
        "school": school.pk,
        "school_name": school.name,
        "kits": [kit_kept(each) for each in kits],
        "kit": kit.pk if kit else None,
        **people_kept(programme, school, day),
        "holders": [{"id": person.pk, "name": str(person)} for person in holders],
        "sessions": [session_kept(each) for each in sessions[:SESSIONS_KEPT]],
        "planned": [planned_kept(each) for each in planned],
    }


def kit_kept(kit: Kit) -> dict[str, Any]:
    return {"id": kit.pk, "root": kit.root_id, "title": str(kit), "minutes": kit.minutes}


def people_kept(programme: Programme, school: School, day: dt.date) -> dict[str, Any]:
    """The roster of a day, each with how many of the school’s due kits have reached them."""
    people = list(roster_people(programme, school, day))
    due = set(read_due(programme, day).get(school.pk, {}))
    ways = ways_reached(programme.owner_id, day, [person.pk for person in people])
    reached: dict[int, int] = {}
    for person, kit in ways:
        reached[person] = reached.get(person, 0) + (kit in due)
    rows = [
        {"id": person.pk, "name": str(person), "reached": reached.get(person.pk, 0)}
        for person in people
    ]
    return {"people": rows, "due": len(due)}


def session_kept(session: TrainingSession) -> dict[str, Any]:
    """A session as the device lists it; how many came only of one that was held."""
    is_held = session.status == TrainingSession.Status.HELD
    return {
        "kit": str(session.kit),
        "held_on": session.held_on.isoformat(),
        "held_by": str(session.held_by),
        "head_count": session.head_count if is_held else None,
        "status": session.get_status_display(),
    }


def planned_kept(session: TrainingSession) -> dict[str, Any]:
    """A planned session as the device notes it as held: what the form says of it, and the revision
    that is sent along, so that one that has changed since is asked about."""
    return {
        "id": session.pk,
        "revision": session.revision,
        "root": session.kit.root_id,
        "held_on": session.held_on.isoformat(),
        "held_by": session.held_by_id,
        "minutes": session.minutes,
        "mode": session.mode,
        "label": f"{long_day(session.held_on)} · {session.kit}",
    }
