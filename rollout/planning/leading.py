"""Who leads a programme's workshops."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from rollout.accounts.permissions import Kind
from rollout.organisation.actions import grant_role
from rollout.organisation.keeping.queries import people_with_address
from rollout.organisation.models import Person, Role
from rollout.planning.models import Programme


def facilitators_elsewhere(programme: Programme, day: dt.date) -> list[Role]:
    """The facilitators of the owner's other programmes, on a day or later, who have no role in this
    one, each by name with one role of theirs for each programme."""
    reaching = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    roles = Role.objects.filter(reaching, kind=Kind.FACILITATOR)
    here = roles.filter(programme=programme).values("person")
    others = roles.filter(programme__owner=programme.owner_id).exclude(person__in=here)
    order = ("person__last_name", "person__first_name", "person", "programme__name")
    return list(others.select_related("person", "programme").order_by(*order))


@transaction.atomic
def lead_here_too(*, programme: Programme, person: Person, day: dt.date) -> None:
    """A facilitator of another of the owner's programmes leads workshops in this one too; asked for
    twice, it is once."""
    reaching = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    there = Role.objects.filter(reaching, person=person, kind=Kind.FACILITATOR, programme=programme)
    if not there.exists():
        grant_role(person=person, kind=Kind.FACILITATOR, starts_on=day, programme=programme)


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
