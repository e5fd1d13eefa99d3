"""What the homes show, made once and kept until a row behind it changes."""

import datetime as dt
from dataclasses import dataclass

from rollout.common.dates import start_of, today
from rollout.guidance.queries import advice_for, workshops_to_see_to
from rollout.guidance.rules import Advice
from rollout.home.queries import OwnKit, attended, upcoming_sessions
from rollout.insight.figures import Lag, ProgrammeFigures, UnitFigures
from rollout.insight.kept import figures_today, kept
from rollout.library.models import Kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import kit_workshops, planned_session
from rollout.organisation.models import Person, School
from rollout.planning.guests.queries import OwnState, coming_for, own_places, state_from
from rollout.planning.handing_out import without_kit
from rollout.planning.models import GuestPlace, Programme, Workshop, WorkshopAttendance
from rollout.planning.queries import (
    all_workshops,
    next_workshops,
    schools_in,
    unplaced_superusers,
)

SESSIONS_SHOWN = 3
# Today's and the latest before: more than the workshops that a school's superusers have in a day.
WORKSHOPS_LOOKED_AT = 12


@dataclass
class OverviewFacts:
    """The programme's figures, what needs attention, and the workshops ahead."""

    figures: ProgrammeFigures
    advice: list[Advice]
    see_to: list[Workshop]
    without_cohort: int
    without_kit: int
    coming: list[Workshop]

    def still_to_come(self, now: dt.datetime) -> list[Workshop]:
        """The workshops that haven't ended by a moment."""
        return [workshop for workshop in self.coming if workshop.ends_at >= now]


@kept
def overview_facts(programme: Programme, day: dt.date) -> OverviewFacts:
    """Everything on the overview as of today."""
    figures = figures_today(programme)
    return OverviewFacts(
        figures=figures,
        advice=advice_for(programme, figures),
        see_to=workshops_to_see_to(programme, today()),
        without_cohort=unplaced_superusers(programme, day).count(),
        without_kit=without_kit(programme, today()).count(),
        coming=list(next_workshops(all_workshops(programme), start_of(today()))),
    )


@dataclass
class SuperuserFacts:
    """What a superuser runs next, where they go next, and how far the school has come."""

    school: School
    unit: UnitFigures | None
    planned: TrainingSession | None
    recent: list[TrainingSession]
    taught: list[Workshop]
    coming: list[Workshop]
    answers: dict[int, WorkshopAttendance]
    places: list[GuestPlace]

    def begun(self, now: dt.datetime) -> list[Workshop]:
        """The workshops with a kit that have begun by a moment, the latest first."""
        return [workshop for workshop in self.taught if workshop.starts_at <= now]

    def kit_to_run(self, now: dt.datetime) -> Kit | None:
        """The latest kit, at a moment, that the school hasn't held a session on yet."""
        lags = self.unit.lags if self.unit else ()
        held = {lag.kit for lag in lags if not lag.is_open}
        return next((w.kit for w in self.begun(now) if w.kit and w.kit.root_id not in held), None)

    def open_lag(self, kit: Kit) -> Lag | None:
        """How long a session on a kit has been awaited."""
        lags = self.unit.lags if self.unit else ()
        return next((lag for lag in lags if lag.kit == kit.root_id and lag.is_open), None)

    def next_workshop(self, now: dt.datetime) -> Workshop | None:
        """The first workshop that hasn't ended by a moment."""
        return next((workshop for workshop in self.coming if workshop.ends_at >= now), None)

    def state(self, workshop: Workshop) -> OwnState:
        """What the superuser has done about a workshop."""
        return state_from(self.places, workshop)


@kept
def superuser_facts(
    programme: Programme, day: dt.date, person: Person, school_id: int
) -> SuperuserFacts | None:
    """Everything on a superuser's home as of today; None where the school takes no part."""
    school = schools_in(programme).filter(pk=school_id).first()
    if school is None:
        return None
    held = TrainingSession.objects.filter(programme=programme, school=school, status="held")
    coming = coming_for(person, programme, start_of(today()))
    answers = WorkshopAttendance.objects.filter(person=person, workshop__in=coming)
    return SuperuserFacts(
        school=school,
        unit=figures_today(programme).schools.get(school.pk),
        planned=planned_session(programme, school),
        recent=list(held.select_related("kit")[:SESSIONS_SHOWN]),
        taught=list(kit_workshops(programme, school)[:WORKSHOPS_LOOKED_AT]),
        coming=coming,
        answers={answer.workshop_id: answer for answer in answers},
        places=own_places(person, coming),
    )


@dataclass
class TeacherFacts:
    """What comes at a teacher's schools, and what they have been to."""

    upcoming: list[TrainingSession]
    kits: list[OwnKit]


@kept
def teacher_facts(
    programme: Programme, day: dt.date, person: Person, school_ids: tuple[int, ...]
) -> TeacherFacts:
    """Everything on a teacher's home as of today but their competence, which is never kept."""
    return TeacherFacts(
        upcoming=upcoming_sessions(programme, school_ids),
        kits=attended(person, programme, school_ids),
    )
