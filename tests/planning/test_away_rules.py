"""Days away: lessons, terms and substitutes, as pure rules; and whom a day away takes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import local, today
from rollout.planning.away.actions import arrange_substitute, undo_substitute
from rollout.planning.away.queries import away
from rollout.planning.away.rules import (
    Absence,
    AwayDay,
    CommonSlot,
    Usual,
    by_month,
    count_terms,
    lesson_minutes,
    next_away,
    term_of,
    term_start,
    usual_of,
)
from rollout.planning.models import SubstituteDay, Workshop
from tests import factories as make
from tests.personas import World
from tests.planning.guests import open_tuesday

TUESDAY = dt.date(2026, 10, 6)
DAY = dt.timedelta(days=1)


def minutes(start: int, end: int, common: CommonSlot | None = None, day: dt.date = TUESDAY) -> int:
    return lesson_minutes(day, dt.time(start), dt.time(end), is_open=True, common=common)


def absence(person: int = 1, minutes: int = 60, *, arranged: bool = False) -> Absence:
    at = dt.datetime.combine(TUESDAY, dt.time(9))
    return Absence(person, "Siri", 1, "A", "", at, at, minutes=minutes, arranged=arranged)


def test_lessons_end_at_three_and_there_are_none_on_a_saturday() -> None:
    assert (minutes(13, 17), minutes(15, 17)) == (120, 0)
    assert minutes(9, 12, day=TUESDAY + 4 * DAY) == 0


def test_only_the_part_within_the_common_time_takes_no_lessons() -> None:
    common = CommonSlot(1, dt.time(11), dt.time(14))
    assert minutes(9, 12, common) == 120
    assert minutes(12, 15, common) == 60
    assert minutes(8, 10, common) == 120
    assert minutes(9, 12, common, day=TUESDAY + DAY) == 180


def test_autumn_begins_in_august() -> None:
    july, august = dt.date(2026, 7, 31), dt.date(2026, 8, 1)
    assert (term_of(july), term_of(august)) == ((2026, 1), (2026, 2))
    assert (term_start(july), term_start(august)) == (dt.date(2026, 1, 1), august)


def test_a_term_counts_those_in_need_once_a_day_and_what_is_missing_from_today_on() -> None:
    past = AwayDay(TUESDAY - 7 * DAY, [absence(1), absence(1), absence(2)])
    now = AwayDay(TUESDAY, [absence(1), absence(2, arranged=True), absence(3, minutes=0)])
    free = AwayDay(TUESDAY + DAY, [absence(1, minutes=0)])
    [term] = count_terms([past, now, free], TUESDAY)
    assert (term.days, term.persons, term.missing) == (2, 4, 1)
    assert term.hours == 5
    assert past.missing == 2


def meets(day: dt.date, cohort: str = "A", hour: int = 9, *, all_away: bool = False) -> AwayDay:
    start = dt.datetime.combine(day, dt.time(hour))
    absence = Absence(1, "Siri", 1, cohort, "Rådhuset", start, start + dt.timedelta(hours=3))
    return AwayDay(day, [absence], all_away=all_away)


def test_what_most_days_share_is_the_usual_and_is_said_of_more_than_one() -> None:
    days = [meets(TUESDAY, all_away=True), meets(TUESDAY + 28 * DAY, all_away=True)]
    assert usual_of(days[:1]) is None
    usual = Usual(dt.time(9), dt.time(12), "A", "Rådhuset", all_away=True)
    assert usual_of(days) == usual
    assert usual_of([*days, meets(TUESDAY + 56 * DAY, "B")]) == usual
    assert usual_of([days[0], meets(TUESDAY + DAY, "B")]) is None
    assert usual_of([AwayDay(TUESDAY), AwayDay(TUESDAY + DAY)]) is None


def test_by_month_a_day_tells_only_what_is_unlike_the_usual() -> None:
    days = [
        meets(TUESDAY),
        meets(TUESDAY + 7 * DAY, "B"),
        meets(TUESDAY + 28 * DAY, all_away=True),
    ]
    (october, first), (november, second) = by_month(days, usual_of(days))
    assert (october, november) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1))
    assert [[differs for _a, differs in row.absences] for row in first] == [[False], [True]]
    assert [row.tells_all_away for row in (*first, *second)] == [False, False, True]
    (_month, rows), _later = by_month(days, None)
    assert [differs for _a, differs in rows[0].absences] == [True]


def test_the_next_day_away_may_be_today_and_has_somebody_away() -> None:
    empty, busy = AwayDay(TUESDAY, staying=["Siri"]), AwayDay(TUESDAY, [absence()])
    later = AwayDay(TUESDAY + DAY, [absence()])
    assert next_away([empty, later], TUESDAY) == later
    assert next_away([busy, later], TUESDAY) == busy


@pytest.fixture
def tuesday(world: World) -> Workshop:
    """The coming workshop, on an open Tuesday from nine to twelve."""
    day = open_tuesday(world.coming.day)
    world.coming.starts_at, world.coming.ends_at = local(day, dt.time(9)), local(day, dt.time(12))
    world.coming.save()
    return world.coming


def days_of(world: World, first: dt.date, last: dt.date) -> list[AwayDay]:
    return away(world.programme, [world.north], first, last)[world.north.pk].days


def arrange(world: World, day: dt.date) -> SubstituteDay:
    return arrange_substitute(
        programme=world.programme,
        school=world.north,
        person=world.people["superuser"].pk,
        day=day,
        first=today(),
        by=None,
    )


def test_a_workshop_without_lessons_needs_no_substitute(world: World, tuesday: Workshop) -> None:
    tuesday.starts_at = local(tuesday.day, dt.time(15))
    tuesday.ends_at = local(tuesday.day, dt.time(17))
    tuesday.save()
    with pytest.raises(ValidationError, match="vikar"):
        arrange(world, tuesday.day)


def test_taking_one_substitute_back_leaves_the_others(world: World, tuesday: Workshop) -> None:
    siri, day = world.people["superuser"], tuesday.day
    arrange(world, day)
    for school, other in ((world.north, day + DAY), (world.south, day)):
        SubstituteDay.objects.create(school=school, person=siri, day=other)
    undo_substitute(school=world.north, person=siri.pk, day=day)
    left = set(SubstituteDay.objects.values_list("school", "day"))
    assert left == {(world.north.pk, day + DAY), (world.south.pk, day)}


@pytest.mark.parametrize("what", ["place", "role"])
def test_who_has_left_before_the_day_isnt_away(world: World, tuesday: Workshop, what: str) -> None:
    role = world.people["superuser"].roles.get()
    ending = role if what == "role" else role.memberships.get()
    ending.ends_on = tuesday.day
    ending.save()
    assert days_of(world, tuesday.day, tuesday.day)
    ending.ends_on = tuesday.day - DAY
    ending.save()
    assert not days_of(world, tuesday.day, tuesday.day)


def test_who_came_was_away_whatever_they_had_answered(world: World) -> None:
    held, siri = world.held, world.people["superuser"]
    held.attendances.filter(person=siri).update(answer="no", attended=True)
    [day] = days_of(world, held.day, held.day)
    assert (day.people, day.staying) == (1, [])
    held.attendances.filter(person=siri).update(answer="yes", attended=False)
    [day] = days_of(world, held.day, held.day)
    assert (day.people, day.staying) == (0, ["Siri Superbruker"])


def test_a_school_with_one_superuser_isnt_all_away(world: World, tuesday: Workshop) -> None:
    assert not days_of(world, tuesday.day, tuesday.day)[0].all_away
    gone = make.superuser(world.north)
    gone.ends_on = tuesday.day - DAY
    gone.save()
    assert not days_of(world, tuesday.day, tuesday.day)[0].all_away


def test_another_owners_closed_days_close_no_school_here(world: World, tuesday: Workshop) -> None:
    ClosedPeriod.objects.create(
        owner=world.people["stranger"].owner, kind="break", name="Fri",
        starts_on=tuesday.day, ends_on=tuesday.day,
    )  # fmt: skip
    assert days_of(world, tuesday.day, tuesday.day)[0].needs_substitute


def test_the_programmes_common_time_comes_before_the_owners(
    world: World, tuesday: Workshop
) -> None:
    for holder, weekday in ((world.owner, 1), (world.programme, 2)):
        holder.common_weekday = weekday
        holder.common_from, holder.common_to = dt.time(8), dt.time(13)
        holder.save()
    world.programme.refresh_from_db()
    assert days_of(world, tuesday.day, tuesday.day)[0].needs_substitute


def test_a_day_that_is_past_gets_no_substitute(world: World) -> None:
    with pytest.raises(ValidationError, match="forbi"):
        arrange(world, today() - 30 * DAY)
