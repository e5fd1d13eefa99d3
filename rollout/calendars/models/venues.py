"""Where workshops are, and where facilitators set out from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rollout.common.names import NameField
from rollout.organisation.models import Person, SchoolOwner, place_is_whole


class Venue(models.Model):
    """A place to meet."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="venues")
    name = NameField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("venue")
        ordering = ["name"]
        constraints = [
            place_is_whole("venue"),
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="venue_name_unique",
                violation_error_message=_("The owner already has a venue of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StartingPlace(models.Model):
    """Where a facilitator sets out from, so that plans can keep their ways short."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="starting_place")
    name = NameField(_("place"), max_length=80)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))

    class Meta:
        verbose_name = _("starting place")

    def __str__(self) -> str:
        return self.name
