"""Pure rules for schools and people: numbers, names and positions as files write them."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def organisation_number_is_valid(number: str) -> bool:
    """Whether nine digits end in the check digit that Brønnøysund's modulus 11 gives them."""
    if not re.fullmatch(r"[89]\d{8}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    check = -total % 11
    return check != 10 and check == int(number[8])


PLACE_HALF = gettext_noop("A place on the map needs both latitude and longitude.")
PLACE_TURNED = gettext_noop("Latitude and longitude seem to have changed places.")
PLACE_FAR = gettext_noop(
    "That isn’t in the Nordic countries: latitude is from 54 to 81, longitude from 4 to 32."
)
NORDIC_LATITUDES = (54, 81)
NORDIC_LONGITUDES = (4, 32)


def place_problem(latitude: float | None, longitude: float | None) -> str:
    """Why two numbers aren’t a place where a school or venue can be; empty where they are."""
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return PLACE_HALF
    if is_nordic(latitude, longitude):
        return ""
    return PLACE_TURNED if is_nordic(longitude, latitude) else PLACE_FAR


def is_nordic(latitude: float, longitude: float) -> bool:
    inside = NORDIC_LATITUDES[0] <= latitude <= NORDIC_LATITUDES[1]
    return inside and NORDIC_LONGITUDES[0] <= longitude <= NORDIC_LONGITUDES[1]


def fold(text: object) -> str:
    """Lower case, single spaces, no punctuation: two spellings of one name become equal."""
    plain = unicodedata.normalize("NFC", str(text)).casefold()
    plain = re.sub(r"\bu\s*\.\s*sk(?:ole|\.)?(?=\s|$)", "ungdomsskole", plain)
    plain = re.sub(r"\bb\s*\.\s*sk(?:ole|\.)?(?=\s|$)", "barneskole", plain)
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


KIND_OF_SCHOOL = re.compile(
    r"\b(barne og ungdomsskole|barneskole|ungdomsskole|ungdomskole|skole|skolen|oppvekstsenter|"
    r"usk|bsk|sk|u skole|b skole)$"
)


def school_stem(name: str) -> str:
    """A school's name without its kind, the kind being what files most often leave out."""
    folded = fold(name)
    return KIND_OF_SCHOOL.sub("", folded).strip() or folded


def squeeze(name: str) -> str:
    """A stem without spaces: `Sten Tærud` and `Sten-Tærud` are one school."""
    return school_stem(name).replace(" ", "")


@dataclass(frozen=True)
class KnownSchool:
    """A school as its owner has it; grades where they are known."""

    pk: int
    name: str
    number: str = ""
    grade_from: int | None = None
    grade_to: int | None = None

    def fits(self, written: str) -> bool:
        """Whether the kind that a file writes, if any, can be this school's."""
        kind, own = kind_of_school(written), kind_of_school(self.name)
        if not kind or kind == own:
            return True
        if own:
            return False
        if kind == "lower secondary":
            return self.grade_to is None or self.grade_to >= 8
        return self.grade_from is None or self.grade_from <= 7


def kind_of_school(name: str) -> str:
    """Primary or lower secondary, where a name says which."""
    folded = fold(name)
    if "barne og ungdoms" in folded:
        return ""
    if re.search(r"\bungdoms?skole|\busk\b", folded):
        return "lower secondary"
    return "primary" if re.search(r"\bbarneskole|\bbsk\b", folded) else ""


class SchoolNames:
    """Finds a school among an owner's by a name as a file writes it.

    Sure: an alias chosen earlier, the same folded name, the organisation number, or the same stem
    where only one school has it and its kind fits. Otherwise `suggest` gives the likeliest.
    """

    def __init__(self, schools: Iterable[KnownSchool], aliases: Iterable[tuple[str, int]]) -> None:
        self.names: dict[int, str] = {}
        self.exact: dict[str, int] = {}
        stems: dict[str, list[KnownSchool]] = {}
        for school in schools:
            self.names[school.pk] = school.name
            self.exact[fold(school.name)] = school.pk
            if school.number:
                self.exact[school.number] = school.pk
            stems.setdefault(squeeze(school.name), []).append(school)
        self.stems = {stem: same[0] for stem, same in stems.items() if len(same) == 1}
        self.aliases = dict(aliases)

    def find(self, text: object) -> int | None:
        """The school's id where the name is sure, else None."""
        folded = fold(text)
        sure = (
            self.aliases.get(folded)
            or self.exact.get(folded)
            or self.exact.get(folded.replace(" ", ""))
        )
        if sure:
            return sure
        like = self.stems.get(squeeze(folded))
        return like.pk if like and like.fits(folded) else None

    def suggest(self, text: object, most: int = 3) -> list[int]:
        """Ids of schools with a like name, the likeliest first."""
        plain = re.split(r"[(,]| - ", str(text))[0]
        stem = squeeze(plain)
        by_stem = {squeeze(name): pk for pk, name in self.names.items()}
        close = difflib.get_close_matches(stem, by_stem, n=most, cutoff=0.6)
        starts = [s for s in by_stem if len(stem) > 3 and (s.startswith(stem) or stem in s)]
        return [by_stem[s] for s in dict.fromkeys([*close, *starts])][:most]


POSITION_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Most particular first: a principal's secretary isn't a principal, an assistant principal is
    # a leader, and an SFO leader isn't a school's. A word counts where a title's word ends in it.
    (
        "other",
        ("sekretær", "merkantil", "renhold", "renholder", "vaktmester", "drift", "driftsoperatør"),
    ),
    (
        "after_school_leader",
        ("sfo leder", "leder sfo", "sfo rektor", "aks leder", "baseleder", "fritidsleder"),
    ),
    (
        "leader",
        (
            "assisterende rektor", "ass rektor", "assistent rektor", "inspektør", "avdelingsleder",
            "undervisningsleder", "fagleder", "trinnleder", "teamleder", "nestleder",
            "studierektor", "assistant principal", "deputy principal", "avdelingsledar",
            "avdelingsleiar", "undervisningsleiar", "fagleiar", "teamleiar", "nestleiar",
            "assisterande rektor", "avd leder", "seksjonsleder",
        ),
    ),
    ("principal", ("rektor", "principal", "enhetsleder", "virksomhetsleder", "head teacher")),
    (
        "assistant",
        (
            "assistent", "fagarbeider", "barneveileder", "miljøarbeider", "miljøterapeut",
            "skoleassistent", "lærling", "ungdomsarbeider", "vernepleier", "miljøveileder",
            "fagarbeidar", "miljøarbeidar", "ungdomsarbeidar", "barnerettleiar", "vernepleiar",
            "barnevernspedagog", "sfo medarbeider", "sfo ansatt", "aktivitetsleder", "assistant",
            "aide",
        ),
    ),
    (
        "teacher",
        (
            "lærer", "lærar", "adjunkt", "lektor", "pedagog", "kontaktlærer", "spesialpedagog",
            "faglærer", "førskolelærer", "barnehagelærer", "timelærer", "spes ped", "adj",
            "undervisningspersonale", "undervisningspersonell", "undervisningsstilling",
            "undervisningsansatt", "lærerspesialist", "lærarspesialist", "lektor i", "adjunkt i",
            "barnehagelærar", "vikar", "teacher",
        ),
    ),
    (
        "other",
        (
            "konsulent", "bibliotekar", "helsesykepleier", "rådgiver", "kontor", "ikt", "logoped",
            "kokk", "other",
        ),
    ),
)  # fmt: skip


# The codes of the municipalities' wage agreement; a title beside a code comes first.
POSITION_CODES = {
    "9951": "principal",
    "9954": "leader",
    "6572": "assistant",
    "7517": "assistant",
    **dict.fromkeys(("7960", "7961", "7962", "7963", "7964", "7965", "7966"), "teacher"),
}


def position_of(title: object) -> str | None:
    """The roster's position for a job title as HR systems write it, or None where unknown."""
    folded = fold(title)
    for position, words in POSITION_WORDS:
        if folded == fold(position) or any(re.search(rf"{word}\b", folded) for word in words):
            return position
    found = {POSITION_CODES[code] for code in folded.split() if code in POSITION_CODES}
    return found.pop() if len(found) == 1 else None
