"""Days as people write them: 24.12.2026, 8.–12. okt 2026, uke 40, 2026-10-05.

The day comes before the month, as in the Nordic countries. A year left out is found from the school
year that is spoken of; a week is its days from Monday to Friday.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

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
# From Monday to Sunday, as Norwegian (in both written forms), Swedish, Danish and English begin
# them. “Fri” is none: it is what a free day is called.
WEEKDAY_STEMS = (
    "man|mån|mon",
    "tirs|tys|tis|tues?",
    "ons|wed(?:nes)?",
    "tors?|thu(?:rs?)?",
    "fre",
    "lør|laur?|lör|sat(?:ur)?",
    "søn|sön|sun",
)
STEMS = "|".join(WEEKDAY_STEMS)
WEEKDAY = rf"(?<!\w)(?:(?:{STEMS})(?:dag(?:en)?|day)?|friday)\b\.?,?"
ON = rf"(?:{WEEKDAY}\s*(?:den\s+)?)?"
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
UNTIL = "→"  # stands for “til og med” and its like, which no name ends in, as it may in a dash
DASH = rf"\s*[-{UNTIL}]\s*"
AND = r"\s*(?:(?:,\s*)?(?:&|\+|\bog\b|\boch\b|\band\b)|,)\s*"
WEEK = "uke|veke|vecka|week|uge|vk"
FROM = re.compile(
    r"(?<!\w)(?:f\.\s?o\.\s?m\.?|fom\.?|fra og med|frå og med|från och med|fra|frå|från|from)\s*$",
    re.IGNORECASE,
)
TO = r"(?:^|(?<=\s))(?:til og med|till och med|t\.\s?o\.\s?m\.?|tom\.?|til|till|to|until)\s"
MIDNIGHT = r"(?<=\d)[ t]00:00(?::00(?:\.0+)?)?(?:z|[+-]\d\d:?\d\d)?(?!\d)"


def day_pattern(n: str) -> str:
    """A day and a month, and perhaps its weekday and a year."""
    return (
        rf"{ON}(?P<d{n}>\d{{1,2}})(?:\s*[./]\s*|\s+(?!\d))(?P<m{n}>\d{{1,2}}|{MONTH})(?!\w)"
        rf"(?:(?:\s*[./]\s*|\s+)(?P<y{n}>\d{{4}}|\d{{2}})(?!\d|:\d))?(?:\.(?!\d))?"
    )


ISO = r"(\d{4})-(\d{2})-(\d{2})(?!\d)"
PART = rf"{ON}\d{{1,2}}\.?(?:{DASH}{ON}\d{{1,2}}\.?)?"
WRITTEN = {
    "iso": rf"(?<!\d){ISO}(?:\s*[-/{UNTIL}]\s*{ISO})?",
    "iso_week": r"(?<!\d)(\d{4})-?w(\d{2})(?!\d)",
    "week": rf"(?<!\w)(?:{WEEK}|w|v\.?|u\.)\s*(?P<w1>\d{{1,2}})(?![\d.])"
    rf"(?:(?:{DASH}|{AND})(?:(?:{WEEK})\s*)?(?P<w2>\d{{1,2}})(?![\w./]))?"
    r"(?:\s*[,/]?\s*\(?(?P<y>\d{4})\)?(?!\d))?",
    "range": rf"(?<![\d./]){day_pattern('1')}{DASH}{day_pattern('2')}",
    "several": rf"(?<![\d./])(?P<head>(?:{PART}{AND})*(?:{PART}{AND}|{ON}\d{{1,2}}\.?{DASH}))"
    + day_pattern("2"),
    "day": rf"(?<![\d./]){day_pattern('1')}",
}
PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in WRITTEN.items()}
WEEKS = ("week", "iso_week")
NOTE = re.compile(r"\s*\(([^()]*)\)")
ENDS = re.compile(r"^[\s.,;:)&+•·*-]+|[\s.,;:(&+-]+$|\(\s*\)")
LINK = "og|och|and|den|er|är"
LINKS = re.compile(rf"^(?:{LINK})(?:\s+|$)|(?:^|\s+)(?:{LINK}|i (?:{MONTH}))$", re.IGNORECASE)


class NotADay(ValueError):
    """The text is a day in its form, but no such day or week is in the calendar."""


class Disagrees(NotADay):
    """The text says a thing twice, and not the same: a weekday or a week, and other days."""


class Unclear(NotADay):
    """The text holds several days and several names; whose is whose can’t be told."""


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included.

    `is_week` where only a week’s number was written; `lacks` is first or last where one end alone
    was: “f.o.m. 18. juni”. `note` is what stood in brackets after it.
    """

    first: dt.date
    last: dt.date
    is_week: bool = False
    lacks: str = ""
    note: str = ""


@dataclass(frozen=True)
class Days:
    """The days that a text speaks of, in its order, and what else it says."""

    spans: tuple[Span, ...]
    rest: str = ""


def tidy(text: str) -> str:
    """One kind of dash, single spaces, no clock time of midnight, no weekdays from … to."""
    text = re.sub(r"[–—−‑]", "-", " ".join(text.split()))
    text = re.sub(TO, f"{UNTIL} ", text, flags=re.IGNORECASE)
    text = re.sub(MIDNIGHT, "", text, flags=re.IGNORECASE)
    both = rf"{WEEKDAY}{DASH}{WEEKDAY}\s*(?=\d|{WEEK})"
    return re.sub(both, "", text, flags=re.IGNORECASE)


def read_days(text: str, year_start: dt.date) -> tuple[Span, ...] | None:
    """The days that a text is about, all of it; None where it says something else as well."""
    found = find_days(text, year_start)
    return found.spans if found and not found.rest else None


def find_days(text: str, year_start: dt.date) -> Days | None:
    """All days that stand in a text, and the rest of it; None where there are none.

    `year_start` is the first day of the school year that days without a year belong to. Raises
    NotADay where the calendar has no such day, and where the text doesn’t agree with itself.
    """
    written, at = tidy(text), 0
    groups: list[list[Span]] = []
    pieces: list[str] = []
    while found := next_match(written, at):
        kind, match = found
        before = written[at : match.start()]
        spans = [Span(*span, kind in WEEKS) for span in READERS[kind](match, year_start)]
        check_weekdays(match[0], spans)
        pieces.append(FROM.sub("", before).replace(UNTIL, ""))
        note = NOTE.match(written, match.end())
        if note and next_match(note[1], 0):
            note = None
        groups.append([with_ends(span, before, note[1] if note else "") for span in spans])
        at = note.end() if note else match.end()
    if not groups:
        return None
    return gathered(groups, [*map(cleaned, pieces), cleaned(written[at:])])


def next_match(text: str, at: int) -> tuple[str, re.Match[str]] | None:
    """The first way of writing days from a place in a text, and of those the fullest."""
    found = [(kind, m) for kind, pattern in PATTERNS.items() if (m := pattern.search(text, at))]
    return min(found, key=lambda each: each[1].start(), default=None)


def with_ends(span: Span, before: str, note: str) -> Span:
    """A span that lacks an end where the words before a single day say so."""
    lacks = ""
    if span.first == span.last:
        lacks = (
            "first" if before.rstrip().endswith(UNTIL) else "last" if FROM.search(before) else ""
        )
    return replace(span, lacks=lacks, note=note)


def gathered(groups: list[list[Span]], pieces: list[str]) -> Days:
    """The spans as one list, weeks agreed with days, and the words around them as one text."""
    spans = agreed([span for group in groups for span in group])
    if len(groups) == 1:
        words, note = " ".join(filter(None, pieces)), cleaned(spans[0].note)
        rest = f"{words} ({note})" if words and note else words or note
        return Days(tuple(replace(span, note="") for span in spans), rest)
    named = [piece for piece in pieces if piece]
    if len(named) > 1 and len(spans) > 1:
        raise Unclear
    return Days(tuple(spans), " ".join(named))


def agreed(spans: list[Span]) -> list[Span]:
    """The spans without the weeks that only say again when they are. Raises Disagrees where a week
    and days stand together and aren’t the same."""
    weeks = [span for span in spans if span.is_week]
    days = [span for span in spans if not span.is_week]
    if not weeks or not days:
        return spans
    if all(any(within(day, week) for week in weeks) for day in days) and all(
        any(within(day, week) for day in days) for week in weeks
    ):
        return days
    raise Disagrees


def within(days: Span, week: Span) -> bool:
    """Whether days lie in the weeks of a span, weekends included."""
    return week.first <= days.first and days.last <= week.last + dt.timedelta(days=2)


def cleaned(piece: str) -> str:
    """Words beside days, without what only held them together."""
    before = ""
    while piece != before:
        before, piece = piece, LINKS.sub("", ENDS.sub("", piece)).strip()
    return "" if re.fullmatch(rf"(?:{WEEKDAY}[\s-]*)+", piece, re.IGNORECASE) else piece


def check_weekdays(text: str, spans: list[Span]) -> None:
    """Raises Disagrees where a weekday is named that isn’t the day’s own."""
    days = {day.day: day.weekday() for span in spans for day in (span.first, span.last)}
    for name, number in re.findall(rf"({WEEKDAY})\s*(?:den\s+)?(\d{{1,2}})", text, re.IGNORECASE):
        if days.get(int(number), weekday_of(name)) != weekday_of(name):
            raise Disagrees


def weekday_of(name: str) -> int:
    """Monday 0."""
    if name.casefold().startswith("friday"):
        return 4
    return next(n for n, stem in enumerate(WEEKDAY_STEMS) if re.match(stem, name, re.IGNORECASE))


Spans = list[tuple[dt.date, dt.date]]


def read_iso(match: re.Match[str], _start: dt.date) -> Spans:
    numbers = [int(group) if group else 0 for group in match.groups()]
    first = date(*numbers[:3])
    return [(first, date(*numbers[3:]) if numbers[3] else first)]


def read_iso_week(match: re.Match[str], _start: dt.date) -> Spans:
    monday = week_monday(int(match[1]), int(match[2]))
    return [(monday, monday + dt.timedelta(days=4))]


def read_week(match: re.Match[str], start: dt.date) -> Spans:
    first = int(match["w1"])
    last = int(match["w2"]) if match["w2"] else first
    year = int(match["y"]) if match["y"] else year_of_week(first, start)
    monday = week_monday(year, first)
    end = week_monday(year if last >= first else year + 1, last)
    return [(monday, end + dt.timedelta(days=4))]


def read_day(match: re.Match[str], start: dt.date) -> Spans:
    day, month = int(match["d1"]), month_of(match["m1"])
    found = date(year_of(match["y1"], month, start), month, day)
    return [(found, found)]


def read_several(match: re.Match[str], start: dt.date) -> Spans:
    """8.–12. okt 2026; 4. og 5. februar; 4., 9. og 12.–13. mai: month and year stand once."""
    month = month_of(match["m2"])
    year = year_of(match["y2"], month, start)
    numbers = re.sub(ON, "", match["head"], flags=re.IGNORECASE) + match["d2"]
    spans = [
        (date(year, month, int(first)), date(year, month, int(last or first)))
        for first, last in re.findall(rf"(\d+)\.?(?:{DASH}(\d+))?", numbers)
    ]
    days = [day for span in spans for day in span]
    if days != sorted(days) or len({first for first, _last in spans}) != len(spans):
        raise NotADay
    return spans


def read_range(match: re.Match[str], start: dt.date) -> Spans:
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
    return [(first, date(last_year, months[1], int(match["d2"])))]


READERS = {
    "iso": read_iso,
    "iso_week": read_iso_week,
    "week": read_week,
    "range": read_range,
    "several": read_several,
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
