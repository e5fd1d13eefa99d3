"""The people that tests look through the eyes of, in a small world with two owners."""

import datetime as dt
from dataclasses import dataclass, field

from django.test import Client

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person, School, SchoolOwner
from rollout.planning.models import Cohort, Programme, Workshop
from tests import factories as make

MONTH = dt.timedelta(days=30)


@dataclass
class World:
    """North and South belong to one owner; the stranger leads at another."""

    owner: SchoolOwner
    north: School
    south: School
    programme: Programme
    kit: Kit
    cohort: Cohort
    held: Workshop
    coming: Workshop
    session: TrainingSession
    people: dict[str, Person] = field(default_factory=dict)
    teachers: list[Person] = field(default_factory=list)

    def client(self, who: str) -> Client:
        """A browser signed in as a persona, looking as their only role."""
        client = Client()
        if who != "anonymous":
            client.force_login(self.people[who].user)
        return client


def make_world() -> World:
    owner = make.school_owner("Solvik kommune")
    north, south = make.school(owner, "Nordlia skole"), make.school(owner, "Sørlia skole")
    programme = make.programme(owner, [north, south])
    kit = make.kit(owner, "Samskriving", module_title="Skrive sammen", module_minutes=12)
    make.gives_out(programme, kit)
    people = {
        "superuser": make.employee(north, "Siri Superbruker", signs_in=True),
        "principal": make.employee(north, "Pål Rektor", "principal", signs_in=True),
        "teacher": make.employee(north, "Tuva Lærer", signs_in=True),
        "lead": make.person(owner, "Lise Leder", signs_in=True),
        "facilitator": make.person(owner, "Finn Fasilitator", signs_in=True),
        "reader": make.person(owner, "Rune Leser", signs_in=True),
        "it": make.person(owner, "Ida Ikt", signs_in=True),
        "stranger": make.person(make.school_owner("Nabo kommune"), "Nils Nabo", signs_in=True),
        "southern": make.employee(south, "Sara Sør", signs_in=True),
    }
    role = make.role(people["superuser"], Kind.SUPERUSER, at=north)
    make.role(people["southern"], Kind.SUPERUSER, at=south)
    make.role(people["lead"], Kind.PROJECT_LEAD)
    make.role(people["facilitator"], Kind.FACILITATOR, programme=programme)
    make.role(people["reader"], Kind.READER)
    make.role(people["it"], Kind.IT_COORDINATOR)
    make.role(people["stranger"], Kind.PROJECT_LEAD)
    cohort = make.cohort(programme, [role], "Gruppe A")
    held = make.workshop(
        cohort,
        today() - MONTH,
        about=kit,
        status="held",
        came=[people["superuser"]],
        facilitator=people["facilitator"],
    )
    coming = make.workshop(cohort, today() + MONTH, facilitator=people["facilitator"])
    teachers = [make.employee(north) for _ in range(4)]
    session = make.session(
        programme, north, kit, today() - MONTH / 2, people=teachers[:2], by=people["superuser"]
    )
    return World(
        owner, north, south, programme, kit, cohort, held, coming, session, people, teachers
    )
