"""A year that is planned anew: little changes, and nothing that is past or locked."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.scheduler.changes import DRAFT, USUAL, ChangeKind, change_cost, diff
from rollout.scheduler.moves import move_date
from rollout.scheduler.price import Rule, broken_rules, cost
from rollout.scheduler.problem import Plan, Problem, School
from rollout.scheduler.replan import Pins, Replanned, Status, replan
from tests.scheduler.small import ANY_DAY, NEVER, day, small_plan, small_problem

PROBLEM, PLAN = small_problem(), small_plan()
TODAY = day("10-01")


def mended(problem: Problem, plan: Plan = PLAN, **options: object) -> Replanned:
    values: dict[str, object] = {"today": TODAY, "was": PROBLEM, "time_limit": 3}
    return replan(problem, plan, **(values | options))


def shut_venue(*days: str, number: int = 0) -> Problem:
    venues = list(PROBLEM.venues)
    venues[number] = replace(venues[number], closed=frozenset(map(day, days)))
    return replace(PROBLEM, venues=tuple(venues))


def without_facilitator(number: int, first: str, last: str) -> Problem:
    away = frozenset(each for each in PROBLEM.days if day(first) <= each <= day(last))
    facilitators = list(PROBLEM.facilitators)
    facilitators[number] = replace(facilitators[number], away=away)
    return replace(PROBLEM, facilitators=tuple(facilitators))


def with_school(school: School) -> Problem:
    others = [each for each in PROBLEM.schools if each.id != school.id]
    return replace(PROBLEM, schools=tuple(sorted([*others, school], key=lambda s: s.id)))


def test_nothing_changes_where_nothing_is_disturbed() -> None:
    done = mended(PROBLEM)
    assert done.plan == PLAN
    assert (done.status, done.changes, done.change_cost) == (Status.UNCHANGED, (), 0)


def test_a_stand_in_leads_where_the_facilitator_is_ill() -> None:
    done = mended(without_facilitator(0, "10-05", "10-16"))
    assert done.status is Status.MENDED
    assert {each.kind for each in done.changes} == {ChangeKind.CHANGED_LEADER}
    assert [c.dates for c in done.plan.cohorts] == [c.dates for c in PLAN.cohorts]


def test_a_closed_venue_is_left_for_one_workshop_only() -> None:
    done = mended(shut_venue("11-03"))
    assert done.status is Status.MENDED
    assert {(each.cohort, each.period) for each in done.changes} == {(0, 2)}
    assert [c.venue for c in done.plan.cohorts] == [c.venue for c in PLAN.cohorts]


def test_a_venue_that_is_gone_is_replaced() -> None:
    problem = replace(PROBLEM, venues=(*PROBLEM.venues[1:], replace(PROBLEM.venues[0], id="V2")))
    done = mended(problem)
    assert done.status is Status.MENDED
    coming = {c.venue_on(d) for c in done.plan.cohorts for d in c.dates if d >= TODAY}
    assert coming <= {"V1", "V2"}
    assert done.plan.cohorts[0].venue_on(day("09-08")) == "V0"


def test_a_facilitator_who_is_gone_hands_over_the_rest_of_the_year() -> None:
    problem = replace(PROBLEM, facilitators=PROBLEM.facilitators[1:])
    done = mended(problem)
    assert done.status is Status.MENDED
    cohort = done.plan.cohorts[0]
    assert {cohort.leader(each) for each in cohort.dates if each >= TODAY} == {"F1"}
    assert cohort.leader(day("09-08")) == "F0"
    assert cohort.facilitator == "F1"


def test_a_planning_day_makes_guests() -> None:
    school = replace(PROBLEM.school["S0"], closed=frozenset([day("11-03")]))
    done = mended(with_school(school))
    assert [each.kind for each in done.changes] == [ChangeKind.GUEST]
    assert done.cost_after["missed"] == 0


def test_a_miss_that_was_accepted_stays() -> None:
    school = replace(PROBLEM.school["S0"], closed=frozenset([day("11-03")]))
    problem = with_school(school)
    assert mended(problem, was=problem).plan == PLAN


def test_a_superuser_who_leaves_leaves_one_place() -> None:
    problem = replace(PROBLEM, mode=PROBLEM.mode, schools=(*PROBLEM.schools,))
    three = with_school(replace(problem.school["S1"], superusers=3))
    plan = replan(three, PLAN, today=TODAY, time_limit=3).plan
    done = mended(PROBLEM, plan, was=three)
    assert [each.kind for each in done.changes] == [ChangeKind.MEMBER_LEFT]
    assert broken_rules(PROBLEM, done.plan) == []


def test_a_school_that_joins_is_placed_and_nobody_else_moves() -> None:
    done = mended(with_school(School("S9", 2, 2, 2, ANY_DAY, NEVER)))
    assert {each.kind for each in done.changes} == {ChangeKind.MEMBER_JOINED}
    assert sum(each.superusers for each in done.changes) == 2
    assert done.status is Status.MENDED


def test_a_school_that_leaves_takes_its_guests_along() -> None:
    problem = replace(PROBLEM, schools=PROBLEM.schools[1:])
    done = mended(problem)
    assert {each.kind for each in done.changes} == {ChangeKind.MEMBER_LEFT}
    assert broken_rules(problem, done.plan) == []


def test_pins_are_followed_and_the_rest_follows() -> None:
    pins = Pins(
        dates={(0, 2): day("11-10")},
        leaders={(1, 1): "F0"},
        members={(2, "S0"): 1},
        venues={2: "V1"},
    )
    done = mended(PROBLEM, pins=pins)
    assert done.plan.cohorts[0].dates[2] == day("11-10")
    assert done.plan.cohorts[1].leader(done.plan.cohorts[1].dates[1]) == "F0"
    assert done.plan.cohorts[2].members["S0"] == 1
    assert done.plan.cohorts[2].venue == "V1"
    assert done.status is Status.MENDED


def test_where_nothing_lawful_is_left_the_plan_says_what_it_breaks() -> None:
    november = tuple(each.isoformat()[5:] for each in PROBLEM.days if each.month == 11)
    problem = shut_venue(*november)
    problem = replace(
        problem, venues=tuple(replace(v, closed=problem.venues[0].closed) for v in problem.venues)
    )
    done = mended(problem)
    assert done.status is Status.BROKEN
    assert {each.rule for each in done.broken} == {Rule.VENUE_CLOSED}
    assert len(done.broken) == 3


def test_a_draft_is_bettered_freely() -> None:
    worse = move_date(PLAN, 0, 2, day("11-17"))
    before = cost(PROBLEM, worse, TODAY)
    done = mended(PROBLEM, worse, change_prices=DRAFT)
    assert sum(done.cost_after.values()) < before
    assert done.change_cost == 0


def test_the_caller_can_stop_it() -> None:
    done = mended(shut_venue("11-03"), should_stop=lambda: True)
    assert done.plan == PLAN
    assert (done.status, done.proven) == (Status.BROKEN, False)


def test_the_changes_are_the_diff_and_their_price() -> None:
    done = mended(shut_venue("11-03", "11-05"))
    assert done.changes == diff(PLAN, done.plan, TODAY)
    assert done.change_cost == change_cost(done.changes, USUAL)


CELLS = st.tuples(st.integers(0, 2), st.integers(0, 3))
DAYS = st.sampled_from(PROBLEM.days)


@settings(max_examples=15, deadline=None)
@given(st.frozensets(DAYS, max_size=8), DAYS, st.frozensets(CELLS, max_size=3))
def test_past_and_locked_workshops_are_never_touched(
    closed: frozenset[dt.date], today: dt.date, locked: frozenset[tuple[int, int]]
) -> None:
    shut = replace(PROBLEM.venues[0], closed=closed)
    problem = replace(PROBLEM, venues=(shut, PROBLEM.venues[1]))
    done = mended(problem, today=today, locked=locked)
    for number, (before, after) in enumerate(zip(PLAN.cohorts, done.plan.cohorts, strict=True)):
        for place, (was, now) in enumerate(zip(before.dates, after.dates, strict=True)):
            if was < today or (number, place) in locked:
                assert now == was
                assert after.leader(now) == before.leader(was)
                assert after.venue_on(now) == before.venue_on(was)
            else:
                assert now >= today


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1), DAYS, st.integers(1, 10), st.integers(0, 1), DAYS)
def test_every_rule_is_kept_where_a_plan_is_possible(
    ill: int, first: dt.date, length: int, shut: int, closed: dt.date
) -> None:
    """One facilitator and one venue are always left, and every month has days enough for them."""
    away = frozenset(first + dt.timedelta(n) for n in range(length))
    facilitators = list(PROBLEM.facilitators)
    facilitators[ill] = replace(facilitators[ill], away=away)
    venues = list(PROBLEM.venues)
    venues[shut] = replace(venues[shut], closed=frozenset([closed]))
    problem = replace(PROBLEM, facilitators=tuple(facilitators), venues=tuple(venues))
    done = mended(problem, today=day("09-01"))
    assert done.broken == ()
    assert broken_rules(problem, done.plan) == []
