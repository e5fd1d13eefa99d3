"""An answer’s calendar part, line by line: a line that can’t be read spoils nothing but itself."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rollout.common.addresses import from_uri
from rollout.common.foreign_zones import harmless

LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';\s*([^=;:"]+)=((?:"[^"]*"|[^;":])*)')
MAILTO = re.compile(r"([A-Za-z0-9-]+)(;.*):\s*(mailto:.*)", re.IGNORECASE | re.DOTALL)
URI = re.compile(r"\s*[a-z]+:", re.IGNORECASE)
MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
ZONES = re.compile(r"BEGIN:VTIMEZONE\r?\n.*?END:VTIMEZONE", re.IGNORECASE | re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True)
class Line:
    """A property: its value, and its parameters’ values by name in capitals."""

    name: str
    value: str
    parameters: dict[str, list[str]]

    def all_of(self, parameter: str) -> list[str]:
        return self.parameters.get(parameter, [])

    def addresses(self) -> set[str]:
        """Whose answer it is: by its value, by EMAIL, or by its name where the value is none."""
        own = from_uri(self.value)
        told = {from_uri(text) for text in self.all_of("EMAIL")}
        named = set() if own else {from_uri(text) for text in self.all_of("CN")}
        return ({own} | told | named) - {""}

    def is_sent_by(self, address: str) -> bool:
        return any(from_uri(text) == address for text in self.all_of("SENT-BY"))


@dataclass
class Part:
    """What a calendar holds once, and what each of its events does."""

    lines: list[Line] = field(default_factory=list)
    events: list[list[Line]] = field(default_factory=list)
    zones: dict[str, dt.tzinfo] = field(default_factory=dict)

    def methods(self) -> set[str]:
        return {line.value.strip().upper() for line in self.lines if line.name == "METHOD"}


def part_of(text: str) -> Part:
    """A calendar’s lines, those that are no lines left out."""
    found = Part(zones=zones_in(text))
    inside: list[str] = []
    for each in text.splitlines():
        line = line_of(each)
        if line is None:
            continue
        what = line.value.strip().upper()
        if line.name == "BEGIN":
            inside.append(what)
            if inside == ["VCALENDAR", "VEVENT"]:
                found.events.append([])
        elif line.name == "END":
            while what in inside and inside.pop() != what:
                pass
        elif inside == ["VCALENDAR"]:
            found.lines.append(line)
        elif inside == ["VCALENDAR", "VEVENT"]:
            found.events[-1].append(line)
    return found


def line_of(text: str) -> Line | None:
    """One line as a property; an attendee with a stray colon or quotation mark in the name too."""
    match = LINE.fullmatch(text)
    if not match or (match[1].upper() == "ATTENDEE" and not URI.match(match[3])):
        match = MAILTO.fullmatch(text.replace('"', "")) or match
    if not match:
        return None
    name, parameters, value = match.groups()
    told: dict[str, list[str]] = {}
    for key, one in PARAMETER.findall(parameters):
        told.setdefault(key.strip().upper(), []).append(one.replace('"', "").strip())
    return Line(name.upper(), value.strip(), told)


def values(event: list[Line], name: str) -> list[Line]:
    return [line for line in event if line.name == name]


def words_in(event: list[Line], name: str) -> str:
    """The texts of a property on one line."""
    texts = [
        ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], line.value)
        for line in values(event, name)
    ]
    return " ".join(" ".join(texts).replace("\0", "").split())


def zones_in(text: str) -> dict[str, dt.tzinfo]:
    """The time zones that came with a calendar, by their names, as they are told there: a name
    such as GMT may mean another clock than elsewhere."""
    zones = {}
    blocks = "\r\n".join(ZONES.findall(text))
    for block in ZONES.findall(harmless(blocks)) if blocks else ():
        with suppress(*UNREADABLE):
            zone = Timezone.from_ical(block)
            if isinstance(zone, Timezone):
                zones[str(zone["TZID"]).strip()] = zone.to_tz(lookup_tzid=False)
    return zones


def moments(
    event: list[Line], name: str, zones: dict[str, dt.tzinfo], default: dt.tzinfo
) -> Iterator[dt.datetime]:
    """The instants that a property tells; none where its zone isn’t known."""
    for line in values(event, name):
        match = MOMENT.fullmatch(line.value)
        if not match:
            continue
        with suppress(*UNREADABLE):
            zone = zone_of(match[7] or "", line.all_of("TZID"), zones, default)
            if zone:
                numbers = [int(number or 0) for number in match.groups()[:6]]
                year, month, day, hour, minute, second = numbers
                local = dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
                yield local.astimezone(dt.UTC)


def zone_of(
    offset: str, names: list[str], zones: dict[str, dt.tzinfo], default: dt.tzinfo
) -> dt.tzinfo | None:
    """The zone of a time: its own offset, the zone that came with it, or one known by its name. A
    time without any is taken in the default one."""
    if offset:
        return dt.UTC if offset.upper() == "Z" else dt.datetime.strptime(offset, "%z").tzinfo
    if not names:
        return default
    name = names[0]
    if len(set(names)) > 1:
        return None
    return zones.get(name) or known_zone(name)


def known_zone(name: str) -> dt.tzinfo | None:
    """A zone by its usual name, or by the one that Windows has, perhaps after a prefix."""
    parts = name.strip("/").split("/")
    for tried in (WINDOWS_TO_OLSON.get(name, name), "/".join(parts[-2:])):
        with suppress(ZoneInfoNotFoundError, *UNREADABLE, OSError):
            return ZoneInfo(tried)
    return None
