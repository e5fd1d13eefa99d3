"""Pages of the sign-in that are closed here."""

from django.http import Http404, HttpRequest, HttpResponse

from rollout.common.requests import PUBLIC, declare_access


def closed_page(request: HttpRequest) -> HttpResponse:
    """A person's e-mail comes from the staff list; changing it oneself could take over another's
    access."""
    raise Http404


# Nothing to see for anybody, so nobody needs to be signed in for it.
declare_access(closed_page, PUBLIC)
