"""Pure rules of planning: which dates suit a cohort, and which kit comes when."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

OTHER_WEEKDAY_COST = 40
SKIPPED_MONTH_COST = 1000
MISSING_COST = 2
IDEAL_GAP_DAYS = 30


@dataclass(frozen=True)
class Closed:
    """A day on which a cohort can't meet, and why."""

    day: dt.date
    why: str


@dataclass(frozen=True)
class Proposal:
    """A month's workshop. `day` is None where the month has no open day that keeps the gap."""

    month: dt.date
    day: dt.date | None
    preferred: dt.date
    stepped_round: tuple[Closed, ...] = ()
    kept_gap: bool = False
    other_weekday: bool = False
    missing: int = 0


@dataclass
class YearWish:
    """What the lead asks for: `weekday` Monday 0, `week` of the month 1–4, months as first days.

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


def propose_year(wish: YearWish) -> list[Proposal]:
    """One date a month, at least the gap apart, as near to the wish as closed days let it be.

    The cheapest chain over all months: each month keeps, for every open day and for having none,
    the cheapest way there. A skipped month keeps the last date, so the gap holds across it.
    """
    ways: dict[dt.date | None, tuple[int, list[dt.date | None]]] = {None: (0, [])}
    for month in wish.months:
        preferred = nth_weekday(month, wish.weekday, wish.week)
        open_days = [day for day in days_of(month) if is_open(day, wish)]
        onward: dict[dt.date | None, tuple[int, list[dt.date | None]]] = {}
        for last, (cost, chain) in ways.items():
            keep(onward, last, cost + SKIPPED_MONTH_COST, [*chain, None])
            for day in open_days:
                if last is None or (day - last).days >= wish.gap_days:
                    step = day_cost(day, preferred, wish) + gap_cost(last, day)
                    keep(onward, day, cost + step, [*chain, day])
        ways = onward
    chain = min(ways.values(), key=lambda way: way[0])[1]
    return [explain(month, day, wish) for month, day in zip(wish.months, chain, strict=True)]


def keep(
    ways: dict[dt.date | None, tuple[int, list[dt.date | None]]],
    last: dt.date | None,
    cost: int,
    chain: list[dt.date | None],
) -> None:
    """Remember a way to a date where it is the cheapest so far."""
    if last not in ways or cost < ways[last][0]:
        ways[last] = (cost, chain)


def explain(month: dt.date, day: dt.date | None, wish: YearWish) -> Proposal:
    """Why this date: closed days nearer to the wish that it stepped round, or the gap."""
    preferred = nth_weekday(month, wish.weekday, wish.week)
    if day is None:
        shut = [Closed(d, wish.closed[d]) for d in days_of(month) if d in wish.closed]
        return Proposal(month, None, preferred, tuple(shut[:1]))
    nearer = [
        d
        for d in days_of(month)
        if d.weekday() == wish.weekday and abs((d - preferred).days) < abs((day - preferred).days)
    ]
    if day.weekday() != wish.weekday:
        nearer = [d for d in days_of(month) if d.weekday() == wish.weekday]
    steps = tuple(Closed(d, wish.closed[d]) for d in nearer if d in wish.closed)
    return Proposal(
        month,
        day,
        preferred,
        steps,
        kept_gap=bool(nearer) and not steps,
        other_weekday=day.weekday() != wish.weekday,
        missing=wish.missing_on.get(day, 0),
    )


@dataclass(frozen=True)
class Turn:
    """A cohort's workshop, by its id and day, and the kit that it is about, by the place of that in
    the programme's order; None where it has none. `waits` where it is to get one."""

    workshop: int
    cohort: int
    day: dt.date
    place: int | None = None
    waits: bool = False


def kits_in_turn(turns: Iterable[Turn], count: int) -> dict[int, int]:
    """By workshop, the place in the order of the kit that each that waits gets; those that all
    kits have gone before get none.

    A cohort goes on after the kit that it had last, and one that has had none where the others
    were when the month began. At the end of the order come those kits that nobody has had.
    """
    in_order = sorted(turns, key=lambda turn: (turn.day, turn.workshop))
    has: dict[int, set[int]] = {}
    for turn in in_order:
        if turn.place is not None:
            has.setdefault(turn.cohort, set()).add(turn.place)
    never = set(range(count)).difference(*has.values())
    reached: dict[int, int] = {}
    got: dict[int, int] = {}
    for _month, same in itertools.groupby(in_order, key=lambda turn: turn.day.replace(day=1)):
        furthest = max(reached.values(), default=-1)
        for turn in same:
            own = has.setdefault(turn.cohort, set())
            last = reached.setdefault(turn.cohort, furthest)
            place = turn.place
            if turn.waits:
                left = [n for n in range(last + 1, count) if n not in own]
                left = left or sorted(never - own)
                place = left[0] if left else None
                if place is not None:
                    got[turn.workshop] = place
                    own.add(place)
            if place is not None:
                reached[turn.cohort] = max(last, place)
    return got
