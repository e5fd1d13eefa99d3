"""Programmes, and the schools that take part."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rollout.common.names import NameField
from rollout.competence.models import Framework, Level
from rollout.library.models import Kit
from rollout.organisation.models import (
    CommonTime,
    PeriodQuerySet,
    Position,
    School,
    SchoolOwner,
    common_time_in_order,
)


def default_audience() -> list[str]:
    return [Position.PRINCIPAL, Position.LEADER, Position.AFTER_SCHOOL_LEADER, Position.TEACHER]


PERCENT = [MinValueValidator(1), MaxValueValidator(100)]


class Programme(CommonTime):
    """A rollout of one tool or way of working to an owner's schools."""

    owner = models.ForeignKey(SchoolOwner, models.PROTECT, related_name="programmes")
    name = NameField(_("name"), max_length=120)
    tool = NameField(_("tool or way of working"), max_length=120)
    goal = models.TextField(_("goal"), help_text=_("What is different in class when you succeed?"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    audience = models.JSONField(_("who is to be reached"), default=default_audience)
    framework = models.ForeignKey(
        Framework, models.PROTECT, null=True, blank=True, verbose_name=_("framework")
    )
    target_level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, verbose_name=_("target level")
    )
    target_share = models.PositiveSmallIntegerField(
        _("share at the target level, %"), default=80, validators=PERCENT
    )
    target_on = models.DateField(_("target reached by"), null=True, blank=True)
    coverage_target = models.PositiveSmallIntegerField(
        _("coverage target, %"), default=90, validators=PERCENT
    )
    contract_ends_on = models.DateField(_("partner’s contract ends"), null=True, blank=True)
    reached_share = models.PositiveSmallIntegerField(
        _("share of the due kits that makes a person reached, %"),
        default=50,
        validators=PERCENT,
    )
    lag_days = models.PositiveSmallIntegerField(
        _("days from workshop to session, at most"), default=28
    )
    gap_days = models.PositiveSmallIntegerField(_("days between workshops, at least"), default=21)
    quiet_days = models.PositiveSmallIntegerField(
        _("school days without activity before a nudge"), default=21
    )
    superusers_per_school = models.PositiveSmallIntegerField(
        _("superusers at each school, at least"), default=2
    )
    shares_superusers = models.BooleanField(
        _("superusers of all programmes"),
        default=True,
        help_text=_("Those who are superusers for all programmes are superusers in this one too."),
    )
    schools = models.ManyToManyField(School, through="Participation", related_name="programmes")
    kits = models.ManyToManyField(Kit, through="ProgrammeKit", related_name="programmes")
    history = HistoricalRecords()
    # Whether a workshop has been held: filled in by `queries.programmes_for` alone.
    has_begun: bool

    class Meta:
        verbose_name = _("programme")
        ordering = ["-starts_on", "pk"]
        constraints = [
            common_time_in_order("programme"),
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="programme_name_unique_in_owner",
                violation_error_message=_("The owner already has a programme of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("The last day must come after the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_ended(self, day: dt.date) -> bool:
        """Whether its last day is before a day: nobody is invited or reminded any more."""
        return self.ends_on < day


class Participation(models.Model):
    """A school takes part in a programme, from a day to a day; it may leave and come back.

    `planning.taking_part` is the door. Only `clean` can hold that the times don't overlap.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    school = models.ForeignKey(School, models.PROTECT, related_name="participations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"],
                condition=Q(ends_on__isnull=True),
                name="participation_one_open",
                violation_error_message=_("The school already takes part."),
            ),
            models.UniqueConstraint(
                fields=["programme", "school", "starts_on"],
                name="participation_one_a_day",
                violation_error_message=_("The school already takes part."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="participation_ends_after_start",
                violation_error_message=_("The last day can’t come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.programme}"

    def clean(self) -> None:
        others = Participation.objects.filter(programme=self.programme_id, school=self.school_id)
        others = others.exclude(pk=self.pk).exclude(ends_on__lt=self.starts_on)
        if self.ends_on:
            others = others.exclude(starts_on__gt=self.ends_on)
        if others.exists():
            raise ValidationError(_("The school already takes part."))


class ProgrammeKit(models.Model):
    """A kit's place in the order in which a programme gives its kits out.

    `planning.kits` is the door: it writes a programme's whole order anew.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="kit_places")
    kit = models.ForeignKey(Kit, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kit"],
                name="programme_kit_once",
                violation_error_message=_("The kit is already in the programme’s order."),
            ),
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="programme_kit_one_a_place",
                violation_error_message=_("Another kit has this place in the order."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.position}: {self.kit}"

    def clean(self) -> None:
        if self.kit.owner_id != self.programme.owner_id or self.kit.school_id:
            raise ValidationError(_("A programme gives out the owner’s central kits."))
