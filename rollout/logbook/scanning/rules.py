"""When a session may be scanned, which code it has then, and which names somebody may mean."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rollout.common.dates import local, start_of
from rollout.common.names import unaccented

# Digits and capitals that nobody takes for another: no 0 and O, no 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
STEP_SECONDS = 30
# Whoever scanned too early gets in by the same link when it opens, with this long to try again.
FIRST_CODE_LASTS = dt.timedelta(minutes=3)
# Colleagues come before the beginning, and the last ones are reminded at the end.
BEFORE, AFTER = dt.timedelta(minutes=15), dt.timedelta(hours=2)
FEWEST_LETTERS = 2
MOST_NAMES = 8


@dataclass(frozen=True)
class Times:
    """From when until when a session may be scanned."""

    opens_at: dt.datetime
    closes_at: dt.datetime


class Standing(StrEnum):
    """What a scan meets at a moment."""

    OPEN = "open"
    EARLY = "early"
    LATE = "late"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def times_of(day: dt.date, minutes: int, begins_at: dt.time | None = None) -> Times:
    """The times of a session on a day: around its beginning where that is known, and else all
    day."""
    if begins_at is None:
        return Times(start_of(day), start_of(day + dt.timedelta(days=1)))
    begins = local(day, begins_at)
    return Times(begins - BEFORE, begins + dt.timedelta(minutes=minutes) + AFTER)


def standing_at(now: dt.datetime, times: Times, *, is_closed: bool, is_cancelled: bool) -> Standing:
    """What a scan meets at a moment. A session that is still to come is never open."""
    if is_cancelled:
        return Standing.CANCELLED
    if now >= times.closes_at:
        return Standing.LATE
    if is_closed:
        return Standing.CLOSED
    return Standing.EARLY if now < times.opens_at else Standing.OPEN


def step_at(moment: dt.datetime) -> int:
    """The number of the half-minute that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def seconds_left(moment: dt.datetime) -> int:
    """Until the next half-minute: from 1 to 30."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def shown_step(now: dt.datetime, times: Times) -> int:
    """The half-minute whose code is on the screen. Before it opens that is the first one, so that
    a link which was scanned too early is good once it has."""
    return max(step_at(now), step_at(times.opens_at))


def accepted_steps(now: dt.datetime, times: Times) -> set[int]:
    """The half-minutes whose codes are good at a moment: the one on the screen, the one before, as
    scanning takes a while, and the first one for some minutes."""
    first, shown = step_at(times.opens_at), shown_step(now, times)
    steps = {shown, max(first, shown - 1)}
    return steps | {first} if now < times.opens_at + FIRST_CODE_LASTS else steps


def code_of(key: str, step: int) -> str:
    """The code of a half-minute. Only who knows the session’s own key can tell it.

    There are 31⁶ = 887,503,681 codes, and at most three are good for a session at a time.
    """
    digest = hmac.digest(key.encode(), str(step).encode(), hashlib.sha256)
    number, code = int.from_bytes(digest, "big"), ""
    for _place in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def is_good(code: str, key: str, now: dt.datetime, times: Times) -> bool:
    """Whether a code is one of a session’s at a moment."""
    if len(code) != LENGTH or not code.isascii():
        return False
    return any(hmac.compare_digest(code_of(key, step), code) for step in accepted_steps(now, times))


def as_code(typed: str) -> str:
    """A code as somebody types it, with its spaces, hyphens and small letters put right."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)[: 2 * LENGTH]


def in_groups(code: str) -> str:
    """A code as it is read: in two groups."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def is_enough(typed: str) -> bool:
    """Whether somebody has typed enough of a name to be looked for: nobody gets the whole list."""
    return sum(sign.isalnum() for sign in typed) >= FEWEST_LETTERS


def names_meant(names: Iterable[tuple[int, str]], typed: str) -> list[tuple[int, str]]:
    """Those of some ids and names in which each word typed begins a word, in any order."""
    words = words_of(typed)
    return [
        (pk, name)
        for pk, name in names
        if all(any(part.startswith(word) for part in words_of(name)) for word in words)
    ]


def words_of(name: str) -> list[str]:
    return unaccented(name).replace("-", " ").split()
