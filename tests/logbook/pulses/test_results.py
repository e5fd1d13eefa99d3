"""What a closed pulse shows, and what nobody can work out from it."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import today
from rollout.logbook.actions import cancel_session
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.actions import open_due_pulses
from rollout.logbook.pulses.models import Pulse, PulseAnswered, PulseCount, PulseText
from rollout.logbook.pulses.queries import told_by
from rollout.logbook.pulses.rules import (
    Asked,
    is_low,
    mean,
    mean_mastery,
    shown_of_one,
    shown_of_schools,
    shown_texts,
    used_of,
)
from tests import factories as make
from tests.competence.attacks import names_somebody
from tests.logbook.pulses.scene import (
    close,
    colleagues,
    counted,
    open_survey,
    pulse_after,
    say,
    say_mastery,
    session_with,
)
from tests.personas import World

MIXED = [1, 2, 2, 3, 5]


def mastery(world: World, day: dt.date, kind: str = "session") -> dict[int, tuple[float, int]]:
    """By kit, the mean that figures tell of, and its answers."""
    return mean_mastery(row for row in told_by(world.programme, day) if row.kind == kind)


def closed_pulse(world: World, values: list[int], session: TrainingSession | None = None) -> Pulse:
    people = colleagues(world, len(values))
    pulse = pulse_after(session or session_with(world, people))
    say_mastery(pulse, people, values)
    return close(pulse)


def test_five_who_differ_are_shown(world: World) -> None:
    pulse = closed_pulse(world, MIXED)
    north = world.north.pk
    assert counted(pulse) == {(north, 1): 1, (north, 2): 2, (north, 3): 1, (north, 5): 1}
    assert mastery(world, today()) == {world.kit.pk: (2.6, 5)}


@pytest.mark.parametrize("values", [[3, 3, 3, 3, 3], [3, 3, 3, 3, 5]])
def test_those_who_answer_alike_are_hidden_and_their_counters_gone(
    world: World, values: list[int]
) -> None:
    pulse = closed_pulse(world, values)
    assert not PulseCount.objects.filter(pulse=pulse).exists()
    assert mastery(world, today()) == {}


def test_four_answers_are_hidden(world: World) -> None:
    people = colleagues(world, 8)
    pulse = pulse_after(session_with(world, people))
    say_mastery(pulse, people[:4], [1, 2, 3, 4])
    close(pulse)
    assert counted(pulse) == {}


def test_nothing_is_in_the_figures_before_it_closes_or_on_an_earlier_day(world: World) -> None:
    people = colleagues(world, 5)
    pulse = pulse_after(session_with(world, people))
    say_mastery(pulse, people, MIXED)
    assert mastery(world, today()) == {}
    close(pulse)
    assert mastery(world, today() - dt.timedelta(days=1)) == {}
    assert mastery(world, today()) != {}


def test_a_session_that_is_taken_back_later_counts_nowhere(world: World) -> None:
    session = session_with(world, people := colleagues(world, 5))
    pulse = pulse_after(session)
    say_mastery(pulse, people, MIXED)
    close(pulse)
    cancel_session(session=session, revision=0)
    assert mastery(world, today()) == {}


def test_a_hidden_pulse_is_in_no_sum(world: World) -> None:
    """Else the sum less what is shown by itself would be what is hidden."""
    closed_pulse(world, MIXED)
    before = mastery(world, today())
    closed_pulse(world, [5, 5, 5, 5, 5])
    assert mastery(world, today()) == before
    closed_pulse(world, [4, 5, 4, 5, 4])
    assert mastery(world, today()) == {world.kit.pk: (3.5, 10)}


def test_copies_count_as_their_root_and_workshops_apart(world: World) -> None:
    copy = make.kit(world.owner, "Vår egen", origin=world.kit, school=world.north)
    people = colleagues(world, 5)
    pulse = pulse_after(make.session(world.programme, world.north, copy, people=people))
    say_mastery(pulse, people, MIXED)
    close(pulse)
    assert set(mastery(world, today())) == {world.kit.pk}
    assert mastery(world, today(), "workshop") == {}


def test_use_is_counted_where_it_is_shown(world: World) -> None:
    people = colleagues(world, 6)
    session = session_with(world, people, day=today() - dt.timedelta(days=56))
    open_due_pulses(day=today())
    pulse = session.pulses.get(kind="use_8")
    for person, value in zip(people, [1, 1, 1, 2, 3, 6], strict=True):
        say(pulse, person, use=value)
    close(pulse)
    assert used_of(told_by(world.programme, today())) == (3, 6)
    assert used_of(told_by(world.programme, today()), "use_3") == (0, 0)


def test_who_has_answered_is_written_when_it_closes_in_the_order_of_persons(world: World) -> None:
    people = colleagues(world, 6)
    pulse = pulse_after(session_with(world, people))
    answering = [people[4], people[0], people[2]]
    say_mastery(pulse, answering, [1, 2, 3])
    assert not PulseAnswered.objects.exists()
    assert pulse.marks.count() == 6
    close(pulse)
    rows = PulseAnswered.objects.order_by("pk").values_list("person", flat=True)
    assert list(rows) == sorted(p.pk for p in answering)
    assert not pulse.marks.exists()


def test_closing_again_changes_nothing(world: World) -> None:
    pulse = closed_pulse(world, MIXED)
    before = (counted(pulse), PulseAnswered.objects.count(), pulse.closed_at)
    again = close(pulse, seed=2)
    assert (counted(again), PulseAnswered.objects.count(), again.closed_at) == before


def test_a_survey_has_a_total_with_the_hidden_schools_in_it(world: World) -> None:
    schools = [world.north, world.south, *(make.school(world.owner) for _ in range(3))]
    for school in schools[2:]:
        world.programme.participations.create(school=school, starts_on=world.programme.starts_on)
    people = {school.pk: [make.employee(school) for _ in range(8)] for school in schools}
    small = people[world.south.pk][:2]
    survey = open_survey(world)
    for school, staff in people.items():
        for number, person in enumerate(small if school == world.south.pk else staff):
            say(survey, person, own_1=number % 5 + 1)
    close(survey)
    shown = counted(survey, "own_1")
    total = {value: n for (school, value), n in shown.items() if school is None}
    assert sum(total.values()) == 8 * 4 + 2
    told = {school for school, _value in shown if school is not None}
    assert world.south.pk not in told
    assert told
    assert len(set(people) - told) > 1


def test_few_texts_are_deleted(world: World) -> None:
    survey = open_survey(world, [Asked("own_1", "text", "Hva hindrer deg?")])
    for person in [*world.teachers, world.people["superuser"]][:4]:
        say(survey, person, own_1="Tid")
    close(survey)
    assert PulseText.objects.get().texts == []


def test_five_texts_are_kept_in_order() -> None:
    assert shown_texts(["d", "b", "a", "c"]) == []
    assert shown_texts(["d", "b", "a", "c", "b"]) == ["a", "b", "b", "c", "d"]


def test_a_low_mean_is_one_of_five_or_more_below_three() -> None:
    assert is_low({1: 3, 2: 2, 5: 1})
    assert not is_low({1: 3})
    assert not is_low({3: 5})
    assert mean({}) is None


SMALL_SCHOOL = st.dictionaries(st.integers(1, 5), st.integers(0, 8), max_size=5)


@given(st.lists(SMALL_SCHOOL, min_size=1, max_size=8), st.integers(0, 999))
def test_no_sum_or_difference_of_what_is_shown_names_somebody(
    schools: list[dict[int, int]], seed: int
) -> None:
    """Of a survey: each school that is shown, the total, and what is left of it."""
    by_school = dict(enumerate(schools))
    shown, total_is_shown = shown_of_schools(by_school, Random(seed))  # noqa: S311
    groups = [Counter(by_school[school]) for school in shown]
    if total_is_shown:
        total = sum((Counter(counts) for counts in schools), Counter())
        groups += [total, total - sum(groups, Counter())]
    for group in groups:
        if +group:
            assert group.total() >= 5
            assert not names_somebody(+group, None)


@given(st.lists(st.tuples(SMALL_SCHOOL, st.integers(0, 9)), min_size=1, max_size=12))
def test_no_history_of_sums_names_somebody(pulses: list[tuple[dict[int, int], int]]) -> None:
    """Pulses on one kit close on days of their own, and anybody may note the sum of each day: the
    difference of any two days is a sum of groups that are each safe."""
    days = sorted({day for _counts, day in pulses})
    sums = {
        day: sum((Counter(c) for c, d in pulses if d <= day and shown_of_one(c)), Counter())
        for day in days
    }
    for later in days:
        for earlier in [None, *(d for d in days if d < later)]:
            difference = sums[later] - (sums[earlier] if earlier is not None else Counter())
            if +difference:
                assert difference.total() >= 5
                assert not names_somebody(+difference, None)


def test_a_school_of_six_is_masked_where_one_stands_out(world: World) -> None:
    assert counted(closed_pulse(world, [4, 4, 4, 4, 4, 1])) == {}
    assert counted(closed_pulse(world, [4, 4, 4, 4, 2, 1])) != {}
