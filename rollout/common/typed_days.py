"""Days as people write them: 24.12.2026, 8.–12. okt 2026, uke 40, 2026-10-05.

The day comes before the month, as in the Nordic countries. A year left out is found from the school
year that is spoken of; a week is its days from Monday to Friday.
"""

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january januari jan",
            "februar february februari feb febr",
            "mars march mar",
            "april apr",
            "mai may maj",
            "juni june jun",
            "juli july jul",
            "august augusti aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = (
    r"(?:(?:man|tirs|ons|tors|fre|lør|søn|mån|tis|lör|sön)(?:dag)?|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?,?\s*"
)
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DASH = r"\s*-\s*"


def day_pattern(n: str) -> str:
    """A day and a month, and perhaps a year."""
    return (
        rf"(?P<d{n}>\d{{1,2}})(?:\s*[./]\s*|\s+)(?P<m{n}>\d{{1,2}}|{MONTH})(?!\w)"
        rf"(?:(?:\s*[./]\s*|\s+)(?P<y{n}>\d{{4}}|\d{{2}})(?!\d))?(?:\.(?!\d))?"
    )


ISO = r"(\d{4})-(\d{2})-(\d{2})(?:[ t]00:00(?::00)?)?(?!\d)"
WRITTEN = {
    "iso": rf"(?<!\d){ISO}(?:\s*[-/]\s*{ISO})?",
    "iso_week": r"(?<!\d)(\d{4})-?w(\d{2})(?!\d)",
    "week": r"(?<!\w)(?:uke|veke|vecka|week|uge|w|v\.?|u\.)\s*(?P<w1>\d{1,2})(?![\d.])"
    rf"(?:(?:{DASH}|\s*(?:og|och|and|&|\+)\s*)(?:uke\s*)?(?P<w2>\d{{1,2}})(?![\d.]))?"
    r"(?:\s*[,/]?\s*\(?(?P<y>\d{4})\)?(?!\d))?",
    "range": rf"(?<![\d.]){day_pattern('1')}{DASH}{day_pattern('2')}",
    "short": rf"(?<![\d.])(?P<d1>\d{{1,2}})\.?{DASH}{day_pattern('2')}",
    "day": rf"(?<![\d.]){day_pattern('1')}",
}
PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in WRITTEN.items()}
AROUND = re.compile(
    r"^[\s.,;:()-]+(?:(?:fra|den|from)\s*$)?|(?:\s(?:fra|den|from))?[\s.,;:()-]*$", re.IGNORECASE
)


class NotADay(ValueError):
    """The text is a day in its form, but no such day or week is in the calendar."""


@dataclass(frozen=True)
class Days:
    """From a day to a day, as the text had it, and what else the text said."""

    first: dt.date
    last: dt.date
    written: str = ""
    rest: str = ""


def plain(text: str) -> str:
    """One kind of dash, single spaces, no weekdays, no clock time of midnight."""
    text = " ".join(text.split())
    text = re.sub(r"[–—−]", "-", text)
    text = re.sub(r"\s(?:til og med|til|till|t\.?o\.?m\.?|to|until)\s", " - ", text, flags=re.I)
    text = re.sub(rf"(?<!\w)(?:{WEEKDAYS})(?=\d)", "", text, flags=re.I)
    return re.sub(r"(?<=\d)[ t]00:00(?::00)?(?!\d)", "", text, flags=re.I)


def read_days(text: str, year_start: dt.date) -> Days | None:
    """The days that a text is about, all of it; None where it says something else as well."""
    found = find_days(text, year_start)
    return found if found and not found.rest else None


def find_days(text: str, year_start: dt.date) -> Days | None:
    """The days that stand somewhere in a text. NotADay where the calendar has none such.

    `year_start` is the first day of the school year that days without a year belong to.
    """
    written = plain(text)
    for kind, pattern in PATTERNS.items():
        match = pattern.search(written)
        if match:
            first, last = READERS[kind](match, year_start)
            rest = f"{written[: match.start()]} {written[match.end() :]}"
            return Days(first, last, match[0], AROUND.sub("", rest))
    return None


def read_iso(match: re.Match[str], _start: dt.date) -> tuple[dt.date, dt.date]:
    numbers = [int(group) if group else 0 for group in match.groups()]
    first = date(*numbers[:3])
    return first, date(*numbers[3:]) if numbers[3] else first


def read_iso_week(match: re.Match[str], _start: dt.date) -> tuple[dt.date, dt.date]:
    monday = week_monday(int(match[1]), int(match[2]))
    return monday, monday + dt.timedelta(days=4)


def read_week(match: re.Match[str], start: dt.date) -> tuple[dt.date, dt.date]:
    first = int(match["w1"])
    last = int(match["w2"]) if match["w2"] else first
    year = int(match["y"]) if match["y"] else year_of_week(first, start)
    monday = week_monday(year, first)
    end = week_monday(year if last >= first else year + 1, last)
    return monday, end + dt.timedelta(days=4)


def read_day(match: re.Match[str], start: dt.date) -> tuple[dt.date, dt.date]:
    day, month = int(match["d1"]), month_of(match["m1"])
    found = date(year_of(match["y1"], month, start), month, day)
    return found, found


def read_short(match: re.Match[str], start: dt.date) -> tuple[dt.date, dt.date]:
    """8.–12. okt 2026: the month and the year stand once."""
    month = month_of(match["m2"])
    year = year_of(match["y2"], month, start)
    return date(year, month, int(match["d1"])), date(year, month, int(match["d2"]))


def read_range(match: re.Match[str], start: dt.date) -> tuple[dt.date, dt.date]:
    """22. des – 3. jan 2027: a year that stands once is the last day's."""
    months = month_of(match["m1"]), month_of(match["m2"])
    turns = months[0] > months[1]
    if match["y1"]:
        first_year = year_of(match["y1"], months[0], start)
        last_year = year_of(match["y2"], months[1], start) if match["y2"] else first_year + turns
    else:
        last_year = year_of(match["y2"], months[1], start)
        first_year = last_year - turns
    first = date(first_year, months[0], int(match["d1"]))
    return first, date(last_year, months[1], int(match["d2"]))


READERS = {
    "iso": read_iso,
    "iso_week": read_iso_week,
    "week": read_week,
    "range": read_range,
    "short": read_short,
    "day": read_day,
}


def month_of(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS[text.casefold()]


def year_of(text: str | None, month: int, start: dt.date) -> int:
    """The year written, in two digits or four, or the school year's own for the month."""
    if text:
        return int(text) if len(text) == 4 else 2000 + int(text)
    return start.year if month >= start.month else start.year + 1


def year_of_week(week: int, start: dt.date) -> int:
    """The year whose week lies in the school year."""
    thursday = dt.date.fromisocalendar(start.year, min(max(week, 1), 52), 4)
    return start.year if thursday >= start else start.year + 1


def date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NotADay from None


def week_monday(year: int, week: int) -> dt.date:
    try:
        return dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        raise NotADay from None
