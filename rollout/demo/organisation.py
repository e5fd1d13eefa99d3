"""The demo's municipality: schools of all sizes, and the people who work there."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from rollout.accounts.permissions import Kind
from rollout.common.names import unaccented
from rollout.demo import content, places
from rollout.organisation.models import Employment, Person, Position, Role, School, SchoolOwner
from rollout.organisation.rules import WEIGHTS

SIZES = {"small": 8, "municipality": 30, "county": 280}
TEACHERS_A_SCHOOL = 35
SUPERUSERS_A_SCHOOL = 2.8
PROFILES = (
    "strong", "steady", "steady", "strong", "weak", "steady", "late", "strong", "steady", "stuck",
    "steady", "weak", "steady", "strong", "quiet",
)  # fmt: skip


@dataclass
class DemoSchool:
    """A school with its people and its way of going about things."""

    school: School
    profile: str
    teachers: int
    people: list[Person] = field(default_factory=list)
    superusers: list[Role] = field(default_factory=list)
    keenness: dict[int, float] = field(default_factory=dict)


def organisation_number(serial: int) -> str:
    """An invented number with a right check digit, in a range that isn't given out yet."""
    while True:
        digits = f"{99900000 + serial:08d}"
        check = -sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11
        if check != 10:
            return f"{digits}{check}"
        serial += 50_000


def sizes(count: int, random: Random) -> list[int]:
    """Teachers at each school, from a village's nine to a town's ninety, the mean kept."""
    weights = sorted((random.lognormvariate(0, 0.45) for _ in range(count)), reverse=True)
    total = TEACHERS_A_SCHOOL * count
    found = [max(9, round(total * w / sum(weights))) for w in weights]
    found[0] += total - sum(found)
    return found


def make_owner(name: str) -> SchoolOwner:
    return SchoolOwner.objects.create(
        name=f"{name} kommune",
        kind="municipality",
        number="9901",
        common_weekday=3,
        common_from=dt.time(14, 0),
        common_to=dt.time(16, 0),
    )


def make_schools(owner: SchoolOwner, count: int, random: Random) -> list[DemoSchool]:
    teachers = sizes(count, random)
    schools = []
    for number in range(count):
        stem = content.SCHOOL_STEMS[number]
        lower = number % 6 == 4
        schools.append(
            School(
                owner=owner,
                name=f"{stem} {'ungdomsskole' if lower else 'skole'}",
                organisation_number=organisation_number(number * 7),
                grade_from=8 if lower else 1,
                grade_to=10 if lower or number % 7 == 0 else 7,
                pupils=round(teachers[number] * 10.5),
                address=f"{random.choice(content.STREETS)} {random.randint(1, 90)}",
                **places.round_about(random.random(), random.random()),
            )
        )
    School.objects.bulk_create(schools)
    order = random.sample(range(count), count)
    return [
        DemoSchool(school, PROFILES[order[n] % len(PROFILES)], teachers[n])
        for n, school in enumerate(schools)
    ]


class Names:
    """Gives each person a name, and an e-mail that nobody else has."""

    def __init__(self, owner: SchoolOwner, random: Random) -> None:
        self.owner = owner
        self.random = random
        self.domain = f"{as_address_part(owner.name.split()[0])}.example"
        self.taken: set[str] = set()

    def person(self) -> Person:
        first = self.random.choice(content.FIRST_NAMES)
        last = self.random.choice(content.LAST_NAMES)
        if self.random.random() < 0.08:
            last = f"{last}-{self.random.choice(content.LAST_NAMES)}"
        address, number = f"{as_address_part(first)}.{as_address_part(last)}", 1
        while (email := f"{address}{number if number > 1 else ''}@{self.domain}") in self.taken:
            number += 1
        self.taken.add(email)
        return Person(owner=self.owner, first_name=first, last_name=last, email=email)


def as_address_part(text: str) -> str:
    """A name in the letters that e-mail addresses have."""
    bare = unaccented(text).replace(" ", "").replace("-", "")
    return bare.encode("ascii", "ignore").decode()


def make_people(
    owner: SchoolOwner, schools: list[DemoSchool], started: dt.date, random: Random
) -> None:
    """Teachers and leaders at every school; some part-time, some at two schools, some who left."""
    names = Names(owner, random)
    people: list[Person] = []
    employments: list[tuple[Person, Employment]] = []
    for demo in schools:
        for position in positions(demo.teachers):
            person = names.person()
            people.append(person)
            demo.people.append(person)
            employments.append((person, employment(demo, position, started, random)))
    Person.objects.bulk_create(people, batch_size=500)
    for demo, other in itertools.pairwise(schools):
        if random.random() < 0.2:
            second = employment(other, Position.TEACHER, started, random)
            second.percentage = Decimal(40)
            employments.append((demo.people[-1], second))
    for person, work in employments:
        work.person = person
    Employment.objects.bulk_create([work for _p, work in employments], batch_size=500)
    for demo in schools:
        demo.keenness = {p.pk: random.betavariate(5, 1.6) for p in demo.people}


def positions(teachers: int) -> list[str]:
    """A principal, two leaders, an after-school leader, the teachers and a few assistants."""
    leaders = [Position.PRINCIPAL, Position.LEADER, Position.LEADER, Position.AFTER_SCHOOL_LEADER]
    return [*leaders, *[Position.TEACHER] * teachers, *[Position.ASSISTANT] * (teachers // 9)]


PERCENTAGES = ("100", "100", "100", "100", "80", "60", "50", "92.31")


def employment(demo: DemoSchool, position: str, started: dt.date, random: Random) -> Employment:
    percentage = Decimal(random.choice(PERCENTAGES))
    begins, ends = started - dt.timedelta(days=200), None
    if position == Position.TEACHER and random.random() < 0.05:
        begins = started + dt.timedelta(days=random.randint(30, 380))
    elif position == Position.TEACHER and random.random() < 0.03:
        ends = started + dt.timedelta(days=random.randint(60, 380))
    return Employment(
        school=demo.school,
        position=position,
        percentage=percentage if position == Position.TEACHER else Decimal(100),
        starts_on=begins,
        ends_on=ends,
    )


def make_superusers(schools: list[DemoSchool], started: dt.date) -> None:
    """max(2, a fifteenth of the teachers) at each school, evened to 2.8 a school; one school has
    a single one, and at one they have all left."""
    wanted = [max(2, -(-demo.teachers // 15)) for demo in schools]
    wanted[-1] = 1
    total = round(SUPERUSERS_A_SCHOOL * len(schools))
    largest = sorted(range(len(schools)), key=lambda n: -schools[n].teachers)
    step = 0
    while sum(wanted) != total:
        at = largest[step % len(schools)]
        change = 1 if sum(wanted) < total else -1
        if wanted[at] + change >= 2:
            wanted[at] += change
        step += 1
    roles = []
    for demo, count in zip(schools, wanted, strict=True):
        teachers = list(demo.people[4 : 4 + demo.teachers])
        keen = sorted(teachers, key=lambda p: -demo.keenness[p.pk])[:count]
        demo.superusers = [
            Role(person=p, kind=Kind.SUPERUSER, school=demo.school, starts_on=started) for p in keen
        ]
        roles += demo.superusers
    Role.objects.bulk_create(roles, batch_size=500)
    Employment.objects.filter(person__in=[r.person for r in roles]).update(
        starts_on=started - dt.timedelta(days=200), ends_on=None
    )
