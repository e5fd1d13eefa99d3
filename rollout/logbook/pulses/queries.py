"""Reads of pulses: who is asked, what is still to answer, and what is shown.

What is shown comes from the counters that closing left, and from nothing else. A pulse is shown by
itself where it is safe by itself; each sum over several, such as a kit's mean over all its
sessions, is made of published parts alone. So no sum, on any day, tells more than its parts do: the
difference of two sums is a set of pulses that are each published, and each tells of nobody. A group
that is hidden is in no sum. Only a survey has a total over schools of which some are hidden; there,
complementary suppression is decided once, when it closes.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from rollout.common.dates import start_of
from rollout.competence.rounds import MAIN_SCHOOL_LAST
from rollout.library.queries import kit_root
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.marks import mark_of
from rollout.logbook.pulses.models import Pulse, PulseCount, PulseMark, PulseQuestion, PulseSum
from rollout.logbook.pulses.rules import PulseTold
from rollout.organisation.access import Viewer
from rollout.organisation.models import Person
from rollout.organisation.queries import superusers_of
from rollout.planning.models import Programme, Workshop, WorkshopAttendance
from rollout.planning.roster import roster

SUBJECTS = ("workshop__kit", "session__kit", "session__school")
AFTER_A_SESSION = (Pulse.Kind.SESSION, Pulse.Kind.USE_3, Pulse.Kind.USE_8)


@dataclass(frozen=True)
class ToAnswer:
    """A pulse that somebody is asked in, with the questions that they haven't answered yet."""

    pulse: Pulse
    questions: tuple[PulseQuestion, ...]


def asked_people(pulse: Pulse, only: int | None = None) -> dict[int, int | None]:
    """Who is asked, each with the school that they are counted at; None where all are counted
    together. `only` looks for one person. One query.

    After a workshop or session: those who are noted as having come, also where they were noted
    later. Of a survey: the audience as it was on its first day, each at the school where they work
    most. Nobody, where the session has been taken back.
    """
    if pulse.workshop_id:
        came = WorkshopAttendance.objects.filter(workshop=pulse.workshop_id, attended=True)
        rows = came.values_list("person", flat=True)
        return dict.fromkeys(of_one(rows, only))
    if pulse.session_id:
        here = SessionAttendance.objects.filter(
            session=pulse.session_id, session__status=TrainingSession.Status.HELD
        )
        return dict(of_one(here, only).values_list("person", "session__school"))
    if pulse.is_by_school:
        employed = of_one(roster(pulse.programme, pulse.opens_on), only)
        return dict(employed.order_by(*MAIN_SCHOOL_LAST).values_list("person", "school"))
    roles = of_one(superusers_of(pulse.programme, pulse.opens_on), only)
    return dict.fromkeys(roles.values_list("person", flat=True))


def of_one(rows: QuerySet, only: int | None) -> QuerySet:
    """Rows of persons, or those of one person."""
    return rows if only is None else rows.filter(person=only)


def asked_of(person: Person, programme: Programme, day: dt.date) -> list[ToAnswer]:
    """What somebody is asked in a programme on a day and hasn't answered, the newest first. Two
    queries, one where there is nothing; a survey that is open costs one more."""
    came_to_workshop = WorkshopAttendance.objects.filter(
        workshop=OuterRef("workshop"), person=person, attended=True
    )
    came_to_session = SessionAttendance.objects.filter(
        session=OuterRef("session"),
        person=person,
        session__status=TrainingSession.Status.HELD,
    )
    mine = Q(kind=Pulse.Kind.SURVEY) | Exists(came_to_workshop) | Exists(came_to_session)
    found = open_on(day).filter(mine, programme=programme)
    subjects = (f"pulse__{each}" for each in SUBJECTS)
    rows = PulseQuestion.objects.filter(pulse__in=found).select_related(*subjects)
    asked: dict[Pulse, list[PulseQuestion]] = {}
    for row in rows.order_by("-pulse__opens_on", "-pulse", "position"):
        asked.setdefault(row.pulse, []).append(row)
    for pulse in asked:
        pulse.programme = programme
    theirs = {
        pulse: questions
        for pulse, questions in asked.items()
        if not pulse.is_survey or person.pk in asked_people(pulse, person.pk)
    }
    return unanswered(theirs, person)


def open_on(day: dt.date) -> QuerySet[Pulse]:
    """The pulses that take answers on a day."""
    return Pulse.objects.filter(
        has_begun=True, closed_at__isnull=True, opens_on__lte=day, closes_on__gte=day
    )


def with_subject(pulses: QuerySet[Pulse]) -> QuerySet[Pulse]:
    """Pulses with what they are about."""
    return pulses.select_related(*SUBJECTS)


def unanswered(pulses: Mapping[Pulse, Iterable[PulseQuestion]], person: Person) -> list[ToAnswer]:
    """Of pulses with their questions, those with something that a person hasn't answered. One
    query, or none where there are no pulses."""
    marks = {
        mark_of(pulse.pk, question.pk, person.pk): (pulse, question)
        for pulse, questions in pulses.items()
        for question in questions
    }
    if not marks:
        return []
    made = set(PulseMark.objects.filter(mark__in=marks).values_list("mark", flat=True))
    left: dict[Pulse, list[PulseQuestion]] = {}
    for mark, (pulse, question) in marks.items():
        if mark not in made:
            left.setdefault(pulse, []).append(question)
    return [ToAnswer(pulse, tuple(questions)) for pulse, questions in left.items()]


def pulses_for(viewer: Viewer, programme: Programme) -> QuerySet[Pulse]:
    """The pulses whose results a viewer may look for: a lead and a facilitator all, others those of
    their own school's sessions, and surveys of all schools' rosters."""
    pulses = Pulse.objects.filter(programme=programme)
    if not viewer.is_wide:
        own = Q(session__school__in=viewer.school_ids) | Q(audience=Pulse.Audience.ROSTER)
        pulses = pulses.filter(own)
    return with_subject(pulses)


def with_shown(pulses: QuerySet[Pulse], viewer: Viewer) -> QuerySet[Pulse]:
    """Pulses with whether anything of them is shown to a viewer once they are closed, as
    `is_shown`."""
    counts = seen_by(viewer, PulseCount.objects.filter(pulse=OuterRef("pk"), n__gt=0))
    return pulses.annotate(is_shown=Exists(counts))  # type: ignore[no-redef]  # the model declares it


def seen_by(viewer: Viewer, counts: QuerySet[PulseCount]) -> QuerySet[PulseCount]:
    """Of what closing left, what a viewer sees: others than leads and facilitators their own
    school's, and what is of all schools together."""
    if viewer.is_wide:
        return counts
    return counts.filter(Q(school__isnull=True) | Q(school__in=viewer.school_ids))


def told_by(programme: Programme, day: dt.date) -> list[PulseTold]:
    """**What figures are made of**: what pulses about workshops and sessions that count show, of
    those closed by a day. One query."""
    rows = PulseSum.objects.filter(
        Q(pulse__session__status=TrainingSession.Status.HELD)
        | Q(pulse__workshop__status=Workshop.Status.HELD),
        pulse__programme=programme,
        pulse__closed_at__lt=start_of(day + dt.timedelta(days=1)),
    ).annotate(kit=Coalesce(kit_root("pulse__session__kit"), kit_root("pulse__workshop__kit")))
    names = ("pulse__kind", "key", "kit", "pulse__session__school", "answered", "total")
    return [PulseTold(*row) for row in rows.order_by("pk").values_list(*names)]
