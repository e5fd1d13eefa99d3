"""The second hop: sessions at the superusers' own schools."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rollout.accounts.permissions import Kind
from rollout.library.models import Kit
from rollout.library.versions.models import KitVersion
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme


class TrainingSession(models.Model):
    """A session at a school. Its state changes only through `logbook.actions`:

    planned → held or cancelled; a held one may be corrected, and history keeps what it was. Each
    version tells who saved it and as what: a lead or a principal may do so for the school.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class Mode(models.TextChoices):
        TOGETHER = "together", _("together at school")
        ONLINE = "online", _("online")
        SMALL_GROUP = "small_group", _("small group")
        ONE_TO_ONE = "one_to_one", _("one to one")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    school = models.ForeignKey(School, models.PROTECT, related_name="sessions")
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="sessions", verbose_name=_("kit"))
    kit_version = models.ForeignKey(
        KitVersion, models.PROTECT, null=True, blank=True, editable=False, related_name="sessions"
    )
    held_by = models.ForeignKey(
        Person, models.PROTECT, related_name="sessions_held", verbose_name=_("held by")
    )
    saved_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    saved_as = models.CharField(max_length=20, choices=Kind.choices, blank=True, editable=False)
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    mode = models.CharField(_("how"), max_length=12, choices=Mode.choices, default=Mode.TOGETHER)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.HELD
    )
    adaptation = models.CharField(_("what you changed in the kit"), max_length=300, blank=True)
    reflection = models.TextField(_("how it went"), blank=True, max_length=1000)
    head_count = models.PositiveSmallIntegerField(_("who came"), default=0)
    revision = models.PositiveIntegerField(default=0)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    people = models.ManyToManyField(Person, through="SessionAttendance", related_name="sessions")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("session")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["school", "held_on", "kit"], name="session_when")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=480),
                name="session_minutes_in_range",
                violation_error_message=_("A session lasts from 5 to 480 minutes."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.held_on:%d.%m.%Y}"


class SessionAttendance(models.Model):
    """A person came to a session."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="session_attendances")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="session_attendance_once",
                violation_error_message=_("The person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.session}"
