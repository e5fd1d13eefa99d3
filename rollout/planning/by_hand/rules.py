"""Which dates suit a cohort, one a month: what is proposed when a lead plans by hand. Pure."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

OTHER_WEEKDAY_COST = 40
SKIPPED_MONTH_COST = 1000
MISSING_COST = 2
IDEAL_GAP_DAYS = 30

# By the last date that it has, or none: a chain of dates, one or none a month, and what it costs.
Chains = dict[dt.date | None, tuple[int, list[dt.date | None]]]


@dataclass(frozen=True)
class Closed:
    """A day on which a cohort can't meet, and why."""

    day: dt.date
    why: str


@dataclass(frozen=True)
class MonthDate:
    """A month's workshop. `day` is None where the month has no open day that keeps the gap; the
    rest says why it isn't the day that was wished for, `preferred`, or what that day costs:
    `missing` superusers have a school that is closed."""

    month: dt.date
    day: dt.date | None
    preferred: dt.date
    stepped_round: tuple[Closed, ...] = ()
    kept_gap: bool = False
    other_weekday: bool = False
    missing: int = 0


@dataclass
class YearWish:
    """What the lead asks for, for one cohort: `weekday` Monday 0, `week` of the month 1–4, months
    as first days.

    `taken` days are others' (the facilitator's), `existing` the cohort's own workshops, which the
    gap holds towards too.
    """

    months: Sequence[dt.date]
    weekday: int
    week: int
    gap_days: int
    closed: Mapping[dt.date, str]
    missing_on: Mapping[dt.date, int] = field(default_factory=dict)
    taken: frozenset[dt.date] = frozenset()
    existing: frozenset[dt.date] = frozenset()


def nth_weekday(month: dt.date, weekday: int, week: int) -> dt.date:
    """The week-th such weekday of a month."""
    first = month + dt.timedelta(days=(weekday - month.weekday()) % 7)
    return first + dt.timedelta(weeks=week - 1)


def days_of(month: dt.date) -> list[dt.date]:
    """The month's days from Monday to Friday."""
    days = [month + dt.timedelta(days=n) for n in range(31)]
    return [day for day in days if day.month == month.month and day.weekday() < 5]


def day_cost(day: dt.date, preferred: dt.date, wish: YearWish) -> int:
    """How far a day is from what was wished for."""
    weekday = 0 if day.weekday() == wish.weekday else OTHER_WEEKDAY_COST
    away = abs((day - preferred).days)
    return weekday + away + MISSING_COST * wish.missing_on.get(day, 0)


def is_open(day: dt.date, wish: YearWish) -> bool:
    """Whether the cohort can meet on a day, as far as the calendar and its own plan go."""
    near = any(abs((day - other).days) < wish.gap_days for other in wish.existing)
    return day not in wish.closed and day not in wish.taken and not near


def gap_cost(last: dt.date | None, day: dt.date) -> int:
    """Whole weeks that a gap is off from a month, so that the year stays even."""
    return abs((day - last).days - IDEAL_GAP_DAYS) // 7 if last else 0


def dates_of_year(wish: YearWish) -> list[MonthDate]:
    """One date a month, at least the gap apart, as near to the wish as closed days let it be.

    The cheapest chain over all months: each month keeps, for every open day and for having none,
    the cheapest chain to it. A skipped month keeps the last date, so the gap holds across it.
    """
    chains: Chains = {None: (0, [])}
    for month in wish.months:
        preferred = nth_weekday(month, wish.weekday, wish.week)
        open_days = [day for day in days_of(month) if is_open(day, wish)]
        onward: Chains = {}
        for last, (cost, chain) in chains.items():
            note_cheapest(onward, last, cost + SKIPPED_MONTH_COST, [*chain, None])
            for day in open_days:
                if last is None or (day - last).days >= wish.gap_days:
                    step = day_cost(day, preferred, wish) + gap_cost(last, day)
                    note_cheapest(onward, day, cost + step, [*chain, day])
        chains = onward
    _cost, chain = min(chains.values(), key=itemgetter(0))
    return [explain(month, day, wish) for month, day in zip(wish.months, chain, strict=True)]


def note_cheapest(
    chains: Chains, last: dt.date | None, cost: int, chain: list[dt.date | None]
) -> None:
    """Remember a chain to a last date where it is the cheapest so far."""
    if last not in chains or cost < chains[last][0]:
        chains[last] = (cost, chain)


def explain(month: dt.date, day: dt.date | None, wish: YearWish) -> MonthDate:
    """Why this date: closed days nearer to the wish that it stepped round, or the gap."""
    preferred = nth_weekday(month, wish.weekday, wish.week)
    if day is None:
        shut = [Closed(d, wish.closed[d]) for d in days_of(month) if d in wish.closed]
        return MonthDate(month, None, preferred, tuple(shut[:1]))
    nearer = [
        d
        for d in days_of(month)
        if d.weekday() == wish.weekday and abs((d - preferred).days) < abs((day - preferred).days)
    ]
    if day.weekday() != wish.weekday:
        nearer = [d for d in days_of(month) if d.weekday() == wish.weekday]
    steps = tuple(Closed(d, wish.closed[d]) for d in nearer if d in wish.closed)
    return MonthDate(
        month,
        day,
        preferred,
        steps,
        kept_gap=bool(nearer) and not steps,
        other_weekday=day.weekday() != wish.weekday,
        missing=wish.missing_on.get(day, 0),
    )


def gap_too_short(
    days: Iterable[dt.date], there: Iterable[dt.date], least: int
) -> tuple[dt.date, dt.date] | None:
    """The first two dates with fewer days between them than the least, where one of them is new:
    dates moved by hand keep the gap too, towards each other and towards workshops `there`."""
    new = set(days)
    for before, after in itertools.pairwise(sorted([*days, *there])):
        if new & {before, after} and (after - before).days < least:
            return before, after
    return None
