"""Schools' addresses and places on the map, as pasted rows. Schools are found by their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from rollout.calendars.rows import UNKNOWN_SCHOOL
from rollout.common.map_links import read_place
from rollout.organisation.models import School, SchoolOwner
from rollout.organisation.queries import school_names
from rollout.organisation.rules import place_problem

NOTHING_NEW = gettext_noop("no address and no place on the map")
NO_PLACE_IN_LINK = gettext_noop("no place in the link; open it, and copy the address it has then")
TWICE = gettext_noop("the school is in the rows twice")
NUMBER = re.compile(r"-?\d{1,3}[.,]\d+°?")


@dataclass
class PlaceRow:
    """A row, and the school with what it would get."""

    row: int
    text: str
    name: str
    state: str = "new"
    reason: str = ""
    value: str = ""
    school: School | None = None


def plan_places(text: str, owner: SchoolOwner) -> list[PlaceRow]:
    """What each line would give its school: an address, a place on the map, or both."""
    names = school_names(owner)
    schools = {school.pk: school for school in owner.schools.all()}
    planned: list[PlaceRow] = []
    seen: set[int] = set()
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in re.split(r"[\t;|]", line) if cell.strip()]
        if not cells or is_heading(cells):
            continue
        found = PlaceRow(number, line.strip(), cells[0])
        planned.append(found)
        school = schools.get(names.find(cells[0]) or 0)
        if school is None:
            found.state, found.reason, found.value = "error", UNKNOWN_SCHOOL, cells[0][:60]
        elif school.pk in seen:
            found.state, found.reason = "error", TWICE
        else:
            seen.add(school.pk)
            fill(found, school, cells[1:])
    return planned


def is_heading(cells: Iterable[str]) -> bool:
    words = {cell.casefold() for cell in cells}
    return bool(words & {"breddegrad", "latitude", "lat", "adresse", "address", "koordinater"})


def fill(row: PlaceRow, school: School, cells: list[str]) -> None:
    """Set the school's address and place from a row's cells, where they differ."""
    was = school.address, school.latitude, school.longitude
    links = [cell for cell in cells if "://" in cell]
    numbers = [n for cell in cells if cell not in links for n in numbers_in(cell)]
    texts = [cell for cell in cells if cell not in links and not numbers_in(cell)]
    if links:
        numbers = list(read_place(links[0]) or ())
        if not numbers:
            row.state, row.reason, row.value = "error", NO_PLACE_IN_LINK, links[0][:60]
            return
    row.school = school
    if texts:
        school.address = ", ".join(texts)[:200]
    if numbers:
        place = (*numbers, None)[:2]
        if problem := place_problem(*place):
            row.state, row.reason = "error", problem
            row.value = " ".join(str(n) for n in numbers[:3])
            return
        school.latitude, school.longitude = place
    if not texts and not numbers:
        row.state, row.reason = "error", NOTHING_NEW
    elif was == (school.address, school.latitude, school.longitude):
        row.state = "same"


def numbers_in(cell: str) -> list[float]:
    """The decimal numbers of a cell that holds nothing else: 59,91 or “59.91, 10.75”, or a place
    in degrees, minutes and seconds."""
    if "°" in cell and (place := read_place(cell)):
        return list(place)
    parts = cell.replace(", ", " ").split()
    if not parts or not all(NUMBER.fullmatch(part.rstrip(",")) for part in parts):
        return []
    return [float(part.rstrip(",°").replace(",", ".")) for part in parts]
