"""How days, times and shares are written for people, in templates and in sentences alike."""

import datetime as dt
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language


def percent(share: float | None) -> str:
    """A share from 0 to 1 as whole per cent; a dash where there is none."""
    if share is None:
        return "–"
    whole = round(float(share) * 100)
    return f"{whole}\N{NO-BREAK SPACE}%" if get_language() == "nb" else f"{whole}%"


def clock_range(thing: Any) -> str:
    """The local time from `starts_at` to `ends_at`, such as 14.15–16.00."""
    start, end = timezone.localtime(thing.starts_at), timezone.localtime(thing.ends_at)
    return f"{formats.time_format(start)}–{formats.time_format(end)}"


def long_day(day: dt.date | dt.datetime) -> str:
    """A day with its weekday: torsdag 12. mars."""
    if isinstance(day, dt.datetime):
        day = timezone.localdate(day)
    text = f"{formats.date_format(day, 'l')} {formats.date_format(day, 'MONTH_DAY_FORMAT')}"
    return text.lower() if get_language() == "nb" else text
