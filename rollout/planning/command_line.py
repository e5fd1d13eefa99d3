"""Naming a programme on the command line."""

from django.core.management.base import CommandError

from rollout.planning.models import Programme


def find_programme(text: str) -> Programme:
    """A programme by its id or its name, in any case."""
    programmes = Programme.objects.select_related("owner", "framework", "target_level")
    found = programmes.filter(pk=int(text)) if text.isdecimal() else programmes.none()
    matches = list(found or programmes.filter(name__iexact=text))
    if len(matches) == 1:
        return matches[0]
    known = ", ".join(f"{p.pk} ({p.name}, {p.owner})" for p in programmes) or "none"
    raise CommandError(f"No single programme is “{text}”. There are: {known}")
