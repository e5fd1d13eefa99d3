"""A day, and a time of day, as people type them into a field.

24.12.2026, 24.12.26, 24122026, 24. des 2026 or 2026-12-24; 08:30, 8.30, 0830 or kl. 8.
"""

import datetime as dt
import re

from rollout.common.typed_days import NotADay, read_days

DAY = (
    re.compile(r"(\d{1,2})[.,/ -]+(\d{1,2})[.,/ -]+(\d{4}|\d{2})\.?"),
    re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})"),
)
CLOCK = re.compile(
    r"(?:(?:kl|klokken|klokka|at)\b\.?)?\s*"
    r"(?:(\d{1,2})(?:\s*[.:,]\s*(\d{2})(?::\d{2}(?:\.\d+)?)?)?|(\d{1,2})(\d{2}))",
    re.IGNORECASE,
)
YEARS = range(2000, 2101)
# A day without a year falls outside the years in use.
NO_YEAR = dt.date(1, 8, 1)


def read_day(text: str) -> dt.date | None:
    """The day that a text is; None where it is none, or where its year is missing or wild."""
    day = numbered_day(text.strip()) or worded_day(text)
    return day if day and day.year in YEARS else None


def numbered_day(text: str) -> dt.date | None:
    for pattern in DAY:
        if match := pattern.fullmatch(text):
            day, month, year = (int(group) for group in match.groups())
            try:
                return dt.date(year if year > 99 else 2000 + year, month, day)
            except ValueError:
                return None
    return None


def worded_day(text: str) -> dt.date | None:
    """A day with its month as a word, or in ISO form."""
    try:
        spans = read_days(text, NO_YEAR) or ()
    except NotADay:
        return None
    if len(spans) != 1 or spans[0].lacks or spans[0].first != spans[0].last:
        return None
    return spans[0].first


def read_time(text: str) -> dt.time | None:
    """The time of day that a text is, by the 24-hour clock; None where it is none."""
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes = match[1] or match[3], match[2] or match[4] or "0"
    try:
        return dt.time(int(hours), int(minutes))
    except ValueError:
        return None


def day_text(day: dt.date) -> str:
    """A day as fields show it, whatever the language: 24.12.2026."""
    return f"{day:%d.%m.%Y}"


def time_text(time: dt.time) -> str:
    """A time of day as fields show it: 08:30."""
    return f"{time:%H:%M}"
