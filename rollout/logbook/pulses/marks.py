"""Marks that stop somebody from answering twice, and that tell nobody who it was."""

from django.utils.crypto import salted_hmac

SALT = "rollout.logbook.pulses"


def mark_of(pulse: int, question: int, person: int) -> str:
    """A keyed hash: without the server's secret key nobody can make it, so nobody can find whose it
    is. The answer isn't in it."""
    text = f"{pulse}:{question}:{person}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
