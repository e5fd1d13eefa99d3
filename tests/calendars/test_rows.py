"""Pasted rows: which cell is what, what each row becomes, and the words of calendars."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.calendars.actions import add_days, add_rows, set_weekdays
from rollout.calendars.models import Availability, ClosedPeriod, MeetingWeekday
from rollout.calendars.pasted import MONTH_NAMES, pasted_rows
from rollout.calendars.rows import (
    DAYS_TURNED,
    FAR_OFF,
    NO_DAY,
    OTHER_SCHOOL,
    TOO_LONG,
    UNKNOWN_SCHOOL,
    DayRow,
    plan_closed_days,
    plan_days_away,
)
from rollout.calendars.words import closes_school, kind_of
from rollout.insight.cache import stamp_of
from tests.personas import World

YEAR = dt.date(2026, 8, 1)
NAMES = (
    st.text("abcdefghijklmnopqrstuvwxyzæøå ", min_size=3, max_size=20)
    .map(lambda text: f"x{' '.join(text.split())}")
    .filter(lambda name: not MONTH_NAMES.search(name))
)


def cells(text: str) -> list[dict[str, str]]:
    rows = pasted_rows(text, YEAR, lambda cell: cell == "Nordlia skole")
    return [{k: v for k, v in row.items() if v} for _number, row, _line in rows]


@pytest.mark.parametrize("mark", ["\t", ";", ",", "|", " ; "])
def test_cells_are_told_apart_in_any_order(mark: str) -> None:
    want = {
        "name": "Høstferie", "starts_on": "28.09.2026", "ends_on": "02.10.2026",
        "school": "Nordlia skole",
    }  # fmt: skip
    for order in (
        ("Høstferie", "28.09.2026", "02.10.2026", "Nordlia skole"),
        ("Nordlia skole", "Høstferie", "28.09.2026", "02.10.2026"),
        ("28.09.2026", "02.10.2026", "Høstferie", "Nordlia skole"),
    ):
        assert cells(mark.join(order)) == [want]


def test_headings_and_blank_lines_are_passed_over_and_numbers_kept() -> None:
    rows = pasted_rows("Navn\tFra\tTil\n\nHøstferie\tuke 40\n", YEAR, lambda _cell: False)
    assert [(number, line) for number, _cells, line in rows] == [(3, "Høstferie\tuke 40")]


def test_days_in_running_text_are_found() -> None:
    assert cells("Høstferie uke 40\nPlanleggingsdag fredag 13. november") == [
        {"name": "Høstferie", "starts_on": "28.09.2026", "ends_on": "02.10.2026"},
        {"name": "Planleggingsdag", "starts_on": "13.11.2026", "ends_on": "13.11.2026"},
    ]


@given(NAMES, st.dates(dt.date(2026, 8, 1), dt.date(2027, 7, 1)), st.integers(0, 20))
def test_a_row_says_the_same_however_it_is_divided(name: str, first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    for mark in "\t;,":
        text = mark.join((name, f"{first:%d.%m.%Y}", f"{last:%d.%m.%Y}"))
        (row,) = cells(text)
        assert (row["name"], row["starts_on"]) == (name, f"{first:%d.%m.%Y}")
        assert row["ends_on"] == f"{last:%d.%m.%Y}"


@given(st.text(max_size=120))
def test_no_paste_is_too_odd(text: str) -> None:
    for _number, row, line in pasted_rows(text, YEAR, lambda _cell: False):
        assert line
        assert set(row) <= {"name", "starts_on", "ends_on", "school", "kind", "reason", "value"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Høstferie", "break"),
        ("Sportlov", "break"),
        ("Elevfri", "break"),
        ("Inneklemt dag", "break"),
        ("Planleggingsdag – elevene har fri", "planning"),
        ("Studiedag", "planning"),
        ("Eksamen engelsk", "exam"),
        ("Heldagsprøve", "exam"),
        ("FN-dagen", "other"),
        ("Friluftsdag", "other"),
        ("Foreldremøte", "other"),
    ],
)
def test_the_kind_follows_from_the_words(name: str, kind: str) -> None:
    assert kind_of(name) == kind
    assert closes_school(name) is (kind != "other")


@pytest.mark.parametrize(
    "name",
    [
        "Første skoledag etter sommerferien",
        "Skolestart etter ferien",
        "Siste skoledag før juleferien",
        "Skolen starter etter høstferie",
        "Back to school after the holidays",
    ],
)  # fmt: skip
def test_the_days_round_a_break_are_school_days(name: str) -> None:
    assert not closes_school(name)


def planned(world: World, text: str, **options: object) -> list[DayRow]:
    rows = pasted_rows(text, YEAR, lambda cell: "lia" in cell)
    return plan_closed_days(
        [(n, row) for n, row, _line in rows], world.owner, year_start=YEAR, **options
    )


def test_each_row_says_what_it_becomes_or_why_not(world: World) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Høstferie",
        starts_on="2026-09-28", ends_on="2026-10-02",
    )  # fmt: skip
    found = planned(
        world,
        "HØSTFERIE;uke 40\nJuleferie;22.12.;3.1.\njuleferie;22.12.2026;3.1.2027\nTull;5.10.;1.10.\n"
        "Fri;5.10.;Ukjent skole\nBare tekst\nLang;1.8.2026;1.7.2027\nVår dag;6.10.;Nordlia skole",
    )
    assert [(row.state, row.reason) for row in found] == [
        ("same", ""),
        ("new", ""),
        ("same", ""),
        ("error", DAYS_TURNED),
        ("error", UNKNOWN_SCHOOL),
        ("error", NO_DAY),
        ("error", TOO_LONG),
        ("new", ""),
    ]
    own = found[-1].thing
    assert isinstance(own, ClosedPeriod)
    assert own.school_id == world.north.pk


def test_a_principals_rows_are_their_own_schools(world: World) -> None:
    own = frozenset({world.north.pk})
    found = planned(
        world, "Fri;5.10.\nFri;6.10.;Sørlia skole\nFri;7.10.;alle", school=world.north, own_only=own
    )
    assert [row.reason for row in found] == ["", OTHER_SCHOOL, OTHER_SCHOOL]


def test_days_away_need_no_reason_and_doubles_are_known(world: World) -> None:
    finn = world.people["facilitator"]
    Availability.objects.create(
        owner=world.owner, facilitator=finn, starts_on="2026-12-14", ends_on="2026-12-18"
    )
    rows = pasted_rows("14.12.–18.12.;Kurs\nuke 8\n8. mars;Reise", YEAR, lambda _cell: False)
    found = plan_days_away([(n, row) for n, row, _line in rows], finn, year_start=YEAR)
    assert [row.state for row in found] == ["same", "new", "new"]
    away = found[-1].thing
    assert isinstance(away, Availability)
    assert (away.reason, away.starts_on) == ("Reise", dt.date(2027, 3, 8))


def test_a_period_may_be_half_a_year_and_lies_in_this_century(world: World) -> None:
    first, longest = dt.date(2026, 8, 3), dt.date(2026, 8, 3) + dt.timedelta(days=199)
    rows = [
        f"Fri;{first:%d.%m.%Y};{last:%d.%m.%Y}" for last in (longest, longest + dt.timedelta(1))
    ]
    found = planned(world, "\n".join([*rows, "Fri;31.12.1999", "Fri;1.1.2101"]))
    assert [row.reason for row in found] == ["", TOO_LONG, FAR_OFF, FAR_OFF]


def test_from_one_week_to_another_lasts_until_its_friday(world: World) -> None:
    [row] = planned(world, "Ferie;uke 40;uke 41")
    assert isinstance(row.thing, ClosedPeriod)
    assert (row.thing.starts_on, row.thing.ends_on) == (
        dt.date(2026, 9, 28),
        dt.date(2026, 10, 9),
    )


def test_a_schools_own_day_isnt_the_same_as_everyones_or_anothers(world: World) -> None:
    day = {"kind": "other", "name": "Fri", "starts_on": dt.date(2026, 10, 6)}
    day["ends_on"] = day["starts_on"]
    for school in (None, world.south):
        assert add_days(days=ClosedPeriod(owner=world.owner, school=school, **day))
    found = planned(world, "Fri;6.10.\nFri;6.10.;Nordlia skole")
    assert [row.state for row in found] == ["same", "new"]


def test_pasted_days_move_the_figures(world: World) -> None:
    before = stamp_of(world.owner.pk)
    add_rows(owner_id=world.owner.pk, plan=lambda: planned(world, "Fri;6.10."))
    assert stamp_of(world.owner.pk) > before


def test_all_five_weekdays_are_the_same_as_none_chosen(world: World) -> None:
    set_weekdays(weekdays={world.north.pk: frozenset({1})})
    set_weekdays(weekdays={world.north.pk: frozenset(range(5))})
    assert not MeetingWeekday.objects.exists()
