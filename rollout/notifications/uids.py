"""Workshops’ names in other calendars, as they come back."""

import uuid


def workshop_uid(text: str) -> uuid.UUID | None:
    """The workshop’s own id in a calendar’s UID, where it is one of ours."""
    try:
        return uuid.UUID(text.strip().partition("@")[0])
    except ValueError:
        return None
