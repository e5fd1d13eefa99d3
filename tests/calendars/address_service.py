"""A small address service on this machine, which answers as Kartverket's does."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit


def row(street: str, post: str, place: tuple[str, str], lat: float, lon: float) -> dict[str, Any]:
    """One address as the service writes it."""
    name, _space, number = street.rpartition(" ")
    return {
        "adressenavn": name,
        "adressetekst": street,
        "adressetilleggsnavn": None,
        "adressekode": 1000,
        "nummer": int("".join(c for c in number if c.isdecimal())),
        "bokstav": "".join(c for c in number if c.isalpha()),
        "kommunenummer": place[0],
        "kommunenavn": place[1],
        "gardsnummer": 12,
        "bruksnummer": 34,
        "festenummer": 0,
        "undernummer": None,
        "bruksenhetsnummer": [],
        "objtype": "Vegadresse",
        "poststed": post.partition(" ")[2],
        "postnummer": post.partition(" ")[0],
        "adressetekstutenadressetilleggsnavn": street,
        "stedfestingverifisert": True,
        "representasjonspunkt": {"epsg": "EPSG:4258", "lat": lat, "lon": lon},
        "oppdateringsdato": "2026-01-15T00:00:00",
    }


SOLVIK, NABO = ("9901", "SOLVIK"), ("9902", "NABO")
KNOWN = [
    row("Skolebakken 3", "9911 SOLVIKA", SOLVIK, 60.41, 11.31),
    row("Skolebakken 3A", "9911 SOLVIKA", SOLVIK, 60.42, 11.32),
    row("Kirkeveien 1", "9912 FJELL", SOLVIK, 60.43, 11.33),
    row("Kirkeveien 1", "9913 STRAND", SOLVIK, 60.44, 11.34),
    row("Bakken 2", "9914 ÅS", SOLVIK, 60.45, 11.35),
    row("Langt borte 9", "9920 NABOBY", NABO, 60.60, 11.60),
]


class AddressService(BaseHTTPRequestHandler):
    """Answers `sok` by street and number, and in one municipality where it is asked to."""

    asked: list[dict[str, str]] = []

    def do_GET(self) -> None:
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        self.asked.append(query)
        words = query["sok"].casefold().split()
        hits = [
            known
            for known in KNOWN
            if query.get("kommunenummer", known["kommunenummer"]) == known["kommunenummer"]
            and known["adressetekst"].casefold().startswith(" ".join(words))
        ]
        metadata = {
            "treffPerSide": int(query["treffPerSide"]), "side": 0, "totaltAntallTreff": len(hits),
            "viserFra": 0, "viserTil": len(hits), "sokeStreng": self.path.partition("?")[2],
            "asciiKompatibel": True,
        }  # fmt: skip
        body = json.dumps({"metadata": metadata, "adresser": hits}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """A test's output stays quiet."""
