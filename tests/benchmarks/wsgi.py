"""The product's own door, with a header that tells how many queries a page made."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from rollout.wsgi import application as product

Start = Callable[..., Any]


def application(environ: dict[str, Any], start_response: Start) -> Any:
    count = 0

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*args)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(count))], *rest)

    with connection.execute_wrapper(counted):
        return product(environ, start)
