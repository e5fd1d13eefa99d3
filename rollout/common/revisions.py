"""Two people who change the same thing at once."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_fresh(thing: object, revision: int) -> None:
    """Refuse a change that was begun before somebody else's landed."""
    if thing.revision != revision:  # type: ignore[attr-defined]
        raise ValidationError(
            _(
                "Somebody else changed this while you had it open. "
                "Look at it as it is now, and save again."
            ),
            code="stale",
        )
