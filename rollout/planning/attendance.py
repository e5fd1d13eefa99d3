"""Who is coming to a workshop, and workshops that are over without anybody having noted who came:
until then, no figure has them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rollout.common.dates import start_of
from rollout.organisation.models import Role
from rollout.planning.expected import members_on
from rollout.planning.models import GuestPlace, Membership, Programme, Workshop

# After so many days it is late: whoever takes attendance has had the time for it.
ATTENDANCE_DUE_DAYS = 3


@dataclass(frozen=True)
class Untaken:
    """A workshop that ends without attendance taken. `schools` are those whose figures lack it:
    with a superuser in its cohort that day, or one who came to it as a guest."""

    workshop: Workshop
    schools: frozenset[int]

    @property
    def kit(self) -> int | None:
        """The root of the kit that was given there."""
        return self.workshop.kit.root_id if self.workshop.kit else None

    def is_late(self, day: dt.date) -> bool:
        """Whether attendance should have been taken by a day."""
        return (day - self.workshop.day).days > ATTENDANCE_DUE_DAYS


def untaken(programme: Programme, day: dt.date) -> tuple[Untaken, ...]:
    """Those that are over by the end of a day, the oldest first. Three queries, or one where there
    is none."""
    midnight = start_of(day + dt.timedelta(days=1))
    workshops = list(
        Workshop.objects.filter(
            cohort__programme=programme, status=Workshop.Status.PLANNED, ends_at__lt=midnight
        )
        .select_related("cohort", "kit")
        .order_by("starts_at", "pk")
    )
    schools = concerned(workshops) if workshops else {}
    return tuple(Untaken(each, frozenset(schools[each.pk])) for each in workshops)


def concerned(workshops: Sequence[Workshop]) -> dict[int, set[int]]:
    """By workshop, the schools with a superuser in its cohort on its day, or coming as a guest."""
    guests = set(
        GuestPlace.objects.taken()
        .filter(workshop__in=[workshop.pk for workshop in workshops])
        .values_list("workshop_id", "person_id", "instead_of__cohort_id")
    )
    cohorts = {workshop.cohort_id for workshop in workshops} | {own for _w, _p, own in guests}
    members = list(
        Membership.objects.filter(cohort__in=cohorts).values_list(
            "cohort_id", "role__person_id", "role__school_id", "starts_on", "ends_on"
        )
    )
    found: dict[int, set[int]] = {}
    for workshop in workshops:
        pk, own, day = workshop.pk, workshop.cohort_id, workshop.day
        found[pk] = {
            school
            for cohort, person, school, first, last in members
            if cohort == own or (pk, person, cohort) in guests
            if first <= day and (last is None or day <= last)
        }
    return found


def over(rows: Iterable[Untaken], now: dt.datetime) -> list[Untaken]:
    """Those that have ended by a moment: what is kept for a day has those later today too."""
    return [row for row in rows if row.workshop.is_untaken(now)]


@dataclass
class Answers:
    """Who is expected at a workshop, by what they have answered; each as their role."""

    yes: list[Role] = field(default_factory=list)
    no: list[Role] = field(default_factory=list)
    none: list[Role] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return len(self.yes) + len(self.no) + len(self.none)


def answers_to(workshop: Workshop) -> Answers:
    """What those expected at a workshop have answered. Two queries."""
    given = dict(workshop.attendances.values_list("person_id", "answer"))
    answers = Answers()
    for member in members_on(workshop):
        answer = given.get(member.role.person_id, "")
        {"yes": answers.yes, "no": answers.no}.get(answer, answers.none).append(member.role)
    return answers
