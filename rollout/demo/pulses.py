"""What the demo's people have answered in pulses, counted as answers are: by nobody's name."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.db.models import Count, Q, QuerySet

from rollout.common.dates import start_of, today
from rollout.demo import content
from rollout.demo.organisation import DemoSchool
from rollout.demo.personas import email_of
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.actions import (
    close_pulse,
    open_about,
    open_due_pulses,
    open_for_session,
    open_for_workshop,
)
from rollout.logbook.pulses.models import Pulse, PulseCount, PulseQuestion, PulseSum, PulseText
from rollout.logbook.pulses.queries import asked_of
from rollout.logbook.pulses.rules import (
    AFTER_TRAINING,
    AFTER_WEEKS,
    SUMMED,
    USE_AFTER,
    Asked,
    last_day,
    scale_items,
    shown_of_one,
    total_of,
)
from rollout.logbook.pulses.surveys import save_survey
from rollout.organisation.models import Person
from rollout.planning.models import Programme, Workshop

LEAST = 5
# The mean that people tend to answer with after a session, by how their school goes about it.
TENDENCY = {"strong": 4.3, "steady": 3.9, "weak": 2.7, "late": 3.3, "stuck": 2.9, "quiet": 3.4}
AFTER_WORKSHOP = 4.2
EXPLORES_MORE = 0.3
# How many of those asked answer, from pulse to pulse.
SHARES = (0.2, 0.6, 0.7, 0.75, 0.85)
# Of 100 who answer: have used it, not yet, and the five reasons.
USED_OF_100 = {"use_3": (52, 26, 9, 4, 3, 5, 1), "use_8": (64, 14, 8, 6, 3, 4, 1)}
# Of 100 who answer a survey's choice.
CHOSEN_OF_100 = (41, 17, 28, 14)
# How much better or worse its statements are liked, one by one.
LIKED = (0.3, 0.2, 0.0, 0.4, -0.6, -0.1, -0.5, 0.1)
ASKED_PERSONAS = ("superbruker", "laerer", "rektor")
DAY = dt.timedelta(days=1)


@dataclass
class Rows:
    """What is saved at once: pulses, their questions, and the counters that may be shown."""

    pulses: list[Pulse] = field(default_factory=list)
    questions: list[PulseQuestion] = field(default_factory=list)
    counts: list[PulseCount] = field(default_factory=list)
    sums: list[PulseSum] = field(default_factory=list)

    def save(self) -> None:
        Pulse.objects.bulk_create(self.pulses, batch_size=500)
        PulseQuestion.objects.bulk_create(self.questions, batch_size=1000)
        PulseCount.objects.bulk_create(self.counts, batch_size=1000)
        PulseSum.objects.bulk_create(self.sums, batch_size=1000)


def make(programme: Programme, schools: list[DemoSchool], random: Random) -> None:
    """Closed pulses after what is long past, open ones after what is recent, and two surveys."""
    # A session that was corrected on the way has opened one.
    Pulse.objects.filter(programme=programme).delete()
    rows = Rows()
    for workshop, people in workshops_with_people(programme):
        closed_after(rows, programme, workshop, workshop.day, people, AFTER_WORKSHOP, random)
    profiles = {demo.school.pk: demo.profile for demo in schools}
    for session in sessions_with_people(programme):
        tendency = TENDENCY[profiles[session.school_id]] + random.gauss(0, 0.4)
        people = session.came
        closed_after(rows, programme, session, session.held_on, people, tendency, random)
        for kind in USE_AFTER:
            closed_use(rows, programme, session, kind, people, random)
    rows.save()
    open_recent(programme)
    make_surveys(programme, schools, random)


def workshops_with_people(programme: Programme) -> Iterator[tuple[Workshop, int]]:
    held = Workshop.objects.filter(
        cohort__programme=programme, status=Workshop.Status.HELD, kit__isnull=False
    )
    came = Count("attendances", filter=Q(attendances__attended=True))
    with_people: QuerySet[Any] = held.annotate(came=came)
    for workshop in with_people.order_by("starts_at", "pk"):
        yield workshop, workshop.came


def sessions_with_people(programme: Programme) -> QuerySet[Any]:
    """The sessions that enough came to, each with how many as `came`."""
    held = TrainingSession.objects.filter(
        programme=programme, status=TrainingSession.Status.HELD, head_count__gte=LEAST
    )
    return held.annotate(came=Count("attendances")).order_by("held_on", "school", "pk")


def closed_after(
    rows: Rows,
    programme: Programme,
    about: Workshop | TrainingSession,
    day: dt.date,
    people: int,
    tendency: float,
    random: Random,
) -> None:
    """The pulse after a workshop or session, where it is over by now."""
    pulse = pulse_about(programme, about, "workshop" if is_workshop(about) else "session", day)
    if people < LEAST or pulse.closes_on >= today():
        return
    means = (tendency, tendency + EXPLORES_MORE)
    answering = how_many(people, random)
    add(rows, pulse, AFTER_TRAINING, [scale(answering, mean, random) for mean in means])


def is_workshop(about: Workshop | TrainingSession) -> bool:
    return isinstance(about, Workshop)


def closed_use(
    rows: Rows,
    programme: Programme,
    session: TrainingSession,
    kind: str,
    people: int,
    random: Random,
) -> None:
    """Whether they have used it, some weeks after a session, where that is over by now."""
    day = session.held_on + dt.timedelta(days=USE_AFTER[kind])
    pulse = pulse_about(programme, session, kind, day)
    if people >= LEAST and pulse.closes_on < today():
        chosen = random.choices(range(1, 8), USED_OF_100[kind], k=how_many(people, random))
        add(rows, pulse, AFTER_WEEKS, [counted(chosen, 7)])


def pulse_about(
    programme: Programme, about: Workshop | TrainingSession, kind: str, day: dt.date
) -> Pulse:
    """A pulse that opened on a day and is closed by now, if it was over by then."""
    last = last_day(day)
    return Pulse(
        programme=programme,
        kind=kind,
        workshop=about if isinstance(about, Workshop) else None,
        session=about if isinstance(about, TrainingSession) else None,
        opens_on=day,
        closes_on=last,
        has_begun=True,
        closed_at=start_of(last + DAY),
    )


def how_many(people: int, random: Random) -> int:
    """How many of those asked answer: now and then hardly any."""
    share = random.choice(SHARES)
    return sum(random.random() < share for _ in range(people))


def scale(people: int, tendency: float, random: Random) -> dict[int, int]:
    chosen = [max(1, min(5, round(random.gauss(tendency, 0.9)))) for _ in range(people)]
    return counted(chosen, 5)


def counted(chosen: Iterable[int], most: int) -> dict[int, int]:
    answers = list(chosen)
    return {value: answers.count(value) for value in range(1, most + 1)}


def add(rows: Rows, pulse: Pulse, asked: tuple[Asked, ...], answered: list[dict[int, int]]) -> None:
    """A closed pulse with what may be shown of it: the one group that was asked, or nothing."""
    rows.pulses.append(pulse)
    school = pulse.session.school_id if pulse.session else None
    for position, (each, counts) in enumerate(zip(asked, answered, strict=True)):
        question = PulseQuestion(pulse=pulse, key=each.key, position=position, kind=each.kind)
        rows.questions.append(question)
        if shown_of_one(counts):
            rows.sums += summed(pulse, each.key, counts)
            rows.counts += [
                PulseCount(pulse=pulse, school_id=school, question=question, value=value, n=n)
                for value, n in counts.items()
            ]


def summed(pulse: Pulse, key: str, counts: dict[int, int]) -> list[PulseSum]:
    """What figures take of a question, where they take anything."""
    if key not in SUMMED:
        return []
    answered = sum(counts.values())
    return [PulseSum(pulse=pulse, key=key, answered=answered, total=total_of(key, counts))]


def open_recent(programme: Programme) -> None:
    """What was so recent that it is asked about today, and not yet answered."""
    fortnight = today() - dt.timedelta(days=14)
    since = start_of(fortnight + DAY)
    recent = Workshop.objects.filter(
        cohort__programme=programme, status=Workshop.Status.HELD, starts_at__gte=since
    )
    recent = recent.select_related("cohort").order_by("starts_at", "pk")
    for workshop in recent.exclude(pulses__kind="workshop"):
        open_for_workshop(workshop=workshop, day=today())
    sessions = TrainingSession.objects.filter(programme=programme, held_on__gt=fortnight)
    for session in sessions.exclude(pulses__kind="session").order_by("held_on", "pk"):
        open_for_session(session=session, day=today())
    open_due_pulses(day=today())
    for key in ASKED_PERSONAS:
        ask_persona(programme, Person.objects.get(user__email=email_of(key)))


def ask_persona(programme: Programme, person: Person) -> None:
    """The newest session at somebody's school, which they came to, asks them how it was."""
    school = person.employments.order_by("pk").values("school")[:1]
    held = sessions_with_people(programme).filter(school__in=school).order_by("-held_on", "pk")
    session = held.first()
    kinds = {asked.pulse.kind for asked in asked_of(person, programme, today())}
    if session is None or Pulse.Kind.SESSION in kinds:
        return
    _row, is_new = SessionAttendance.objects.get_or_create(session=session, person=person)
    if is_new:
        session.head_count += 1
        session.save_without_historical_record()
    session.pulses.filter(kind=Pulse.Kind.SESSION).delete()
    open_about(session, Pulse.Kind.SESSION, AFTER_TRAINING, today())


def make_surveys(programme: Programme, schools: list[DemoSchool], random: Random) -> None:
    """One of the lead's that is closed, with each kind of question, and one that is open."""
    closed = survey(programme, content.SURVEY, today() - dt.timedelta(days=60))
    answer_survey(closed, schools, random)
    close_pulse(pulse=closed, now=start_of(closed.closes_on + DAY), chance=random)
    survey(programme, content.SURVEY_OPEN, today() - dt.timedelta(days=3))


def survey(programme: Programme, words: dict[str, str], opens_on: dt.date) -> Pulse:
    """A survey as a lead composes it: two ready scales, a choice and a text."""
    asked = [
        *scale_items("acceptability"),
        *scale_items("feasibility"),
        Asked("own_1", "choice", words["choice"], tuple(words["choices"].split("\n"))),
        Asked("own_2", "text", words["text"]),
    ]
    made = Pulse(
        programme=programme,
        kind=Pulse.Kind.SURVEY,
        title=words["title"],
        audience=Pulse.Audience.ROSTER,
        opens_on=opens_on,
        closes_on=last_day(opens_on),
    )
    return save_survey(survey=made, asked=asked, revision=0, day=opens_on)


def answer_survey(survey: Pulse, schools: list[DemoSchool], random: Random) -> None:
    """Answers at every school, added to the counters at once."""
    profiles = {demo.school.pk: demo for demo in schools}
    rows = list(survey.counts.select_related("question").order_by("pk"))
    answered: dict[tuple[int, int], dict[int, int]] = {}
    for row in rows:
        if row.school_id is None:
            continue
        demo, question = profiles[row.school_id], row.question
        key = (row.school_id, question.pk)
        if key not in answered:
            people = how_many(demo.teachers + 3, random)
            liked = LIKED[question.position % len(LIKED)]
            mean = TENDENCY[demo.profile] + liked + random.gauss(0, 0.2)
            options = len(question.values)
            answered[key] = (
                counted(random.choices(range(1, options + 1), CHOSEN_OF_100, k=people), options)
                if question.kind == PulseQuestion.Kind.CHOICE
                else scale(people, mean, random)
            )
        row.n = answered[key][row.value]
    PulseCount.objects.bulk_update(rows, ["n"], batch_size=500)
    for written in PulseText.objects.filter(question__pulse=survey):
        written.texts = sorted(content.SURVEY_TEXTS)
        written.save()
