"""Reading what comes from elsewhere, in a process of its own with limits of time and memory.

A file may be broken, or made to do harm; it then takes down nothing but its own reading. The
process is started anew rather than forked, which threads wouldn’t stand, and knows the settings
but neither the models nor the database.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings

SECONDS = 10
MOST_MEMORY = 768 * 1024 * 1024
MOST_ANSWER = 64 * 1024 * 1024
T = TypeVar("T")


class TooHeavy(Exception):
    """Reading takes more time or memory than any honest file does."""


class ReadingFailed(Exception):
    """The reading ended without an answer: a fault of ours, or of the server’s."""


def read_apart(read: Callable[..., T], *arguments: object) -> T:
    """What a function of a module gives for some arguments, worked out in a process of its own.

    What it raises is raised here too. Raises TooHeavy for what takes too much time or memory.
    """
    if not settings.READ_APART:
        return read(*arguments)
    limits = (SECONDS, MOST_MEMORY)
    task = pickle.dumps((limits, (read.__module__, read.__qualname__, arguments)))
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=task, capture_output=True, env=surroundings(), timeout=SECONDS * 2
        )
    except subprocess.TimeoutExpired as error:
        raise TooHeavy from error
    if done.returncode < 0:
        raise TooHeavy
    if done.returncode:
        raise ReadingFailed(done.stderr.decode(errors="replace")[-2000:])
    # It comes from our own process, which pickled it.
    is_read, answer = pickle.loads(done.stdout)  # noqa: S301
    if not is_read:
        raise answer
    return answer


def surroundings() -> dict[str, str]:
    """The environment of the reading process: it finds the same modules and settings."""
    path = [str(settings.BASE_DIR), *filter(None, sys.path)]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path)}


def set_limits(seconds: int, memory: int) -> None:
    """Hold this process to its time and memory, from now on."""
    try:
        import resource
    except ImportError:  # Windows has only the clock’s limit
        return
    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        # A system that can’t hold one of them still holds the other, and the clock.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def answer_to(module: str, name: str, arguments: tuple[object, ...]) -> tuple[bool, Any]:
    try:
        return True, getattr(import_module(module), name)(*arguments)
    except (MemoryError, RecursionError):
        return False, TooHeavy()
    except Exception as error:
        return False, error


def main() -> None:
    """Read what standard input asks for, and answer on standard output."""
    limits, task = pickle.loads(sys.stdin.buffer.read())  # noqa: S301
    set_limits(*limits)
    # Where it is there, the workbook reader takes it in: a quarter of a second for nothing.
    modules: dict[str, Any] = sys.modules
    modules["numpy"] = None
    # What a library prints must not come among the answer.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        answer = pickle.dumps(answer_to(*task))
    except MemoryError:
        answer = b""
    if not answer or len(answer) > MOST_ANSWER:
        answer = pickle.dumps((False, TooHeavy()))
    out.write(answer)


if __name__ == "__main__":
    # Under its own name, so that what is pickled here is found there.
    from rollout.common import apart

    apart.main()
