"""Who does a piece of work, and whether they still run: what a killed worker left is known at once
on its own machine."""

import os
import socket
from contextlib import suppress
from pathlib import Path

STARTED = 19  # the field of /proc/…/stat after the name that tells when a process began


def this_process() -> str:
    """The machine, the process and when it began, since numbers are used again."""
    return f"{socket.gethostname()} {os.getpid()} {began(os.getpid())}".strip()


def began(number: int) -> str:
    """When a process began, in ticks; empty where the system doesn’t tell."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[STARTED]
    return ""


def is_gone(worker: str) -> bool:
    """Whether a process of this machine has ended; of other machines’ nobody here knows."""
    host, number, start, *_more = [*worker.split(" "), "", ""]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    return bool(start) and began(int(number)) not in ("", start)
