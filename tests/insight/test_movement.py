"""Each week is as its last day was: the movement says what the figures of that day would."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.insight.movement import Week, Weeks, joined, movement
from rollout.library.models import ModuleCompletion
from rollout.organisation.models import Employment
from rollout.planning.models import Participation
from rollout.planning.roster import Spell
from tests import factories as make
from tests.personas import World

FIRST = dt.date(2026, 8, 19)
DAY = dt.timedelta(days=1)
days = st.integers(-10, 60).map(lambda n: FIRST + n * DAY)
spans = st.tuples(days, st.none() | days).filter(lambda s: s[1] is None or s[0] <= s[1])
spells = st.lists(
    st.builds(lambda s, p, span: Spell(s, p, *span), st.integers(1, 2), st.integers(1, 3), spans),
    max_size=8,
)
dates_of_kits = st.dictionaries(st.integers(1, 3), days, max_size=3)
everything = st.tuples(
    st.integers(0, 50),
    spells,
    st.dictionaries(st.integers(1, 2), dates_of_kits, max_size=2),
    st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 3)), days, max_size=9),
)


def begun(given: tuple) -> tuple:
    """What had begun by the last day, as the rows behind figures have."""
    length, spells, due, since = given
    day = FIRST + length * DAY
    kits = {
        school: {kit: on for kit, on in own.items() if on <= day} for school, own in due.items()
    }
    reached = {pair: on for pair, on in since.items() if on <= day}
    return Weeks(FIRST, day), [s for s in spells if s.first <= day], kits, reached


def pairs(
    day: dt.date, spells: list[Spell], due: dict[int, dict[int, dt.date]], schools: set[int]
) -> dict[int, set[tuple[int, int]]]:
    """By school, the persons and kits that are wanted on a day."""
    return {
        school: {
            (spell.person, kit)
            for spell in spells
            for kit, on in due.get(school, {}).items()
            if spell.school == school and spell.covers(day) and on <= day
        }
        for school in schools
    }


@given(everything)
def test_each_week_is_what_a_plain_count_of_its_last_day_gives(given: tuple) -> None:
    weeks, spells, due, since = begun(given)
    moved = movement(weeks, spells, due, since)
    for place, day in enumerate(weeks.ends):
        wanted = pairs(day, spells, due, set(moved.schools))
        came = {pair for pair, on in since.items() if on <= day}
        for school, told in moved.schools.items():
            assert counts(told[place]) == (len(wanted[school]), len(wanted[school] & came))
        everywhere = set().union(*wanted.values())
        assert counts(moved.owner[place]) == (len(everywhere), len(everywhere & came))


def counts(week: Week) -> tuple[int, int]:
    return week.wanted, week.reached


@given(everything)
def test_nothing_is_gained_but_what_came_to_be_reached(given: tuple) -> None:
    weeks, spells, due, since = begun(given)
    moved = movement(weeks, spells, due, since)
    for told in (*moved.schools.values(), moved.owner):
        assert all(week.gained >= 0 for week in told)
        assert sum(week.gained for week in told) <= len(since) * max(1, len(spells))


@given(st.lists(spans, min_size=1, max_size=5))
def test_joined_days_are_the_same_days_each_once(spans: list) -> None:
    together = joined(spans)
    for day in (FIRST + n * DAY for n in range(-12, 65)):
        covers = [f <= day and (last is None or day <= last) for f, last in together]
        assert sum(covers) == any(f <= day and (last is None or day <= last) for f, last in spans)


def test_weeks_end_on_sundays_and_the_last_on_the_day() -> None:
    ends = Weeks(FIRST, dt.date(2026, 9, 1)).ends
    assert ends == [dt.date(2026, 8, 23), dt.date(2026, 8, 30), dt.date(2026, 9, 1)]
    assert Weeks(FIRST, FIRST).ends == [FIRST]


def test_a_newcomer_who_was_reached_before_is_no_gain(world: World) -> None:
    moved = programme_figures(world.programme, today())
    before = sum(week.gained for week in moved.schools[world.north.pk].weeks)
    late = make.employee(world.north)
    late.employments.update(starts_on=today() - DAY)
    ModuleCompletion.objects.create(person=late, kit=world.kit, completed_on=today() - 9 * DAY)
    unit = programme_figures(world.programme, today()).schools[world.north.pk]
    assert unit.weeks[-1].reached == moved.schools[world.north.pk].weeks[-1].reached + 1
    assert sum(week.gained for week in unit.weeks) == before


def test_the_weeks_are_what_the_figures_of_their_days_say(world: World) -> None:
    """With people who come, leave and work at two schools, and a school that joins late."""
    world.teachers[0].employments.update(ends_on=today() - 9 * DAY)
    make.employ(world.teachers[1], world.south)
    Employment.objects.filter(person=world.teachers[2]).update(starts_on=today() - 16 * DAY)
    Participation.objects.filter(school=world.south).update(starts_on=today() - 20 * DAY)
    ModuleCompletion.objects.create(
        person=world.teachers[3], kit=world.kit, completed_on=today() - 3 * DAY
    )
    now = programme_figures(world.programme, today())
    assert len(now.owner.weeks) > 5
    for place, week in enumerate(now.owner.weeks):
        then = programme_figures(world.programme, week.ends_on)
        assert then.owner.coverage == week.coverage
        for pk, unit in then.schools.items():
            assert unit.coverage == now.schools[pk].weeks[place].coverage
