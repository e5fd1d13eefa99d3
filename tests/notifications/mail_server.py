"""A real mail server on this machine, that can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[int], str]


class Inbox:
    """What has arrived. `to_data` gives the answer to the n-th mail, `to_rcpt` to an address;
    `on_data` is told before the answer is given."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.sessions: set[int] = set()
        self.to_data: Answer = lambda number: "250 OK"
        self.to_rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.on_data: Callable[[int], None] = lambda number: None
        self.hang_up_at = 0
        self.lock = threading.Lock()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        with self.lock:
            self.sessions.add(id(session))
            content = envelope.original_content
            number = len(self.raw) + 1
            answer = self.to_data(number)
            if answer.startswith("250"):
                self.raw.append(content if isinstance(content, bytes) else b"")
        await asyncio.get_running_loop().run_in_executor(None, self.on_data, number)
        if number == self.hang_up_at:
            self.hang_up_at = 0
            server.transport.abort()
        return answer

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw]

    def arrived(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(port: int = 0) -> Iterator[tuple[Inbox, int]]:
    """Run a mail server, and give its inbox and port."""
    inbox = Inbox()
    server: Any = Controller(inbox, hostname="127.0.0.1", port=port or free_port())
    server.start()
    try:
        yield inbox, server.port
    finally:
        server.stop()
