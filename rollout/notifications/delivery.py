"""Handing one mail to the mail server, and telling what became of it."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.dummy import EmailBackend as DummyBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.utils.module_loading import import_string

from rollout.notifications.files import MailFiles
from rollout.notifications.models import Message

Problem = Message.Problem
DETAIL_LENGTH = 500


# What only prints mail, writes it to files (Django’s own is a kind of console) or drops it.
NOT_A_SERVER = (ConsoleBackend, DummyBackend, MailFiles)


def delivers() -> bool:
    """Whether mail leaves this machine: a mail server is set up. Otherwise nobody gets any."""
    return not issubclass(import_string(settings.EMAIL_BACKEND), NOT_A_SERVER)


class CannotConnect(Exception):
    """No mail can be sent now: the server isn't there, or won't let us in."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True)
class Refusal:
    """Why a mail didn't go out: `is_final` where trying again is of no use, `is_uncertain` where it
    may have gone out all the same."""

    problem: str
    detail: str
    is_final: bool = False
    is_uncertain: bool = False


class Postman:
    """One connection to the mail server, kept open from mail to mail."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.sent_on_it = 0

    def open(self) -> None:
        """Be connected before a mail is taken from the outbox."""
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise CannotConnect(describe(error)) from error

    def close(self) -> None:
        """Hang up; a server that has gone already is none the worse."""
        self.connection.close()
        self.sent_on_it = 0

    def send(self, mail: EmailMessage, handing_over: Callable[[], None]) -> Refusal | None:
        """Send a mail, calling `handing_over` just before its content leaves this machine.

        Gives None where the server has taken it. A server may hang up after so many mails: then the
        mail is sent on a new connection, unless it was being handed over already.
        """
        begun = False

        def tell() -> None:
            nonlocal begun
            handing_over()
            begun = True

        try:
            try:
                self.send_once(mail, tell)
            except smtplib.SMTPServerDisconnected:
                if begun or not self.sent_on_it:
                    raise
                self.close()
                self.open()
                self.send_once(mail, tell)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return refusal_of(error, begun)
        self.sent_on_it += 1
        return None

    def send_once(self, mail: EmailMessage, tell: Callable[[], None]) -> None:
        if isinstance(self.connection, SMTPBackend) and self.connection.connection:
            call_before_data(self.connection.connection, tell)
        else:
            tell()
        self.connection.send_messages([mail])


def call_before_data(session: smtplib.SMTP, tell: Callable[[], None]) -> None:
    """Be told when the session goes over to the mail's content: from there on a lost connection
    leaves open whether the mail arrived."""
    hand_over = type(session).data

    def data(content: bytes) -> tuple[int, bytes]:
        tell()
        return hand_over(session, content)

    session.data = data  # type: ignore[method-assign, assignment]  # smtplib has no other door


def refusal_of(error: Exception, begun: bool) -> Refusal:
    """What an error while sending means: to be tried again, final, or uncertain."""
    detail = describe(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _text in error.recipients.values()), default=0)
        return by_code(code, detail, Problem.ADDRESS)
    if isinstance(error, smtplib.SMTPResponseException):
        return by_code(error.smtp_code, detail, Problem.REFUSED)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refusal(Problem.ADDRESS, detail, is_final=True)
    if begun:
        return Refusal(Problem.LOST, detail, is_uncertain=True)
    return Refusal(Problem.UNREACHABLE, detail)


def by_code(code: int, detail: str, problem: str) -> Refusal:
    """An answer from 500 on is final; one from 400 on asks us to come back."""
    if code >= 500:
        return Refusal(problem, detail, is_final=True)
    return Refusal(Problem.BUSY, detail)


def describe(error: Exception) -> str:
    """The server's own words, for those who look after it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in answers)
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        plain = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        return f"{error.smtp_code} {plain}"[:DETAIL_LENGTH]
    return f"{type(error).__name__}: {error}"[:DETAIL_LENGTH]
