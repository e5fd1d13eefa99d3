"""The demo's words: invented people, places, kits and reflections, in bokmål."""

from pathlib import Path

from rollout.demo.content.adaptations import (
    ADAPTED_KIT,
    CLASHES,
    MERGES,
    NEWS_2,
    NOT_PUBLISHED,
    OWN_STEP,
    TAKEN_HOME,
    VERSION_2,
    WORTH_TAKING_HOME,
)
from rollout.demo.content.areas import AREAS
from rollout.demo.content.kits import KITS
from rollout.demo.content.places import (
    DAYS_AWAY,
    FIRST_NAMES,
    LAST_NAMES,
    MUNICIPALITIES,
    SCHOOL_STEMS,
    SCHOOLS_OWN_DAYS,
    STARTING_PLACES,
    STREETS,
    VENUES,
)
from rollout.demo.content.reading_kits import READING_KITS
from rollout.demo.content.words import (
    ABSENCE_REASONS,
    ADAPTATIONS,
    ADAPTED_BECAUSE,
    CANCELLED_BECAUSE,
    HELP_WANTED,
    NEWCOMERS,
    PROGRAMME,
    PROGRAMME_2,
    REFLECTIONS,
    STOPPED,
    SURVEY,
    SURVEY_OPEN,
    SURVEY_TEXTS,
    WORKED,
)

# Kits with their steps, one a file; a file takes the place of a kit of the same title in a list.
KIT_FILES = Path(__file__).parent / "kits"

__all__ = [
    "ABSENCE_REASONS",
    "ADAPTATIONS",
    "ADAPTED_BECAUSE",
    "ADAPTED_KIT",
    "AREAS",
    "CANCELLED_BECAUSE",
    "CLASHES",
    "DAYS_AWAY",
    "FIRST_NAMES",
    "HELP_WANTED",
    "KITS",
    "KIT_FILES",
    "LAST_NAMES",
    "MERGES",
    "MUNICIPALITIES",
    "NEWCOMERS",
    "NEWS_2",
    "NOT_PUBLISHED",
    "OWN_STEP",
    "PROGRAMME",
    "PROGRAMME_2",
    "READING_KITS",
    "REFLECTIONS",
    "SCHOOLS_OWN_DAYS",
    "SCHOOL_STEMS",
    "STARTING_PLACES",
    "STOPPED",
    "STREETS",
    "SURVEY",
    "SURVEY_OPEN",
    "SURVEY_TEXTS",
    "TAKEN_HOME",
    "VENUES",
    "VERSION_2",
    "WORKED",
    "WORTH_TAKING_HOME",
]
