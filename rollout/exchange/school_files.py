"""School lists: the national register's columns, or any other with columns mapped."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_noop

from rollout.common.map_links import read_place
from rollout.exchange.columns import HIDDEN
from rollout.exchange.staff_cells import NOT_SHOWN
from rollout.organisation.models import School, SchoolOwner
from rollout.organisation.rules import fold, organisation_number_is_valid, place_problem

NO_NAME = gettext_noop("no name")
BAD_NUMBER = gettext_noop("organisation number with a wrong check digit")
DOUBLE_NAME = gettext_noop("name already in the file")
TAKEN_NAME = gettext_noop("the owner already has a school of this name")
TOO_LONG = gettext_noop("too long")
DOUBLE_NUMBER = gettext_noop("organisation number already in the file")
BAD_GRADE = gettext_noop("grade isn’t a number from 1 to 13")
GRADES_TURNED = gettext_noop("last grade comes before the first")
IS_CLOSED = gettext_noop("the name says that the school is closed")
BAD_PUPILS = gettext_noop("number of pupils isn’t a number")
BAD_PLACE = gettext_noop("latitude and longitude aren’t a place in the Nordic countries")
NO_PLACE = gettext_noop("no place in the map link")
# What public lists write where a number is too small to be shown, or isn't known.
NOT_TOLD = re.compile(r"[*.:…–—-]+|<\s*\d+|n/?a|u/?oppgitt|ukjent|skjermet|prikket", re.IGNORECASE)
GRADE = re.compile(r"(\d{1,2})(?:\.0|\s*\.?\s*(?:trinn|trinnet|klasse|kl|tr))?\.?", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"(\d{1,3}(?:\s?\d{3})*|\d+)(?:[.,]0{1,2})?")
CLOSED = re.compile(r"\b(?:nedlagt|nedlagd|lagt ned|avviklet|lukket)\b", re.IGNORECASE)
TEXTS = ("name", "address", "network", "former_owner")


@dataclass
class SchoolRow:
    """A row of a school list. `fields` are what it would set; blank cells set nothing."""

    row: int
    name: str
    state: str = "same"
    reason: str = ""
    value: str = ""
    ownership: str = ""
    remark: str = ""
    is_ours: bool = True
    change: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    school: School | None = None


def plan_schools(
    rows: Iterable[tuple[int, Mapping[str, str]]], owner: SchoolOwner | None, municipality: str = ""
) -> list[SchoolRow]:
    """What each row would become; with a municipality number, only that one's rows."""
    schools = list(owner.schools.all()) if owner else []
    by_number = {s.organisation_number: s for s in schools if s.organisation_number}
    by_name = {fold(s.name): s for s in schools}
    planned: list[SchoolRow] = []
    seen: set[str] = set()
    for number, row in rows:
        if municipality and row.get("municipality_number", "").zfill(4) != municipality:
            continue
        school_row = read_row(number, row)
        planned.append(school_row)
        if school_row.state == "error":
            continue
        orgnr, name = str(school_row.fields.get("organisation_number", "")), fold(school_row.name)
        same_name = by_name.get(name)
        school = by_number.get(orgnr)
        if school is None and same_name and same_name.organisation_number in ("", orgnr):
            school = same_name
        if reason := clash(seen, orgnr, name, school, same_name):
            school_row.state, school_row.reason = "error", reason
            continue
        seen |= {orgnr, name} - {""}
        compare_with_school(school_row, school)
    return planned


def clash(
    seen: set[str], orgnr: str, name: str, school: School | None, same_name: School | None
) -> str:
    """Why a row can't stand beside the rows before it, or the owner's other schools."""
    if orgnr in seen:
        return DOUBLE_NUMBER
    if name in seen:
        return DOUBLE_NAME
    return TAKEN_NAME if same_name and same_name != school else ""


def school_field(name: str) -> Field:
    """A field of a school, by its name."""
    return next(field for field in School._meta.fields if field.name == name)


def compare_with_school(row: SchoolRow, school: School | None) -> None:
    row.school = school
    if school is None:
        row.state = "new"
        return
    grades = [row.fields.get(g, getattr(school, g)) for g in ("grade_from", "grade_to")]
    if None not in grades and grades[0] > grades[1]:
        row.state, row.reason = "error", GRADES_TURNED
        return
    differs = [name for name, value in row.fields.items() if getattr(school, name) != value]
    row.state = "changed" if differs else "same"
    row.change = ", ".join(str(school_field(name).verbose_name) for name in differs)


def read_row(number: int, row: Mapping[str, str]) -> SchoolRow:
    found = SchoolRow(
        number,
        row.get("name", ""),
        ownership=row.get("ownership", ""),
    )
    try:
        found.fields = fields_of(row)
    except ValueError as error:
        found.state = "error"
        found.reason, found.value = error.args
    return found


def fields_of(row: Mapping[str, str]) -> dict[str, Any]:
    """The row's cells as a school's fields. ValueError(reason, value) where one is wrong."""
    if not row.get("name"):
        raise ValueError(NO_NAME, "")
    if row.get(HIDDEN):
        raise ValueError(NOT_SHOWN, "")
    if CLOSED.search(row["name"]):
        raise ValueError(IS_CLOSED, row["name"][:60])
    fields: dict[str, Any] = {}
    for name in TEXTS:
        if row.get(name):
            fields[name] = text_within(row[name], school_field(name).max_length)
    orgnr = "".join(row.get("organisation_number", "").split())
    if orgnr and not organisation_number_is_valid(orgnr):
        raise ValueError(BAD_NUMBER, orgnr[:60])
    if orgnr:
        fields["organisation_number"] = orgnr
    return fields | numbers_of(row)


def numbers_of(row: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in ("grade_from", "grade_to"):
        if row.get(name):
            match = GRADE.fullmatch(row[name])
            fields[name] = whole(match[1] if match else row[name], BAD_GRADE, 1, 13)
    if fields.get("grade_from", 0) > fields.get("grade_to", 99):
        raise ValueError(GRADES_TURNED, f"{fields['grade_from']}–{fields['grade_to']}")
    pupils = row.get("pupils", "")
    if pupils and not NOT_TOLD.fullmatch(pupils):
        match = WHOLE_NUMBER.fullmatch(pupils)
        number = "".join(match[1].split()) if match else pupils
        fields["pupils"] = whole(number, BAD_PUPILS, 0, 20_000)
    fields |= place_in(row)
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if place_problem(latitude, longitude):
        raise ValueError(BAD_PLACE, f"{latitude} {longitude}")
    return fields


def place_in(row: Mapping[str, str]) -> dict[str, float]:
    """The place that a row's two columns have, or else its one with a link or both numbers."""
    columns = {name: decimal(row[name]) for name in ("latitude", "longitude") if row.get(name)}
    if columns or not row.get("map_link"):
        return columns
    place = read_place(row["map_link"])
    if place is None:
        raise ValueError(NO_PLACE, row["map_link"][:60])
    return dict(zip(("latitude", "longitude"), place, strict=True))


def text_within(text: str, most: int | None) -> str:
    if most and len(text) > most:
        raise ValueError(TOO_LONG, text[:60])
    return text


def whole(text: str, reason: str, least: int, most: int) -> int:
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise ValueError(reason, text[:60])
    return int(text)


def decimal(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(BAD_PLACE, text) from None
    if not math.isfinite(value):
        raise ValueError(BAD_PLACE, text)
    return value
