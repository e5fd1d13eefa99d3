"""Whose an address is."""

from django.db.models import Q, QuerySet

from rollout.common.searching import holding
from rollout.organisation.models import Person


def people_with_address(owner_id: int, email: str) -> QuerySet[Person]:
    """The person at an owner with an e-mail, their first or another of theirs."""
    address = email.strip()
    found = Q(email__iexact=address) | Q(other_addresses__email__iexact=address)
    return Person.objects.filter(found, owner=owner_id).distinct()


def is_taken(owner_id: int, email: str, but: int | None = None) -> bool:
    """Whether somebody else at the owner has an address."""
    others = people_with_address(owner_id, email)
    if but is not None:
        others = others.exclude(pk=but)
    return bool(email.strip()) and others.exists()


def alike(people: QuerySet[Person], person: Person, text: str) -> QuerySet[Person]:
    """Those whose name or e-mail has the words sought, or, where none are, the person’s surname or
    the name that their e-mail begins with."""
    others = people.exclude(pk=person.pk)
    if not text:
        name = person.email.partition("@")[0]
        same = Q(last_name__iexact=person.last_name)
        return others.filter(same | Q(email__istartswith=f"{name}@") if name else same)
    return others.filter(holding(text, "first_name", "last_name", "email"))
