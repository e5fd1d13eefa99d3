"""A request as the middleware hands it on."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request whose `htmx` tells whether a fragment was asked for, and which."""

    htmx: HtmxDetails
