"""Frameworks as data, and what people say of their own competence."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rollout.library.models import Dimension, Kit
from rollout.organisation.models import Person, SchoolOwner


class Named(models.Model):
    """Something a framework names, in English and bokmål."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    name_nb = models.CharField(max_length=160)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_nb if get_language() == "nb" else self.name


class Framework(Named):
    """A published description of teachers' digital competence."""

    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code"], name="framework_code_unique")]


class Level(Named):
    """A step on a framework's ordered scale; `rank` starts at 1."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["framework", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "rank"], name="level_rank_unique"),
            models.UniqueConstraint(fields=["framework", "code"], name="level_code_unique"),
        ]


class Area(Named):
    """A part of a framework, either pedagogical or technical."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="areas")
    rank = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=12, choices=Dimension.choices[:2])

    class Meta:
        ordering = ["framework", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "rank"], name="area_rank_unique"),
            models.CheckConstraint(
                condition=models.Q(dimension__in=["pedagogical", "technical"]),
                name="area_has_one_dimension",
                violation_error_message=_("An area is pedagogical or technical."),
            ),
        ]


class KitArea(models.Model):
    """An area of a framework that a central kit serves; its copies serve the same."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="area_marks")
    area = models.ForeignKey(Area, models.CASCADE, related_name="kit_marks")

    class Meta:
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "area"],
                name="kit_area_once",
                violation_error_message=_("The kit is already marked with this area."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kit} – {self.area}"


class Competence(Named):
    """One of an area's named competences."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="competences")

    class Meta:
        ordering = ["area", "code"]
        constraints = [
            models.UniqueConstraint(fields=["area", "code"], name="competence_code_unique")
        ]


class Statement(models.Model):
    """What somebody at a level in an area can say of themselves."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="statements")
    level = models.ForeignKey(Level, models.CASCADE, related_name="statements")
    text = models.CharField(max_length=200)
    text_nb = models.CharField(max_length=200)

    class Meta:
        ordering = ["area", "level__rank"]
        constraints = [
            models.UniqueConstraint(fields=["area", "level"], name="statement_one_per_level")
        ]

    def __str__(self) -> str:
        return self.text_nb if get_language() == "nb" else self.text


class Assessment(models.Model):
    """A person's level in an area on a day. Own answers are seen by oneself only."""

    class Source(models.TextChoices):
        SELF = "self", _("own assessment")
        SUPERUSER = "superuser", _("superuser")
        CERTIFICATE = "certificate", _("certificate")

    person = models.ForeignKey(Person, models.CASCADE, related_name="assessments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="assessments")
    level = models.ForeignKey(Level, models.PROTECT, related_name="assessments")
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.SELF)
    assessed_on = models.DateField()
    # Set when the person gets another account: it doesn't show what an earlier one has said.
    sealed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        # As it is named where an import can't be undone: that somebody has answered is their own.
        verbose_name = _("something they have done themselves")
        ordering = ["assessed_on", "pk"]
        indexes = [models.Index(fields=["person", "area", "-assessed_on"], name="assessment_now")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "area", "source", "assessed_on"],
                name="assessment_once_a_day",
                violation_error_message=_("This area is already answered today."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.area} {self.assessed_on}"


class Round(models.Model):
    """A time in which an owner's people assess themselves, and the one result that is shown of it.

    `result` is made once, when the round is closed, by `actions.close_round`; nothing changes it
    after that. It holds what may be shown and nothing else: see `rounds.freeze`.
    """

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="rounds")
    framework = models.ForeignKey(Framework, models.PROTECT, verbose_name=_("framework"))
    target_level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, verbose_name=_("target level")
    )
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closed_on = models.DateField(null=True, blank=True, editable=False)
    result = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("round")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="round_name_unique_in_owner",
                violation_error_message=_("There is already a round of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="round_ends_after_start",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, result__isnull=True)
                | Q(closed_on__isnull=False, result__isnull=False),
                name="round_closed_with_result",
                violation_error_message=_("A round has a result from the day it is closed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
