"""The demo's words: invented people, places, kits and reflections, in bokmål."""

from rollout.demo.content.kits import KITS
from rollout.demo.content.places import (
    FIRST_NAMES,
    LAST_NAMES,
    MUNICIPALITIES,
    SCHOOL_STEMS,
    STREETS,
    VENUES,
)
from rollout.demo.content.words import (
    ABSENCE_REASONS,
    ADAPTATIONS,
    PROGRAMME,
    PROGRAMME_2,
    REFLECTIONS,
)

__all__ = [
    "ABSENCE_REASONS",
    "ADAPTATIONS",
    "FIRST_NAMES",
    "KITS",
    "LAST_NAMES",
    "MUNICIPALITIES",
    "PROGRAMME",
    "PROGRAMME_2",
    "REFLECTIONS",
    "SCHOOL_STEMS",
    "STREETS",
    "VENUES",
]
