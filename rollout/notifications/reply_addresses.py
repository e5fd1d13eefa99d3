"""The address that a person’s answers go to: the answers’ inbox, with a sign of whose they are.

`answers+7-0a1b…@rollout.example` is person 7’s, signed by the server, and stays the same. Letters’
case gets lost on the way, so the sign is in figures and small letters. Nothing here reads models.
"""

import re
from collections.abc import Iterable
from email.utils import getaddresses, parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SIGN_LENGTH = 20
TOKEN = re.compile(r"(\d{1,12})-([0-9a-f]+)")


def inbox() -> str:
    """The bare address whose mail `read_reply` reads."""
    return parseaddr(settings.REPLY_TO_EMAIL)[1]


def sign(person: int) -> str:
    made = salted_hmac("rollout.notifications.reply", str(person), algorithm="sha256")
    return made.hexdigest()[:SIGN_LENGTH]


def reply_address(person: int) -> str:
    """Where a person’s calendar sends its answers; the bare inbox where it knows no plus."""
    local, at, host = inbox().rpartition("@")
    if not settings.REPLY_PER_PERSON or not at:
        return inbox()
    return f"{local}+{person}-{sign(person)}@{host}"


def tokens_in(texts: Iterable[str]) -> tuple[str, ...]:
    """What stands after the plus in the addresses that are our inbox’s."""
    local, _at, host = inbox().casefold().rpartition("@")
    ours = re.compile(rf"{re.escape(local)}\+([^@]*)@{re.escape(host)}")
    addresses = [address.casefold() for _name, address in getaddresses(list(texts))]
    found = [match[1] for address in addresses if (match := ours.fullmatch(address))]
    return tuple(dict.fromkeys(found))


def signed_person(token: str) -> int | None:
    """Whose a token is; None where we haven’t signed it."""
    match = TOKEN.fullmatch(token)
    if match is None or not constant_time_compare(sign(int(match[1])), match[2]):
        return None
    return int(match[1])
