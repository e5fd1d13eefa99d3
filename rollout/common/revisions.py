"""Two people who change the same thing at once."""

from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Revised(Protocol):
    """A row that counts its changes."""

    revision: int


def check_fresh(thing: Revised, revision: int) -> None:
    """Refuse a change that was begun before somebody else's landed."""
    if thing.revision != revision:
        raise ValidationError(
            _(
                "Somebody else changed this while you had it open. "
                "Look at it as it is now, and save again."
            ),
            code="stale",
        )
