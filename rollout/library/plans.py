"""A kit's three parts with their steps, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rollout.library.models import KitStep


@dataclass(frozen=True)
class TimedStep:
    """A step with its minutes in the part: from when, until when."""

    step: KitStep
    begins: int
    ends: int


@dataclass(frozen=True)
class Plan:
    """One of a kit's three parts: its steps in order."""

    part: KitStep.Part
    steps: list[KitStep]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    def timed(self) -> list[TimedStep]:
        """Each step with when it begins and ends, in minutes from the start."""
        found, begins = [], 0
        for step in self.steps:
            found.append(TimedStep(step, begins, begins + step.minutes))
            begins += step.minutes
        return found


def plans_of(steps: Iterable[KitStep]) -> dict[str, Plan]:
    """A kit's parts by name, also those that have no steps, from all its steps in order."""
    found = list(steps)
    return {
        str(part): Plan(part, [step for step in found if step.part == part])
        for part in KitStep.Part
    }


def asked_part(asked: str) -> KitStep.Part:
    """The part that an address names; the session's plan where it names none."""
    return KitStep.Part(asked) if asked in KitStep.Part.values else KitStep.Part.SESSION
