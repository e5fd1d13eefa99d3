"""A repeated event's days, worked out day by day between two days: however a rule is written, that
takes no longer than there are days. Pure.

A library that looks for a rule's next day looks to the year 9999 where there is none.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

WEEKDAYS = {name: n for n, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Rule:
    """A rule's parts. `weekdays` has (0, n) for every one of a weekday, (2, n) for the second."""

    frequency: str
    start: dt.date
    step: int = 1
    week_start: int = 0
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """A ValueError for a rule that is none, or that no calendar has a day for."""
        in_range = (
            self.frequency in FREQUENCIES
            and self.step >= 1
            and all(1 <= month <= 12 for month in self.months)
            and all(1 <= abs(day) <= 31 for day in self.month_days)
            and all(abs(nth) <= 53 for nth, _weekday in self.weekdays)
            and all(1 <= abs(position) <= 366 for position in self.positions)
        )
        if not in_range or not self.has_a_day:
            raise ValueError("no such rule")

    @property
    def has_a_day(self) -> bool:
        """Whether any month has one of the days: 30 February is in none."""
        months = self.months_asked or range(1, 13)
        days = self.days_asked
        return not days or any(abs(d) <= LONGEST_MONTH[m - 1] for d in days for m in months)

    @cached_property
    def months_asked(self) -> frozenset[int]:
        """The months; a yearly rule that names no day is in its start's own."""
        if self.frequency == "YEARLY" and not (self.months or self.month_days or self.weekdays):
            return frozenset({self.start.month})
        return self.months

    @cached_property
    def days_asked(self) -> frozenset[int]:
        """The days of the month; a rule that names no day is on its start's own."""
        names_day = self.month_days or self.weekdays
        if self.frequency in ("MONTHLY", "YEARLY") and not names_day:
            return frozenset({self.start.day})
        return self.month_days

    def period(self, day: dt.date) -> int:
        """The number of the day, week, month or year that a day is in."""
        if self.frequency == "YEARLY":
            return day.year
        if self.frequency == "MONTHLY":
            return day.year * 12 + day.month
        if self.frequency == "WEEKLY":
            return (day.toordinal() - 1 - self.week_start) // 7
        return day.toordinal()

    def has(self, day: dt.date) -> bool:
        """Whether a day is one of the rule's, positions aside."""
        if (self.period(day) - self.period(self.start)) % self.step:
            return False
        if self.months_asked and day.month not in self.months_asked:
            return False
        if self.days_asked and not self.days_asked & {day.day, day.day - days_in(day) - 1}:
            return False
        if self.weekdays:
            return any(self.is_weekday(day, *asked) for asked in self.weekdays)
        return self.frequency != "WEEKLY" or day.weekday() == self.start.weekday()

    def is_weekday(self, day: dt.date, nth: int, weekday: int) -> bool:
        """Whether a day is a weekday, or the nth of them in its month or year."""
        if day.weekday() != weekday or not nth or self.frequency in ("DAILY", "WEEKLY"):
            return day.weekday() == weekday
        if self.frequency == "YEARLY" and not self.months:
            number = day.timetuple().tm_yday
            length = 365 + calendar.isleap(day.year)
        else:
            number, length = day.day, days_in(day)
        from_end = (length - number) // 7 + 1
        return nth in ((number - 1) // 7 + 1, -from_end)

    def days(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The rule's days from its start, none before the first or after the last."""
        begin = self.beginning_of(max(first, self.start)) if self.positions else first
        begin = max(begin, self.start) if not self.positions else begin
        found = (day for day in span(begin, self.end_of(last)) if self.has(day))
        for _period, group in groupby(found, self.period):
            days = list(group)
            for day in self.placed(days) if self.positions else days:
                if max(first, self.start) <= day <= last:
                    yield day

    def placed(self, days: list[dt.date]) -> list[dt.date]:
        """Those of a period's days that the positions ask for."""
        wanted = {p - 1 if p > 0 else len(days) + p for p in self.positions}
        return [day for n, day in enumerate(days) if n in wanted]

    def beginning_of(self, day: dt.date) -> dt.date:
        """The first day of a day's month or year, whose positions count from there."""
        if self.frequency == "WEEKLY":
            return day - dt.timedelta(days=(day.weekday() - self.week_start) % 7)
        if self.frequency == "DAILY":
            return day
        return day.replace(day=1) if self.frequency == "MONTHLY" else day.replace(month=1, day=1)

    def end_of(self, day: dt.date) -> dt.date:
        """The last day of the period that a day is in, where positions count from the end."""
        if not self.positions or self.frequency == "DAILY":
            return day
        if self.frequency == "WEEKLY":
            return self.beginning_of(day) + dt.timedelta(days=6)
        month = day.month if self.frequency == "MONTHLY" else 12
        return day.replace(month=month, day=calendar.monthrange(day.year, month)[1])


def days_in(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def span(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return map(dt.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def numbers(words: Iterable[str]) -> frozenset[int]:
    """Whole numbers as a rule lists them."""
    return frozenset(int(word) for word in words)


def weekday(word: str) -> tuple[int, int]:
    """-1SU: the last Sunday; SU: every one. A ValueError for what is no weekday."""
    name = word[-2:].upper()
    if name not in WEEKDAYS:
        raise ValueError(word)
    return int(word[:-2] or 0), WEEKDAYS[name]
