"""Moves by hand, exceptions in a plan, and what differs between two plans."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.scheduler.changes import (
    USUAL,
    ChangeKind,
    ChangePrices,
    PlanChange,
    change_cost,
    diff,
)
from rollout.scheduler.moves import alternatives, move_date, move_members
from rollout.scheduler.price import Rule, broken_rules, cost, cost_by_kind, left_out
from rollout.scheduler.problem import Guest, Plan, Problem
from tests.scheduler.small import day, small_plan, small_problem

PROBLEM, PLAN = small_problem(), small_plan()
TODAY = day("09-01")


def test_the_plan_to_begin_with_keeps_every_rule() -> None:
    assert broken_rules(PROBLEM, PLAN) == []


def test_a_plan_without_exceptions_is_written_as_ever() -> None:
    data = PLAN.to_json()
    assert set(data) == {"cohorts"}
    assert set(data["cohorts"][0]) == {
        "weekday", "venue", "facilitator", "dates", "substitutes", "members",
    }  # fmt: skip
    assert Plan.from_json(data) == PLAN


def test_a_plan_with_exceptions_is_read_as_written() -> None:
    moved = move_date(PLAN, 0, 1, day("10-07"))
    cohort = replace(moved.cohorts[0], other_venues={day("10-07"): "V1"})
    plan = Plan((cohort, *moved.cohorts[1:]), (Guest(2, "S0", 0, 2, 1),))
    assert Plan.from_json(plan.to_json()) == plan


def test_another_weekday_for_once_has_a_price_but_breaks_no_rule() -> None:
    moved = move_date(PLAN, 0, 1, day("10-07"))
    assert broken_rules(PROBLEM, moved) == []
    assert cost_by_kind(PROBLEM, moved)["one_off"] == 4 * PLAN.cohorts[0].size


def test_schools_that_cant_on_the_other_weekday_miss_it() -> None:
    tied = replace(PROBLEM.schools[0], weekdays=frozenset([1, 3]))
    problem = replace(PROBLEM, schools=(tied, *PROBLEM.schools[1:]))
    moved = move_date(PLAN, 0, 1, day("10-07"))
    assert cost_by_kind(problem, moved)["missed"] == problem.prices.missed


def test_a_guest_neither_misses_the_workshop_nor_is_away_at_home() -> None:
    closed = replace(PROBLEM.schools[0], closed=frozenset([day("10-06")]))
    problem = replace(PROBLEM, schools=(closed, *PROBLEM.schools[1:]))
    guest = replace(PLAN, guests=(Guest(1, "S0", 0, 2, 1),))
    assert cost_by_kind(problem, PLAN)["missed"] == problem.prices.missed
    assert cost_by_kind(problem, guest)["missed"] == 0
    assert cost(problem, guest) < cost(problem, PLAN)
    assert broken_rules(problem, guest) == []


def test_guests_need_seats_and_may_not_empty_their_school() -> None:
    crowded = replace(PLAN, guests=(Guest(1, "S0", 0, 2, 3),))
    assert Rule.SEATS in {each.rule for each in broken_rules(PROBLEM, crowded)}
    emptied = replace(PLAN, guests=(Guest(1, "S0", 0, 1, 1),))
    assert {each.rule for each in broken_rules(PROBLEM, emptied)} == {Rule.ALL_AWAY}


def test_whoever_is_gone_breaks_a_rule_instead_of_the_program() -> None:
    problem = replace(PROBLEM, venues=PROBLEM.venues[1:], facilitators=PROBLEM.facilitators[1:])
    broken = {each.rule for each in broken_rules(problem, PLAN)}
    assert broken == {Rule.VENUE_CLOSED, Rule.FACILITATOR_AWAY}
    assert cost(problem, PLAN) > 0


def test_what_is_past_is_neither_priced_nor_judged() -> None:
    shut = replace(PROBLEM.venues[0], closed=frozenset([day("09-08")]))
    problem = replace(PROBLEM, venues=(shut, PROBLEM.venues[1]))
    assert broken_rules(problem, PLAN)
    assert broken_rules(problem, PLAN, since=day("09-09")) == []
    once = move_date(PLAN, 0, 0, day("09-09"))
    assert cost_by_kind(PROBLEM, once)["one_off"] > 0
    assert cost_by_kind(PROBLEM, once, since=day("09-10"))["one_off"] == 0


def test_moving_members_moves_so_many() -> None:
    moved = move_members(PLAN, "S0", 0, 2, 1)
    assert "S0" not in moved.cohorts[0].members
    assert moved.cohorts[2].members["S0"] == 1
    with pytest.raises(ValueError, match="0 superusers"):
        move_members(moved, "S0", 0, 2, 1)


def test_a_guest_seat_lapses_with_the_membership() -> None:
    plan = replace(PLAN, guests=(Guest(1, "S0", 0, 2, 1),))
    assert move_members(plan, "S0", 0, 2, 1).guests == ()


def test_alternatives_are_the_periods_other_days() -> None:
    found = alternatives(PROBLEM, PLAN, 0, 1)
    expected = set(PROBLEM.days_in(PROBLEM.periods[1])) - {day("10-06")}
    assert {each.day for each in found} == expected
    assert [len(each.broken) for each in found] == sorted(len(each.broken) for each in found)


CLOSED = replace(
    PROBLEM,
    schools=(replace(PROBLEM.schools[0], closed=frozenset([day("10-06")])), *PROBLEM.schools[1:]),
)
SEATED = replace(PLAN, guests=(Guest(1, "S0", 0, 2, 1),))


@settings(deadline=None)
@given(st.integers(0, 2), st.integers(0, 3), st.sampled_from([(PROBLEM, PLAN), (CLOSED, SEATED)]))
def test_an_alternatives_price_is_that_of_the_move(
    cohort: int, period: int, year: tuple[Problem, Plan]
) -> None:
    problem, plan = year
    for each in alternatives(problem, plan, cohort, period):
        moved = move_date(plan, cohort, period, each.day)
        assert each.difference == cost(problem, moved) - cost(problem, plan)
        assert sum(each.by_kind.values()) == each.difference
        broken = {b.rule for b in broken_rules(problem, moved)}
        assert {b.rule for b in each.broken} <= broken
        assert plan.guests or {b.rule for b in each.broken} == broken


def test_guests_elsewhere_arent_left_out() -> None:
    assert left_out(CLOSED, PLAN, 0, day("10-06")) == 1
    assert left_out(CLOSED, SEATED, 0, day("10-06")) == 0
    assert left_out(CLOSED, SEATED, 0, day("11-03")) == 0


def test_a_plan_differs_from_itself_in_nothing() -> None:
    assert diff(PLAN, PLAN, TODAY) == ()


def test_a_diff_names_workshops_and_people() -> None:
    after = move_members(move_date(PLAN, 0, 1, day("10-13")), "S1", 0, 1, 1)
    found = {each.kind: each for each in diff(PLAN, after, TODAY)}
    moved = found[ChangeKind.MOVED_DATE]
    assert (moved.cohort, moved.period, moved.before, moved.after) == (
        0, 1, day("10-06"), day("10-13"),
    )  # fmt: skip
    assert (moved.superusers, moved.notice) == (4, 35)
    assert moved.schools == ("S0", "S1", "S2", "S3")
    person = found[ChangeKind.MEMBER_MOVED]
    assert (person.before, person.after, person.superusers) == (0, 1, 1)
    assert len(found) == 2


def test_whoever_comes_or_leaves_costs_nothing() -> None:
    gone = replace(PLAN.cohorts[0], members={"S0": 1, "S1": 1, "S2": 1})
    after = replace(PLAN, cohorts=(gone, *PLAN.cohorts[1:]))
    left = diff(PLAN, after, TODAY)
    joined = diff(after, PLAN, TODAY)
    assert [each.kind for each in left] == [ChangeKind.MEMBER_LEFT]
    assert [each.kind for each in joined] == [ChangeKind.MEMBER_JOINED]
    assert change_cost(left + joined, USUAL) == 0


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_the_nearer_a_change_is_the_dearer(notice: int, other: int) -> None:
    def price(days: int) -> int:
        change = PlanChange(ChangeKind.MOVED_DATE, 0, 0, TODAY, TODAY, 10, (), days)
        return ChangePrices().of(change)

    near, far = sorted((notice, other))
    assert price(near) >= price(far)


def test_guests_are_changes_both_ways() -> None:
    guest = replace(PLAN, guests=(Guest(1, "S0", 0, 2, 1),))
    there = diff(PLAN, guest, TODAY)
    back = diff(guest, PLAN, TODAY)
    assert [(each.kind, each.before, each.after) for each in there] == [(ChangeKind.GUEST, 0, 2)]
    assert [each.kind for each in back] == [ChangeKind.GUEST_BACK]
    assert there[0].notice == (day("10-06") - TODAY) // dt.timedelta(1)
