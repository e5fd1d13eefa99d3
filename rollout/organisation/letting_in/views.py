"""Letting people in, and the page that the link in their mail opens."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access, public
from rollout.organisation.letting_in.actions import (
    choose_password,
    is_open,
    let_in,
    send_again,
    take_access_away,
)
from rollout.organisation.letting_in.forms import LetInForm, PasswordForm
from rollout.organisation.letting_in.letters import example
from rollout.organisation.letting_in.links import read_token
from rollout.organisation.letting_in.models import LASTS, WayIn
from rollout.organisation.letting_in.queries import groups_for
from rollout.organisation.letting_in.states import State, state_of
from rollout.organisation.models import Person


@access(May.WRITE_SETTINGS)
def access_for_all(request: ViewerRequest) -> HttpResponse:
    """Who has access by role, and giving it to the others in one action."""
    viewer = request.viewer
    owner = viewer.person.owner
    if request.method == "POST":
        return give_access(request)
    groups = groups_for(owner, timezone.now(), today())
    new = [row for group in groups for row in group.new]
    context = {
        "owner": owner,
        "groups": groups,
        "new": len(new),
        "waiting": sum(len(group.waiting) for group in groups),
        "expired": sum(len(group.expired) for group in groups),
        "inside": sum(len(group.inside) for group in groups),
        "days": LASTS.days,
        "example": example(viewer.person, new[0].person, today()) if new else [],
        "states": State,
    }
    return render(request, "organisation/access_for_all.html", context)


def give_access(request: ViewerRequest) -> HttpResponse:
    """Let in those who are ticked, each for themselves: one that can’t be stops no other."""
    viewer = request.viewer
    form = LetInForm(request.POST, people=viewer.people())
    if not form.is_valid():
        messages.error(request, _("Tick those who get access."))
        return redirect("access_for_all")
    mails = 0
    for person in form.cleaned_data["people"]:
        try:
            mails += let_in(person=person, by=viewer.person)
        except ValidationError as error:
            messages.error(request, f"{person}: {' '.join(error.messages)}")
    if mails:
        text = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", mails)
        messages.success(request, text % {"n": mails})
    else:
        messages.info(request, _("They had got their mail already, so none was sent."))
    return redirect("access_for_all")


@access(May.WRITE_SETTINGS)
@require_POST
def access_again(request: ViewerRequest) -> HttpResponse:
    """Send the mail anew to those whose link had run out when the page was shown."""
    viewer = request.viewer
    mails = 0
    for group in groups_for(viewer.person.owner, timezone.now(), today()):
        for row in group.expired:
            number = posted_number(request, f"number-{row.person.pk}")
            with tell_outcome(request):
                mails += send_again(person=row.person, number=number, by=viewer.person)
    if mails:
        text = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", mails)
        messages.success(request, text % {"n": mails})
    else:
        messages.info(request, _("The mails were sent again already."))
    return redirect("access_for_all")


def back(request: ViewerRequest, person: Person) -> HttpResponse:
    """To the page that the button was on."""
    if request.POST.get("from") == "all":
        return redirect("access_for_all")
    return redirect("person", person.pk)


def load(request: ViewerRequest, person: int) -> Person:
    return get_object_or_404(request.viewer.people(), pk=person)


@access(May.WRITE_SETTINGS)
@require_POST
def sign_in_give(request: ViewerRequest, person: int) -> HttpResponse:
    """Let one person in; they get a mail with the link to choose a password."""
    found = load(request, person)
    with tell_outcome(request):
        if let_in(person=found, by=request.viewer.person):
            if Person.objects.filter(pk=found.pk, user__isnull=True).exists():
                text = _(
                    "%(name)s has an account already, and has got a mail: once they say yes to "
                    "it, they sign in with that account here too."
                )
            else:
                text = _("%(name)s has access, and gets a mail with the link.")
            messages.success(request, text % {"name": found})
        else:
            messages.info(request, _("They had got their mail already, so none was sent."))
    return back(request, found)


@access(May.WRITE_SETTINGS)
@require_POST
def sign_in_again(request: ViewerRequest, person: int) -> HttpResponse:
    """Send the mail once more, with a new link."""
    found = load(request, person)
    with tell_outcome(request):
        name = f"number-{found.pk}"
        number = posted_number(request, name)
        if send_again(person=found, number=number, by=request.viewer.person):
            text = _("%(name)s gets the mail again, with a new link. The earlier one has ended.")
            messages.success(request, text % {"name": found})
        else:
            messages.info(request, _("The mail was sent again already."))
    return back(request, found)


@access(May.WRITE_SETTINGS)
@require_POST
def sign_in_end(request: ViewerRequest, person: int) -> HttpResponse:
    """Take somebody’s access away, at once."""
    found = load(request, person)
    text = _("%(name)s has no access any more, and is signed out.") % {"name": found}
    with tell_outcome(request, text):
        take_access_away(person=found, by=request.viewer.person)
    return redirect("person", found.pk)


@public
@require_http_methods(["GET", "POST"])
def welcome(request: ViewerRequest, token: str) -> HttpResponse:
    """Choose the first password. Opening the page changes nothing."""
    found = read_token(token)
    people = WayIn.objects.select_related("person__owner", "person__user", "given_by")
    way = people.filter(pk=found[0]).first() if found else None
    if way is None or found is None:
        raise Http404
    if not is_open(way, found[1]):
        context = {"way": way, "state": state_of(way.person, timezone.now()), "states": State}
        return render(request, "organisation/welcome_over.html", context)
    form = PasswordForm(request.POST or None, user=way.person.user)
    if form.is_valid():
        with tell_outcome(request):
            user = choose_password(
                way=way, number=found[1], password=form.cleaned_data["password1"]
            )
            if request.user.is_authenticated and request.user.pk != user.pk:
                logout(request)
            return perform_login(request, user, redirect_url=reverse("home"))
        return redirect("welcome", token)
    return render(request, "organisation/welcome.html", {"way": way, "form": form, "token": token})
