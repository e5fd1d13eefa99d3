"""The link in a mail by which somebody chooses their password."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rollout.organisation.letting_in.models import WayIn

signer = signing.Signer(salt="rollout.organisation.welcome", sep=".")


def welcome_url(way: WayIn) -> str:
    """The whole address; whoever has it chooses the password, once."""
    token = signer.sign(f"{way.pk}-{way.number}")
    return f"{settings.BASE_URL}{reverse('welcome', args=[token])}"


def read_token(token: str) -> tuple[int, int] | None:
    """The way in and the number of the mail that a link came with; None where it isn’t ours."""
    try:
        way, number = signer.unsign(token).split("-")
    except signing.BadSignature:
        return None
    return int(way), int(number)
