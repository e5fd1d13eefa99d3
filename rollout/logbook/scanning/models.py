"""The code on the screen, and who has scanned it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.rules import Standing, Times, standing_at, times_of
from rollout.organisation.models import Person


def new_key() -> str:
    return get_random_string(43)


class ScanWindow(models.Model):
    """A session that somebody has opened for scanning. From when until when follows from the
    session, so that it moves along; `closed_at` is when somebody closed it before its time.

    Its codes are worked out from the key and the time, and none is kept.
    """

    session = models.OneToOneField(TrainingSession, models.CASCADE, related_name="scan_window")
    scan_key = models.CharField(max_length=43, default=new_key, editable=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="scan_window_closes_after_it_opens",
                violation_error_message=_("Scanning closes after it has been opened."),
            )
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def times(self) -> Times:
        session = self.session
        return times_of(session.held_on, session.minutes, session.begins_at)

    def standing_at(self, now: dt.datetime) -> Standing:
        """What a scan meets at a moment."""
        is_cancelled = self.session.status == TrainingSession.Status.CANCELLED
        is_closed = self.closed_at is not None
        return standing_at(now, self.times, is_closed=is_closed, is_cancelled=is_cancelled)


class Scan(models.Model):
    """Somebody says that they are at a session. It counts nowhere: a superuser confirms it by
    noting the person as one who came, or leaves it out.

    `device` tells the phone that said so, while its page is open: it may take the scan back.
    """

    class Way(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        PICKED = "picked", _("picked the name")

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="scans")
    person = models.ForeignKey(Person, models.CASCADE, related_name="scans")
    way = models.CharField(max_length=10, choices=Way.choices)
    scanned_at = models.DateTimeField()
    device = models.CharField(max_length=22, editable=False)
    left_out = models.BooleanField(default=False)
    # What `queries.scans_at` read: whether the person is noted as one who came.
    is_noted: bool

    class Meta:
        verbose_name = _("a scan at a session")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="scan_once",
                violation_error_message=_("The person has scanned already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.session}"
