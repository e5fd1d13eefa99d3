"""Places on the map: how far, and where on a flat one."""

import math
from collections.abc import Mapping

EARTH_KM = 6371
KM_A_DEGREE = EARTH_KM * math.pi / 180

Place = tuple[float, float]  # latitude and longitude


def place_of(thing: object | None) -> Place | None:
    """Where something lies, where both its numbers are known."""
    latitude = getattr(thing, "latitude", None)
    longitude = getattr(thing, "longitude", None)
    return None if latitude is None or longitude is None else (latitude, longitude)


def km_between(a: Place | None, b: Place | None) -> float | None:
    """The way as the crow flies between two places on the map; None where one isn’t known."""
    if a is None or b is None:
        return None
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, place)) for place in (a, b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1, half)))


def on_one_map(places: Mapping[str, Place | None]) -> dict[str, tuple[float, float]]:
    """Places as kilometres east and north of their middle.

    One that isn’t known is put in the middle, so that it weighs the same to all.
    """
    known = [place for place in places.values() if place]
    if not known:
        return dict.fromkeys(places, (0.0, 0.0))
    middle = (sum(la for la, _ in known) / len(known), sum(lo for _, lo in known) / len(known))
    wide = KM_A_DEGREE * math.cos(math.radians(middle[0]))

    def on_map(place: Place) -> tuple[float, float]:
        east, north = (place[1] - middle[1]) * wide, (place[0] - middle[0]) * KM_A_DEGREE
        return round(east, 3), round(north, 3)

    return {name: on_map(place or middle) for name, place in places.items()}
