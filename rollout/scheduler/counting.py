"""What counting alone shows: what is needed, and what there is. Instant, exact, no solver."""

from collections import Counter
from collections.abc import Iterator

from rollout.scheduler.demands import Demand, DemandKind
from rollout.scheduler.problem import Mode, Period, Problem


def shortages(problem: Problem) -> tuple[Demand, ...]:
    """The demands that counting shows can't be kept, each with what is needed and available."""
    found = [
        *seat_shortages(problem),
        *workshop_shortages(problem),
        *weekday_shortages(problem),
        *mode_shortages(problem),
    ]
    return tuple(found)


def seat_shortages(problem: Problem) -> Iterator[Demand]:
    """Superusers against seats, every cohort in the largest room that there may be for it."""
    seats = max((venue.seats for venue in problem.venues), default=0)
    if problem.superusers > problem.cohorts * seats:
        available = problem.cohorts * seats
        yield Demand(DemandKind.VENUE_SEATS, needed=problem.superusers, available=available)


def workshop_shortages(problem: Problem) -> Iterator[Demand]:
    """Workshops in a period against its days, rooms and leaders.

    All cohorts meet on some weekday; the least number that seats everyone, on one that schools can.
    """
    wanted = {weekday for school in problem.schools for weekday in school.weekdays}
    seats = max((venue.seats for venue in problem.venues), default=0)
    filled = min(problem.cohorts, -(-problem.superusers // seats)) if seats else problem.cohorts
    for period in problem.periods:
        room = {weekday: workshops_on(problem, period, weekday) for weekday in range(5)}
        on_wanted = sum(room[weekday] for weekday in wanted)
        for needed, available in ((problem.cohorts, sum(room.values())), (filled, on_wanted)):
            if available < needed:
                yield Demand(DemandKind.PERIOD, period.name, (), needed, available)
                break


def workshops_on(problem: Problem, period: Period, weekday: int) -> int:
    """How many workshops a period has room for on a weekday."""
    days = [day for day in problem.days_in(period) if day.weekday() == weekday]
    return sum(
        min(
            sum(day not in venue.closed for venue in problem.venues),
            sum(day not in facilitator.away for facilitator in problem.facilitators),
        )
        for day in days
    )


def weekday_shortages(problem: Problem) -> Iterator[Demand]:
    """Superusers of schools that can on one weekday only, against the seats on it: each of its
    venues has one cohort for each date in the period with the fewest."""
    bound: Counter[int] = Counter()
    for school in problem.schools:
        if len(school.weekdays) == 1:
            bound[next(iter(school.weekdays))] += school.superusers
    seats = max((venue.seats for venue in problem.venues), default=0)
    for weekday, needed in sorted(bound.items()):
        cohorts = min(
            (workshops_on(problem, period, weekday) for period in problem.periods), default=0
        )
        available = min(cohorts, problem.cohorts) * seats
        if needed > available:
            names = tuple(s.id for s in problem.schools if s.weekdays == frozenset([weekday]))
            yield Demand(DemandKind.WEEKDAY_RULE, "", names, needed, available)


def mode_shortages(problem: Problem) -> Iterator[Demand]:
    """Schools that are too small to be split, or larger than any room."""
    largest = max((venue.seats for venue in problem.venues), default=0)
    for school in problem.schools:
        if problem.mode is Mode.SPLIT and school.superusers == 1:
            yield Demand(DemandKind.SPLIT, schools=(school.id,), needed=2, available=1)
        if problem.mode is Mode.TOGETHER and school.superusers > largest:
            needed, available = school.superusers, largest
            yield Demand(DemandKind.TOGETHER, "", (school.id,), needed, available)
