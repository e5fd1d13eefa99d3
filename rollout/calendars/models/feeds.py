"""Calendars that are subscribed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models.venues import Venue
from rollout.common.names import NameField
from rollout.organisation.models import Person, School, SchoolOwner


class CalendarFeed(models.Model):
    """A calendar's address on the web, read again and again.

    It gives closed days to all of the owner's schools, or to one; or days away to one facilitator
    or one venue. Its rows point back at it, each by its event's name.
    """

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="feeds")
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="feeds",
        verbose_name=_("school"),
    )  # fmt: skip
    facilitator = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="feeds",
        verbose_name=_("facilitator"),
    )  # fmt: skip
    venue = models.ForeignKey(
        Venue, models.CASCADE, null=True, blank=True, related_name="feeds",
        verbose_name=_("venue"),
    )  # fmt: skip
    name = NameField(_("name"), max_length=80)
    url = models.CharField(_("the calendar’s address"), max_length=2000)
    takes_all = models.BooleanField(_("take in every event"), default=False)
    is_active = models.BooleanField(_("keep it up to date"), default=True)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read whole"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    left_out = models.JSONField(_("events left out"), default=list, blank=True)

    class Meta:
        verbose_name = _("subscribed calendar")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(facilitator__isnull=True, venue__isnull=True)
                | Q(school__isnull=True, venue__isnull=True)
                | Q(school__isnull=True, facilitator__isnull=True),
                name="feed_of_one",
                violation_error_message=_("A calendar is for schools, a facilitator or a venue."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
