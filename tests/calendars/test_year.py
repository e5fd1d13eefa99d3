"""The school year by week."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rollout.calendars.models import ClosedPeriod
from rollout.calendars.year import Mark, marks_of, year_months
from rollout.organisation.models import School


@given(st.integers(2000, 2099))
def test_every_weekday_of_the_year_is_there_once_in_its_week(year: int) -> None:
    start = dt.date(year, 8, 1)
    shown = [
        (day.day, week.number)
        for month in year_months(start, {})
        for week in month.weeks
        for day in week.days
        if day.day
    ]
    last = dt.date(year + 1, 7, 31)
    every = [start + dt.timedelta(days=n) for n in range((last - start).days + 1)]
    assert [day for day, _week in shown] == [day for day in every if day.weekday() < 5]
    assert all(day.isocalendar().week == week for day, week in shown)


def test_new_year_has_week_53_or_52_and_then_1() -> None:
    def weeks(year: int) -> list[int]:
        months = year_months(dt.date(year, 8, 1), {})
        return [w.number for w in months[4].weeks + months[5].weeks]

    assert weeks(2026)[3:7] == [52, 53, 53, 1]
    assert weeks(2027)[3:7] == [51, 52, 1, 2]


def period(kind: str, name: str, day: dt.date, school: School | None = None) -> ClosedPeriod:
    return ClosedPeriod(kind=kind, name=name, starts_on=day, ends_on=day, school=school)


def test_a_day_is_marked_by_what_closes_most() -> None:
    first, second = School(pk=1, name="Nord"), School(pk=2, name="Sør")
    a, b, c = (dt.date(2026, 12, n) for n in (1, 2, 25))
    periods = [
        period("planning", "Vår dag", a, first),
        period("exam", "Deres dag", a, second),
        period("break", "Ferie", b),
        period("planning", "Vår dag", b, first),
        period("break", "Ferie", c),
    ]
    everyone = marks_of(periods, {c: "Første juledag"}, None)
    assert everyone[a] == Mark("some", "Nord: Vår dag. Sør: Deres dag")
    assert everyone[b] == Mark("break", "Ferie")
    assert everyone[c] == Mark("holiday", "Første juledag")
    own = marks_of([p for p in periods if p.school in (None, first)], {}, 1)
    assert own[a] == Mark("planning", "Vår dag", own=True)


def test_marks_have_letters_that_differ() -> None:
    from django.utils.translation import override

    from rollout.calendars.year import LABELS

    for language in ("nb", "en"):
        with override(language):
            letters = [Mark(kind, "").letter for kind in LABELS]
            assert len(set(letters)) == len(letters), letters
