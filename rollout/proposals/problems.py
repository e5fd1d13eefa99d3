"""The product's own data as the planner's problem.

Its ids are a letter and the row's own: s for schools, v for venues, f for facilitators.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from rollout.calendars.availability import (
    away_by_facilitator,
    closed_by_school,
    closed_by_venue,
    weekdays_of,
)
from rollout.calendars.models import StartingPlace, Venue
from rollout.calendars.queries import school_days
from rollout.common.dates import local, month_start, months_between
from rollout.common.places import on_one_map, place_of
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import facilitators, superuser_roles
from rollout.proposals.rules import Wishes, first_possible
from rollout.scheduler import problem as planner
from rollout.scheduler.problem import NO_WEEKDAY

SEATS_WITHOUT_A_NUMBER = 30


def row_id(planner_id: str) -> int | None:
    """The id of the row behind a planner's id; None for a venue or facilitator that is missing."""
    return int(planner_id[1:]) if planner_id[1:].isdecimal() else None


def problem_of(
    programme: Programme, wishes: Wishes, day: dt.date, keep: Collection[dt.date] = ()
) -> planner.Problem:
    """The year that the lead wishes for, with every calendar of a day. No day comes sooner than the
    notice asked for, but those to `keep`. A constant number of queries."""
    first, last = max(wishes.first, day + dt.timedelta(days=1)), wishes.last
    soonest = first_possible(wishes.notice, day)
    schools = superusers_by_school(programme, first)
    venues = list(programme.owner.venues.filter(pk__in=wishes.venues))
    leaders = list(facilitators(programme, day).filter(pk__in=wishes.facilitators))
    places = positions(schools, venues, leaders)
    days = tuple(
        each
        for each in school_days(programme.owner, first, last)
        if programme.starts_on <= each <= programme.ends_on and (each >= soonest or each in keep)
    )
    elsewhere = workshops_elsewhere(programme, first, last)
    superusers = sum(schools.values())
    prices = wishes.prices(superusers)
    return planner.Problem(
        name=programme.name,
        mode=wishes.mode,
        days=days,
        periods=months_as_periods(first, last, days),
        least_gap=wishes.least_gap,
        most_gap=wishes.most_gap,
        ideal_gap=wishes.ideal_gap,
        preferred_weekday=NO_WEEKDAY if wishes.weekday is None else wishes.weekday,
        cohorts=wishes.cohorts,
        schools=planner_schools(programme, schools, places, first, last),
        venues=planner_venues(venues, places, elsewhere, first, last),
        facilitators=planner_facilitators(leaders, places, elsewhere, first, last),
        prices=prices if wishes.weekday is not None else replace(prices, other_weekday=0),
        least_size=least_size(superusers, wishes.cohorts),
    )


def least_size(superusers: int, cohorts: int) -> int:
    """Nobody meets alone in a half-empty room: a cohort has at least half of an even share."""
    return max(1, superusers // cohorts // 2)


def superusers_by_school(programme: Programme, day: dt.date) -> dict[School, int]:
    """How many superusers each school has on a day; those without any are left out."""
    counts: dict[School, int] = defaultdict(int)
    for role in superuser_roles(programme, day).select_related(None).select_related("school"):
        if role.school is not None:
            counts[role.school] += 1
    return dict(counts)


def months_as_periods(
    first: dt.date, last: dt.date, days: Iterable[dt.date]
) -> tuple[planner.Period, ...]:
    """The months that have an open day, each from its first such day to its last."""
    open_in: dict[dt.date, list[dt.date]] = {month: [] for month in months_between(first, last)}
    for day in days:
        open_in[month_start(day)].append(day)
    return tuple(
        planner.Period(f"{month:%Y-%m}", inside[0], inside[-1])
        for month, inside in open_in.items()
        if inside
    )


def positions(
    schools: Iterable[School], venues: Iterable[Venue], leaders: Iterable[Person]
) -> dict[str, tuple[float, float]]:
    """Everybody's place on one map, in kilometres, by s, v or f and the id."""
    starts = {
        place.person_id: place_of(place)
        for place in StartingPlace.objects.filter(person__in=leaders)
    }
    return on_one_map(
        {f"s{s.pk}": place_of(s) for s in schools}
        | {f"v{v.pk}": place_of(v) for v in venues}
        | {f"f{p.pk}": starts.get(p.pk) for p in leaders}
    )


def planner_schools(
    programme: Programme,
    schools: dict[School, int],
    places: dict[str, tuple[float, float]],
    first: dt.date,
    last: dt.date,
) -> tuple[planner.School, ...]:
    ids = [school.pk for school in schools]
    closed = closed_by_school(programme.owner, ids, first, last)
    weekdays = weekdays_of(ids)
    return tuple(
        planner.School(
            f"s{school.pk}",
            *places[f"s{school.pk}"],
            superusers=count,
            weekdays=weekdays[school.pk],
            closed=closed[school.pk],
        )
        for school, count in schools.items()
    )


def planner_venues(
    venues: list[Venue],
    places: dict[str, tuple[float, float]],
    elsewhere: list[Workshop],
    first: dt.date,
    last: dt.date,
) -> tuple[planner.Venue, ...]:
    """The venues, taken also on the days of other programmes' workshops there."""
    closed = closed_by_venue([venue.pk for venue in venues], first, last)
    others = days_by(elsewhere, "venue_id")
    return tuple(
        planner.Venue(
            f"v{venue.pk}",
            *places[f"v{venue.pk}"],
            seats=seats_at(venue),
            closed=closed[venue.pk] | others[venue.pk],
        )
        for venue in venues
    )


def seats_at(venue: Venue) -> int:
    return SEATS_WITHOUT_A_NUMBER if venue.seats is None else venue.seats


def planner_facilitators(
    leaders: list[Person],
    places: dict[str, tuple[float, float]],
    elsewhere: list[Workshop],
    first: dt.date,
    last: dt.date,
) -> tuple[planner.Facilitator, ...]:
    """The facilitators, away also on the days of other programmes' workshops."""
    away = away_by_facilitator([person.pk for person in leaders], first, last)
    others = days_by(elsewhere, "facilitator_id")
    return tuple(
        planner.Facilitator(
            f"f{person.pk}",
            *places[f"f{person.pk}"],
            away=away[person.pk] | others[person.pk],
        )
        for person in leaders
    )


def workshops_elsewhere(programme: Programme, first: dt.date, last: dt.date) -> list[Workshop]:
    """The planned workshops of the owner's other programmes: who and where they take."""
    workshops = Workshop.objects.filter(
        cohort__programme__owner=programme.owner_id,
        status=Workshop.Status.PLANNED,
        starts_at__gte=local(first, dt.time.min),
        starts_at__lt=local(last + dt.timedelta(days=1), dt.time.min),
    ).exclude(cohort__programme=programme)
    return list(workshops.only("venue_id", "facilitator_id", "starts_at"))


def days_by(workshops: Iterable[Workshop], field: str) -> defaultdict[int, frozenset[dt.date]]:
    """The days of workshops, by venue or facilitator."""
    taken: defaultdict[int, frozenset[dt.date]] = defaultdict(frozenset)
    for workshop in workshops:
        taken[getattr(workshop, field)] |= {workshop.day}
    return taken
