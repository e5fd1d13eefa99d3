"""What a facilitator brings to the next workshop, from what the schools have told since the last
one. Pure: `bringing_words` says it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rollout.logbook.pulses.rules import LOW_MEAN

# What so many schools were stopped by is taken up with all of them.
SCHOOLS_ALIKE = 2
# The share of the schools that await a session from which time is set aside for it.
AWAITING_SHARE = 1 / 3
# So large a share of kits run as they are is a sign, where the sessions are so many.
UNCHANGED_SHARE, SESSIONS_ENOUGH = 0.8, 3
MOST_HELP, MOST_SHOWN = 3, 2


class Topic(StrEnum):
    """What it is about, in the order that they are told."""

    STOPPED = "stopped"
    HELP = "help"
    LOW = "low"
    AWAITED = "awaited"
    UNCHANGED = "unchanged"
    SHOW = "show"


@dataclass(frozen=True)
class Ran:
    """A held session: whether the kit was changed, how, what worked, and how many came."""

    is_adapted: bool = False
    adaptation: str = ""
    worked: str = ""
    came: int = 0


@dataclass(frozen=True)
class Told:
    """What a school has told: its sessions since the last workshop; what stopped it and nobody has
    seen to, each with the role that can solve it before its words; the help that it still wants;
    the mean mastery after its sessions on the last kit, where that is shown; and whether a session
    on that kit is awaited."""

    school: str
    ran: tuple[Ran, ...] = ()
    stopped: tuple[tuple[str, str], ...] = ()
    help_wanted: tuple[str, ...] = ()
    mean: float | None = None
    awaits: bool = False


@dataclass(frozen=True)
class Bring:
    """One thing to bring, and the facts that its words are made of."""

    topic: Topic
    facts: Mapping[str, Any]


def what_to_bring(told: Sequence[Told]) -> list[Bring]:
    """The short list, what is in the way first and what went well last; empty where nothing of what
    was told asks for anything."""
    found = [*stopped(told), *help_wanted(told), *low(told), *awaited(told)]
    return [*found, *unchanged(told), *worth_showing(told)]


def stopped(told: Iterable[Told]) -> list[Bring]:
    """By who can solve it, the schools that were stopped alike, with what most of them say."""
    schools: dict[str, list[str]] = {}
    words: dict[str, Counter[str]] = {}
    for each in told:
        for role, text in dict(each.stopped).items():
            schools.setdefault(role, []).append(each.school)
            words.setdefault(role, Counter())[text] += 1
    most_first = sorted(schools.items(), key=lambda row: -len(row[1]))
    return [
        Bring(Topic.STOPPED, {"role": role, "schools": names, "text": most_said(words[role])})
        for role, names in most_first
        if len(names) >= SCHOOLS_ALIKE
    ]


def most_said(words: Counter[str]) -> str:
    return words.most_common(1)[0][0]


def help_wanted(told: Iterable[Told]) -> list[Bring]:
    """The help that nobody has given yet, of one school after the other."""
    wanted = [(each.school, text) for each in told for text in each.help_wanted]
    return [
        Bring(Topic.HELP, {"school": school, "text": text}) for school, text in wanted[:MOST_HELP]
    ]


def low(told: Iterable[Told]) -> list[Bring]:
    """The schools where so little mastery is told that a small group would help."""
    schools = [each.school for each in told if each.mean is not None and each.mean < LOW_MEAN]
    return [Bring(Topic.LOW, {"schools": schools})] if schools else []


def awaited(told: Sequence[Told]) -> list[Bring]:
    """Whether so many schools await their session on the last kit that they need time for it."""
    awaiting = sum(each.awaits for each in told)
    if not awaiting or awaiting < AWAITING_SHARE * len(told):
        return []
    return [Bring(Topic.AWAITED, {"n": awaiting, "all": len(told)})]


def unchanged(told: Iterable[Told]) -> list[Bring]:
    """Whether nearly all sessions were held with the kit as it came."""
    ran = [session for each in told for session in each.ran]
    as_it_came = sum(not session.is_adapted for session in ran)
    if len(ran) < SESSIONS_ENOUGH or as_it_came < UNCHANGED_SHARE * len(ran):
        return []
    return [Bring(Topic.UNCHANGED, {"n": as_it_came, "all": len(ran)})]


def worth_showing(told: Iterable[Told]) -> list[Bring]:
    """Adaptations that others can learn from, one a school: those told with what worked first, and
    of them those that most came to."""
    best: list[tuple[Ran, str]] = []
    for each in told:
        adapted = [session for session in each.ran if session.adaptation]
        if adapted:
            best.append((max(adapted, key=worth), each.school))
    best.sort(key=lambda row: worth(row[0]), reverse=True)
    return [
        Bring(Topic.SHOW, {"school": school, "text": session.adaptation, "worked": session.worked})
        for session, school in best[:MOST_SHOWN]
    ]


def worth(session: Ran) -> tuple[bool, int]:
    return bool(session.worked), session.came
