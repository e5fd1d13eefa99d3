"""Fetching from addresses that people type: what is reached, and what is refused."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rollout.calendars import fetch as fetching
from rollout.calendars.fetch import FetchFailed, fetch, is_public

CONTENT = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Answers(BaseHTTPRequestHandler):
    """A small server, each of whose paths behaves in its own way."""

    def do_GET(self) -> None:
        path = self.path
        if path == "/slow":
            self.drip()
        elif path.startswith("/redirect"):
            self.answer(302, {"Location": TARGETS[path]})
        elif path == "/half":
            self.half()
        elif path == "/large":
            self.answer(200, {}, b"x" * (fetching.MOST_BYTES + 1))
        elif path.startswith("/status-"):
            self.answer(int(path.removeprefix("/status-")))
        elif self.headers.get("If-None-Match") == '"1"':
            self.answer(304)
        else:
            self.answer(200, {"ETag": '"1"'}, CONTENT)

    def answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def half(self) -> None:
        """Promises more than it sends."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT) + 100))
        self.end_headers()
        self.wfile.write(CONTENT)
        self.close_connection = True

    def drip(self) -> None:
        """One header a tick, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for n in range(200):
                self.wfile.write(f"X-{n}: a\r\n".encode())
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


TARGETS = {
    "/redirect": "/calendar.ics",
    "/redirect-round": "/redirect-round",
    "/redirect-inside": "http://10.0.0.1/a.ics",
    "/redirect-metadata": "https://169.254.169.254/latest",
    "/redirect-file": "file:///etc/passwd",
    "/redirect-nowhere": "",
}


@pytest.fixture
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def why(url: str) -> str:
    with pytest.raises(FetchFailed) as failed:
        fetch(url)
    return str(failed.value)


def test_a_calendar_is_fetched_and_not_twice(server: str) -> None:
    first = fetch(f"{server}/calendar.ics")
    assert first.content == CONTENT
    assert fetch(f"{server}/calendar.ics", first.etag).content is None


def test_redirects_are_followed_and_looked_at_anew(server: str) -> None:
    assert fetch(f"{server}/redirect").content == CONTENT
    assert why(f"{server}/redirect-round") == fetching.REDIRECTED
    assert why(f"{server}/redirect-inside") == fetching.NOT_HTTPS
    assert why(f"{server}/redirect-metadata") == fetching.NOT_PUBLIC
    assert why(f"{server}/redirect-file") == fetching.BAD_ADDRESS


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, fetching.REFUSED),
        (403, fetching.REFUSED),
        (404, fetching.GONE),
        (410, fetching.GONE),
        (500, fetching.SERVER_ERROR),
        (204, fetching.SERVER_ERROR),
    ],
)
def test_each_answer_is_told_kindly(server: str, status: int, reason: str) -> None:
    assert why(f"{server}/status-{status}") == reason


def test_a_large_answer_is_refused(server: str) -> None:
    assert why(f"{server}/large") == fetching.TOO_LARGE


def test_a_server_that_drips_is_hung_up_on(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    began = time.monotonic()
    assert why(f"{server}/slow") == fetching.NO_ANSWER
    assert time.monotonic() - began < 3


def test_half_an_answer_is_no_answer(server: str) -> None:
    """Otherwise the missing half's days would be taken out."""
    assert why(f"{server}/half") == fetching.NO_ANSWER


def test_nobody_listening_is_told(server: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert why(f"http://127.0.0.1:{port}/a.ics") == fetching.NO_ANSWER


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a.ics",
        "https://localhost/a.ics",
        "https://10.1.2.3/a.ics",
        "https://192.168.1.1/a.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/a.ics",
        "https://0x7f000001/a.ics",
        "https://127.1/a.ics",
        "https://0.0.0.0/a.ics",
        "https://[::1]/a.ics",
        "https://[::ffff:127.0.0.1]/a.ics",
        "https://[fe80::1]/a.ics",
        "https://[fd00::1]/a.ics",
        "https://[64:ff9b::7f00:1]/a.ics",
        "https://[2002:7f00:1::]/a.ics",
    ],
)
def test_addresses_inside_are_refused(url: str, settings: Any) -> None:
    settings.FEEDS_MAY_BE_LOCAL = False
    assert why(url) in (fetching.NOT_PUBLIC, fetching.NOT_FOUND)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.ics",
        "ftp://example.org/a.ics",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https://exa mple.org/\r\nHost: x",
        "https://[broken/",
        "gopher://example.org",
        "",
    ],
)
def test_addresses_that_no_calendar_has_are_refused(url: str) -> None:
    assert why(url) in (fetching.NOT_HTTPS, fetching.BAD_ADDRESS)


def test_a_name_that_stands_for_an_inner_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where only one of its addresses is inside."""

    def lookup(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.5")]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert why("https://calendar.example/a.ics") == fetching.NOT_PUBLIC


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that stands for another address the next time it is asked gains nothing."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    called: list[object] = []

    def connect(address: object, timeout: float) -> socket.socket:
        called.append(address)
        raise OSError

    def lookup(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (next(answers), 443))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert why("https://calendar.example/a.ics") == fetching.NO_ANSWER
    assert called == [("93.184.216.34", 443)]


def test_loopback_is_for_developing_only(server: str, settings: Any) -> None:
    settings.FEEDS_MAY_BE_LOCAL = False
    assert why(f"{server}/calendar.ics") == fetching.NOT_HTTPS


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("2a00:1450:400f::1", True), ("100.64.0.1", False), ("224.0.0.1", False)],
)
def test_what_is_on_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public
