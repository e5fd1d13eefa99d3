"""Workshops: a cohort's monthly meetings, and who came."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rollout.calendars.models.venues import Venue
from rollout.common.names import NameField
from rollout.library.models import Kit
from rollout.organisation.models import Person
from rollout.planning.models.cohorts import Cohort


class Workshop(models.Model):
    """A cohort's monthly meeting. Its state changes only through `planning.actions`:

    planned → held (attendance taken) or cancelled; moving raises `revision` and keeps history;
    a new date for a cancelled one is a workshop that `replaces` it.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="workshops")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, verbose_name=_("venue")
    )
    link = models.URLField(_("link to the meeting"), blank=True)
    facilitator = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="facilitates",
        verbose_name=_("facilitator"),
    )
    kit = models.ForeignKey(
        Kit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workshops",
        verbose_name=_("kit"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    revision = models.PositiveIntegerField(default=0)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invitations sent"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    note = NameField(_("note"), max_length=200, blank=True)
    history = HistoricalRecords()
    # Why it is saved, which its next row of history keeps: set before `save`.
    _change_reason: str

    class Meta:
        verbose_name = _("workshop")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="workshop_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshop_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.UniqueConstraint(
                fields=["cohort", "starts_at"],
                condition=~Q(status="cancelled"),
                name="workshop_one_at_a_time",
                violation_error_message=_("The cohort already has a workshop at this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.day:%d.%m.%Y}"

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    def is_untaken(self, now: dt.datetime) -> bool:
        """Whether it is over at a moment without anybody having noted who came."""
        return self.status == self.Status.PLANNED and self.ends_at <= now


class WorkshopAttendance(models.Model):
    """A superuser's or leader's answer to an invitation, and whether they came."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        YES = "yes", _("coming")
        NO = "no", _("can’t come")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="workshop_attendances")
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices, blank=True)
    attended = models.BooleanField(_("came"), null=True, blank=True)
    reason = NameField(_("reason"), max_length=160, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"],
                name="workshop_attendance_once",
                violation_error_message=_("The person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.workshop}"
