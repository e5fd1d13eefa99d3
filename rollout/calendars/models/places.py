"""Looking up where an address is."""

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models.venues import Venue
from rollout.organisation.models import School, SchoolOwner


class PlaceSearch(models.Model):
    """An address asked for, of a school or a venue, and what was found.

    waiting → found (its place is taken), doubtful (somebody chooses among `candidates`), nothing,
    or unreached; a doubtful one is found when one is chosen, and left when none is right.
    `planning.addresses.actions` is the door.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        FOUND = "found", _("found")
        DOUBTFUL = "doubtful", _("doubtful")
        NOTHING = "nothing", _("not found")
        LEFT = "left", _("none of them")
        UNREACHED = "unreached", _("not asked")

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="place_searches")
    school = models.OneToOneField(
        School, models.CASCADE, null=True, blank=True, related_name="place_search"
    )
    venue = models.OneToOneField(
        Venue, models.CASCADE, null=True, blank=True, related_name="place_search"
    )
    address = models.CharField(_("address"), max_length=200)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING
    )
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)

    class Meta:
        verbose_name = _("search for a place")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, venue__isnull=True)
                | Q(school__isnull=True, venue__isnull=False),
                name="place_search_of_one",
                violation_error_message=_("A place is looked up for a school or for a venue."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing}: {self.address}"

    @property
    def thing(self) -> School | Venue:
        """What the place is for."""
        # The constraint holds that there is a venue where there is no school.
        return self.school or cast(Venue, self.venue)
