"""How often something may be asked for, counted in the cache that all processes share."""

import time

from django.core.cache import cache


def is_over(what: str, most: int, seconds: int = 600) -> bool:
    """Count one more asking of `what`; tell whether that is over the most in the period."""
    key = f"limit:{what}:{int(time.time()) // seconds}"
    asked = cache.get(key, 0) + 1
    cache.set(key, asked, seconds)
    return bool(asked > most)
