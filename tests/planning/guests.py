"""A small world for those who come with another cohort: Siri’s own workshop, and Sara’s."""

import datetime as dt
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from rollout.calendars.queries import public_holidays
from rollout.organisation.models import Country, Person
from rollout.planning.models import Cohort, GuestPlace, Workshop, WorkshopAttendance
from tests import factories as make
from tests.personas import World


def same_month(day: dt.date, days: int) -> dt.date:
    """A day so many days off, the way that stays in the month."""
    later = day + dt.timedelta(days=days)
    return later if later.month == day.month else day - dt.timedelta(days=days)


def open_tuesday(after: dt.date) -> dt.date:
    """The next Tuesday that is no holiday."""
    day = after + dt.timedelta(days=(1 - after.weekday()) % 7)
    while day in public_holidays(day, day, Country.NORWAY):
        day += dt.timedelta(days=7)
    return day


@dataclass
class Swap:
    """`own` is Siri's workshop; `there` is Sara's, in a room with one seat more than Sara's."""

    world: World
    own: Workshop
    there: Workshop
    other: Cohort

    @property
    def siri(self) -> Person:
        return self.world.people["superuser"]

    @property
    def sara(self) -> Person:
        return self.world.people["southern"]

    def newcomer(self, name: str = "", *, signs_in: bool = False) -> Person:
        """One more superuser at North, in Siri's cohort."""
        role = make.superuser(self.world.north, name, signs_in=signs_in)
        self.own.cohort.memberships.create(role=role, starts_on=self.world.programme.starts_on)
        return role.person

    def post(self, client: Client, name: str, **data: object) -> str:
        """What the person is told after a tap."""
        url = reverse(name, args=[self.world.programme.pk, self.own.pk])
        return client.post(url, data, follow=True).content.decode().split("<main")[1]

    def page(self, who: str = "superuser", of: Workshop | None = None, name: str = "") -> str:
        workshop = of or self.own
        url = reverse(name or "workshop_instead", args=[self.world.programme.pk, workshop.pk])
        return self.world.client(who).get(url).content.decode().split("<main")[1]

    def status(self, person: Person, at: Workshop | None = None) -> list[str]:
        places = GuestPlace.objects.filter(person=person, workshop=at or self.there)
        return list(places.order_by("pk").values_list("status", flat=True))

    def answer(self, person: Person, workshop: Workshop) -> str | None:
        rows = WorkshopAttendance.objects.filter(person=person, workshop=workshop)
        return rows.values_list("answer", flat=True).first()


def make_swap(world: World, seats: int | None = 2) -> Swap:
    other = make.cohort(world.programme, list(world.people["southern"].roles.all()), "Gruppe B")
    room = make.venue(world.owner, seats, "Biblioteket")
    day = same_month(world.coming.day, 1)
    there = make.workshop(other, day, venue=room, facilitator=world.people["facilitator"])
    return Swap(world, world.coming, there, other)
