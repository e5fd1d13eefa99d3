"""Fetching a calendar from an address that somebody typed, without reaching what isn't theirs.

The name is looked up once, every address it stands for must be on the open internet, and the
connection goes to the address that was looked at; so too after each redirect.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
SECONDS = 12.0
SECONDS_A_STEP = 5.0
CALENDARS = "text/calendar, text/plain;q=0.5, */*;q=0.1"
REDIRECTS = {301, 302, 303, 307, 308}

BAD_ADDRESS = gettext_noop("the address isn’t one of a calendar on the web")
NOT_HTTPS = gettext_noop("the address must begin with https")
NOT_FOUND = gettext_noop("no server was found there")
NOT_PUBLIC = gettext_noop("the address isn’t on the open internet")
NO_ANSWER = gettext_noop("the server didn’t answer")
NOT_SAFE = gettext_noop("the server’s certificate isn’t valid")
REFUSED = gettext_noop("the server asks for a sign-in")
GONE = gettext_noop("there is no calendar there")
SERVER_ERROR = gettext_noop("the server has an error")
REDIRECTED = gettext_noop("the address leads round in circles")
TOO_LARGE = gettext_noop("the calendar is larger than 2 MB")


class FetchFailed(Exception):
    """The calendar couldn't be fetched; the message is one of this module's reasons."""


@dataclass(frozen=True)
class Fetched:
    """What came: None as content where it is the same as last time."""

    content: bytes | None
    etag: str = ""


def fetch(url: str, etag: str = "", accept: str = CALENDARS) -> Fetched:
    """What an address holds, by https from a public server. Raises FetchFailed."""
    deadline = time.monotonic() + SECONDS
    for _turn in range(MOST_REDIRECTS + 1):
        parts = check_address(url)
        try:
            with (
                closing(connect(parts, deadline)) as connection,
                send_request(connection, parts, etag, accept) as answer,
            ):
                if answer.status not in REDIRECTS:
                    fetched = read_answer(answer, etag)
                    # Hung up on in the middle, it would pass for a shorter calendar.
                    seconds_left(deadline)
                    return fetched
                url = urljoin(url, answer.getheader("Location") or "")
        except ssl.SSLError as error:
            raise FetchFailed(NOT_SAFE) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise FetchFailed(NO_ANSWER) from error
    raise FetchFailed(REDIRECTED)


def check_address(url: str) -> SplitResult:
    """The parts of an address that may be fetched from. Raises FetchFailed for others."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchFailed(BAD_ADDRESS) from error
    if not parts.hostname or parts.username or parts.password or not url.isprintable():
        raise FetchFailed(BAD_ADDRESS)
    if settings.FEEDS_MAY_BE_LOCAL and parts.scheme in ("http", "https") and is_local(parts):
        return parts
    if parts.scheme != "https":
        raise FetchFailed(NOT_HTTPS if parts.scheme == "http" else BAD_ADDRESS)
    if port not in (None, 443):
        raise FetchFailed(BAD_ADDRESS)
    return parts


def is_local(parts: SplitResult) -> bool:
    return parts.hostname in ("localhost", "127.0.0.1", "::1")


def public_addresses(parts: SplitResult) -> list[str]:
    """The server's addresses by number. Where any of them is private, none is given."""
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(NOT_FOUND) from error
    addresses = [str(entry[4][0]) for entry in found]
    may_be_local = settings.FEEDS_MAY_BE_LOCAL and is_local(parts)
    if not all(is_public(address) or may_be_local for address in addresses):
        raise FetchFailed(NOT_PUBLIC)
    return addresses


def is_public(address: str) -> bool:
    """Whether a number is on the open internet, also where it is written inside an IPv6 one."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return False
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def connect(parts: SplitResult, deadline: float) -> http.client.HTTPConnection:
    """A connection to a number that was looked at; the certificate is the name's. It is hung up at
    the deadline, however slowly the server speaks."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    line = first_to_answer(public_addresses(parts), port, deadline)
    if parts.scheme == "https":
        line = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
    connection = http.client.HTTPConnection(str(parts.hostname), port)
    connection.sock = line
    timer = threading.Timer(seconds_left(deadline), hang_up, [line])
    timer.daemon = True
    timer.start()
    return connection


def first_to_answer(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """A line to the first of a server's addresses that takes the call."""
    for address in addresses:
        try:
            return socket.create_connection(
                (address, port), timeout=min(seconds_left(deadline), SECONDS_A_STEP)
            )
        except OSError:
            continue
    raise FetchFailed(NO_ANSWER)


def hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def seconds_left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed(NO_ANSWER)
    return left


def send_request(
    connection: http.client.HTTPConnection, parts: SplitResult, etag: str, accept: str
) -> http.client.HTTPResponse:
    headers = {
        "Accept": accept,
        "Accept-Encoding": "identity",
        "User-Agent": "Rollout",
        "Connection": "close",
    }
    if etag and etag.isascii() and etag.isprintable():
        headers["If-None-Match"] = etag
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request("GET", quote(path, safe="/%:@!$&'()*+,;=?~-._"), headers=headers)
    return connection.getresponse()


def check_status(status: int) -> None:
    if status in (401, 403, 407):
        raise FetchFailed(REFUSED)
    if status in (404, 410):
        raise FetchFailed(GONE)
    if status != 200:
        raise FetchFailed(SERVER_ERROR)


def read_answer(answer: http.client.HTTPResponse, etag: str) -> Fetched:
    """The whole content, but no more of it than is allowed."""
    if answer.status == 304 and etag:
        return Fetched(None, etag)
    check_status(answer.status)
    content = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FetchFailed(TOO_LARGE)
    if answer.length:
        raise FetchFailed(NO_ANSWER)
    return Fetched(content, (answer.getheader("ETag") or "")[:200])
