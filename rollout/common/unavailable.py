"""When the server can’t answer as it should: the database is away, or a request is far too large.

Both answers need no database, no session and no template’s context.
"""

import errno
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

SECONDS = 60
READ_ONLY = "25006"
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


@requires_csrf_token
def fault(request: HttpRequest) -> HttpResponse:
    """What somebody gets who met a fault: soon again where the database or its disk is the cause,
    wherever the fault was met – in a page, in its template, in the session."""
    if is_passing(sys.exc_info()[1]):
        page = get_template("503.html").render(
            {"typed": typed(request), "path": request.get_full_path()}
        )
        response = HttpResponse(page, status=503)
        response["Retry-After"] = str(SECONDS)
        return response
    return server_error(request)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form held, to be sent once more; nothing where it held a password or a file, which no
    page gives back."""
    try:
        data, files = request.POST, request.FILES
    except (OSError, ValueError):
        return []
    if files or any("password" in name for name in data):
        return []
    return [(name, value) for name in data for value in data.getlist(name)]


def is_passing(error: BaseException | None) -> bool:
    """Whether a fault is that of a stopped, locked, read-only or full database or disk."""
    while error is not None:
        code = getattr(error.__cause__, "sqlstate", None)
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if isinstance(error, Error) and code == READ_ONLY:
            return True
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


class BodyLimit:
    """Refuses a body that is too large for any page here before a byte of it is read. One without
    its length told is taken as empty by the server’s interface."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MOST_BODY:
            return HttpResponse(get_template("413.html").render(), status=413)
        return self.get_response(request)


class NotKept:
    """No browser or cache keeps a page or a download: most have people in them, and the next one at
    the machine may be another. Static files are answered further out."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response
