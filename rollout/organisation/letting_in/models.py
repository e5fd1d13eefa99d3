"""How a person was let in, and whether they still are."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rollout.organisation.models import Person

LASTS = dt.timedelta(days=14)


class WayIn(models.Model):
    """The one way in that a person has at their owner: the mail with the link, and its fate.

    `number` counts the mails that were asked for; only the latest mail’s link holds. Where
    `ended_at` is set, the person looks as nobody here, whatever account they have.
    `letting_in.actions` is the door.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="way_in")
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("way in")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="way_in_has_a_mail",
                violation_error_message=_("A way in begins with its first mail."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="way_in_sent_or_failed",
                violation_error_message=_("A mail has gone out, or it has not."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def lasts_until(self) -> dt.datetime:
        """When the latest mail’s link ends."""
        return self.asked_at + LASTS
