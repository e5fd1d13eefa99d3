"""The outbox, and when a programme reminds."""

import datetime as dt
import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rollout.organisation.models import Person
from rollout.planning.models import Programme, Workshop


class Message(models.Model):
    """One mail to one person. Its state changes only through `notifications.actions`:

    queued ⇄ held; queued → sending → handing over → sent. From sending it may go back to queued, to
    be tried again, or fail; a worker that stops while handing over leaves it uncertain. What is
    queued or held may be cancelled.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        UPDATE = "update", _("changed workshop")
        CANCELLATION = "cancellation", _("cancelled workshop")
        PLACE_TAKEN = "place_taken", _("got a place")
        PLACE_LEFT = "place_left", _("gave up a place")
        REMINDER = "reminder", _("reminder")
        TAKE_ATTENDANCE = "take_attendance", _("note who came")
        PLAN_SESSION = "plan_session", _("plan your session")

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        HELD = "held", _("held back")
        SENDING = "sending", _("being sent")
        HANDING_OVER = "handing_over", _("being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("uncertain")
        CANCELLED = "cancelled", _("taken back")

    class Problem(models.TextChoices):
        ADDRESS = "address", _("The mail server doesn’t take mail for this address.")
        REFUSED = "refused", _("The mail server refused this mail.")
        UNREACHABLE = "unreachable", _("The mail server can’t be reached right now.")
        BUSY = "busy", _("The mail server asked us to wait.")
        LOST = "lost", _("The connection was lost while the mail was handed over.")
        STOPPED = "stopped", _("The sending stopped while the mail was handed over.")
        NOT_MADE = "not_made", _("The mail couldn’t be made. Tell those who run the system.")
        OVERTAKEN = "overtaken", _("A newer mail took its place.")
        CALLED_OFF = "called_off", _("The workshop was cancelled or moved before it went out.")
        NOT_EXPECTED = "not_expected", _("The person is no longer expected at the workshop.")
        FOLDED = (
            "folded",
            _("It would have told nothing new: what was said before holds again."),
        )
        WRITTEN = (
            "written",
            _("No mail server is set up, so it was written to a file or a log. Nobody has got it."),
        )
        REREAD = (
            "reread",
            _("The workshop has changed since this was edited. Read it through."),
        )

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="messages")
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="messages")
    recipient = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    address = models.EmailField(_("address"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    language = models.CharField(max_length=5)
    sequence = models.PositiveIntegerField(default=0)
    # When, where and who leads as this mail tells it; `asks_anew` where an answer was given to
    # something else, and has to be given again even if all is as it was.
    told = models.JSONField(default=dict, editable=False)
    asks_anew = models.BooleanField(default=False, editable=False)
    subject = models.CharField(_("subject"), max_length=160)
    body = models.TextField(_("text"), max_length=4000)
    is_edited = models.BooleanField(default=False)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.QUEUED
    )
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    detail = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Invitations of one batch to one person go out as one mail: `year_mail.py`.
    batch = models.UUIDField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(_("goes out"))
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.CharField(max_length=120, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    message_id = models.CharField(max_length=200, editable=False)
    key = models.CharField(max_length=120, default=uuid.uuid4, editable=False)
    # What can be done with it now: filled in by `workshop_mail_section`, for its page.
    acts: tuple[str, ...]

    class Meta:
        verbose_name = _("mail")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["status", "due_at"], name="message_due"),
            models.Index(fields=["workshop", "recipient"], name="message_of_workshop"),
            models.Index(fields=["batch", "recipient"], name="message_of_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="message_key_once",
                violation_error_message=_("This mail is already in the outbox."),
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                name="message_id_once",
                violation_error_message=_("Another mail already has this number."),
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_time",
                violation_error_message=_("A mail that is sent has the time it was sent."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sending", "handing_over"]) | Q(claim__isnull=False),
                name="message_sending_is_claimed",
                violation_error_message=_("A mail that is being sent has a sender."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """The status as people are told it: what was only written to a file isn’t sent."""
        is_written = self.status == self.Status.SENT and self.problem == self.Problem.WRITTEN
        return WRITTEN if is_written else self.status

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])


# Beside the statuses: handed over to a file, as no mail server was set up.
WRITTEN = "written"
STATE_LABELS: dict[str, Any] = {
    **{status.value: status.label for status in Message.Status},
    WRITTEN: _("written to a file, not sent"),
}
SHARES_DAYS = [MinValueValidator(1), MaxValueValidator(60)]


class ReminderTimes(models.Model):
    """When a programme reminds of its workshops. An empty number: that one isn’t sent."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="reminder_times")
    is_on = models.BooleanField(_("Send reminders"), default=True)
    before_first = models.PositiveSmallIntegerField(
        _("first reminder, days before"), default=7, null=True, blank=True, validators=SHARES_DAYS
    )
    before_last = models.PositiveSmallIntegerField(
        _("last reminder, days before"), default=1, null=True, blank=True, validators=SHARES_DAYS
    )
    attendance_after = models.PositiveSmallIntegerField(
        _("ask the facilitator who came, days after"),
        default=1,
        null=True,
        blank=True,
        validators=SHARES_DAYS,
    )
    session_after = models.PositiveSmallIntegerField(
        _("ask superusers to plan their session, days after"),
        default=3,
        null=True,
        blank=True,
        validators=SHARES_DAYS,
    )
    earliest = models.TimeField(_("not before"), default=dt.time(7))

    class Meta:
        verbose_name = _("reminders")
        constraints = [
            models.CheckConstraint(
                condition=Q(before_first__isnull=True)
                | Q(before_last__isnull=True)
                | Q(before_first__gt=F("before_last")),
                name="reminders_in_order",
                violation_error_message=_("The first reminder comes before the last one."),
            ),
            models.CheckConstraint(
                condition=Q(earliest__gte=dt.time(6), earliest__lte=dt.time(17)),
                name="reminders_by_day",
                violation_error_message=_("Choose a time between 6 and 17."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)

    @property
    def before(self) -> list[int]:
        """Days before a workshop on which to remind."""
        return [days for days in (self.before_first, self.before_last) if days]
