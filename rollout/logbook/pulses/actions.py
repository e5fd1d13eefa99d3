"""Writes of pulses: they open, take answers, and close. Each action is atomic.

Nothing here tells who has answered what, or when: no message, mail or line of a log, no history, no
time. See `pulses.models` for what is stored instead of answers.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from random import Random, SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Count, F, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.constraints import Refused
from rollout.competence.suppression import SMALLEST_GROUP, Counts, added
from rollout.library.queries import about_kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.marks import mark_of
from rollout.logbook.pulses.models import (
    Pulse,
    PulseAnswered,
    PulseCount,
    PulseMark,
    PulseQuestion,
    PulseSum,
    PulseText,
)
from rollout.logbook.pulses.queries import asked_people
from rollout.logbook.pulses.rules import (
    AFTER_TRAINING,
    AFTER_WEEKS,
    ASKED_WITHIN,
    DAYS_OPEN,
    LONGEST_TEXT,
    SUMMED,
    USE_AFTER,
    Asked,
    is_asked_still,
    last_day,
    shown_of_one,
    shown_of_schools,
    shown_texts,
    texts_with,
    total_of,
)
from rollout.organisation.models import Person
from rollout.planning.models import Workshop


@transaction.atomic
def open_for_workshop(*, workshop: Workshop, day: dt.date) -> None:
    """Ask those who came to a workshop how it was, once it is noted who did."""
    if workshop.kit_id is None or not is_asked_still(workshop.day, day):
        return
    if workshop.attendances.filter(attended=True).count() >= SMALLEST_GROUP:
        programme = workshop.cohort.programme_id
        pulse = Pulse(programme_id=programme, kind=Pulse.Kind.WORKSHOP, workshop=workshop)
        open_once(pulse, workshop.pulses.all(), AFTER_TRAINING, day)


@transaction.atomic
def open_for_session(*, session: TrainingSession, day: dt.date) -> None:
    """Ask those who came to a held session how it was. Where fewer than five came, nothing could be
    shown, so nobody is asked; once more are noted, they are."""
    if session.status != TrainingSession.Status.HELD or not is_asked_still(session.held_on, day):
        return
    if session.attendances.count() >= SMALLEST_GROUP:
        open_about(session, Pulse.Kind.SESSION, AFTER_TRAINING, day)


def open_about(
    session: TrainingSession, kind: Pulse.Kind, asked: tuple[Asked, ...], day: dt.date
) -> bool:
    if asked_lately(session, kind, day):
        return False
    pulse = Pulse(programme_id=session.programme_id, kind=kind, session=session)
    return open_once(pulse, session.pulses.all(), asked, day)


def asked_lately(session: TrainingSession, kind: Pulse.Kind, day: dt.date) -> bool:
    """Whether somebody who came is asked the same of another session on the kit just now: of two
    such pulses, one's answers less the other's would be those of the few who differ."""
    came = session.attendances.values("person")
    others = TrainingSession.objects.filter(
        pulses__kind=kind,
        pulses__opens_on__gt=day - dt.timedelta(days=ASKED_WITHIN),
        attendances__person__in=came,
    ).exclude(pk=session.pk)
    return about_kit(others, session.kit.root_id).exists()


def open_once(
    pulse: Pulse, others: QuerySet[Pulse], asked: tuple[Asked, ...], day: dt.date
) -> bool:
    """Open a pulse from a day on; False where there is one of its kind among the others already,
    also one that somebody opens just now."""
    if others.filter(kind=pulse.kind).exists():
        return False
    pulse.opens_on, pulse.closes_on = day, last_day(day)
    try:
        with transaction.atomic():
            pulse.save()
            begin(pulse, ask(pulse, asked), [pulse.session.school_id if pulse.session else None])
    except Refused:
        return False
    return True


def ask(pulse: Pulse, asked: Iterable[Asked]) -> list[PulseQuestion]:
    """Give a pulse its questions, in their order."""
    return PulseQuestion.objects.bulk_create(
        PulseQuestion(
            pulse=pulse,
            key=each.key,
            position=position,
            kind=each.kind,
            words=each.words,
            choices=list(each.choices),
        )
        for position, each in enumerate(asked)
    )


def begin(
    pulse: Pulse, questions: Collection[PulseQuestion], groups: Collection[int | None]
) -> None:
    """Make every counter, with 0, and the empty lists of texts. From then on it takes answers."""
    PulseCount.objects.bulk_create(
        (
            PulseCount(pulse=pulse, school_id=group, question=question, value=value)
            for group in groups
            for question in questions
            for value in question.values
        ),
        batch_size=1000,
    )
    PulseText.objects.bulk_create(
        PulseText(question=question)
        for question in questions
        if question.kind == PulseQuestion.Kind.TEXT
    )
    pulse.has_begun = True
    pulse.save(update_fields=["has_begun"])


def open_due_pulses(*, day: dt.date) -> int:
    """Open the surveys whose first day has come, and ask about use 3 and 8 weeks after sessions;
    how many were opened."""
    return open_due_surveys(day) + sum(
        open_about(session, Pulse.Kind(kind), AFTER_WEEKS, day)
        for kind, after in USE_AFTER.items()
        for session in due_sessions(kind, after, day)
    )


def due_sessions(kind: str, after: int, day: dt.date) -> list[TrainingSession]:
    """The sessions, with enough who came, that so many days have passed since, and no more than a
    pulse's time beyond: a server that stood still asks late, but doesn't ask about last year."""
    latest = day - dt.timedelta(days=after)
    sessions = TrainingSession.objects.filter(
        status=TrainingSession.Status.HELD,
        held_on__gt=latest - dt.timedelta(days=DAYS_OPEN),
        held_on__lte=latest,
    )
    came = sessions.annotate(came=Count("attendances")).filter(came__gte=SMALLEST_GROUP)
    return list(came.exclude(pulses__kind=kind).order_by("held_on", "pk"))


def open_due_surveys(day: dt.date) -> int:
    due = Pulse.objects.filter(
        kind=Pulse.Kind.SURVEY, has_begun=False, closed_at__isnull=True, opens_on__lte=day
    )
    opened = 0
    for pulse in due:
        with transaction.atomic():
            opened += begin_survey(locked(pulse))
    return opened


def begin_survey(survey: Pulse) -> bool:
    """Make a survey's counters, once, for the schools with somebody in its audience and for all
    together."""
    if survey.has_begun:
        return False
    schools = {school for school in asked_people(survey).values() if school is not None}
    begin(survey, list(survey.questions.all()), [*sorted(schools), None])
    return True


def locked(pulse: Pulse) -> Pulse:
    """A pulse as it is now; answers and closing wait for each other."""
    return Pulse.objects.select_for_update().get(pk=pulse.pk)


@transaction.atomic
def answer_pulse(*, pulse: Pulse, person: Person, answers: Mapping[int, str], day: dt.date) -> None:
    """Count somebody's answers to a pulse on a day: a value or a text by the question's id. What is
    empty, or answered already, changes nothing.

    Raises ValidationError where it isn't open, they aren't asked, or an answer isn't one of those
    to choose among.
    """
    current = locked(pulse)
    if not current.is_open(day):
        raise ValidationError(_("These questions aren’t open any more."))
    asked = asked_people(current, person.pk)
    if person.pk not in asked:
        raise ValidationError(_("You aren’t asked here."))
    for question in current.questions.all():
        given = answers.get(question.pk, "").strip()
        if given and is_first(current, question, person):
            count(question, given, asked[person.pk])


def is_first(pulse: Pulse, question: PulseQuestion, person: Person) -> bool:
    """Leave a person's mark; False where it is there already."""
    mark = mark_of(pulse.pk, question.pk, person.pk)
    if PulseMark.objects.filter(mark=mark).exists():
        return False
    PulseMark.objects.create(mark=mark, pulse=pulse)
    return True


def count(question: PulseQuestion, given: str, school: int | None) -> None:
    """Add one to a counter, or a text to those that others have written. All counters of the
    question are written anew together: PostgreSQL keeps rows in the order in which they were
    written, and would tell the latest answer by the last of them."""
    if question.kind == PulseQuestion.Kind.TEXT:
        written = PulseText.objects.get(question=question)
        written.texts = texts_with(written.texts, given[:LONGEST_TEXT])
        written.save()
        return
    value = {str(value): value for value in question.values}.get(given)
    counters = PulseCount.objects.filter(question=question, school=school)
    more = Case(When(value=value, then=1), default=0)
    if value is None or not counters.update(n=F("n") + more):
        raise ValidationError(_("Choose one of the answers."))


@transaction.atomic
def close_pulse(*, pulse: Pulse, now: dt.datetime, chance: Random | None = None) -> Pulse:
    """Close a pulse at a moment: note all at once who has answered, delete the marks, and keep of
    the counters what may be shown. Closing it again changes nothing.

    What is hidden is decided here, once, and deleted: no later reader can get at it. `chance` is
    the system's, unless it is given, as for a test.
    """
    current = locked(pulse)
    if current.closed_at:
        return current
    questions = list(current.questions.all())
    note_answered(current, questions)
    for question in questions:
        keep_what_is_shown(current, question, chance or SystemRandom())
    add_up(current)
    current.closed_at = now
    current.save(update_fields=["closed_at"])
    return current


def note_answered(pulse: Pulse, questions: Collection[PulseQuestion]) -> None:
    """Write down who of those asked has left a mark, in the order of persons, and delete all
    marks."""
    marks = set(pulse.marks.values_list("mark", flat=True))
    PulseAnswered.objects.bulk_create(
        (
            PulseAnswered(pulse=pulse, person_id=person)
            for person in sorted(asked_people(pulse))
            if any(mark_of(pulse.pk, question.pk, person) in marks for question in questions)
        ),
        batch_size=1000,
    )
    pulse.marks.all().delete()


def add_up(pulse: Pulse) -> None:
    """Keep for the figures what the answers that are shown add up to."""
    shown: dict[str, dict[int, int]] = {}
    counters = PulseCount.objects.filter(pulse=pulse, question__key__in=SUMMED)
    for key, value, n in counters.values_list("question__key", "value", "n"):
        shown.setdefault(key, {})[value] = n
    for key, counts in shown.items():
        answered = sum(counts.values())
        PulseSum.objects.create(
            pulse=pulse, key=key, answered=answered, total=total_of(key, counts)
        )


def keep_what_is_shown(pulse: Pulse, question: PulseQuestion, chance: Random) -> None:
    """Delete a question's counters that tell too much, and texts where few have written."""
    if question.kind == PulseQuestion.Kind.TEXT:
        for written in PulseText.objects.filter(question=question):
            written.texts = shown_texts(written.texts)
            written.save()
        return
    counters = PulseCount.objects.filter(question=question)
    groups: dict[int | None, dict[int, int]] = {}
    for school, value, n in counters.values_list("school", "value", "n"):
        groups.setdefault(school, {})[value] = n
    if pulse.is_by_school:
        keep_schools(counters, {s: c for s, c in groups.items() if s is not None}, chance)
    elif not all(shown_of_one(counts) for counts in groups.values()):
        counters.delete()


def keep_schools(
    counters: QuerySet[PulseCount], by_school: Mapping[int, Counts], chance: Random
) -> None:
    """Of a question to several schools, keep those that are shown, and their total with the hidden
    ones in it where that is safe."""
    shown, total_is_shown = shown_of_schools(by_school, chance)
    counters.filter(school__isnull=False).exclude(school__in=shown).delete()
    if not total_is_shown:
        counters.filter(school__isnull=True).delete()
        return
    for value, n in added(by_school.values()).items():
        total = counters.filter(school__isnull=True, value=value)
        total.update(n=n)


def close_ended_pulses(*, now: dt.datetime) -> int:
    """Close every pulse whose last day has passed at a moment; how many."""
    ended = Pulse.objects.filter(closed_at__isnull=True, closes_on__lt=timezone.localdate(now))
    for pulse in ended:
        close_pulse(pulse=pulse, now=now)
    return len(ended)


@transaction.atomic
def withdraw(*, session: TrainingSession) -> None:
    """Ask nobody any more about a session that is taken back, and throw away what was answered.
    What is closed stays, and counts in no figure."""
    session.pulses.filter(closed_at__isnull=True).delete()
