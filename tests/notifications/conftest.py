"""A mail server, and a world whose coming workshop is announced."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from rollout.planning.actions import invite_workshops
from rollout.planning.models import Workshop
from tests.notifications.mail_server import Inbox, mail_server
from tests.personas import World

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def smtp_settings(port: int) -> Any:
    return override_settings(
        EMAIL_BACKEND=SMTP,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_HOST_USER="",
        EMAIL_TIMEOUT=5,
    )


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """What arrives at the mail server that the product is set to."""
    with mail_server() as (inbox, port), smtp_settings(port):
        yield inbox


@pytest.fixture
def announced(world: World) -> Workshop:
    """The coming workshop, with its invitations in the outbox."""
    (workshop,) = invite_workshops(workshops=[world.coming])
    return workshop
