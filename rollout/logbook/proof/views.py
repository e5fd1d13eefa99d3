"""A superuser's proof of work: for themselves, and for those who thank them with it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.common.exports import as_download
from rollout.logbook.proof import pdf
from rollout.logbook.proof.queries import Proof, begun_roles, periods_of, read_proof
from rollout.organisation.access import ViewerRequest, access


@access(May.SEE_PROOF)
@require_safe
def proof(request: ViewerRequest, person: int) -> HttpResponse:
    """What a superuser has done, in the school year or the period that is asked for by `?period=`;
    with `?export=pdf` as a file, where that can be made."""
    viewer = request.viewer
    roles = begun_roles(viewer, person)
    if not roles:
        raise Http404
    periods = periods_of(roles, viewer.day)
    asked = request.GET.get("period")
    chosen = next((each for each in periods if each.key == asked), periods[0])
    found = read_proof(viewer, roles, chosen)
    context = {"proof": found, "day": viewer.day}
    if request.GET.get("export") == "pdf":
        return as_file(found, context)
    context |= {"periods": periods, "can_make_pdf": pdf.is_there()}
    return render(request, "logbook/proof.html", context)


def as_file(found: Proof, context: dict[str, object]) -> HttpResponse:
    """A proof as a PDF to keep. 404 where none can be made: the page can be printed all the
    same."""
    if not pdf.is_there():
        raise Http404
    page = render_to_string("logbook/proof_pdf.html", context)
    response = HttpResponse(pdf.as_pdf(page), content_type="application/pdf")
    return as_download(response, "pdf", f"{found.person} {found.period.ends_on}")
