"""Days as rows, of a file, a paste or a calendar: what each would become, or why it can't."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext_noop

from rollout.calendars.models import Availability, ClosedPeriod, Venue
from rollout.calendars.words import OPEN_WORDS, Kind, kind_of
from rollout.common.typed_days import NotADay, read_days
from rollout.organisation.models import Person, School, SchoolOwner
from rollout.organisation.queries import school_names
from rollout.organisation.rules import SchoolNames, fold

NO_NAME = gettext_noop("no name")
NO_DAY = gettext_noop("no day found; write it as 05.10.2026, 5.–9. okt or uke 40")
BAD_DAY = gettext_noop("not a date such as 05.10.2026")
DAYS_TURNED = gettext_noop("the last day comes before the first")
UNKNOWN_SCHOOL = gettext_noop("unknown school")
OTHER_SCHOOL = gettext_noop("not your school")
TOO_LONG = gettext_noop("longer than half a year; look at the year")
FAR_OFF = gettext_noop("too far off; look at the year")
OTHER_YEAR = gettext_noop("far from the school year that you chose; look at the year")
LONG_PLANNING = gettext_noop("a long time for planning days; write each of them")
OPEN = gettext_noop("school is open then")
ALL_SCHOOLS = {"alle", "alle skoler", "all schools", "alla skolor", "felles"}
MOST_DAYS = 200
MOST_PLANNING_DAYS = 14
YEARS = (2000, 2100)
NEAR_YEARS = 2  # before the school year that is spoken of, or after it

Cells = Mapping[str, str]


class SchoolIsOpen(ValueError):
    """The row tells of a school day, beside a break or at the year’s ends."""


@dataclass
class DayRow:
    """A row, and the closed period or days away that it would make.

    `state` is new, same (already there), open (it tells when school is open, and is left out) or
    error; then `reason` says why, about `value`.
    """

    row: int
    name: str
    state: str = "new"
    reason: str = ""
    value: str = ""
    thing: ClosedPeriod | Availability | None = None


def plan_closed_days(
    rows: Iterable[tuple[int, Cells]],
    owner: SchoolOwner,
    *,
    year_start: dt.date,
    school: School | None = None,
    own_only: frozenset[int] | None = None,
    names: SchoolNames | None = None,
) -> list[DayRow]:
    """What each row would become in the schools' calendar.

    `school` is whose days they are where a row names none; without it they are for all schools.
    `own_only` are the schools that the writer may close; None is every one.
    """
    known = names or school_names(owner)

    def make(cells: Cells) -> ClosedPeriod:
        name = cells.get("name", "")
        if OPEN_WORDS.search(fold(name)):
            raise SchoolIsOpen(OPEN, "")
        first, last = days_in(cells, year_start)
        if not name:
            raise ValueError(NO_NAME, "")
        kind = kind_of(cells.get("kind") or name)
        if kind == Kind.PLANNING and (last - first).days >= MOST_PLANNING_DAYS:
            raise ValueError(LONG_PLANNING, "")
        school_id = school_of(cells.get("school", ""), known, school)
        if own_only is not None and school_id not in own_only:
            raise ValueError(OTHER_SCHOOL, cells.get("school", ""))
        return ClosedPeriod(
            owner=owner,
            school_id=school_id,
            kind=kind,
            name=name[:80],
            starts_on=first,
            ends_on=last,
        )

    have = owner.closed_periods.values_list("name", "starts_on", "ends_on", "school_id")
    return plan(rows, make, closed_key, {(fold(name), *rest) for name, *rest in have})


def plan_days_away(
    rows: Iterable[tuple[int, Cells]],
    whose: Person | Venue,
    *,
    year_start: dt.date,
) -> list[DayRow]:
    """What each row would become among the days when a facilitator or a venue can't."""
    field = "facilitator" if isinstance(whose, Person) else "venue"

    def make(cells: Cells) -> Availability:
        first, last = days_in(cells, year_start)
        return Availability(
            owner_id=whose.owner_id,
            **{field: whose},
            starts_on=first,
            ends_on=last,
            reason=cells.get("name", "")[:120],
        )

    have = whose.unavailable.values_list("starts_on", "ends_on")
    return plan(rows, make, away_key, set(have))


def plan(
    rows: Iterable[tuple[int, Cells]],
    make: Callable[[Cells], ClosedPeriod | Availability],
    key_of: Callable[..., tuple[object, ...]],
    have: set[tuple[object, ...]],
) -> list[DayRow]:
    """Each row with what it makes; one that is already there, or twice in the rows, is the same."""
    planned = []
    for number, cells in rows:
        found = DayRow(number, cells.get("name", ""))
        planned.append(found)
        try:
            found.thing = make(cells)
        except ValueError as error:
            found.state = "open" if isinstance(error, SchoolIsOpen) else "error"
            found.reason, found.value = error.args
            continue
        key = key_of(found.thing)
        found.state = "same" if key in have else "new"
        have.add(key)
    return planned


def closed_key(period: ClosedPeriod) -> tuple[object, ...]:
    return fold(period.name), period.starts_on, period.ends_on, period.school_id


def away_key(away: Availability) -> tuple[object, ...]:
    return away.starts_on, away.ends_on


def days_in(cells: Cells, year_start: dt.date) -> tuple[dt.date, dt.date]:
    """A row's first and last day. ValueError(reason, value) where they aren't days in order."""
    if cells.get("reason"):
        raise ValueError(cells["reason"], cells.get("value", ""))
    if not cells.get("starts_on"):
        raise ValueError(NO_DAY, "")
    first, last = day_cell(cells["starts_on"], year_start)
    if cells.get("ends_on"):
        last = day_cell(cells["ends_on"], year_start)[1]
    if last < first:
        raise ValueError(DAYS_TURNED, cells.get("ends_on") or cells["starts_on"])
    if not YEARS[0] <= first.year <= last.year <= YEARS[1]:
        raise ValueError(FAR_OFF, cells["starts_on"])
    if not -NEAR_YEARS <= first.year - year_start.year <= NEAR_YEARS + 1:
        raise ValueError(OTHER_YEAR, cells["starts_on"])
    if (last - first).days >= MOST_DAYS:
        raise ValueError(TOO_LONG, cells.get("ends_on") or cells["starts_on"])
    return first, last


def day_cell(text: str, year_start: dt.date) -> tuple[dt.date, dt.date]:
    try:
        spans = read_days(text, year_start) or ()
    except NotADay:
        spans = ()
    if len(spans) != 1 or spans[0].lacks:
        raise ValueError(BAD_DAY, text[:60])
    return spans[0].first, spans[0].last


def school_of(text: str, names: SchoolNames, otherwise: School | None) -> int | None:
    """The school that a row names; without a name it is the page's own, or all of them."""
    if not text:
        return otherwise.pk if otherwise else None
    if fold(text) in ALL_SCHOOLS:
        return None
    found = names.find(text)
    if found is None:
        raise ValueError(UNKNOWN_SCHOOL, text[:60])
    return found


def new_things(planned: Iterable[DayRow]) -> list[Model]:
    """What the rows would add."""
    return [row.thing for row in planned if row.state == "new" and row.thing is not None]
