"""What the demo's sessions tell besides: who held them too, who came besides, what came of it."""

import datetime as dt
from random import Random

from rollout.common.dates import local, today
from rollout.demo import content
from rollout.demo.organisation import DemoSchool
from rollout.logbook.models import (
    SessionAttendance,
    SessionNeed,
    SessionNewcomer,
    TrainingSession,
)
from rollout.organisation.models import Person
from rollout.planning.models import Programme

Mode = TrainingSession.Mode
FIELDS = ("begins_at", "mode", "adapted_because", "worked", "entered_at", "cancelled_because")


def tell(programme: Programme, schools: list[DemoSchool], seed: int) -> None:
    """Every state that a session can have, at many schools. Its chance is its own, so that the rest
    of the demo stays as it is."""
    random = Random(f"told {seed}")
    # One that colleagues are scanning is open all day: nobody says when it begins.
    told = programme.sessions.filter(scan_window=None)
    sessions = list(told.order_by("school", "held_on", "kit__title"))
    by_school: dict[int, list[TrainingSession]] = {}
    for session in sessions:
        fill_in(session, programme, random)
        by_school.setdefault(session.school_id, []).append(session)
    TrainingSession.objects.bulk_update(sessions, FIELDS, batch_size=500)
    by_role = answerers(programme)
    for number, demo in enumerate(schools):
        held = [s for s in by_school.get(demo.school.pk, []) if s.status == "held"]
        if len(held) > 3:
            together(demo, held, random)
            besides(demo, schools[number - 1], held, number)
            needs(held, number, by_role)


def fill_in(session: TrainingSession, programme: Programme, random: Random) -> None:
    status = TrainingSession.Status
    if session.mode == Mode.TEAM:
        session.mode = random.choice([Mode.TEAM, Mode.TEAM, Mode.ONE_TO_ONE, Mode.OWN_PACE])
    if session.mode == Mode.COMMON_TIME:
        session.begins_at = programme.owner.common_from
    if session.status == status.CANCELLED:
        session.cancelled_because = random.choice(content.CANCELLED_BECAUSE)
    if session.status == status.PLANNED:
        return
    days = random.choice([0, 0, 0, 1, 1, 2, 3, 6, 9])
    entered_on = min(session.held_on + dt.timedelta(days=days), today())
    session.entered_at = local(entered_on, dt.time(8, 5))
    if session.adaptation and random.random() < 0.7:
        session.adapted_because = random.choice(content.ADAPTED_BECAUSE)
    if random.random() < 0.4:
        session.worked = random.choice(content.WORKED)


def together(demo: DemoSchool, held: list[TrainingSession], random: Random) -> None:
    """Some sessions are held by two."""
    superusers = [role.person for role in demo.superusers]
    for session in held:
        others = [person for person in superusers if person.pk != session.held_by_id]
        if others and random.random() < 0.3:
            session.skip_history_when_saving = True
            session.also_held_by.add(others[0])


def besides(
    demo: DemoSchool, neighbour: DemoSchool, held: list[TrainingSession], number: int
) -> None:
    """A guest from another school at every third school, newcomers who wait and who are known now
    at others, and one session that was only counted."""
    last = held[-1]
    if number % 3 == 0 and neighbour.people:
        guest = neighbour.people[-1]
        if not last.attendances.filter(person=guest).exists():
            came(last, guest, is_guest=True)
    if number % 2 == 0:
        SessionNewcomer.objects.create(
            session=last, name=content.NEWCOMERS[number // 2 % len(content.NEWCOMERS)]
        )
    if number % 4 == 1:
        known = last.attendances.select_related("person").order_by("pk").last()
        if known:
            name = str(known.person)
            SessionNewcomer.objects.create(session=last, name=name, person=known.person)
    if number % 5 == 2:
        counted = held[1]
        counted.attendances.all().delete()
        counted.counted_only = True
        counted.head_count = max(5, counted.head_count)
        counted.save(update_fields=["counted_only", "head_count"])


def came(session: TrainingSession, person: Person, *, is_guest: bool) -> None:
    SessionAttendance.objects.create(session=session, person=person, is_guest=is_guest)
    session.head_count += 1
    session.save(update_fields=["head_count"])


def answerers(programme: Programme) -> dict[str, Person]:
    """By role, who answers in the demo: the first who has it."""
    found: dict[str, Person] = {}
    roles = programme.owner.people.filter(roles__ends_on=None).order_by("pk")
    for kind in ("project_lead", "it_coordinator", "facilitator"):
        person = roles.filter(roles__kind=kind).first()
        if person:
            found[kind] = person
    return found


def needs(held: list[TrainingSession], number: int, answerers: dict[str, Person]) -> None:
    """What stopped the last session and the one before, and help that is wanted: some of it open,
    some seen to."""
    text, goes_to, answer = content.STOPPED[number % len(content.STOPPED)]
    kinds = SessionNeed.NeedKind
    add_need(held[-2], kinds.STOPPED, text, goes_to, answer, answerers.get(goes_to))
    if number % 2 == 0:
        text, goes_to, _answer = content.STOPPED[(number // 2 + 2) % len(content.STOPPED)]
        add_need(held[-1], kinds.STOPPED, text, goes_to)
    if number % 3 == 1:
        text, answer = content.HELP_WANTED[number // 3 % len(content.HELP_WANTED)]
        by = answerers.get("facilitator") if number % 2 else None
        add_need(held[-1], kinds.HELP, text, "facilitator", answer if by else "", by)


def add_need(
    session: TrainingSession,
    kind: str,
    text: str,
    goes_to: str,
    answer: str = "",
    by: Person | None = None,
) -> None:
    """A need; seen to on the third day after the session, where there is somebody who did."""
    on = min(session.held_on + dt.timedelta(days=3), today())
    SessionNeed.objects.create(
        session=session,
        kind=kind,
        text=text,
        goes_to=goes_to,
        answer=answer if by else "",
        answered_by=by,
        answered_at=local(on, dt.time(9, 30)) if by else None,
    )
