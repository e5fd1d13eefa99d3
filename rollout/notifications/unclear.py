"""Reads of unclear answers: which wait, and whose each most likely is."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rollout.notifications.models import UnclearAnswer
from rollout.organisation.keeping.models import OtherAddress
from rollout.organisation.models import Person
from rollout.planning.guests.queries import rooms
from rollout.planning.models import Programme


@dataclass(frozen=True)
class Unsettled:
    """An unclear answer, those whose it can be, and the one it most likely is."""

    answer: UnclearAnswer
    guess: Person | None
    people: list[Person]


def answers_of(programme: Programme) -> QuerySet[UnclearAnswer]:
    """A programme’s unclear answers, settled or not."""
    return UnclearAnswer.objects.filter(workshop__cohort__programme=programme)


def waiting(programme: Programme) -> QuerySet[UnclearAnswer]:
    """Those that nobody has settled yet."""
    return answers_of(programme).filter(settled_at__isnull=True)


def unsettled(programme: Programme) -> list[Unsettled]:
    """Them, with those who have a place in each workshop. Seven queries, however many."""
    rows = list(waiting(programme).select_related("workshop__cohort__programme", "workshop__venue"))
    who = rooms({row.workshop_id: row.workshop for row in rows}.values())
    asked = {
        row.workshop_id: who[row.workshop_id].placed
        | ({row.workshop.facilitator_id} if row.workshop.facilitator_id else set())
        for row in rows
    }
    everybody = Person.objects.in_bulk({pk for placed in asked.values() for pk in placed})
    others = OtherAddress.objects.filter(person__in=everybody)
    owners = dict(others.values_list("email", "person_id"))
    owners |= {person.email: pk for pk, person in everybody.items()}
    found = []
    for row in rows:
        people = [everybody[pk] for pk in asked[row.workshop_id]]
        people.sort(key=lambda person: (person.last_name, person.first_name, person.pk))
        found.append(Unsettled(row, guess(row, people, owners), people))
    return found


def guess(row: UnclearAnswer, people: list[Person], owners: dict[str, int]) -> Person | None:
    """Whose an answer most likely is: the one who is answered for, or who has the sender’s name."""
    by_address = owners.get(row.attendee) or owners.get(row.sender)
    name = words(row.sender_name)
    for person in people:
        if person.pk == by_address:
            return person
    same = [person for person in people if name and words(str(person)) <= name]
    return same[0] if len(same) == 1 else None


def words(name: str) -> set[str]:
    return set(name.casefold().replace(",", " ").split())
