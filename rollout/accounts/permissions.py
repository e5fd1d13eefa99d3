"""The access table: what each kind of role may see and do."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The roles a person can look as. Principal and teacher follow from an employment."""

    PROJECT_LEAD = "project_lead", _("Project lead")
    FACILITATOR = "facilitator", _("Facilitator")
    SUPERUSER = "superuser", _("Superuser")
    PRINCIPAL = "principal", _("Principal")
    TEACHER = "teacher", _("Teacher")
    IT_COORDINATOR = "it_coordinator", _("IT coordinator")
    READER = "reader", _("Owner’s reader")


class May(StrEnum):
    """What a page asks for. Reach says for which schools."""

    SEE_OWNER_FIGURES = "see owner figures"
    SEE_SCHOOL_FIGURES = "see school figures"
    SEE_NAMES = "see names"
    SEE_PEOPLE = "see people"
    SEE_PLAN = "see plan"
    ANSWER_INVITATION = "answer invitation"
    WRITE_OWN_WORKSHOPS = "write own workshops"
    WRITE_PLAN = "write plan"
    SEE_SESSIONS = "see sessions"
    WRITE_SESSIONS = "write sessions"
    SEE_NEEDS = "see needs"
    LOG_OFFLINE = "log offline"
    SEE_PROOF = "see proof"
    WRITE_SETTINGS = "write settings"
    SEE_LIBRARY = "see library"
    SEE_GUIDE = "see guide"
    WRITE_OWN_DAYS = "write own days"
    WRITE_DAYS_AWAY = "write days away"
    WRITE_FEEDS = "write feeds"
    ASSESS_SELF = "assess self"
    ANSWER_PULSE = "answer pulse"
    HAVE_CALENDAR = "have calendar"
    SIGNED_IN = "signed in"


LOOK_IN = {May.SEE_PLAN, May.SIGNED_IN}
EMPLOYED = {May.ASSESS_SELF, May.ANSWER_INVITATION, May.ANSWER_PULSE}

TABLE: dict[str, set[May]] = {
    Kind.PROJECT_LEAD: LOOK_IN
    | {
        May.SEE_OWNER_FIGURES,
        May.SEE_SCHOOL_FIGURES,
        May.SEE_NAMES,
        May.SEE_PEOPLE,
        May.WRITE_PLAN,
        May.WRITE_OWN_WORKSHOPS,
        May.SEE_SESSIONS,
        May.WRITE_SESSIONS,
        May.SEE_NEEDS,
        May.SEE_PROOF,
        May.WRITE_SETTINGS,
        May.SEE_LIBRARY,
        May.SEE_GUIDE,
        May.WRITE_OWN_DAYS,
        May.WRITE_DAYS_AWAY,
        May.WRITE_FEEDS,
        May.HAVE_CALENDAR,
    },
    Kind.FACILITATOR: LOOK_IN
    | {
        May.SEE_OWNER_FIGURES,
        May.SEE_SCHOOL_FIGURES,
        May.SEE_PEOPLE,
        May.WRITE_OWN_WORKSHOPS,
        May.SEE_SESSIONS,
        May.SEE_NEEDS,
        May.SEE_GUIDE,
        May.WRITE_DAYS_AWAY,
        May.WRITE_FEEDS,
        May.HAVE_CALENDAR,
    },
    Kind.SUPERUSER: LOOK_IN
    | EMPLOYED
    | {May.SEE_SCHOOL_FIGURES, May.SEE_NAMES, May.SEE_PEOPLE, May.SEE_SESSIONS, May.WRITE_SESSIONS}
    | {May.HAVE_CALENDAR, May.SEE_LIBRARY, May.SEE_GUIDE, May.LOG_OFFLINE, May.SEE_PROOF},
    Kind.PRINCIPAL: LOOK_IN
    | EMPLOYED
    | {
        May.SEE_SCHOOL_FIGURES,
        May.SEE_NAMES,
        May.SEE_PEOPLE,
        May.SEE_SESSIONS,
        May.WRITE_SESSIONS,
        May.SEE_NEEDS,
        May.LOG_OFFLINE,
        May.SEE_PROOF,
        May.SEE_LIBRARY,
        May.SEE_GUIDE,
        May.WRITE_OWN_DAYS,
        May.WRITE_FEEDS,
        May.HAVE_CALENDAR,
    },
    Kind.TEACHER: EMPLOYED | {May.SIGNED_IN},
    Kind.IT_COORDINATOR: LOOK_IN | {May.SEE_NEEDS},
    Kind.READER: LOOK_IN | {May.SEE_OWNER_FIGURES, May.SEE_SCHOOL_FIGURES},
}

# Kinds whose reach is every school of their owner or programme; the others see their own school.
WIDE_KINDS = {Kind.PROJECT_LEAD, Kind.FACILITATOR, Kind.IT_COORDINATOR, Kind.READER}


def allows(kind: str, may: May) -> bool:
    """Whether the access table gives this kind of role what a page asks for."""
    return may in TABLE.get(kind, set())
