"""Readings that go wrong, for the process that they go wrong in."""

import time

from rollout.common import apart


def count_for_ever() -> None:
    """Takes a processor’s time and never ends."""
    while True:
        pass


def sleep_for_ever() -> None:
    """Takes no processor’s time and never ends."""
    time.sleep(3600)


def take_all_memory() -> int:
    return len(b"x" * (2 * apart.MOST_MEMORY))


def talk() -> str:
    print("by the way")  # noqa: T201
    return "an answer"


def stumble() -> None:
    raise ValueError("no such day")


def dig(deep: int = 1) -> int:
    return dig(deep + 1)
