"""Asking the address service: Kartverket's open one, or another that answers in the same way."""

import json
import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from rollout.calendars.fetch import FetchFailed, fetch

DEGREES = 4258  # latitude and longitude, as the service numbers its maps
MOST_HITS = 8


class ServiceUnreachable(Exception):
    """The service couldn't be asked, or answered in a way that can't be read."""


@dataclass(frozen=True)
class Hit:
    """An address that the service knows, and where it is."""

    text: str
    post: str
    municipality_number: str
    municipality: str
    latitude: float
    longitude: float


def look_up(address: str, municipality: str = "") -> list[Hit]:
    """The addresses that fit a text, in one municipality or in all. Raises ServiceUnreachable."""
    query: dict[str, object] = {"sok": address, "treffPerSide": MOST_HITS, "utkoordsys": DEGREES}
    if municipality:
        query["kommunenummer"] = municipality
    url = f"{settings.ADDRESS_SERVICE}?{urlencode(query)}"
    try:
        content = fetch(url, accept="application/json").content
    except FetchFailed as error:
        raise ServiceUnreachable(str(error)) from error
    return read(content or b"")


def read(content: bytes) -> list[Hit]:
    """The hits of an answer; one without a place on the map is left out."""
    try:
        rows = json.loads(content)["adresser"]
        hits = [hit_of(row) for row in rows if row.get("representasjonspunkt")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ServiceUnreachable("the answer can’t be read") from error
    return [hit for hit in hits if math.isfinite(hit.latitude) and math.isfinite(hit.longitude)]


def hit_of(row: dict[str, Any]) -> Hit:
    point = row["representasjonspunkt"]
    return Hit(
        text=str(row["adressetekst"])[:200],
        post=f"{row.get('postnummer') or ''} {str(row.get('poststed') or '').title()}".strip(),
        municipality_number=str(row.get("kommunenummer") or ""),
        municipality=str(row.get("kommunenavn") or "").title(),
        latitude=float(point["lat"]),
        longitude=float(point["lon"]),
    )
