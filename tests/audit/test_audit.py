"""What is shown of a round or a survey, all of it together, narrows no hidden count."""

from collections import Counter
from random import Random

import pytest
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.competence.models import Round
from rollout.competence.suppression import Answers, Decision, decide, is_open
from rollout.logbook.pulses.models import Pulse
from rollout.logbook.pulses.queries import asked_people
from rollout.planning.models import Programme
from tests.audit.auditor import audit
from tests.audit.owners import audit_owners, narrowed
from tests.audit.pictures import Picture, of_pulse, of_result
from tests.competence.attacks import random_setup
from tests.demo.conftest import the_demo


def picture(
    groups: dict[int, dict[int, int]], hidden: set[int], target: int | None = None
) -> Picture:
    """All schools but the hidden ones beside their total, to somebody who knows who answered."""
    answered = {school: sum(counts.values()) for school, counts in groups.items()}
    total: Counter[int] = Counter()
    for counts in groups.values():
        total.update(counts)
    shown = [(frozenset([s]), groups[s]) for s in groups if s not in hidden]
    sums = [*shown, (frozenset(groups), total)]
    return Picture("levels", (1, 2, 3), answered, sums, answered, target)


# Twenty of which all say 2 are hidden with three, who are too few to be taken for any of them.
ALIKE_BESIDE_THREE = {1: {2: 20}, 2: {1: 1, 2: 1, 3: 1}, 3: {1: 9, 2: 9}, 4: {1: 9, 2: 6, 3: 3}}


def test_what_a_tiny_school_was_hidden_with_was_told_by_the_rest() -> None:
    """Hidden in a sum of 23 of which 21 say 2: at least 18 of the twenty do, so they are alike."""
    found = audit([picture(ALIKE_BESIDE_THREE, {1, 2})])
    assert (1, (2,), 18, 20) in [(f.school, f.values, f.least, f.most) for f in found]
    assert not is_open([ALIKE_BESIDE_THREE[1], ALIKE_BESIDE_THREE[2]])


@pytest.mark.parametrize("chance", range(20))
def test_now_more_is_hidden_until_nothing_is_told(chance: int) -> None:
    decision = decide([Answers(ALIKE_BESIDE_THREE)], Random(chance))  # noqa: S311
    assert {1, 2} < decision.hidden
    if decision.totals_are_shown:
        assert not audit([picture(ALIKE_BESIDE_THREE, set(decision.hidden))])


def test_a_total_is_hidden_where_hiding_every_school_is_not_enough() -> None:
    """A total of two schools in which two of the many differ tells that the rest are alike."""
    groups = {1: {2: 20}, 2: {1: 1, 2: 2, 3: 1}}
    decision = decide([Answers(groups)], Random(1))  # noqa: S311
    assert decision == Decision(frozenset({1, 2}), totals_are_shown=False)
    assert audit([picture(groups, {1, 2})])


def test_what_is_one_schools_is_not_shown_as_a_total() -> None:
    """Where only a hidden school was asked something, the total of it would be that school's."""
    both = Answers({1: {2: 12}, 2: {1: 8, 3: 8}})
    one = Answers({1: {1: 6, 2: 6}, 2: {}})
    decision = decide([both, one], Random(1))  # noqa: S311
    assert decision == Decision(frozenset({1, 2}), totals_are_shown=False)


def test_those_at_the_target_are_audited_together() -> None:
    groups = {1: {2: 10, 3: 10}, 2: {1: 2, 2: 2, 3: 1}}
    found = audit([picture(groups, {1, 2}, target=2)])
    assert {f.values for f in found} == {(2, 3)}
    assert is_open(list(groups.values()))
    assert not Answers(groups, target=2).leaves_it_open(list(groups.values()))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_no_small_owner_is_told_of(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    assert narrowed(random_setup(random), random) == []


def test_the_audit_finds_what_only_the_unsafe_are_hidden_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rollout.competence.suppression.is_open", lambda groups: True)
    assert audit_owners(25).leaking > 3


def test_the_demo_tells_of_nobody(db: None) -> None:
    """To the lead, who sees all that others see. The demo's rounds are each audited alone: nobody's
    answer in one is bound to their answer in another."""
    programme: Programme = the_demo()
    levels = list(programme.framework.levels.values_list("rank", flat=True))
    rounds = Round.objects.filter(owner=programme.owner, closed_on__isnull=False)
    pictures = [
        each
        for round_ in rounds.select_related("target_level")
        for each in of_result(
            round_.result, levels, round_.target_level.rank if round_.target_level else None
        )
    ]
    assert any(each.sums for each in pictures)
    for pulse in Pulse.objects.filter(kind=Pulse.Kind.SURVEY, closed_at__isnull=False):
        if pulse.is_by_school:
            pictures += of_pulse(pulse, Counter(asked_people(pulse).values()))
    assert audit(pictures) == []
    shown = Pulse.objects.annotate(n=Count("counts")).filter(closed_at__isnull=False, n__gt=0)
    assert shown.exists()
