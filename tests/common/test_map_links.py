"""Places as people paste them from a map."""

import pytest

from rollout.common.map_links import read_place
from rollout.common.places import km_between

SCHOOL = (59.95, 11.05)
METRE = 0.001  # a kilometre's part


@pytest.mark.parametrize(
    "text",
    [
        "59.95, 11.05",
        "59.95,11.05",
        "59,95 11,05",
        "59,95; 11,05",
        "59.95° N, 11.05° E",
        "59°57'00.0\"N 11°03'00.0\"E",
        "59°57′0″N, 11°3′0″Ø",
        "https://www.google.com/maps/@59.95,11.05,17z",
        "https://www.google.no/maps/place/Skolen/@59.9,11.0,15z/data=!3m1!4b1!4m6!3m5!1s0x0!8m2!3d59.95!4d11.05",
        "https://www.google.com/maps/search/?api=1&query=59.95%2C11.05",
        "https://www.google.com/maps/place/59.95,11.05",
        "https://www.google.com/maps/search/59.95,+11.05?entry=tts",
        "https://maps.google.com/?q=59.95,11.05",
        "https://www.google.com/maps/dir/?api=1&destination=59.95,11.05",
        "https://www.openstreetmap.org/?mlat=59.95&mlon=11.05#map=17/59.90/11.00",
        "https://www.openstreetmap.org/#map=17/59.95/11.05",
        "https://www.openstreetmap.org/way/12345#map=17/59.95/11.05&layers=N",
        "https://maps.apple.com/?ll=59.95,11.05&q=Skolen",
        "https://maps.apple.com/place?address=Veien%201&coordinate=59.95,11.05&name=Skolen",
        "https://www.norgeskart.no/#!?project=norgeskart&layers=1002&zoom=14&lat=6652427.82&lon=279432.95",
        "https://www.norgeskart.no/#!?zoom=14&lat=6650000&lon=270000&markerLat=6652427.82&markerLon=279432.95",
        "https://norgeskart.no/?lat=6652427.82&lon=279432.95&zoom=15&projection=EPSG%3A25833",
        "https://norgeskart.no/?lat=8388614.34&lon=1230080.37&zoom=15&projection=EPSG:3857",
    ],
)
def test_a_place_is_read(text: str) -> None:
    away = km_between(read_place(text), SCHOOL)
    assert away is not None
    assert away < METRE


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://www.norgeskart.no/#!?lat=7731796.83&lon=653210.09", (69.65, 18.95)),
        ("https://norgeskart.no/?lat=6700510.18&lon=297230.22&projection=25832", (60.39, 5.32)),
        ("https://norgeskart.no/?lat=7776039.55&lon=604587.99&projection=25835", (70.07, 29.75)),
        ("https://norgeskart.no/?lat=7841465.23&lon=1056359.89", (70.07, 29.75)),
    ],
)  # fmt: skip
def test_metres_of_every_zone_become_degrees(text: str, place: tuple[float, float]) -> None:
    away = km_between(read_place(text), place)
    assert away is not None
    assert away < METRE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Skolebakken 3",
        "59.95",
        "https://maps.app.goo.gl/AbCdEf123",
        "https://www.google.com/maps/place/Skolen",
        "https://example.org/?lat=nan&lon=inf",
        "https://norgeskart.no/?lat=99999999&lon=1",
        "https://norgeskart.no/?lat=6652427&lon=279432&projection=EPSG:99",
        "https://[",
        "9" * 5000,
    ],
)
def test_what_holds_no_place_is_not_guessed_at(text: str) -> None:
    assert read_place(text) is None
