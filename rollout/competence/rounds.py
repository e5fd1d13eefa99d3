"""What a closed round shows: made from the answers given in it, once, and kept."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from random import Random, SystemRandom
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce

from rollout.competence.rules import overall_level
from rollout.competence.suppression import Answers, decide

Ranks = Mapping[int, int]
WHOLE = Value(Decimal(100))
OVERALL = "overall"
# Employments in this order: each person's last is at the school where they work most, else where
# longest.
MAIN_SCHOOL_LAST = (Coalesce("percentage", WHOLE), "-starts_on", "-pk")


def freeze(
    answers: Mapping[int, Ranks],
    school_of: Mapping[int, int],
    dimension_of: Mapping[int, str],
    target: int | None,
    chance: Random,
) -> dict[str, Any]:
    """A round's result: persons by level for each school and the owner, overall and by area.

    `answers` is {person: {area: rank}}, `school_of` the one school at which each employed person
    counts, `target` a rank for the overall level. Counts are by rank, with text keys as JSON has
    them, and None where they are hidden or nobody answered: both look alike, so that neither tells
    anything. `chance` chooses which schools are hidden with others.
    """
    staff: dict[int, set[int]] = {}
    for person, school in school_of.items():
        staff.setdefault(school, set()).add(person)
    overall = {
        person: rank
        for person, by_area in answers.items()
        if (rank := overall_level(by_area, dimension_of)) is not None
    }
    things = {OVERALL: Answers(by_school(staff, overall), target)}
    for area in dimension_of:
        ranks = {p: by_area[area] for p, by_area in answers.items() if area in by_area}
        things[str(area)] = Answers(by_school(staff, ranks))
    decision = decide(list(things.values()), chance)
    return {
        "owner": unit(
            {name: t.total for name, t in things.items()}, school_of, decision.totals_are_shown
        ),
        "schools": {
            str(pk): unit(
                {n: t.by_school[pk] for n, t in things.items()}, people, pk not in decision.hidden
            )
            for pk, people in staff.items()
        },
    }


def unit(counts: Mapping[str, Ranks], people: Collection[int], is_shown: bool) -> dict[str, Any]:
    """What is kept of one school, or of the owner."""
    kept = {name: text(ranks) if is_shown else None for name, ranks in counts.items()}
    return {"people": len(people), OVERALL: kept.pop(OVERALL), "areas": kept}


def by_school(staff: Mapping[int, set[int]], ranks: Ranks) -> dict[int, dict[int, int]]:
    return {school: counted(people, ranks) for school, people in staff.items()}


def counted(people: Iterable[int], ranks: Ranks) -> dict[int, int]:
    """Persons by rank, of those who have one."""
    counts: dict[int, int] = {}
    for person in people:
        if person in ranks:
            counts[ranks[person]] = counts.get(ranks[person], 0) + 1
    return counts


def text(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(rank): n for rank, n in sorted(counts.items())}


def result_of(round_: Any, day: dt.date, apps: Any, chance: Random | None = None) -> dict[str, Any]:
    """What a round shows when it is closed on a day. `apps` gives the models, so that a migration
    can close one too; chance is the system's, unless it is given, as for a demo. Four queries."""
    framework = round_.framework_id
    answers = apps.get_model("rollout", "Assessment").objects.filter(
        person__owner=round_.owner_id,
        area__framework=framework,
        assessed_on__gte=round_.starts_on,
        assessed_on__lte=day,
    )
    latest: dict[int, dict[int, int]] = {}
    rows = answers.order_by("assessed_on", "pk").values_list("person", "area", "level__rank")
    for person, area, rank in rows:
        latest.setdefault(person, {})[area] = rank
    areas = apps.get_model("rollout", "Area").objects.filter(framework=framework)
    target = round_.target_level.rank if round_.target_level_id else None
    dimension_of = dict(areas.order_by("rank").values_list("pk", "dimension"))
    school_of = main_schools(round_.owner_id, day, apps)
    return freeze(latest, school_of, dimension_of, target, chance or SystemRandom())


def main_schools(owner_id: int, day: dt.date, apps: Any) -> dict[int, int]:
    """The one school at which each person counts: where they work most, else where longest.

    Schools that share nobody add up to their owner's total, so the total tells of no one who
    works at two of them.
    """
    rows = (
        apps.get_model("rollout", "Employment")
        .objects.filter(school__owner=owner_id, starts_on__lte=day)
        .exclude(ends_on__lt=day)
        .order_by(*MAIN_SCHOOL_LAST)
    )
    return dict(rows.values_list("person", "school"))
