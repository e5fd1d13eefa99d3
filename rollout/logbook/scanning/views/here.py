"""What a colleague’s phone shows: signed in, or by picking one’s name. Looking writes nothing.

The address holds no more than a code that is good for a minute; what the page then asks for goes
with a pass that lasts three (`tokens.py`). So the list of names is never in the open: from a page
that was opened in the room, a few names at a time.
"""

import datetime as dt

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rollout.common.forms import posted_number
from rollout.common.limits import is_over
from rollout.logbook.scanning.actions import NotNow, NotOnList, record_scan, take_back_scan
from rollout.logbook.scanning.guessing import may_try, note_wrong
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.logbook.scanning.queries import load_window, names_at, who_may_scan, window_by_code
from rollout.logbook.scanning.rules import MOST_NAMES, Standing, as_code, is_enough
from rollout.logbook.scanning.tokens import (
    Pass,
    make_pass,
    make_receipt,
    read_pass,
    read_receipt,
)
from rollout.organisation.access import ViewerRequest, public
from rollout.organisation.models import Person

MOST_SEARCHES = 30
MOST_SEARCHES_OF_ALL = 600
# A page that waits for the opening looks again by itself at most this often, and this long before.
LOOKS_AGAIN = dt.timedelta(minutes=20)


@public
@require_safe
def here(request: ViewerRequest) -> HttpResponse:
    """Type the code that is on the screen."""
    typed = request.GET.get("code", "")
    if code := as_code(typed):
        return redirect("here_code", code)
    problem = _("The code is the six letters and digits on the screen.") if typed else ""
    return render(request, "logbook/scanning/here.html", {"problem": problem})


def asked_anew(request: ViewerRequest, problem: str, status: int) -> HttpResponse:
    """Back to typing a code, and why."""
    context = {"problem": problem}
    return render(request, "logbook/scanning/here.html", context, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def here_code(request: ViewerRequest, code: str) -> HttpResponse:
    """Say that one is here: a button for those who are signed in, and a name to find for others."""
    now = timezone.now()
    if request.method == "POST":
        return say_here(request, code, now)
    if not may_try(request, now):
        return asked_anew(request, _("Many wrong codes were tried. Wait a minute."), 429)
    window = window_by_code(as_code(code), now)
    if window is None:
        note_wrong(request, now)
        problem = _("That code isn’t good now. Look at the screen: it changes every 30 seconds.")
        return asked_anew(request, problem, 404)
    if window.standing_at(now) != Standing.OPEN:
        return not_now(request, window, now)
    return ask_who(request, code, window, make_pass(window))


def not_now(request: ViewerRequest, window: ScanWindow, now: dt.datetime) -> HttpResponse:
    """Too early, or over. Nothing is remembered: the same link may be tried again."""
    standing, opens_at = window.standing_at(now), window.times.opens_at
    is_soon = standing == Standing.EARLY and opens_at - now < LOOKS_AGAIN
    context = {
        "session": window.session,
        "standing": standing,
        "opens_at": opens_at,
        "look_again": int((opens_at - now).total_seconds()) + 1 if is_soon else 0,
    }
    status = 200 if standing == Standing.EARLY else 410
    return render(request, "logbook/scanning/not_now.html", context, status=status)


def ask_who(
    request: ViewerRequest, code: str, window: ScanWindow, token: str, **more: object
) -> HttpResponse:
    session = window.session
    me = own_person(request, window)
    context = {
        "session": session,
        "code": code,
        "token": token,
        "me": me,
        "is_mine": me is not None and who_may_scan(session).filter(pk=me.pk).exists(),
        "typed": "",
        "names": [],
        "hint": "",
        **more,
    }
    return render(request, "logbook/scanning/who.html", context)


def own_person(request: ViewerRequest, window: ScanWindow) -> Person | None:
    """Who is signed in, as a person of the session’s owner."""
    if not request.user.is_authenticated:
        return None
    owner = window.session.programme.owner_id
    return Person.objects.filter(user=request.user.pk, owner=owner).first()


def say_here(request: ViewerRequest, code: str, now: dt.datetime) -> HttpResponse:
    """Find names, or note that somebody is here, from a page that was opened with a good code."""
    token = request.POST.get("token", "")
    opened = read_pass(token)
    window = load_window(opened.window_id) if opened else None
    if opened is None or window is None:
        problem = _("This page was open for more than three minutes. Take the code on the screen.")
        return asked_anew(request, problem, 410)
    if window.standing_at(now) != Standing.OPEN:
        return not_now(request, window, now)
    if "me" in request.POST:
        person, way = own_person(request, window), Scan.Way.SIGNED_IN
    elif "person" in request.POST:
        person, way = picked(request, window), Scan.Way.PICKED
    else:
        return find(request, code, window, token, opened)
    if person is None:
        return ask_who(request, code, window, token, hint=_("Find your name once more."))
    return noted(request, code, window, token, (person, way, opened.device), now)


def searches_of_all(request: ViewerRequest, window: ScanWindow) -> tuple[str, int]:
    """What is counted of all phones at one address, which a school’s network is, and the most."""
    return f"here:{window.pk}:{get_adapter().get_client_ip(request)}", MOST_SEARCHES_OF_ALL


def picked(request: ViewerRequest, window: ScanWindow) -> Person | None:
    """Whom a phone picked, of the few that the letters typed have found: a number isn’t enough."""
    typed, pk = name_typed(request), posted_number(request, "person")
    found = names_at(window.session, typed)[:MOST_NAMES] if is_enough(typed) else []
    if pk not in {each for each, _name in found}:
        return None
    return who_may_scan(window.session).filter(pk=pk).first()


def name_typed(request: ViewerRequest) -> str:
    return request.POST.get("name", "").replace("\0", "").strip()[:60]


def noted(
    request: ViewerRequest,
    code: str,
    window: ScanWindow,
    token: str,
    said: tuple[Person, str, str],
    now: dt.datetime,
) -> HttpResponse:
    """Keep what somebody said, and on to their receipt."""
    person, way, device = said
    try:
        scan = record_scan(window=window, person=person, way=way, device=device, now=now)
    except NotNow:
        return not_now(request, window, now)
    except NotOnList as error:
        return ask_who(request, code, window, token, hint=" ".join(error.messages))
    return redirect("here_done", make_receipt(scan, device))


def find(
    request: ViewerRequest, code: str, window: ScanWindow, token: str, opened: Pass
) -> HttpResponse:
    """A few names that somebody may mean; never the whole list."""
    typed = name_typed(request)
    if is_over(f"here:{opened.device}", MOST_SEARCHES) or is_over(
        *searches_of_all(request, window)
    ):
        problem = _("You have searched many times. Take the code on the screen once more.")
        return asked_anew(request, problem, 429)
    names, hint = [], ""
    if not is_enough(typed):
        hint = _("Type at least two letters of your name.")
    else:
        names = names_at(window.session, typed)
        if not names:
            hint = _("Nobody on this school’s staff list has such a name. Try another part of it.")
        elif len(names) > MOST_NAMES:
            names, hint = names[:MOST_NAMES], _("There are more. Type more of your name.")
    return ask_who(request, code, window, token, typed=typed, names=names, hint=hint)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def here_done(request: ViewerRequest, token: str) -> HttpResponse:
    """What a phone has said, which it may take back for some minutes."""
    receipt = read_receipt(token)
    scans = Scan.objects.select_related("person", "session__school", "session__kit")
    scan = scans.filter(pk=receipt.scan_id).first() if receipt else None
    if receipt is None or scan is None:
        return asked_anew(request, _("There is nothing here any more."), 404)
    is_own = scan.device == receipt.device and receipt.is_fresh
    context = {"scan": scan, "session": scan.session, "token": token, "said": "done"}
    if request.method == "POST" and is_own:
        was_taken_back = take_back_scan(scan=scan, device=receipt.device)
        context["said"] = "taken_back" if was_taken_back else "confirmed"
    context["can_take_back"] = is_own and context["said"] == "done"
    return render(request, "logbook/scanning/done.html", context)
