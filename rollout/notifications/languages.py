"""Which language somebody is written to in."""

from django.conf import settings

from rollout.organisation.models import Person

KNOWN = {code for code, _name in settings.LANGUAGES}


def language_of(person: Person) -> str:
    """The person's own language, else the owner's, else the product's first."""
    wished = (person.language, person.owner.language, settings.LANGUAGE_CODE)
    return next(language for language in wished if language in KNOWN)
