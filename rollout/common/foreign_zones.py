"""Time zones as foreign calendar files tell them, made harmless before a parser meets them.

A parser works out each zone’s changes of clocks, and a rule of one a minute would take all memory.
Clocks change by yearly rules; a zone told otherwise is left out. Its name is mostly one that is
known anyway.
"""

import re

from icalendar.parser import Contentlines

MOST_ZONES = 50
MOST_LINES = 400
MARK = re.compile(r"(BEGIN|END)(?:;.*)?:\s*(\w+)\s*$", re.IGNORECASE)
BEGINS, ENDS = ("BEGIN", "VTIMEZONE"), ("END", "VTIMEZONE")
RULE = re.compile(r"RRULE(?:;[^:]*)?:(.*)$", re.IGNORECASE)
YEARLY = re.compile(
    r"(?:FREQ=YEARLY|INTERVAL=1|WKST=[A-Z]{2}|UNTIL=\w+|BYMONTH=(?:\d|1[0-2])|BYDAY=-?[1-4]?[A-Z]{2}"
    r"|BYMONTHDAY=[12]?\d(?:,[12]?\d)*|;)+",
    re.IGNORECASE,
)
WHOLE = re.compile(r"BEGIN VTIMEZONE( BEGIN (STANDARD|DAYLIGHT) END \2)+ END VTIMEZONE")


def harmless(text: str) -> str:
    """The calendar without the time zones that aren’t told by yearly rules, its lines unfolded."""
    kept: list[str] = []
    zone: list[str] = []
    zones = 0
    for line in map(str, Contentlines.from_ical(text)):
        what = mark(line)
        if zone or what == BEGINS:
            zone.append(line)
        elif what != ENDS:
            kept.append(line)
        if zone and what == ENDS:
            zones += 1
            kept += zone if zones <= MOST_ZONES and is_yearly(zone) else []
            zone = []
    return "\r\n".join([*kept, ""])


def mark(line: str) -> tuple[str, str] | None:
    """Which part a line begins or ends, if any."""
    match = MARK.match(line)
    return (match[1].upper(), match[2].upper()) if match else None


def is_yearly(zone: list[str]) -> bool:
    """Whether a zone is whole, and its rules are yearly ones on days that every year has."""
    marks = " ".join(" ".join(what) for line in zone if (what := mark(line)))
    if len(zone) > MOST_LINES or not WHOLE.fullmatch(marks):
        return False
    rules = [match[1] for line in zone if (match := RULE.match(line))]
    return all(is_yearly_rule(rule.strip()) for rule in rules)


def is_yearly_rule(rule: str) -> bool:
    return bool(YEARLY.fullmatch(rule)) and "FREQ=YEARLY" in rule.upper()
