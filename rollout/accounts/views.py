"""Pages of the sign-in that are closed here, or do more than allauth’s own."""

from allauth.account.views import logout
from django.http import Http404, HttpRequest, HttpResponse

from rollout.common.requests import PUBLIC, declare_access


def closed_page(request: HttpRequest) -> HttpResponse:
    """A person's e-mail comes from the staff list; changing it oneself could take over another's
    access."""
    raise Http404


# Nothing to see for anybody, so nobody needs to be signed in for it.
declare_access(closed_page, PUBLIC)


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget what it kept for whoever was signed in. A script that
    signs out has cleared the device itself, and may be running in what would be cleared."""
    was_in = request.user.is_authenticated
    response = logout(request)
    if was_in and request.method == "POST" and is_by_hand(request):
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def is_by_hand(request: HttpRequest) -> bool:
    """Whether the browser itself goes to a page, rather than a script asking for it."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


declare_access(sign_out, PUBLIC)
