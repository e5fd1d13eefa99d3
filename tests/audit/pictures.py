"""Everything that is shown together of one question, as sums over schools of hidden counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rollout.logbook.pulses.models import Pulse, PulseCount, PulseQuestion

Counts = Mapping[int, int]


@dataclass
class Picture:
    """A question's shown counts by value, each of one or more schools together, and what else is
    known: how many are employed at each school and, to who has followed it, how many answered."""

    name: str
    values: tuple[int, ...]
    people: Mapping[int, int]
    sums: list[tuple[frozenset[int], Counts]] = field(default_factory=list)
    answered: Mapping[int, int] | None = None
    target: int | None = None

    @property
    def hidden(self) -> list[int]:
        """The schools without counts of their own, of which something is known."""
        alone = {school for schools, _ in self.sums if len(schools) == 1 for school in schools}
        together = set().union(*(schools for schools, _ in self.sums))
        return sorted(together - alone)


def of_result(
    result: Mapping[str, Any],
    values: Iterable[int],
    target: int | None = None,
    answered: Mapping[str, Mapping[int, int]] | None = None,
) -> list[Picture]:
    """What a closed round shows of levels overall and of each area."""
    people = {int(pk): unit["people"] for pk, unit in result["schools"].items()}
    everywhere = frozenset(people)
    groups = [(frozenset([int(pk)]), unit) for pk, unit in result["schools"].items()]
    groups.append((everywhere, result["owner"]))
    pictures = []
    for name in ("overall", *result["owner"]["areas"]):
        picture = Picture(name, tuple(values), people, target=target if name == "overall" else None)
        for schools, unit in groups:
            counts = unit["overall"] if name == "overall" else unit["areas"][name]
            if counts is not None:
                picture.sums.append((schools, {int(value): n for value, n in counts.items()}))
        if answered is not None:
            picture.answered = answered[name]
        pictures.append(picture)
    return pictures


def of_pulse(pulse: Pulse, people: Mapping[int, int]) -> list[Picture]:
    """What a closed survey shows of each question, to those who see all schools."""
    pictures = []
    for question in pulse.questions.exclude(kind=PulseQuestion.Kind.TEXT):
        picture = Picture(f"{pulse.pk}:{question.key}", tuple(question.options), people)
        groups: dict[int | None, dict[int, int]] = {}
        for row in PulseCount.objects.filter(question=question):
            groups.setdefault(row.school_id, {})[row.value] = row.n
        for school, counts in groups.items():
            schools = frozenset(people) if school is None else frozenset([school])
            picture.sums.append((schools, counts))
        pictures.append(picture)
    return pictures
