"""The frame around every page: the menu of the viewer's role, for the programme in view."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind, May
from rollout.organisation.access import Viewer, ViewerRequest
from rollout.planning.models import Programme
from rollout.planning.queries import current_programme, programmes_for


@dataclass(frozen=True)
class Entry:
    """A menu entry: the page it leads to, by URL name, and what that page asks for (a test holds
    that its view asks for the same). `pages` are the other pages that it covers."""

    label: str | Promise
    name: str
    may: May
    pages: tuple[str, ...] = ()
    in_programme: bool = True

    def is_for(self, viewer: Viewer, programme: Programme | None) -> bool:
        """Whether it leads the viewer to a page: one of a programme needs a programme."""
        return viewer.may(self.may) and (programme is not None or not self.in_programme)

    def covers(self, page: str) -> bool:
        return page == self.name or page in self.pages

    def address(self, programme: Programme | None) -> str:
        return reverse(self.name, args=[programme.pk] if self.in_programme and programme else [])


HOME = Entry(_("Home"), "home", May.SIGNED_IN, ("pulse_answer",), in_programme=False)
OVERVIEW = Entry(_("Overview"), "home", May.SIGNED_IN, in_programme=False)
OWN_SCHOOL = Entry(
    _("Home"),
    "home",
    May.SIGNED_IN,
    ("school", "school_people", "pulse_answer"),
    in_programme=False,
)
SCHOOLS = Entry(
    _("Schools"),
    "schools",
    May.SEE_OWNER_FIGURES,
    ("school", "school_people", "practice", "school_months"),
)
WORKSHOPS = Entry(
    _("Workshops"),
    "workshops",
    May.SEE_PLAN,
    ("workshop", "workshop_year", "cohorts", "plan_year", "workshop_change", "workshop_attendance",
     "proposals", "proposal", "proposal_new", "proposal_wishes", "proposal_workshop",
     "proposal_cohort", "proposal_compare", "proposal_accept", "proposal_change", "proposal_undo",
     "my_calendar", "mail", "mail_message", "unclear_answers", "invitations", "reminders",
     "workshop_instead", "away_days", "school_away", "programme_kits", "programme_kit_new",
     "kits_hand_out", "kits_follow",
     "workshop_opening"),
)  # fmt: skip
MY_DAYS = Entry(
    _("My days"),
    "facilitators",
    May.WRITE_DAYS_AWAY,
    ("facilitator", "starting_place", "facilitator_paste", "facilitator_feed_new", "feed",
     "away_change"),
    in_programme=False,
)  # fmt: skip
SESSIONS = Entry(
    _("Sessions"),
    "sessions",
    May.SEE_SESSIONS,
    (
        "session",
        "session_change",
        "session_hold",
        "session_others",
        "session_code",
        "session_scans",
        "needs",
        "pulses",
        "pulse",
        "pulse_new",
        "pulse_change",
    ),
)
NEEDS = Entry(_("What stops the schools"), "needs", May.SEE_NEEDS)
SESSIONS_AND_LOG = Entry(
    _("Sessions"), "sessions", May.SEE_SESSIONS, (*SESSIONS.pages, "session_log", "session_plan")
)
LOG = Entry(_("Log a session"), "session_log", May.WRITE_SESSIONS, ("session_plan",))
LIBRARY = Entry(
    _("Library"),
    "kits",
    May.SEE_LIBRARY,
    ("kit", "kit_present", "kit_sheet", "kit_module", "kit_change", "kit_steps", "kit_step",
     "kit_step_new", "kit_differences", "kit_update", "kit_update_settle", "kit_versions",
     "kit_version", "kit_attachments"),
    in_programme=False,
)  # fmt: skip
PEOPLE = Entry(
    _("People"),
    "people",
    May.SEE_PEOPLE,
    (
        "person",
        "person_new",
        "person_change",
        "person_merge",
        "employment_new",
        "employment_change",
        "role_give",
        "role_end",
        "proof",
    ),
    in_programme=False,
)
COMPETENCE = Entry(
    _("My competence"), "my_competence", May.ASSESS_SELF, ("assess_area",), in_programme=False
)
CALENDAR = Entry(
    _("Closed days"),
    "calendar",
    May.WRITE_OWN_DAYS,
    ("closed_period_change", "closed_days_paste", "closed_feed_new", "feed", "meeting_weekdays"),
    in_programme=False,
)
SETUP = Entry(
    _("Set-up"),
    "setup",
    May.WRITE_SETTINGS,
    ("imports", "import_upload", "import_run", "import_undo", "calendar", "programme_new",
     "programme_change", "school_list", "kits", "kit", "kit_change", "kit_new", "kit_steps",
     "kit_step", "kit_step_new", "kit_present", "kit_sheet", "kit_attachments", "kit_areas",
     "closed_period_change", "closed_days_paste", "closed_feed_new", "feed", "meeting_weekdays",
     "school_places", "owner_change", "school_new", "school_change", "facilitator_new",
     "kit_differences", "kit_update", "kit_update_settle", "kit_versions", "kit_version",
     "facilitators", "facilitator", "starting_place", "facilitator_paste", "facilitator_feed_new",
     "away_change", "venues", "venue", "venue_new", "venue_change", "venue_paste", "kit_module",
     "venue_feed_new", "rounds", "round_new", "round_change", "round_close", "access_for_all"),
    in_programme=False,
)  # fmt: skip

MENUS: dict[str, tuple[Entry, ...]] = {
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
    Kind.IT_COORDINATOR: (HOME, NEEDS, WORKSHOPS),
    Kind.READER: (OVERVIEW, SCHOOLS, WORKSHOPS),
}


def menu(viewer: Viewer, programme: Programme | None, page: str) -> list[dict[str, object]]:
    """The role's entries that lead the viewer somewhere, with their addresses."""
    return [
        {
            "label": entry.label,
            "url": entry.address(programme),
            "is_current": entry.covers(page),
        }
        for entry in MENUS.get(viewer.kind, ())
        if entry.is_for(viewer, programme)
    ]


def page_frame(request: ViewerRequest) -> dict[str, object]:
    """The menu, made only where a page shows it."""
    if not getattr(request, "viewer", None) or not request.viewer.acting_role:
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
