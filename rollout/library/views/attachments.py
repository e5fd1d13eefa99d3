"""A kit's files and links: added, taken out, and fetched."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import save_or_tell
from rollout.common.telling import tell_outcome
from rollout.library.attachments.actions import add_file, add_link, remove_attachment
from rollout.library.attachments.forms import AttachmentForm
from rollout.library.attachments.models import Attachment
from rollout.library.attachments.queries import attachments_for, uses_of
from rollout.library.views.kits import load_writable_kit
from rollout.organisation.access import ViewerRequest, access


@access(May.WRITE_SESSIONS)
def kit_attachments(request: ViewerRequest, kit: int) -> HttpResponse:
    """The files and links of a kit, and a form to add one."""
    found = load_writable_kit(request, kit)
    form = AttachmentForm(request.POST or None, request.FILES or None)

    def save() -> Attachment:
        title = form.cleaned_data["title"]
        if form.read:
            return add_file(kit=found, title=title, file=form.read)
        return add_link(kit=found, title=title, url=form.cleaned_data["url"])

    if form.is_valid() and (saved := save_or_tell(form, save)):
        messages.success(request, _("“%(file)s” is added.") % {"file": saved})
        return redirect("kit_attachments", found.pk)
    attachments = list(Attachment.objects.filter(kit=found))
    uses = uses_of(attachments, found.owner_id)
    context = {
        "kit": found,
        "form": form,
        "attachments": [(each, uses[each.pk]) for each in attachments],
    }
    return render(request, "library/attachments.html", context)


@access(May.WRITE_SESSIONS)
@require_POST
def attachment_remove(request: ViewerRequest, kit: int, attachment: int) -> HttpResponse:
    """Take a file or a link out."""
    found = load_writable_kit(request, kit)
    gone = get_object_or_404(Attachment, kit=found, pk=attachment)
    with tell_outcome(request, _("“%(file)s” is taken out.") % {"file": gone}):
        remove_attachment(attachment=gone)
    return redirect("kit_attachments", found.pk)


@access(May.SIGNED_IN)
@require_safe
def attachment(request: ViewerRequest, key: str) -> HttpResponse:
    """A file, as itself: pictures to be shown, all else to be saved. Nothing in it can run."""
    files = attachments_for(request.viewer).exclude(kind="").select_related("content")
    found = get_object_or_404(files, key=key)
    response = HttpResponse(bytes(found.content.data), content_type=found.kind)
    name = f"{slugify(found.title) or found.key}{found.ending}"
    shown = content_disposition_header(not found.is_picture, name)
    response["Content-Disposition"] = shown or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
