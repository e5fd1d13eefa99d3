"""Pulses: what is asked, and answers as counters that tell of nobody.

An answer adds one to a counter and leaves a mark; no row is an answer. A mark is a keyed hash of
pulse, question and person: it stops a second answer, and says nothing to whoever hasn't the key. No
row here has the time of an answer, and none but `PulseAnswered`, written for all at once when a
pulse closes, has a person.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.common.names import NameField
from rollout.competence.suppression import SMALLEST_GROUP
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.rules import CHOICE, SCALE, TEXT, USE, USE_CHOICES, WORDS, values_of
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme, Workshop


class Pulse(models.Model):
    """A few questions to those who were at something, or to a survey's audience.

    Its state changes only through `pulses.actions`: planned → open (`has_begun`: its counters are
    made) → closed. What is left of the counters of a closed pulse is what may be shown of it.
    """

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("after a workshop")
        SESSION = "session", _("after a session")
        USE_3 = "use_3", _("use after 3 weeks")
        USE_8 = "use_8", _("use after 8 weeks")
        SURVEY = "survey", _("survey")

    class Audience(models.TextChoices):
        ROSTER = "roster", _("everybody on the schools’ rosters")
        SUPERUSERS = "superusers", _("the superusers")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pulses")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="pulses"
    )
    session = models.ForeignKey(
        TrainingSession, models.CASCADE, null=True, blank=True, related_name="pulses"
    )
    audience = models.CharField(
        _("who is asked"), max_length=10, choices=Audience.choices, blank=True
    )
    title = NameField(_("title"), max_length=120, blank=True)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    has_begun = models.BooleanField(default=False, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    # Whether anything of it is shown to a viewer: filled in by `queries.with_shown`.
    is_shown: bool

    class Meta:
        verbose_name = _("pulse")
        ordering = ["-opens_on", "-pk"]
        indexes = [models.Index(fields=["programme", "closed_at", "opens_on"], name="pulse_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="workshop", workshop__isnull=False, session__isnull=True)
                | Q(
                    kind__in=["session", "use_3", "use_8"],
                    workshop__isnull=True,
                    session__isnull=False,
                )
                | Q(kind="survey", workshop__isnull=True, session__isnull=True),
                name="pulse_about_one_thing",
                violation_error_message=_("A pulse is about a workshop, a session or neither."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="survey") | ~Q(title="") & ~Q(audience=""),
                name="pulse_survey_is_named",
                violation_error_message=_("Give the survey a title and say who is asked."),
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="pulse_closes_after_opening",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            models.UniqueConstraint(
                fields=["kind", "workshop"],
                name="pulse_once_a_workshop",
                violation_error_message=_("There is already a pulse about this workshop."),
            ),
            models.UniqueConstraint(
                fields=["kind", "session"],
                name="pulse_once_a_session",
                violation_error_message=_("There is already such a pulse about this session."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.opens_on:%d.%m.%Y}"

    @property
    def is_survey(self) -> bool:
        return self.kind == self.Kind.SURVEY

    @property
    def is_by_school(self) -> bool:
        """Whether schools are told apart, beside the sum of all."""
        return self.audience == self.Audience.ROSTER

    @property
    def heading(self) -> str:
        """What it is about: a survey's title, or the kit that was worked on."""
        about = self.workshop or self.session
        return str(about.kit) if about and about.kit else str(self)

    @property
    def happened_on(self) -> dt.date | None:
        """The day of the workshop or session."""
        if self.workshop:
            return timezone.localdate(self.workshop.starts_at)
        return self.session.held_on if self.session else None

    def is_open(self, day: dt.date) -> bool:
        """Whether it takes answers on a day."""
        return self.has_begun and not self.closed_at and self.opens_on <= day <= self.closes_on


class PulseQuestion(models.Model):
    """A question of a pulse. Ready ones have their words by their key, in the reader's language."""

    class Kind(models.TextChoices):
        SCALE = SCALE, _("from 1 to 5")
        CHOICE = CHOICE, _("choose one")
        TEXT = TEXT, _("write a few words")

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCALE)
    words = models.CharField(max_length=200, blank=True)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pulse", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "key"],
                name="pulse_question_once",
                violation_error_message=_("The pulse already asks this."),
            ),
            models.UniqueConstraint(
                fields=["pulse", "position"],
                name="pulse_question_one_a_place",
                violation_error_message=_("Another question has this place in the pulse."),
            ),
        ]

    def __str__(self) -> str:
        return str(WORDS.get(self.key, self.words))

    @property
    def options(self) -> dict[int, str | Promise]:
        """What one chooses among, by the value that it is counted by."""
        if self.kind == self.Kind.SCALE:
            return {step: str(step) for step in self.values}
        words = USE_CHOICES if self.key == USE else self.choices
        return dict(enumerate(words, start=1))

    @property
    def values(self) -> tuple[int, ...]:
        words = USE_CHOICES if self.key == USE else self.choices
        return values_of(self.kind, len(words))


class PulseCount(models.Model):
    """How many of a group have given a question one value. Without a school it is all who were
    asked.

    All rows of a pulse are made when it opens, with 0, in the order of schools, questions and
    values: neither their ids nor their order tell of an answer. When it closes, those that may not
    be shown are deleted.
    """

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="counts")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="+")
    question = models.ForeignKey(PulseQuestion, models.CASCADE, related_name="counts")
    value = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of answers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(n__gte=0),
                name="pulse_count_not_below_zero",
                violation_error_message=_("A count can’t be below zero."),
            ),
            models.UniqueConstraint(
                fields=["question", "school", "value"],
                name="pulse_count_once_a_school",
                violation_error_message=_("These answers are already counted."),
            ),
            models.UniqueConstraint(
                fields=["question", "value"],
                condition=Q(school__isnull=True),
                name="pulse_count_once_for_all",
                violation_error_message=_("These answers are already counted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.value}: {self.n}"


class PulseSum(models.Model):
    """What figures are made of: to a question that a closed pulse shows, how many have answered and
    what their answers add up to (`rules.total_of`).

    Written once, when the pulse closes: an answer moves no figure before that.
    """

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="sums")
    key = models.CharField(max_length=30)
    answered = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        ordering = ["pulse", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "key"],
                name="pulse_sum_once",
                violation_error_message=_("These answers are already added up."),
            ),
            models.CheckConstraint(
                condition=Q(answered__gte=SMALLEST_GROUP),
                name="pulse_sum_of_five",
                violation_error_message=_("Fewer than five answers are never added up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pulse_id} {self.key}: {self.total} / {self.answered}"


class PulseText(models.Model):
    """What was written to a question, as one list in the order of the alphabet.

    A text is never told of one school, so there is one list for all, and it has no school.
    """

    question = models.OneToOneField(
        PulseQuestion, models.CASCADE, primary_key=True, related_name="written"
    )
    texts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.question_id}: {len(self.texts)}"


class PulseMark(models.Model):
    """Somebody has answered a question of an open pulse. Who can't be told without the server's
    secret key; what and when isn't told at all."""

    mark = models.CharField(max_length=64, primary_key=True)
    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(mark=""),
                name="pulse_mark_is_there",
                violation_error_message=_("A mark can’t be empty."),
            )
        ]

    def __str__(self) -> str:
        return self.mark


class PulseAnswered(models.Model):
    """A person has answered something in a pulse that is closed. Written for all at once, in the
    order of persons; no page tells it."""

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="answered")
    person = models.ForeignKey(Person, models.CASCADE, related_name="pulses_answered")

    class Meta:
        # As it is named where an import can't be undone: that somebody has answered is their own.
        verbose_name = _("something they have done themselves")
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "person"],
                name="pulse_answered_once",
                violation_error_message=_("The person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pulse_id} {self.person_id}"
