"""Whose an address is."""

from django.db.models import Q, QuerySet

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
