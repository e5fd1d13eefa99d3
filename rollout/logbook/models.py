"""The second hop: sessions at the superusers' own schools."""

import datetime as dt
import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rollout.accounts.permissions import Kind
from rollout.common.names import NameField, unaccented
from rollout.library.models import Kit
from rollout.library.versions.models import KitVersion
from rollout.logbook.rules import is_entered_later
from rollout.organisation.models import Employment, Person, School
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
        COMMON_TIME = "common_time", _("in common time")
        TEAM = "team", _("in a team")
        ONE_TO_ONE = "one_to_one", _("one to one")
        OWN_PACE = "own_pace", _("at one’s own pace")
        ONLINE = "online", _("online")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    school = models.ForeignKey(School, models.PROTECT, related_name="sessions")
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="sessions", verbose_name=_("kit"))
    kit_version = models.ForeignKey(
        KitVersion, models.PROTECT, null=True, blank=True, editable=False, related_name="sessions"
    )
    held_by = models.ForeignKey(
        Person, models.PROTECT, related_name="sessions_held", verbose_name=_("held by")
    )
    also_held_by = models.ManyToManyField(
        Person, related_name="sessions_held_too", blank=True, verbose_name=_("together with")
    )
    saved_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    saved_as = models.CharField(max_length=20, choices=Kind.choices, blank=True, editable=False)
    held_on = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    mode = models.CharField(_("how"), max_length=12, choices=Mode.choices, default=Mode.COMMON_TIME)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.HELD
    )
    adaptation = models.CharField(_("what you changed in the kit"), max_length=300, blank=True)
    adapted_because = models.CharField(_("why you changed it"), max_length=300, blank=True)
    worked = models.CharField(_("what worked"), max_length=300, blank=True)
    # What sessions say of how they went besides: it was asked for before `worked` was.
    reflection = models.TextField(_("how it went"), blank=True, max_length=1000)
    head_count = models.PositiveSmallIntegerField(_("who came"), default=0)
    # Nobody's name was taken: `head_count` is what was counted in the room.
    counted_only = models.BooleanField(_("only how many"), default=False)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    # When it was first saved as held.
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    people = models.ManyToManyField(Person, through="SessionAttendance", related_name="sessions")
    history = HistoricalRecords(m2m_fields=[also_held_by])
    # There only while something is saved that makes no version of its own.
    skip_history_when_saving: bool
    # Whether others held it too, where `proof.queries.sessions_of` has read it.
    is_shared: bool

    class Meta:
        verbose_name = _("session")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["school", "held_on", "kit"], name="session_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480),
                name="session_minutes_in_range",
                violation_error_message=_("A session lasts from 5 to 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(counted_only=False) | Q(head_count__gte=1),
                name="session_counted_has_count",
                violation_error_message=_("Write how many came, or tick who did."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="") | Q(status="cancelled"),
                name="session_reason_only_cancelled",
                violation_error_message=_("Only a cancelled session has a reason for it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.held_on:%d.%m.%Y}"

    @property
    def entered_later_on(self) -> dt.date | None:
        """The day it was entered, where that was well after it was held."""
        if self.status != self.Status.HELD or self.entered_at is None:
            return None
        entered_on = timezone.localdate(self.entered_at)
        return entered_on if is_entered_later(self.held_on, entered_on) else None


# Who else held a session, as each of its versions tells it: `history`, `person`.
VersionHolder: Any = TrainingSession.history.model.also_held_by.model


class SessionAttendance(models.Model):
    """A person came to a session. A guest works at another school of the owner, and is reached
    there: this school's list of who came is written without them."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="session_attendances")
    is_guest = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("attendance at a session")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="session_attendance_once",
                violation_error_message=_("The person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.session}"


class Newcomers(models.QuerySet["SessionNewcomer"]):
    def waiting(self) -> "Newcomers":
        """Those of whom nobody knows yet who they are, and whose names aren’t forgotten."""
        return self.filter(person=None).exclude(name="")

    def forgotten(self) -> "Newcomers":
        return self.filter(name="")


class SessionNewcomer(models.Model):
    """Somebody who came and isn't on the staff list yet, by the name that a superuser wrote.

    They count nowhere until `person` tells who they are: then an attendance stands for them, which
    is `attendance` where that made it. `found_through` is the employment whose coming told who they
    are; none where somebody said so. A name that nothing has told of for long is forgotten, and is
    empty from then on: that somebody came stays.
    """

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="newcomers")
    name = NameField(_("name"), max_length=160)
    # The name as it is looked for in a staff list.
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="came_as_newcomer"
    )
    found_through = models.ForeignKey(
        Employment, models.SET_NULL, null=True, editable=False, related_name="newcomers_found"
    )
    attendance = models.OneToOneField(
        SessionAttendance, models.SET_NULL, null=True, editable=False, related_name="newcomer"
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Newcomers.as_manager()

    class Meta:
        verbose_name = _("a newcomer at a session")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "folded"],
                condition=~Q(name=""),
                name="session_newcomer_once",
                violation_error_message=_("The name is already written on this session."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = unaccented(self.name)
        super().save(*args, **kwargs)


# Who can solve what stopped a session.
SOLVERS = (Kind.PRINCIPAL, Kind.PROJECT_LEAD, Kind.IT_COORDINATOR, Kind.FACILITATOR)


class SessionNeed(models.Model):
    """What stopped a session, or help that was wanted, in one line; and that it was seen to.

    `goes_to` is the role that can solve it. `logbook.needs.actions` is the door.
    """

    class NeedKind(models.TextChoices):
        STOPPED = "stopped", _("what stopped us")
        HELP = "help", _("help wanted")

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind.choices)
    text = models.CharField(max_length=300)
    goes_to = models.CharField(
        _("who can solve it"), max_length=20, choices=[(k.value, k.label) for k in SOLVERS]
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="needs_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("something told of a session")
        ordering = ["-session__held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"],
                condition=Q(answered_at__isnull=True),
                name="session_need_one_open",
                violation_error_message=_("This is already told of the session."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="session_need_has_text",
                violation_error_message=_("Write what it is about."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="help") | Q(goes_to="facilitator"),
                name="session_need_help_to_facilitator",
                violation_error_message=_("The facilitator is asked for help."),
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="session_need_answer_has_time",
                violation_error_message=_("An answer is given at a time."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
