"""Guest seats: whoever would miss a workshop meets with another cohort for once."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from rollout.scheduler.changes import ChangePrices, days_until
from rollout.scheduler.price import away_by_day, misses
from rollout.scheduler.problem import Guest, Mode, Plan
from rollout.scheduler.standing import Cell, Standing


def with_guests(
    standing: Standing, plan: Plan, cells: Iterable[Cell], prices: ChangePrices
) -> Plan:
    """The plan with guest seats for those who would miss one of some workshops, where there is one
    at less than the price of missing it. Guests of those workshops from before are placed anew."""
    cells = sorted(cells)
    kept = tuple(each for each in plan.guests if (each.home, each.period) not in cells)
    seating = Seating(standing, replace(plan, guests=kept), prices)
    for number, place in cells:
        cohort = plan.cohorts[number]
        for school, n in sorted(cohort.members.items()):
            if misses(standing.problem, cohort, school, cohort.dates[place]):
                seating.seat(number, place, school, n)
    return seating.plan


class Seating:
    """Seats guests one by one, in the cheapest cohort with room."""

    def __init__(self, standing: Standing, plan: Plan, prices: ChangePrices) -> None:
        self.standing, self.problem = standing, standing.problem
        self.plan, self.prices = plan, prices
        self.away = away_by_day(plan)
        self.hosted: Counter[Cell] = Counter()
        for guest in plan.guests:
            self.hosted[guest.host, guest.period] += guest.count
            self.hosted[guest.home, guest.period] -= guest.count

    def seat(self, home: int, place: int, school: str, n: int) -> None:
        """Seat all `n` of a school who miss a workshop, in one cohort or not at all."""
        missing = self.plan.cohorts[home].dates[place]
        hosts = [
            (self.notice(place, home, host), host)
            for host in range(len(self.plan.cohorts))
            if host != home and self.suits(home, host, place, school, n)
        ]
        for notice, host in sorted(hosts, reverse=True):
            each = self.problem.prices.one_off + self.prices.guest * self.prices.nearness(notice)
            if each >= self.problem.prices.missed:
                continue
            day = self.plan.cohorts[host].dates[place]
            self.hosted[host, place] += n
            self.away[school, missing] -= n
            self.away[school, day] += n
            guest = Guest(place, school, home, host, n)
            self.plan = replace(self.plan, guests=(*self.plan.guests, guest))
            return

    def notice(self, place: int, *cohorts: int) -> int:
        days = (self.plan.cohorts[number].dates[place] for number in cohorts)
        return days_until(self.standing.today, *days)

    def suits(self, home: int, host: int, place: int, school: str, n: int) -> bool:
        """Whether a cohort's workshop has room for a school's superusers on a day that they can."""
        cohort, its = self.plan.cohorts[host], self.problem.school[school]
        if place >= len(cohort.dates) or self.standing.fixed((host, place)):
            return False
        day = cohort.dates[place]
        venue = self.problem.venue.get(cohort.venue_on(day))
        room = venue.seats - cohort.size - self.hosted[host, place] if venue else 0
        can = day.weekday() in its.weekdays and day not in its.closed
        return can and room >= n and self.stays_apart(home, day, place, school, n)

    def stays_apart(self, home: int, day: dt.date, place: int, school: str, n: int) -> bool:
        if self.problem.mode is not Mode.SPLIT:
            return True
        same_day = self.plan.cohorts[home].dates[place] == day
        away = self.away[school, day] + (0 if same_day else n)
        return away < self.problem.school[school].superusers
