"""What pulses ask, when they are open, and what of them may be shown. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.competence.suppression import SMALLEST_GROUP, Answers, Counts, decide, is_safe

# A pulse is open for so many days, its first and last included.
DAYS_OPEN = 14
# How long after a session it is asked whether it is used: 3 and 8 weeks.
USE_AFTER = {"use_3": 21, "use_8": 56}
# What is logged later than this asks nobody how it was: by then it is asked what came of it.
ASKED_WITHIN = 21
# Two surveys close to each other would tell what the few who answered in between have said.
DAYS_BETWEEN_SURVEYS = 28
# A mean below it suggests repeating in a small group.
LOW_MEAN = 3.0
LONGEST_TEXT = 500

MASTERY, EXPLORE, USE = "mastery", "explore", "use"
# The questions that figures are made of.
SUMMED = (MASTERY, USE)
SCALE, CHOICE, TEXT = "scale", "choice", "text"
STEPS = (1, 2, 3, 4, 5)
USED, NOT_YET = 1, 2

Words = str | Promise

WORDS: dict[str, Words] = {
    MASTERY: _("I manage this well enough to use it"),
    EXPLORE: _("I want to explore it further"),
    USE: _("Have you used it?"),
    "acceptability_1": _("I can stand behind this way of working."),
    "acceptability_2": _("I like working this way."),
    "acceptability_3": _("I look forward to doing more of it."),
    "acceptability_4": _("I would recommend it to a colleague."),
    "appropriateness_1": _("It suits my pupils and what I teach."),
    "appropriateness_2": _("It helps with something that we need help with."),
    "appropriateness_3": _("It goes well with how we work otherwise."),
    "appropriateness_4": _("It is right for our school now."),
    "feasibility_1": _("I have the time that it takes."),
    "feasibility_2": _("I have the equipment and the help that it takes."),
    "feasibility_3": _("I get it done in an ordinary week."),
    "feasibility_4": _("It is easy to get going with."),
}
USE_CHOICES: tuple[Words, ...] = (
    _("Yes, I have used it"),
    _("Not yet"),
    _("No time for it"),
    _("It isn’t relevant to my subject"),
    _("The technology didn’t work"),
    _("I am unsure how"),
    _("Another reason"),
)
SCALES: dict[str, Words] = {
    "acceptability": _("Acceptability: do people want it?"),
    "appropriateness": _("Appropriateness: does it suit what we need?"),
    "feasibility": _("Feasibility: can it be done here?"),
}
ITEMS = 4


@dataclass(frozen=True)
class Asked:
    """A question of a pulse: its key, its kind, and the lead's own words and choices, if any."""

    key: str
    kind: str = SCALE
    words: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class PulseTold:
    """What a closed pulse shows of one question: how many have answered, and what that adds up to,
    points of mastery or how many use it. `school` is that of a session, and a kit is told by its
    root's id."""

    kind: str
    key: str
    kit: int
    school: int | None
    answered: int
    total: int

    @property
    def is_workshop(self) -> bool:
        return self.kind == "workshop"

    @property
    def is_session(self) -> bool:
        return self.kind == "session"


AFTER_TRAINING = (Asked(MASTERY), Asked(EXPLORE))
AFTER_WEEKS = (Asked(USE, CHOICE),)


def scale_items(scale: str) -> tuple[Asked, ...]:
    """The four items of a ready scale."""
    return tuple(Asked(f"{scale}_{n}") for n in range(1, ITEMS + 1))


def values_of(kind: str, choices: int) -> tuple[int, ...]:
    """The values that answers to a question of a kind are counted by: 1 to 5 on a scale, a
    choice's number, and none where one writes."""
    if kind == SCALE:
        return STEPS
    return tuple(range(1, choices + 1)) if kind == CHOICE else ()


def last_day(opens_on: dt.date) -> dt.date:
    return opens_on + dt.timedelta(days=DAYS_OPEN - 1)


def is_asked_still(happened_on: dt.date, day: dt.date) -> bool:
    """Whether what was noted on a day is so recent that it is asked how it was."""
    return 0 <= (day - happened_on).days < ASKED_WITHIN


def mean(counts: Counts) -> float | None:
    """The mean of answers by value; None where there is none."""
    answered = sum(counts.values())
    return sum(value * n for value, n in counts.items()) / answered if answered else None


def is_low(counts: Counts) -> bool:
    """Whether so many say so little mastery that repeating in a small group is suggested."""
    found = mean(counts)
    return found is not None and sum(counts.values()) >= SMALLEST_GROUP and found < LOW_MEAN


def shown_of_one(counts: Counts) -> bool:
    """Whether a question's counts of the one group that was asked may be shown."""
    return is_safe(counts, None)


def shown_of_schools(by_school: Mapping[int, Counts], chance: Random) -> tuple[set[int], bool]:
    """Of a question that several schools were asked: the schools that are shown, and whether all of
    them together are. Chance chooses which safe schools are hidden with others."""
    decision = decide([Answers(by_school)], chance)
    return set(by_school) - decision.hidden, decision.totals_are_shown


def shown_texts(texts: Iterable[str]) -> list[str]:
    """What was written, in the order of the alphabet; nothing where fewer than five wrote."""
    kept = sorted(texts)
    return kept if len(kept) >= SMALLEST_GROUP else []


def texts_with(texts: Iterable[str], text: str) -> list[str]:
    """Texts with one more, in the order of the alphabet: when each was written isn't told."""
    return sorted([*texts, text])


def total_of(key: str, counts: Counts) -> int:
    """What the answers to a question add up to: how many use it, or points from 1 to 5 each."""
    if key == USE:
        return counts.get(USED, 0)
    return sum(value * n for value, n in counts.items())


def mean_mastery(told: Iterable[PulseTold]) -> dict[int, tuple[float, int]]:
    """By kit, the mean of the mastery told of, and how many answers it is made of."""
    sums: dict[int, tuple[int, int]] = {}
    for row in told:
        if row.key == MASTERY:
            points, answered = sums.get(row.kit, (0, 0))
            sums[row.kit] = (points + row.total, answered + row.answered)
    return {kit: (points / answered, answered) for kit, (points, answered) in sums.items()}


def used_of(told: Iterable[PulseTold], kind: str = "use_8") -> tuple[int, int]:
    """How many have used what a session was about, of how many who have said so, some weeks after
    it."""
    rows = [row for row in told if row.kind == kind and row.key == USE]
    return sum(row.total for row in rows), sum(row.answered for row in rows)
