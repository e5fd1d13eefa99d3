"""People's names as files write them: what is a name, what only stands beside it, what is none."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from rollout.common.names import is_nothing

NO_NAME = gettext_noop("no name")
NO_PERSONS_NAME = gettext_noop("that isn’t a person’s name")
CELL_ERROR = gettext_noop("the cell holds an error from the workbook")
GARBLED = gettext_noop("the name’s letters are garbled; save the file anew in UTF-8")
BESIDE_NAME = gettext_noop("not taken as part of the name:")
ORDER_GUESSED = gettext_noop("taken as first name, then last name")

MOST_LETTERS = 300
TITLES = {
    "phd", "dr", "drphilos", "drscient", "drart", "drpolit", "drmed", "drpsychol", "drgrad", "prof",
    "professor", "dosent", "candphilol", "candmag", "candscient", "candreal", "candpolit", "cand",
    "candmed", "candpaed", "candedu", "candpsychol", "candsocion", "candjur", "magart", "siving",
    "sivøk", "førsteamanuensis", "førstelektor", "universitetslektor", "høgskolelektor",
}  # fmt: skip
BEFORE_NAMES = {"dr", "prof", "professor", "dosent", "førsteamanuensis", "førstelektor"}
# Names too: titles only after a comma that follows a whole name.
SHORT_TITLES = {"ma", "ba", "md", "med", "bed", "msc", "bsc", "mphil", "mba", "mag"}
# What HR systems write beside a name about the employment.
REMARKS = {
    "vikar", "permisjon", "perm", "foreldrepermisjon", "foreldreperm", "sykmeldt", "sykemeldt",
    "sykmelding", "midlertidig", "fast", "ny", "nyansatt", "timelærer", "lærling", "student",
    "tilkalling", "tilkallingsvikar", "ekstrahjelp", "ulønnet", "ulønna", "vikariat", "engasjement",
    "deltid", "heltid", "intern", "ekstern", "lærer", "rektor", "assistent", "årsvikar",
    "langtidsvikar", "i", "med", "uten", "lønn", "pst",
}  # fmt: skip
# Names too: remarks only in brackets, or beside another remark.
WEAK_REMARKS = {"ny", "fast", "i", "med", "uten", "lønn", "pst", "intern", "ekstern", "student"}
PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "dos", "af", "av", "bin", "ibn", "al",
    "el", "ter", "ten", "zu", "zur", "abu",
}  # fmt: skip
BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
TRAILING = re.compile(r"\s+[-–—/]\s*([^-–—/]+)$|\s*[-–—/]\s+([^-–—/]+)$")
# UTF-8 read in another code page: å, ø and æ as two signs each.
MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ã(?=\\s|$)|[ÂÄÅ][\u00a0-\u00bf€‚„…†‡ˆ‰‹“”•–—˜™›]"
    "|[\ufffd¿√├]"
)
SIGNS = set(" -'’‘ʼʻ`´.·‐ـ")


class NoName(Exception):
    """Why a row has no name that can be taken, with the words at fault."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.value = reason, value


@dataclass(frozen=True)
class Name:
    """A person's name, and what stood beside it; either of the two may be missing."""

    first: str
    last: str
    remark: str = ""
    beside: str = ""


def name_in(row: Mapping[str, str]) -> Name:
    """First and last name, from two columns or from one written either way round.

    Raises NoName for what is no name, and where there is none.
    """
    first = f"{row.get('first_name', '')} {row.get('middle_name', '')}".strip()
    last, full = row.get("last_name", ""), row.get("full_name", "")
    if too_long := next((t for t in (first, last, full) if len(t) > MOST_LETTERS), ""):
        raise NoName(NO_PERSONS_NAME, too_long[:60])
    beside: list[str] = []
    guessed = False
    first, last = (without_beside(part, beside) for part in (first, last))
    if not (first or last):
        full = without_beside(full, beside)
        first, last = divided(full)
        guessed = "," not in full and " " in full and full == full.upper() != full.lower()
    for part in (first, last):
        check(part)
    if not (first or last):
        raise NoName(NO_NAME)
    if beside:
        return Name(first, last, BESIDE_NAME, " ".join(beside))
    return Name(first, last, ORDER_GUESSED, f"{first} / {last}") if guessed else Name(first, last)


def written(row: Mapping[str, str]) -> str:
    """The name as the row has it, whatever it is."""
    parts = [row.get(part, "") for part in ("first_name", "middle_name", "last_name")]
    return " ".join(filter(None, parts)) or row.get("full_name", "")


def without_beside(text: str, beside: list[str]) -> str:
    """A text without the titles and remarks around a name, which are added to a list."""
    text = "" if is_nothing(text) else text.strip()
    before = None
    while text != before:
        before = text
        text = without_remark(without_title(text, beside), beside)
    return "" if is_nothing(text) else text


def without_remark(text: str, beside: list[str]) -> str:
    """`Kari Lien (vikar)` and `Kari Lien - permisjon` are Kari Lien."""
    match = BRACKETED.search(text)
    if match and is_remark(match[1], REMARKS):
        beside.append(match[0].strip())
        return text[: match.start()].strip()
    match = TRAILING.search(text)
    if match and is_remark(match[1] or match[2], REMARKS - WEAK_REMARKS):
        beside.append(match[0].strip())
        return text[: match.start()].strip()
    return text


def is_remark(words: str, telling: set[str]) -> bool:
    """Whether words are remarks all of them, and at least one is telling."""
    left = re.sub(r"\d+\s*%?|%", " ", words.casefold()).replace(".", " ").split()
    return set(left) <= REMARKS and bool(set(left) & telling)


def without_title(text: str, beside: list[str]) -> str:
    """`Dr. Kari Lien, PhD` is Kari Lien."""
    head, comma, tail = text.rpartition(",")
    is_short = bare(tail) in SHORT_TITLES and len(head.split()) > 1
    if comma and (bare(tail) in TITLES or is_short):
        beside.append(tail.strip())
        return head.strip()
    words = text.split()
    if len(words) > 1 and bare(words[0]) in BEFORE_NAMES and not words[0].endswith(","):
        beside.append(words[0])
        return " ".join(words[1:])
    if len(words) > 1 and "." in words[-1] and bare(words[-1]) in TITLES:
        beside.append(words[-1])
        return " ".join(words[:-1])
    return text


def bare(text: str) -> str:
    return re.sub(r"[\s.]", "", text.casefold())


def divided(full: str) -> tuple[str, str]:
    """`Lien, Kari` or `Kari Lien`; `van der Berg` is one last name."""
    if "," in full:
        last, _comma, first = (part.strip() for part in full.partition(","))
        return first, last
    words = full.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def check(part: str) -> None:
    """Refuse what is no person's name: only figures, brackets, code, an error, garbled letters."""
    if not part:
        return
    if part.startswith("#") or "#" in part:
        raise NoName(CELL_ERROR, part)
    if MOJIBAKE.search(part):
        raise NoName(GARBLED, part)
    kinds = [unicodedata.category(c)[0] for c in part]
    if "L" not in kinds or any(
        kind not in "LMN" and c not in SIGNS for kind, c in zip(kinds, part, strict=True)
    ):
        raise NoName(NO_PERSONS_NAME, part)
