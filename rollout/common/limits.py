"""How often something may be asked for. Each process counts for itself: it is meant against a
machine that has run wild, not against somebody who guesses, and costs no read or write."""

import time
from collections import OrderedDict

REMEMBERED = 10_000
counts: OrderedDict[tuple[str, int], int] = OrderedDict()


def is_over(what: str, most: int, seconds: int = 600) -> bool:
    """Count one more asking of `what`; tell whether that is over the most in the period."""
    key = (what, int(time.time()) // seconds)
    asked = counts[key] = counts.get(key, 0) + 1
    while len(counts) > REMEMBERED:
        counts.popitem(last=False)
    return asked > most
