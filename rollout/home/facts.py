"""What the homes show, made once and kept until a row behind it changes."""

import datetime as dt
from dataclasses import dataclass

from rollout.common.dates import start_of
from rollout.guidance.queries import advice_for, cancelled_without_date
from rollout.guidance.rules import Advice
from rollout.home.queries import OwnKit, own_kits, upcoming_sessions
from rollout.insight.cache import cached, figures_on
from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.insight.outlook import outlook_on
from rollout.insight.way import Way, way_of
from rollout.library.models import Kit
from rollout.library.queries import copies_at
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import kit_workshops, planned_session
from rollout.organisation.models import Person, School
from rollout.planning.expected import next_workshops
from rollout.planning.guests.queries import OwnState, coming_for, own_places, state_from
from rollout.planning.handing_out import without_kit
from rollout.planning.models import GuestPlace, Programme, Workshop, WorkshopAttendance
from rollout.planning.queries import all_workshops, schools_in, unplaced_superusers

SESSIONS_SHOWN = 3
# Today's and the latest before: more than the workshops that a school's superusers have in a day.
WORKSHOPS_LOOKED_AT = 12


@dataclass
class OverviewFacts:
    """The programme's figures, what needs attention, and the workshops ahead."""

    figures: ProgrammeFigures
    advice: list[Advice]
    cancelled: list[Workshop]
    without_cohort: int
    without_kit: int
    coming: list[Workshop]
    way: Way | None

    def still_to_come(self, now: dt.datetime) -> list[Workshop]:
        """The workshops that haven't ended by a moment."""
        return [workshop for workshop in self.coming if workshop.ends_at >= now]


@cached
def overview_facts(programme: Programme, day: dt.date) -> OverviewFacts:
    """Everything on the overview of a day."""
    figures, ahead = figures_on(programme, day), outlook_on(programme, day)
    return OverviewFacts(
        figures=figures,
        advice=advice_for(programme, day, figures),
        cancelled=cancelled_without_date(programme, day),
        without_cohort=unplaced_superusers(programme, figures.day).count(),
        without_kit=without_kit(programme, figures.day).count(),
        coming=list(next_workshops(all_workshops(programme), start_of(day))),
        way=way_of(ahead, ahead.owner, figures.owner.weeks),
    )


@dataclass
class SuperuserFacts:
    """What a superuser runs next, where they go next, and how far the school has come."""

    school: School
    figures: ProgrammeFigures
    own_kits: dict[int, Kit]
    planned: TrainingSession | None
    recent: list[TrainingSession]
    taught: list[Workshop]
    coming: list[Workshop]
    answers: dict[int, WorkshopAttendance]
    places: list[GuestPlace]

    @property
    def unit(self) -> UnitFigures | None:
        """The school's figures; None on a day on which it takes no part."""
        return self.figures.schools.get(self.school.pk)

    def been_to(self, now: dt.datetime) -> list[Workshop]:
        """The workshops with a kit that are over by a moment, the latest first: those held, and
        those that have ended though nobody has noted yet who came."""
        return [w for w in self.taught if w.status == Workshop.Status.HELD or w.ends_at <= now]

    def to_run(self, now: dt.datetime) -> Workshop | None:
        """The latest of them whose kit the school hasn't run: today's session counts too."""
        run = self.unit.run if self.unit else frozenset()
        return next((w for w in self.been_to(now) if w.kit and w.kit.root_id not in run), None)

    def as_here(self, kit: Kit) -> Kit:
        """A kit as the school has it: its own copy, where it has one."""
        return self.own_kits.get(kit.root_id, kit)

    def given_on(self, workshop: Workshop) -> dt.date:
        """The day that the session on a workshop's kit is awaited from, as the figures have it."""
        kit = workshop.kit.root_id if workshop.kit else None
        lags = self.unit.lags if self.unit else ()
        return next((lag.workshop_on for lag in lags if lag.kit == kit), workshop.day)

    def next_workshop(self, now: dt.datetime) -> Workshop | None:
        """The first workshop that hasn't ended by a moment."""
        return next((workshop for workshop in self.coming if workshop.ends_at >= now), None)

    def state(self, workshop: Workshop, now: dt.datetime) -> OwnState:
        """What the superuser has done about a workshop by a moment."""
        return state_from(self.places, workshop, now)


@cached
def superuser_facts(
    programme: Programme, day: dt.date, person: Person, school_id: int
) -> SuperuserFacts | None:
    """Everything on a superuser's home of a day; None where the school takes no part."""
    school = schools_in(programme).filter(pk=school_id).first()
    if school is None:
        return None
    held = TrainingSession.objects.filter(programme=programme, school=school, status="held")
    coming = coming_for(person, programme, start_of(day))
    answers = WorkshopAttendance.objects.filter(person=person, workshop__in=coming)
    return SuperuserFacts(
        school=school,
        figures=figures_on(programme, day),
        own_kits={kit.root_id: kit for kit in copies_at(school.pk)},
        planned=planned_session(programme, school),
        recent=list(held.select_related("kit")[:SESSIONS_SHOWN]),
        taught=list(kit_workshops(programme, school, day)[:WORKSHOPS_LOOKED_AT]),
        coming=coming,
        answers={answer.workshop_id: answer for answer in answers},
        places=own_places(person, coming),
    )


@dataclass
class TeacherFacts:
    """What comes at a teacher's schools, and what they have been to."""

    upcoming: list[TrainingSession]
    kits: list[OwnKit]
    areas: int

    @property
    def been_to(self) -> list[OwnKit]:
        return [own for own in self.kits if own.way]

    @property
    def missed(self) -> list[OwnKit]:
        """Kits whose session their school has held without them."""
        return [own for own in self.kits if own.is_missed]

    @property
    def to_come(self) -> list[OwnKit]:
        """Kits whose session their school is still to hold."""
        return [own for own in self.kits if not own.is_held and not own.way]


@cached
def teacher_facts(
    programme: Programme, day: dt.date, person: Person, school_ids: tuple[int, ...]
) -> TeacherFacts:
    """Everything on a teacher's home of a day but their competence, which is never kept."""
    return TeacherFacts(
        upcoming=upcoming_sessions(programme, school_ids, day),
        kits=own_kits(person, programme, school_ids, day),
        areas=programme.framework.areas.count() if programme.framework else 0,
    )
