"""School calendars as lists: what is closed, from a day to a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from rollout.organisation.models import SchoolOwner
from rollout.organisation.queries import school_names
from rollout.organisation.rules import SchoolNames, fold
from rollout.planning.models import ClosedPeriod

NO_NAME = gettext_noop("no name")
BAD_DAY = gettext_noop("not a date such as 05.10.2026")
DAYS_TURNED = gettext_noop("the last day comes before the first")
UNKNOWN_SCHOOL = gettext_noop("unknown school")
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
KIND_WORDS = {
    "planning": ("planlegging", "planning", "kursdag"),
    "exam": ("eksamen", "exam", "heldagsprøve"),
    "break": ("ferie", "break", "fri"),
}


@dataclass
class ClosedRow:
    """A row of a calendar list, and the period it would make."""

    row: int
    name: str
    state: str = "new"
    reason: str = ""
    value: str = ""
    period: ClosedPeriod | None = None


def plan_closed_days(
    rows: Iterable[tuple[int, Mapping[str, str]]], owner: SchoolOwner
) -> list[ClosedRow]:
    """What each row would become; one that the calendar already has stays as it is."""
    names = school_names(owner)
    have = set(owner.closed_periods.values_list("name", "starts_on", "ends_on", "school_id"))
    planned = []
    for number, row in rows:
        found = ClosedRow(number, row.get("name", ""))
        planned.append(found)
        try:
            found.period = period_of(row, owner, names)
        except ValueError as error:
            found.state = "error"
            found.reason, found.value = error.args
            continue
        key = (
            found.period.name,
            found.period.starts_on,
            found.period.ends_on,
            found.period.school_id,
        )
        found.state = "same" if key in have else "new"
        have.add(key)
    return planned


def period_of(row: Mapping[str, str], owner: SchoolOwner, names: SchoolNames) -> ClosedPeriod:
    if not row.get("name"):
        raise ValueError(NO_NAME, "")
    starts_on = day_of(row.get("starts_on", ""))
    ends_on = day_of(row["ends_on"]) if row.get("ends_on") else starts_on
    if ends_on < starts_on:
        raise ValueError(DAYS_TURNED, row["ends_on"])
    school = None
    if row.get("school"):
        school = names.find(row["school"])
        if school is None:
            raise ValueError(UNKNOWN_SCHOOL, row["school"])
    return ClosedPeriod(
        owner=owner,
        school_id=school,
        kind=kind_of(row.get("kind") or row["name"]),
        name=row["name"][:80],
        starts_on=starts_on,
        ends_on=ends_on,
    )


def day_of(text: str) -> dt.date:
    for form in FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(BAD_DAY, text)


def kind_of(text: str) -> str:
    folded = fold(text)
    for kind, words in KIND_WORDS.items():
        if any(word in folded for word in words):
            return kind
    return "other"
