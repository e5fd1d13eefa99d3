"""What mails and workshops are called in other systems, so that they can be known again."""

import uuid
from email.utils import parseaddr

from django.conf import settings


def workshop_uid(text: str) -> uuid.UUID | None:
    """The workshop’s own id in a calendar’s UID, where it is one of ours."""
    try:
        return uuid.UUID(text.strip().partition("@")[0])
    except ValueError:
        return None


def new_message_id() -> str:
    """A mail's name, the same however often it is tried, so that a repeat can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"
