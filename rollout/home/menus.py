"""The frame around every page: the menu of the viewer's role, for the programme in view."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.organisation.access import Viewer, ViewerRequest
from rollout.planning.models import Programme
from rollout.planning.queries import current_programme, programmes_for


@dataclass(frozen=True)
class Item:
    """A menu entry; `pages` are the URL names that it covers."""

    label: str | Promise
    name: str
    pages: tuple[str, ...] = ()
    in_programme: bool = True


HOME = Item(_("Home"), "home", in_programme=False)
OVERVIEW = Item(_("Overview"), "home", in_programme=False)
OWN_SCHOOL = Item(_("Home"), "home", ("school", "school_people"), in_programme=False)
SCHOOLS = Item(_("Schools"), "schools", ("school", "school_people"))
WORKSHOPS = Item(
    _("Workshops"),
    "workshops",
    ("workshop", "workshop_year", "cohorts", "plan_year", "workshop_change", "workshop_attendance",
     "proposals", "proposal", "proposal_new", "proposal_wishes", "proposal_workshop",
     "proposal_cohort", "proposal_compare", "proposal_accept", "proposal_change", "my_calendar",
     "mail", "mail_message", "unclear_answers", "invitations", "reminders", "workshop_instead",
     "away_days", "school_away", "programme_kits", "programme_kit_new",
     "kits_hand_out"),
)  # fmt: skip
MY_DAYS = Item(
    _("My days"),
    "facilitators",
    ("facilitator", "starting_place", "facilitator_paste", "facilitator_feed_new", "feed",
     "away_change"),
    in_programme=False,
)  # fmt: skip
SESSIONS = Item(_("Sessions"), "sessions", ("session", "session_change", "session_hold"))
SESSIONS_AND_LOG = Item(_("Sessions"), "sessions", (*SESSIONS.pages, "session_log", "session_plan"))
LOG = Item(_("Log a session"), "session_log", ("session_plan",))
LIBRARY = Item(_("Library"), "kits", ("kit",), in_programme=False)
PEOPLE = Item(
    _("People"),
    "people",
    (
        "person",
        "person_new",
        "person_change",
        "person_merge",
        "employment_new",
        "employment_change",
        "role_give",
        "role_end",
    ),
    in_programme=False,
)
COMPETENCE = Item(_("My competence"), "my_competence", ("assess_area",), in_programme=False)
CALENDAR = Item(
    _("Closed days"),
    "calendar",
    ("closed_period_change", "closed_days_paste", "closed_feed_new", "feed", "meeting_weekdays"),
    in_programme=False,
)
SETUP = Item(
    _("Set-up"),
    "setup",
    ("imports", "import_upload", "import_run", "import_undo",
     "calendar", "programme_new", "programme_change",
     "school_list", "kits", "kit", "kit_change", "kit_new", "closed_period_change",
     "closed_days_paste", "closed_feed_new", "feed", "meeting_weekdays", "school_places",
     "owner_change", "school_new", "school_change", "facilitator_new",
     "facilitators", "facilitator", "starting_place", "facilitator_paste", "facilitator_feed_new",
     "away_change", "venues", "venue", "venue_new", "venue_change", "venue_paste",
     "venue_feed_new", "rounds", "round_new", "round_change", "round_close",
     "access_for_all"),
    in_programme=False,
)  # fmt: skip

MENUS: dict[str, tuple[Item, ...]] = {
    Kind.PROJECT_LEAD: (OVERVIEW, SCHOOLS, WORKSHOPS, SESSIONS_AND_LOG, PEOPLE, SETUP),
    Kind.FACILITATOR: (OVERVIEW, SCHOOLS, WORKSHOPS, SESSIONS, PEOPLE, MY_DAYS),
    Kind.SUPERUSER: (OWN_SCHOOL, LOG, SESSIONS, WORKSHOPS, LIBRARY, PEOPLE, COMPETENCE),
    Kind.PRINCIPAL: (
        OWN_SCHOOL,
        WORKSHOPS,
        SESSIONS_AND_LOG,
        LIBRARY,
        PEOPLE,
        CALENDAR,
        COMPETENCE,
    ),
    Kind.TEACHER: (HOME, COMPETENCE),
    Kind.IT_COORDINATOR: (HOME, WORKSHOPS),
    Kind.READER: (OVERVIEW, SCHOOLS, WORKSHOPS),
}


def menu(viewer: Viewer, programme: Programme | None, page: str) -> list[dict[str, object]]:
    """The role's entries with their addresses; those of a programme need one."""
    return [
        {
            "label": item.label,
            "url": reverse(item.name, args=[programme.pk] if item.in_programme else []),  # type: ignore[union-attr]
            "is_current": page == item.name or page in item.pages,
        }
        for item in MENUS.get(viewer.kind, ())
        if programme or not item.in_programme
    ]


def page_frame(request: ViewerRequest) -> dict[str, object]:
    """The menu, made only where a page shows it."""
    if not getattr(request, "viewer", None) or not request.viewer.hat:
        return {"nav": [], "programmes": []}

    def make() -> list[dict[str, object]]:
        viewer = request.viewer
        programme = getattr(request, "programme", None) or current_programme(viewer)
        match = request.resolver_match
        return menu(viewer, programme, (match.url_name if match else "") or "")

    return {
        "nav": SimpleLazyObject(make),
        "programmes": SimpleLazyObject(lambda: programmes_for(request.viewer)),
    }
