"""What has happened in the demo: workshops, sessions and own assessments over fourteen months."""

import datetime as dt
import uuid
from collections.abc import Iterable
from random import Random

from simple_history.utils import bulk_create_with_history

from rollout.calendars.availability import closed_by_school
from rollout.calendars.queries import closed_days
from rollout.common.dates import days_between, local, months_between, today
from rollout.demo import content
from rollout.demo.organisation import DemoSchool
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Person
from rollout.planning.by_hand.rules import YearWish, dates_of_year
from rollout.planning.models import Cohort, Membership, Programme, Workshop, WorkshopAttendance

# Days from workshop to session, share of the roster that comes, share of kits that are run.
WAYS = {
    "strong": (6, 16, 0.93, 1.0),
    "steady": (10, 26, 0.82, 0.95),
    "weak": (14, 34, 0.58, 0.75),
    "late": (34, 60, 0.78, 0.9),
    "stuck": (12, 30, 0.7, 0.85),
    "quiet": (10, 24, 0.75, 0.9),
}
STOPPED_DAYS = {"stuck": 130, "quiet": 60}
USUAL_COHORT = 15
# Four cohorts take the four weeks of a month; the next four another weekday.
WEEKDAYS = (3, 2, 1)


def make_cohorts(programme: Programme, schools: list[DemoSchool], started: dt.date) -> list[Cohort]:
    count = max(2, round(sum(len(d.superusers) for d in schools) / USUAL_COHORT))
    cohorts = [
        Cohort(programme=programme, name=f"Gruppe {n + 1:02d}" if count > 9 else f"Gruppe {n + 1}")
        for n in range(count)
    ]
    Cohort.objects.bulk_create(cohorts)
    for number, demo in enumerate(schools):
        cohort = cohorts[number % count]
        Membership.objects.bulk_create(
            Membership(cohort=cohort, role=role, starts_on=started) for role in demo.superusers
        )
    return cohorts


def make_workshops(
    programme: Programme,
    cohorts: list[Cohort],
    kits: list[Kit],
    facilitators: list[Person],
    last: dt.date,
    random: Random,
) -> list[Workshop]:
    """A workshop a month for each cohort, the next kit each time; those before today are held."""
    months = [m for m in months_between(programme.starts_on, last) if m.month not in (6, 7)]
    venues = list(programme.owner.venues.all())
    closed = closed_days(programme.owner, programme.starts_on, last)
    workshops = []
    for number, cohort in enumerate(cohorts):
        weekday = WEEKDAYS[number // 4 % len(WEEKDAYS)]
        wish = YearWish(months, weekday=weekday, week=number % 4 + 1, gap_days=21, closed=closed)
        for place, month in enumerate(dates_of_year(wish)):
            if month.day:
                workshops.append(
                    Workshop(
                        cohort=cohort,
                        starts_at=local(month.day, dt.time(12, 30)),
                        ends_at=local(month.day, dt.time(15, 30)),
                        venue=venues[number % len(venues)],
                        facilitator=facilitators[number % len(facilitators)],
                        kit=kits[place] if place < len(kits) else None,
                        status="held" if month.day < today() else "planned",
                    )
                )
    bulk_create_with_history(workshops, Workshop, batch_size=500)
    take_attendance([w for w in workshops if w.status == "held"], random)
    return workshops


def take_attendance(workshops: Iterable[Workshop], random: Random) -> None:
    members: dict[int, list[Person]] = {}
    for membership in Membership.objects.select_related("role__person").order_by("pk"):
        members.setdefault(membership.cohort_id, []).append(membership.role.person)
    rows = []
    for workshop in workshops:
        for person in members.get(workshop.cohort_id, []):
            came = random.random() < 0.9
            rows.append(
                WorkshopAttendance(
                    workshop=workshop,
                    person=person,
                    answer="yes" if came else "no",
                    attended=came,
                    reason="" if came else random.choice(content.ABSENCE_REASONS),
                )
            )
    WorkshopAttendance.objects.bulk_create(rows, batch_size=1000)


def make_sessions(
    programme: Programme, schools: list[DemoSchool], workshops: list[Workshop], random: Random
) -> None:
    """What each school made of the workshops, in its own way."""
    by_cohort: dict[int, list[Workshop]] = {}
    for workshop in workshops:
        if workshop.status == "held" and workshop.kit_id:
            by_cohort.setdefault(workshop.cohort_id, []).append(workshop)
    cohort_of = dict(
        Membership.objects.filter(cohort__programme=programme).values_list(
            "role__school_id", "cohort_id"
        )
    )
    school_days = open_days(programme, schools)
    sessions: list[TrainingSession] = []
    came: list[tuple[TrainingSession, Person]] = []
    modules: list[ModuleCompletion] = []
    for demo in schools:
        held = by_cohort.get(cohort_of.get(demo.school.pk, 0), [])
        for workshop in held:
            session = session_after(programme, demo, workshop, school_days[demo.school.pk], random)
            if session is None:
                continue
            sessions.append(session)
            if session.status == "held":
                present, absent = who_came(demo, random)
                session.head_count = len(present)
                came += [(session, person) for person in present]
                modules += catch_up(absent, session, random)
    bulk_create_with_history(sessions, TrainingSession, batch_size=500)
    SessionAttendance.objects.bulk_create(
        (SessionAttendance(session=s, person=p) for s, p in came), batch_size=1000
    )
    ModuleCompletion.objects.bulk_create(modules, batch_size=1000, ignore_conflicts=True)


def open_days(programme: Programme, schools: list[DemoSchool]) -> dict[int, list[dt.date]]:
    """Each school's days with school, by the school's id, from the programme's start to a good
    while from now."""
    first, last = programme.starts_on, today() + dt.timedelta(days=120)
    ids = [demo.school.pk for demo in schools]
    closed = closed_by_school(programme.owner, ids, first, last)
    weekdays = [day for day in days_between(first, last) if day.weekday() < 5]
    return {pk: [day for day in weekdays if day not in closed[pk]] for pk in ids}


def school_day_near(wanted: dt.date, days: list[dt.date], weekday: int, after: dt.date) -> dt.date:
    """The school day nearest to the one wanted that comes after another, on the weekday of the
    common time where one is near."""
    later = [day for day in days if day > after]
    return min(
        later, key=lambda day: abs((day - wanted).days) + (0 if day.weekday() == weekday else 14)
    )


def session_after(
    programme: Programme,
    demo: DemoSchool,
    workshop: Workshop,
    days: list[dt.date],
    random: Random,
) -> TrainingSession | None:
    """The school's session on a workshop's kit, on a school day in the common time: held, planned
    for the days to come, or none."""
    soonest, latest, _share, runs = WAYS[demo.profile]
    stopped = today() - dt.timedelta(days=STOPPED_DAYS.get(demo.profile, 0))
    day = workshop.day + dt.timedelta(days=random.randint(soonest, latest))
    common = programme.owner.common_weekday or 0
    day += dt.timedelta(days=(common - day.weekday()) % 7)
    day = school_day_near(day, days, common, workshop.day)
    is_coming = today() < day <= today() + dt.timedelta(days=21)
    if not demo.superusers or random.random() > runs or (day > stopped and not is_coming):
        return None
    if is_coming and (demo.profile in STOPPED_DAYS or random.random() < 0.6):
        return None
    kit = workshop.kit
    changed = random.random() < 0.35
    return TrainingSession(
        programme=programme,
        school=demo.school,
        kit=kit,
        held_by=random.choice(demo.superusers).person,
        held_on=day,
        minutes=random.choice([30, 45, 45, 60, 90]),
        mode=random.choice(["common_time", "common_time", "common_time", "team", "online"]),
        status="planned" if is_coming else "held",
        adaptation=random.choice(content.ADAPTATIONS) if changed and not is_coming else "",
        reflection=random.choice(content.REFLECTIONS) if not is_coming else "",
        client_key=uuid.UUID(int=random.getrandbits(128), version=4),
    )


def who_came(demo: DemoSchool, random: Random) -> tuple[list[Person], list[Person]]:
    share = WAYS[demo.profile][2]
    present: list[Person] = []
    absent: list[Person] = []
    for person in demo.people[: 4 + demo.teachers]:
        keen = demo.keenness[person.pk]
        (present if random.random() < share * (0.62 + 0.5 * keen) else absent).append(person)
    return present, absent


def catch_up(
    absent: list[Person], session: TrainingSession, random: Random
) -> list[ModuleCompletion]:
    """Some of those who weren't there do the module on their own."""
    days = (today() - session.held_on).days
    return [
        ModuleCompletion(
            person=person,
            kit_id=session.kit_id,
            completed_on=session.held_on + dt.timedelta(days=random.randint(0, min(days, 40))),
        )
        for person in absent
        if random.random() < 0.25
    ]
