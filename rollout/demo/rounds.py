"""Three rounds of self-assessment in the demo, closed as a project lead would have closed them."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from rollout.competence.actions import close_round, save_round
from rollout.competence.models import Area, Assessment, Framework, Level, Round
from rollout.demo.organisation import DemoSchool
from rollout.organisation.models import Person, SchoolOwner

# Days from the programme's start: a baseline, and one each half year after it.
STARTS = (10, 190, 390)
LASTS = dt.timedelta(days=20)
BASE = {"strong": 2.9, "steady": 2.5, "late": 2.3}
USUAL_BASE = 2.1
LOWEST_TARGET = "B1"


def make_rounds(
    owner: SchoolOwner, schools: list[DemoSchool], started: dt.date, random: Random
) -> None:
    """A baseline, then later rounds; growth follows what the school has done."""
    framework = Framework.objects.get(code="digcompedu")
    days = [started + dt.timedelta(days=n) for n in STARTS]
    rows = [
        answer
        for number, demo in enumerate(schools)
        for person in asked(demo, is_last=number == len(schools) - 1)
        for answer in answers_of(person, demo, framework, days, random)
    ]
    Assessment.objects.bulk_create(rows, batch_size=1000)
    target = framework.levels.get(code=LOWEST_TARGET)
    for day in days:
        plan = Round(
            owner=owner,
            framework=framework,
            target_level=target,
            name=f"{'Våren' if day.month < 7 else 'Høsten'} {day.year}",
            starts_on=day,
            ends_on=day + LASTS,
        )
        save_round(round_=plan, day=day)
        close_round(round_=plan, day=plan.ends_on, chance=random)


def asked(demo: DemoSchool, *, is_last: bool) -> list[Person]:
    """Who is asked at a school; at the last one too few to be shown."""
    return demo.people[:4] if is_last else demo.people[: 4 + demo.teachers]


def answers_of(
    person: Person, demo: DemoSchool, framework: Framework, days: list[dt.date], random: Random
) -> Iterator[Assessment]:
    """A person's answers over the rounds: some never answer, some leave one out or stop halfway."""
    if random.random() < 0.25:
        return
    areas: list[Area] = list(framework.areas.all())
    levels: dict[int, Level] = {level.rank: level for level in framework.levels.all()}
    own = BASE.get(demo.profile, USUAL_BASE) + random.gauss(0, 0.8)
    partly = random.random() < 0.06
    for step, day in enumerate(days):
        if random.random() < 0.3:
            continue
        for area in areas[:3] if partly else areas:
            dip = -0.5 if area.dimension == "technical" else 0.0
            rank = round(own + dip + 0.55 * step + random.gauss(0, 0.6))
            yield Assessment(
                person=person,
                area=area,
                level=levels[max(1, min(len(levels), rank))],
                assessed_on=day + dt.timedelta(days=random.randint(0, LASTS.days)),
            )
