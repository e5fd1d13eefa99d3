"""The national register's list: which municipality is the owner's, and which schools it runs."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_noop

from rollout.exchange.school_files import SchoolRow
from rollout.organisation.models import SchoolOwner
from rollout.organisation.rules import fold

PRIVATE = gettext_noop("private school")
COUNTYS = gettext_noop("the county’s: upper secondary")
MUNICIPALITYS = gettext_noop("the municipality’s, not the county’s")
NO_GRADES = gettext_noop("no grades in the register; perhaps not a school with classes")
UPPER_SECONDARY = re.compile(r"\b(?:videreg[åa]ende|vidareg[åa]ande|vgs)\b")
COMPULSORY = 10  # the last grade that a municipality teaches
# The register lists Svalbard's school without a municipality's name.
UNNAMED = {"2100": "Svalbard"}
OWNER_WORDS = {"kommune", "kommunen", "fylkeskommune", "fylkeskommunen"}


def municipalities(rows: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, str]:
    """Municipality names by number, as the file has them; one without a name is its number."""
    found: dict[str, str] = {}
    for _row, cells in rows:
        if cells.get("municipality_number"):
            number = cells["municipality_number"].zfill(4)
            found[number] = cells.get("municipality") or UNNAMED.get(number, number)
    return dict(sorted(found.items(), key=lambda item: fold(item[1])))


def municipality_of(owner: SchoolOwner, there: Mapping[str, str]) -> str:
    """The owner's municipality by its number, or else by its name; empty where that is unsure."""
    if len(there) == 1:
        return next(iter(there))
    if owner.number in there:
        return owner.number
    words = [word for word in fold(owner.name).split() if word not in OWNER_WORDS]
    fits = {number: best_fit(label, words) for number, label in there.items()}
    most = max(fits.values(), default=0)
    likeliest = [number for number, fit in fits.items() if fit == most]
    return likeliest[0] if most and len(likeliest) == 1 else ""


def best_fit(label: str, words: list[str]) -> int:
    """How many of an owner's words a municipality's name takes, whole and in order. One with names
    in two languages counts by either."""
    names = [fold(part).split() for part in re.split(r"\s[-–]\s|/", label)]
    return max(len(name) if holds(words, name) else 0 for name in names)


def holds(words: list[str], name: list[str]) -> bool:
    starts = range(len(words) - len(name) + 1)
    return bool(name) and any(words[at : at + len(name)] == name for at in starts)


def why_not_ours(row: SchoolRow, owner: SchoolOwner) -> str:
    """Why a school of a register isn't one that the owner runs; empty where it is."""
    if not row.ownership:
        return ""
    if row.ownership.casefold().startswith("priv"):
        return PRIVATE
    upper = is_upper_secondary(row)
    if owner.kind == SchoolOwner.OwnerKind.COUNTY:
        return "" if upper else MUNICIPALITYS
    return COUNTYS if upper else ""


def is_upper_secondary(row: SchoolRow) -> bool:
    last = row.fields.get("grade_to")
    return bool(UPPER_SECONDARY.search(fold(row.name))) or (
        isinstance(last, int) and last > COMPULSORY
    )


def remark(row: SchoolRow, owner: SchoolOwner) -> str:
    """What to know about a school of a register before it is ticked, or why it isn't."""
    blank = row.ownership and "grade_to" not in row.fields
    return why_not_ours(row, owner) or (NO_GRADES if blank else "")
