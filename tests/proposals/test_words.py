"""Everything that the planner can say has words, in both languages."""

import datetime as dt

import pytest
from django.utils import translation

from rollout.proposals.wording import (
    alike,
    broken_words,
    change_words,
    count_words,
    kinds_in_words,
    plan_change_words,
    signed,
)
from rollout.scheduler.changes import ChangeKind, PlanChange
from rollout.scheduler.price import KINDS, Broken, Rule

NAMES = {"s1": "Nordlia skole", "v1": "Rådhuset", "f1": "Finn"}
DAY = dt.date(2027, 3, 9)


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_cost_is_told_for_none_one_and_many(kind: str, language: str) -> None:
    with translation.override(language):
        said = {count_words(kind, n) for n in (0, 1, 12)}
    assert all(said)
    assert "12" in count_words(kind, 12)


@pytest.mark.parametrize("rule", Rule)
def test_each_broken_rule_is_told_with_whom_it_is_about(rule: Rule) -> None:
    said = broken_words(Broken(rule, 0, DAY, "s1", 3, 2), NAMES, ["Gruppe A"])
    assert said
    assert "%" not in said


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_change_is_told(kind: ChangeKind) -> None:
    people = kind.name.startswith(("MEMBER", "GUEST"))
    before, after = (
        (0, 1) if people else (DAY, DAY) if kind is ChangeKind.MOVED_DATE else ("f1", "v1")
    )
    change = PlanChange(kind, 0, 0, before, after, 2, ("s1",), 14)
    said = plan_change_words(change, NAMES, ["Gruppe A", "Gruppe B"], "mars")
    assert "ruppe" in said
    assert "%" not in said


def test_a_stand_in_for_several_months_is_told_once() -> None:
    def change(kind: ChangeKind, cohort: int, period: int, after: str = "f2") -> PlanChange:
        return PlanChange(kind, cohort, period, "f1", after, 2, ("s1",), 14)

    leader, date = ChangeKind.CHANGED_LEADER, ChangeKind.MOVED_DATE
    changes = [
        change(leader, 0, 3),
        change(date, 0, 4),
        change(leader, 0, 5),
        change(leader, 1, 5),
        change(leader, 0, 6, "f3"),
        change(date, 0, 4),
    ]
    numbers = [[changes.index(each) for each in group] for group in alike(changes)]
    assert [len(group) for group in numbers] == [2, 1, 1, 1, 1]
    assert numbers[0] == [0, 2]


def test_the_dearest_kind_comes_first() -> None:
    points = dict.fromkeys(KINDS, 0) | {"travel": 30, "missed": 80}
    kinds = kinds_in_words(points, dict.fromkeys(KINDS, 0) | {"travel": 30, "missed": 2})
    assert [kind.key for kind in kinds[:2]] == ["missed", "travel"]


def test_differences_have_their_sign() -> None:
    assert [signed(n) for n in (5, 0, -5)] == ["+5", "0", "−5"]
    assert change_words({}) != ""
