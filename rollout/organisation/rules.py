"""Pure rules for schools and people: numbers, names and positions as files write them."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def organisation_number_is_valid(number: str) -> bool:
    """Whether nine digits end in the check digit that Brønnøysund's modulus 11 gives them."""
    if not re.fullmatch(r"[89]\d{8}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    check = -total % 11
    return check != 10 and check == int(number[8])


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


class SchoolNames:
    """Finds a school among an owner's by a name as a file writes it.

    Sure: an alias chosen earlier, the same folded name, the organisation number, or the same stem
    where only one school has it. Otherwise `suggest` gives the likeliest.
    """

    def __init__(
        self, schools: Iterable[tuple[int, str, str]], aliases: Iterable[tuple[str, int]]
    ) -> None:
        self.names: dict[int, str] = {}
        self.exact: dict[str, int] = {}
        stems: dict[str, set[int]] = {}
        for pk, name, number in schools:
            self.names[pk] = name
            self.exact[fold(name)] = pk
            if number:
                self.exact[number] = pk
            stems.setdefault(squeeze(name), set()).add(pk)
        self.stems = {stem: min(pks) for stem, pks in stems.items() if len(pks) == 1}
        self.aliases = dict(aliases)

    def find(self, text: object) -> int | None:
        """The school's id where the name is sure, else None."""
        folded = fold(text)
        return (
            self.aliases.get(folded)
            or self.exact.get(folded)
            or self.exact.get(folded.replace(" ", ""))
            or self.stems.get(squeeze(folded))
        )

    def suggest(self, text: object, most: int = 3) -> list[int]:
        """Ids of schools with a like name, the likeliest first."""
        stem = squeeze(str(text))
        by_stem = {squeeze(name): pk for pk, name in self.names.items()}
        close = difflib.get_close_matches(stem, by_stem, n=most, cutoff=0.6)
        starts = [s for s in by_stem if len(stem) > 3 and (s.startswith(stem) or stem in s)]
        return [by_stem[s] for s in dict.fromkeys([*close, *starts])][:most]


POSITION_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Most particular first: an assistant principal is a leader, an SFO leader isn't a school's.
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
        ),
    ),
    ("principal", ("rektor", "principal", "enhetsleder", "virksomhetsleder", "head teacher")),
    (
        "assistant",
        (
            "assistent", "fagarbeider", "barneveileder", "miljøarbeider", "miljøterapeut",
            "skoleassistent", "lærling", "assistant",
        ),
    ),
    (
        "teacher",
        (
            "lærer", "lærar", "adjunkt", "lektor", "pedagog", "kontaktlærer", "spesialpedagog",
            "faglærer", "førskolelærer", "barnehagelærer", "timelærer", "teacher",
        ),
    ),
    (
        "other",
        (
            "sekretær", "konsulent", "merkantil", "vaktmester", "renholder", "bibliotekar",
            "helsesykepleier", "rådgiver", "kontor", "ikt", "logoped", "kokk", "other",
        ),
    ),
)  # fmt: skip


def position_of(title: object) -> str | None:
    """The roster's position for a job title as HR systems write it, or None where unknown."""
    folded = fold(title)
    for position, words in POSITION_WORDS:
        if folded == fold(position) or any(word in folded for word in words):
            return position
    return None
