"""A request as the middleware hands it on, and what a view declares of itself."""

from collections.abc import Callable
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponse]
PUBLIC = "public"


class Declared(Protocol):
    """A view that says who may see it."""

    access: str


def declare_access(view: View, access: str) -> View:
    """Note who may see a view: a permission, or `PUBLIC` for anybody. Without it nobody may."""
    # A function takes attributes, but no type says so.
    cast(Declared, view).access = access
    return view


class PageRequest(HttpRequest):
    """A request whose `htmx` tells whether a fragment was asked for, and which."""

    htmx: HtmxDetails
