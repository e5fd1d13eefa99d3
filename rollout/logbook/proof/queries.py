"""A superuser's own work as a superuser: what a proof of it tells, and who may see one.

It tells of their own work alone: no colleague is named, and nothing of competence or of pulses is
read.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from rollout.accounts.permissions import Kind
from rollout.common.dates import school_year_start, start_of
from rollout.library.models import Kit
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.access import Viewer
from rollout.organisation.models import Person, Role
from rollout.planning.models import Workshop, WorkshopAttendance

ONE_DAY = dt.timedelta(days=1)
YEAR, YEAR_BEFORE, ROLE = "year", "before", "role"


@dataclass(frozen=True)
class Period:
    """What days a proof is about, the first and the last included, and what it is asked for by."""

    key: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass
class Proof:
    """What somebody has done as a superuser in a period. `counted` is how many came to sessions
    where no names were taken: some of them may be colleagues whom `colleagues` counts."""

    person: Person
    roles: list[Role]
    period: Period
    sessions: list[TrainingSession] = field(default_factory=list)
    colleagues: int = 0
    guests: int = 0
    workshops: list[Workshop] = field(default_factory=list)
    copies: list[Kit] = field(default_factory=list)

    @property
    def hours(self) -> float:
        """Hours of sessions; one that several held counts in full for each of them."""
        return sum(session.minutes for session in self.sessions) / 60

    @property
    def together(self) -> int:
        """How many of the sessions were held together with others."""
        return sum(session.is_shared for session in self.sessions)

    @property
    def kits(self) -> int:
        """How many kits the sessions were about; a school's own copy counts as its origin."""
        return len({session.kit.root_id for session in self.sessions})

    @property
    def counted(self) -> int:
        return sum(session.head_count for session in self.sessions if session.counted_only)

    @property
    def adapted(self) -> list[TrainingSession]:
        """The sessions where the kit was changed."""
        return [session for session in self.sessions if session.adaptation]

    @property
    def is_at_several(self) -> bool:
        """Whether the roles are at more than one school, so that a session has to tell which."""
        return len({role.school_id for role in self.roles}) > 1

    @property
    def is_empty(self) -> bool:
        return not (self.sessions or self.workshops or self.copies)


def roles_shown(viewer: Viewer) -> QuerySet[Role]:
    """The superusers' roles, from past years too, that a viewer may see a proof of: one's own at
    the school that one looks from; a principal's school's; all, or their programme's, for a
    lead."""
    roles = Role.objects.filter(kind=Kind.SUPERUSER, school__in=viewer.schools())
    if viewer.programme_id:
        roles = roles.filter(Q(programme=None) | Q(programme=viewer.programme_id))
    if viewer.kind == Kind.SUPERUSER:
        return roles.filter(person=viewer.person)
    return roles.filter(person__in=viewer.people())


def begun_roles(viewer: Viewer, person_id: int) -> list[Role]:
    """A superuser's roles that have begun, the first one first. One query."""
    roles = roles_shown(viewer).filter(person=person_id, starts_on__lte=viewer.day)
    return list(roles.select_related("person__owner", "school").order_by("starts_on", "pk"))


def periods_of(roles: list[Role], day: dt.date) -> list[Period]:
    """What a proof may be about on a day: this school year, the one before for whoever was a
    superuser by then, and all the time of their roles. None reaches beyond the day."""
    this_year = school_year_start(day)
    year_before = school_year_start(this_year - ONE_DAY)
    first = min(role.starts_on for role in roles)
    last = max(role.ends_on or day for role in roles)
    periods = [Period(YEAR, this_year, day)]
    if first < this_year:
        periods.append(Period(YEAR_BEFORE, year_before, this_year - ONE_DAY))
    return [*periods, Period(ROLE, first, min(last, day))]


def read_proof(viewer: Viewer, roles: list[Role], period: Period) -> Proof:
    """What somebody has done in a period, at the schools of their roles. Four queries."""
    person = roles[0].person
    schools = {role.school_id for role in roles}
    sessions = sessions_of(viewer, person, schools, period)
    colleagues, guests = reached_by(sessions, person)
    return Proof(
        person=person,
        roles=roles,
        period=period,
        sessions=sessions,
        colleagues=len(colleagues),
        guests=len(guests),
        workshops=workshops_attended(viewer, person, period),
        copies=copies_written(person, schools),
    )


def sessions_of(
    viewer: Viewer, person: Person, schools: Iterable[int | None], period: Period
) -> list[TrainingSession]:
    """The sessions that somebody has held, alone or with others, the first one first."""
    rows = TrainingSession.objects.filter(
        school__in=schools,
        status=TrainingSession.Status.HELD,
        held_on__gte=period.starts_on,
        held_on__lte=period.ends_on,
    )
    if viewer.programme_id:
        rows = rows.filter(programme=viewer.programme_id)
    others = TrainingSession.also_held_by.through.objects.filter(trainingsession=OuterRef("pk"))
    mine = Q(held_by=person) | Exists(others.filter(person=person))
    shared = rows.filter(mine).annotate(is_shared=Exists(others))  # type: ignore[no-redef]  # the model declares it
    return list(shared.select_related("kit", "school").order_by("held_on", "pk"))


def reached_by(sessions: list[TrainingSession], person: Person) -> tuple[set[int], set[int]]:
    """Who came to sessions, each told once: colleagues of the school's own roster, and guests who
    aren't colleagues in another of the sessions. Without whoever held them."""
    came = SessionAttendance.objects.filter(session__in=sessions).exclude(person=person)
    rows = set(came.values_list("person_id", "is_guest"))
    colleagues = {pk for pk, is_guest in rows if not is_guest}
    return colleagues, {pk for pk, _is_guest in rows} - colleagues


def workshops_attended(viewer: Viewer, person: Person, period: Period) -> list[Workshop]:
    """The held workshops that somebody came to in a period, the first one first."""
    came = WorkshopAttendance.objects.filter(person=person, attended=True)
    rows = Workshop.objects.filter(
        pk__in=came.values("workshop"),
        status=Workshop.Status.HELD,
        starts_at__gte=start_of(period.starts_on),
        starts_at__lt=start_of(period.ends_on + ONE_DAY),
    )
    if viewer.programme_id:
        rows = rows.filter(cohort__programme=viewer.programme_id)
    return list(rows.select_related("kit", "cohort").order_by("starts_at", "pk"))


def copies_written(person: Person, schools: Iterable[int | None]) -> list[Kit]:
    """The schools' own copies of kits with a step as somebody last wrote it. When that was isn't
    kept, so they belong to no period."""
    copies = Kit.objects.filter(school__in=schools, steps__changed_by=person)
    return list(copies.distinct().order_by("title", "pk"))
