"""A place on the map as people paste it: a link from a map, or two numbers.

Norgeskart, Google Maps, OpenStreetMap and Apple Maps; “59.95, 11.05”; 59°57'0"N 11°3'0"E.
"""

import math
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from rollout.common.places import Place

NUMBER = r"-?\d{1,3}(?:[.,]\d+)?"
DECIMAL = r"-?\d{1,3}\.\d+"
PAIR = re.compile(
    rf"({NUMBER})\s*°?\s*[NnØøEe]?(?:\s*[,;]\s+|\s*;\s*|\s+)({NUMBER})\s*°?\s*[ØøEeNn]?"
)
TIGHT = re.compile(rf"({DECIMAL})\s*,\s*({DECIMAL})")
DEGREES = re.compile(
    r"(\d{1,2})°\s*(\d{1,2})['′’]\s*([\d.,]+)[\"″”]\s*N[,\s]+"
    r"(\d{1,3})°\s*(\d{1,2})['′’]\s*([\d.,]+)[\"″”]\s*[EØ]",
    re.IGNORECASE,
)
GOOGLE_PIN = re.compile(rf"!3d({DECIMAL})!4d({DECIMAL})")
GOOGLE_VIEW = re.compile(rf"/@({DECIMAL}),({DECIMAL})")
IN_PATH = re.compile(rf"/(?:place|search|dir)/(?:[^/]*/)*?({DECIMAL}),\+?({DECIMAL})")
STREET_MAP = re.compile(rf"(?:^|&)map=\d+(?:\.\d+)?/({DECIMAL})/({DECIMAL})")
PAIRED = ("coordinate", "q", "query", "ll", "sll", "center", "destination", "daddr")
TWO_FIELDS = (("markerlat", "markerlon"), ("mlat", "mlon"), ("lat", "lon"), ("lat", "lng"))

# Zones of the flat maps that Norwegian map services use: their middle meridian.
ZONES = {"25832": 9, "25833": 15, "25835": 27, "32632": 9, "32633": 15, "32635": 27}
USUAL_ZONE = "25833"
MERCATOR = ("3857", "900913")
AXIS, FLATTENING, SCALE = 6378137.0, 1 / 298.257222101, 0.9996


def read_place(text: str) -> Place | None:
    """The latitude and longitude that a text holds; None where it holds none."""
    text = text.strip()
    if "://" in text or re.match(r"[\w.-]+\.\w{2,}/", text):
        return from_link(text)
    return from_numbers(text)


def from_numbers(text: str) -> Place | None:
    if match := DEGREES.fullmatch(text):
        north, east = match.groups()[:3], match.groups()[3:]
        return degrees(*north), degrees(*east)
    match = TIGHT.fullmatch(text) or PAIR.fullmatch(text)
    return (decimal(match[1]), decimal(match[2])) if match else None


def decimal(text: str) -> float:
    return float(text.replace(",", "."))


def degrees(whole: str, minutes: str, seconds: str) -> float:
    return round(int(whole) + int(minutes) / 60 + decimal(seconds) / 3600, 6)


def from_link(link: str) -> Place | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    address = unquote(link)
    fields = {
        name.casefold().lstrip("!?"): value
        for part in (parts.query, parts.fragment.lstrip("!?"))
        for name, value in parse_qsl(part)
    }
    if match := GOOGLE_PIN.search(address):
        return float(match[1]), float(match[2])
    return (
        in_fields(fields)
        or first_match(address, (IN_PATH, GOOGLE_VIEW))
        or first_match(unquote(parts.fragment), (STREET_MAP,))
    )


def first_match(text: str, patterns: tuple[re.Pattern[str], ...]) -> Place | None:
    found = (pattern.search(text) for pattern in patterns)
    return next(((float(m[1]), float(m[2])) for m in found if m), None)


def in_fields(fields: dict[str, str]) -> Place | None:
    """A place in a link's own fields: both numbers in one, or one in each."""
    for north, east in TWO_FIELDS:
        try:
            numbers = float(fields[north]), float(fields[east])
        except (KeyError, ValueError):
            continue
        return on_the_globe(*numbers, fields.get("projection", ""))
    for name in PAIRED:
        if place := from_numbers(fields.get(name, "")):
            return place
    return None


def on_the_globe(north: float, east: float, projection: str) -> Place | None:
    """Degrees as they are; metres on a flat map turned into degrees."""
    if not (math.isfinite(north) and math.isfinite(east)):
        return None
    if abs(north) <= 90 and abs(east) <= 180:
        return north, east
    code = projection.rpartition(":")[2] or USUAL_ZONE
    if code in MERCATOR:
        return from_mercator(north, east)
    near = abs(east) < 2e6 and 5e6 < north < 1e7
    return from_zone(north, east, ZONES[code]) if code in ZONES and near else None


def from_mercator(north: float, east: float) -> Place:
    latitude = 2 * math.atan(math.exp(north / AXIS)) - math.pi / 2
    return round(math.degrees(latitude), 6), round(math.degrees(east / AXIS), 6)


def from_zone(north: float, east: float, middle: int) -> Place:
    """Metres in a zone of Universal Transverse Mercator as degrees, by Krüger's series."""
    n = FLATTENING / (2 - FLATTENING)
    radius = SCALE * AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = north / radius, (east - 500_000) / radius
    steps = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    back = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    turns = [(2 * j, step) for j, step in enumerate(steps, 1)]
    xi_, eta_ = (
        xi - sum(step * math.sin(j * xi) * math.cosh(j * eta) for j, step in turns),
        eta - sum(step * math.cos(j * xi) * math.sinh(j * eta) for j, step in turns),
    )
    chi = math.asin(math.sin(xi_) / math.cosh(eta_))
    latitude = chi + sum(step * math.sin(2 * j * chi) for j, step in enumerate(back, 1))
    longitude = math.radians(middle) + math.atan(math.sinh(eta_) / math.cos(xi_))
    return round(math.degrees(latitude), 6), round(math.degrees(longitude), 6)
