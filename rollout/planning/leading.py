"""Who leads a programme's workshops."""

import datetime as dt

from django.db import transaction

from rollout.accounts.permissions import Kind
from rollout.organisation.actions import grant_role
from rollout.organisation.keeping.queries import people_with_address
from rollout.organisation.models import Person
from rollout.planning.models import Programme


@transaction.atomic
def add_facilitator(
    *, programme: Programme, first_name: str, last_name: str, email: str, day: dt.date
) -> Person:
    """Somebody leads workshops from a day on; one whose e-mail is there already keeps their name,
    and gets the role."""
    owner = programme.owner
    person = people_with_address(owner.pk, email).first()
    if person is None:
        person = Person(owner=owner, first_name=first_name, last_name=last_name, email=email)
        person.full_clean()
        person.save()
    grant_role(person=person, kind=Kind.FACILITATOR, starts_on=day, programme=programme)
    return person
