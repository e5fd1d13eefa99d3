"""The cases' practices as advice."""

import datetime as dt

import pytest

from rollout.guidance.rules import Advice, Rule, Thresholds, advise
from rollout.insight.figures import Lag, UnitFigures
from rollout.insight.practice import Share

DAY = dt.date(2026, 11, 1)
LIMITS = Thresholds(superusers=2, lag_days=28, quiet_days=21)


def school(pk: int = 1, **fields: object) -> UnitFigures:
    values: dict[str, object] = {
        "pk": pk, "name": f"Skole {pk}", "roster": 20, "due": (1,), "reached": {1: 10},
        "coverage": Share(10, 20), "reached_people": 10, "superusers": 2, "last_session": DAY,
    }  # fmt: skip
    return UnitFigures(**(values | fields))


def advice(*schools: UnitFigures, quiet: int = 0) -> list[Advice]:
    return advise(schools, LIMITS, lambda kit: f"Pakke {kit}", lambda day: quiet)


def lag(days: int, *, is_open: bool = True, kit: int = 1) -> Lag:
    return Lag(kit, DAY, None if is_open else DAY, days)


def test_a_school_that_does_well_gets_none() -> None:
    assert advice(school(lags=(lag(10, is_open=False),))) == []


def test_a_school_without_staff_is_told_of_that_alone() -> None:
    (found,) = advice(school(7, roster=0, superusers=0, lags=(lag(90),)))
    assert (found.rule, found.school, found.facts) == (Rule.NO_STAFF, 7, {})
    assert not found.weight.is_urgent


@pytest.mark.parametrize(("days", "late"), [(28, False), (29, True)])
def test_a_session_is_late_after_28_days(days: int, late: bool) -> None:
    assert bool(advice(school(lags=(lag(days),)))) is late


def test_of_late_sessions_the_one_longest_awaited_is_told() -> None:
    (found,) = advice(school(7, lags=(lag(70, kit=3), lag(40, kit=2))))
    assert (found.rule, found.school) == (Rule.SESSION_LATE, 7)
    assert found.facts == {"kit": "Pakke 3", "days": 70}
    assert found.weight.days == 110


def test_two_late_kits_are_urgent_and_one_is_not() -> None:
    assert not advice(school(lags=(lag(40),)))[0].weight.is_urgent
    assert advice(school(lags=(lag(70), lag(40, kit=2))))[0].weight.is_urgent


def test_a_kit_skipped_long_ago_is_let_rest() -> None:
    done = tuple(lag(10, is_open=False, kit=n) for n in (2, 3, 4))
    assert advice(school(lags=(lag(400), *done))) == []


@pytest.mark.parametrize(
    ("superusers", "rule", "facts", "urgent"),
    [(0, Rule.NO_SUPERUSER, {}, True), (1, Rule.FEW_SUPERUSERS, {"superusers": 1}, False)],
)
def test_fewer_than_two_superusers_is_told(
    superusers: int, rule: Rule, facts: dict[str, int], urgent: bool
) -> None:
    (found,) = advice(school(7, superusers=superusers))
    assert (found.rule, found.school, found.facts) == (rule, 7, facts)
    assert found.weight.is_urgent is urgent


@pytest.mark.parametrize(("quiet", "told"), [(21, False), (22, True)])
def test_a_school_is_quiet_after_21_school_days(quiet: int, told: bool) -> None:
    found = advice(school(7), quiet=quiet)
    assert bool(found) is told
    assert all(
        (a.rule, a.school, a.facts) == (Rule.GONE_QUIET, 7, {"school_days": quiet}) for a in found
    )


@pytest.mark.parametrize(("quiet", "urgent"), [(42, False), (43, True)])
def test_a_school_quiet_for_over_twice_as_long_is_urgent(quiet: int, urgent: bool) -> None:
    assert advice(school(), quiet=quiet)[0].weight.is_urgent is urgent


def test_a_school_that_has_not_begun_is_not_called_quiet() -> None:
    assert advice(school(last_session=None), quiet=99) == []


def test_the_schools_in_most_need_come_first_one_piece_each() -> None:
    found = advice(
        school(1, superusers=1, lags=(lag(35),)),
        school(2, lags=(lag(90), lag(60, kit=2))),
        school(3, superusers=0),
    )
    assert [a.school for a in found] == [3, 2, 1]


def test_schools_in_like_need_come_by_name() -> None:
    found = advice(school(1, name="Åsen"), school(2, name="Berg"), school(3, name="Li"), quiet=30)
    assert [a.school for a in found] == [2, 3, 1]


def test_a_rules_key_stays_whatever_its_words_become() -> None:
    """They may be stored with what somebody chose about an advice."""
    assert {rule.value for rule in Rule} == {
        "no-staff", "no-superuser", "few-superusers", "session-late", "gone-quiet",
    }  # fmt: skip
