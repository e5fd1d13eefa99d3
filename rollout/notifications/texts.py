"""What each kind of mail says: its subject and the words that the lead may change.

What, when and where are not in these words: the letter adds them from the workshop as it is when
the mail goes out.
"""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from rollout.common.display import long_day
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.models import Membership, Participation, Workshop, WorkshopAttendance

Kind = Message.Kind
Answer = WorkshopAttendance.Answer
SUBJECT_LENGTH = 160


def written(
    kind: str, workshop: Workshop, person: Person, language: str, answer: str = ""
) -> tuple[str, str]:
    """A mail's subject and text in a language."""
    subject = subject_of(kind, workshop, language)
    with override(language):
        parts = [_("Hello %(name)s,") % {"name": person.called}]
        parts += BODIES[kind](workshop, person, answer)
        return subject, "\n\n".join(str(part) for part in parts)


def subject_of(kind: str, workshop: Workshop, language: str) -> str:
    with override(language):
        facts = {
            "day": long_day(workshop.starts_at),
            "what": workshop.kit or workshop.cohort.programme,
        }
        return str(SUBJECTS[kind]() % facts)[:SUBJECT_LENGTH]


SUBJECTS: dict[str, Callable[[], str]] = {
    Kind.INVITATION: lambda: _("Workshop %(day)s: %(what)s"),
    Kind.UPDATE: lambda: _("Changed: workshop %(day)s"),
    Kind.CANCELLATION: lambda: _("Cancelled: workshop %(day)s"),
    Kind.PLACE_TAKEN: lambda: _("You have a place: workshop %(day)s"),
    Kind.PLACE_LEFT: lambda: _("No longer yours: workshop %(day)s"),
    Kind.REMINDER: lambda: _("Reminder: workshop %(day)s"),
    Kind.TAKE_ATTENDANCE: lambda: _("Who came to the workshop %(day)s?"),
    Kind.PLAN_SESSION: lambda: _("Plan your session: %(what)s"),
}

# The kinds whose subject says what the workshop is about.
NAME_THE_KIT = (Kind.INVITATION, Kind.PLAN_SESSION)


def leads(workshop: Workshop, person: Person) -> bool:
    return workshop.facilitator_id == person.pk


def invitation(workshop: Workshop, person: Person, answer: str) -> list[str]:
    if leads(workshop, person):
        return [_("You lead this workshop. The invitations to the superusers have gone out too.")]
    return [
        _("Welcome to the next workshop for %(cohort)s.") % {"cohort": workshop.cohort},
        _("Please say whether you can come, so that there is a place and a cup for everyone."),
    ]


def update(workshop: Workshop, person: Person, answer: str) -> list[str]:
    said = [_("The workshop has been changed. What is written below is what holds now.")]
    if leads(workshop, person):
        return said
    if answer == Answer.YES:
        return [*said, _("If the change makes it hard for you to come, please say so.")]
    if answer == Answer.NO:
        return [*said, _("Perhaps it suits you better now? Then please answer again.")]
    return [*said, _("Please say whether you can come.")]


def cancellation(workshop: Workshop, person: Person, answer: str) -> list[str]:
    said = [_("The workshop won’t be held as planned, and it is taken out of your calendar.")]
    if workshop.note:
        said.append(_("Why: %(reason)s") % {"reason": workshop.note})
    programme = workshop.cohort.programme
    if not programme.starts_on <= workshop.day <= programme.ends_on:
        return said
    return [*said, _("When there is a new date, you get a new invitation.")]


def place_taken(workshop: Workshop, person: Person, answer: str) -> list[str]:
    return [
        _("You now have a place at this workshop, with %(cohort)s.") % {"cohort": workshop.cohort},
        _("Please say whether you can come."),
    ]


def place_left(workshop: Workshop, person: Person, answer: str) -> list[str]:
    return [
        _("You are no longer expected at this workshop, and it is taken out of your calendar."),
        *why_left(workshop, person),
        _("Did you not know of this? Then write to us."),
    ]


def why_left(workshop: Workshop, person: Person) -> list[str]:
    """Why a superuser doesn't come to a workshop any more, where that is known: they meet with
    another cohort on its day, or their school takes part no more."""
    programme, day = workshop.cohort.programme, workshop.day
    rows = Membership.objects.filter(cohort__programme=programme, role__person=person)
    places = rows.select_related("role__school", "cohort").order_by("-starts_on", "-pk")
    now = [place for place in places if place.lasts_on(day)]
    here = [place for place in places if place.cohort_id == workshop.cohort_id]
    if now:
        moved = here and not any(place in now for place in here)
        return [_("You meet with %(cohort)s now.") % {"cohort": now[0].cohort}] if moved else []
    if not places:
        return []
    school = (here or list(places))[0].role.school
    if Participation.objects.on(day).filter(programme=programme, school=school).exists():
        return []
    facts = {"school": school, "programme": programme}
    return [_("%(school)s no longer takes part in %(programme)s.") % facts]


def reminder(workshop: Workshop, person: Person, answer: str) -> list[str]:
    if leads(workshop, person):
        return [_("You lead a workshop soon. On its page you see who is coming.")]
    if answer == Answer.YES:
        return [_("You have said that you are coming. We look forward to seeing you.")]
    return [_("We haven’t had your answer yet. Please say whether you can come.")]


def take_attendance(workshop: Workshop, person: Person, answer: str) -> list[str]:
    return [
        _("Thank you for leading the workshop. Now note who came; it takes a minute."),
        _("Then the schools see what they are to pass on, and the superusers can get going."),
    ]


def plan_session(workshop: Workshop, person: Person, answer: str) -> list[str]:
    last = workshop.day + dt.timedelta(days=workshop.cohort.programme.lag_days)
    return [
        _("Thank you for coming to the workshop. Now it is your colleagues’ turn."),
        _("Set a day for the session at your own school: by %(day)s, or as soon as you can after.")
        % {"day": long_day(last)},
    ]


BODIES: dict[str, Callable[[Workshop, Person, str], list[str]]] = {
    Kind.INVITATION: invitation,
    Kind.UPDATE: update,
    Kind.CANCELLATION: cancellation,
    Kind.PLACE_TAKEN: place_taken,
    Kind.PLACE_LEFT: place_left,
    Kind.REMINDER: reminder,
    Kind.TAKE_ATTENDANCE: take_attendance,
    Kind.PLAN_SESSION: plan_session,
}
