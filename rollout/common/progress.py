"""How far long work has come, told between processes through the shared cache."""

from dataclasses import dataclass

from django.core.cache import cache

KEPT_SECONDS = 600


@dataclass(frozen=True)
class Progress:
    """Something done out of something; both 0 before the work has begun."""

    done: int = 0
    total: int = 0


def report_progress(key: str, done: int, total: int) -> None:
    cache.set(f"progress:{key}", (done, total), KEPT_SECONDS)


def told_so_far(key: str) -> Progress:
    return Progress(*cache.get(f"progress:{key}", (0, 0)))
