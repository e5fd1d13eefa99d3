"""Whether what an address service found is sure."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext_noop

from rollout.calendars.addresses.service import Hit
from rollout.organisation.rules import is_nordic

NOT_FOUND = gettext_noop("no such address was found")
SEVERAL = gettext_noop("several places have this address")
ALMOST = gettext_noop("not quite the same address")
ELSEWHERE = gettext_noop("found in another municipality")
UNKNOWN_HOME = gettext_noop("which municipality it is in isn’t known")
MOST_CANDIDATES = 4


@dataclass(frozen=True)
class Verdict:
    """What to make of the hits: `outcome` is one of PlaceSearch’s."""

    outcome: str
    reason: str
    candidates: tuple[Hit, ...]

    def as_json(self) -> list[dict[str, object]]:
        return [asdict(hit) for hit in self.candidates]


def asked_as(address: str) -> str:
    """An address as the service is asked for it: without “c/o”, post code and a span of numbers."""
    street = re.sub(r"^c/o\s+", "", address.split(",")[0].strip(), flags=re.IGNORECASE)
    return re.sub(r"(\d+)\s*[-–]\s*\d+\b", r"\1", street)


def key(address: str) -> str:
    """An address without what spelling varies in: spaces, case, a gap before the letter."""
    folded = " ".join(address.split(",")[0].casefold().split())
    return re.sub(r"(\d+)\s+([a-zæøå])\b", r"\1\2", folded)


def judge(address: str, hits: Sequence[Hit], municipality: str) -> Verdict:
    """Sure where exactly one place in the owner's municipality has just this address."""
    there = [hit for hit in hits if is_nordic(hit.latitude, hit.longitude)]
    inside = [h for h in there if h.municipality_number == municipality or not municipality]
    same = [hit for hit in inside if key(hit.text) == key(address)]
    likeliest = tuple((same or inside or there)[:MOST_CANDIDATES])
    if not there:
        return Verdict("nothing", NOT_FOUND, ())
    if len(same) == 1 and municipality:
        return Verdict("found", "", likeliest)
    if len(same) > 1:
        return Verdict("doubtful", SEVERAL, likeliest)
    if not inside:
        return Verdict("doubtful", ELSEWHERE, likeliest)
    return Verdict("doubtful", UNKNOWN_HOME if same else ALMOST, likeliest)
