"""When schools, facilitators and venues can’t, and where they are."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models.venues import Venue
from rollout.common.dates import Weekday
from rollout.common.names import NameField
from rollout.organisation.models import Person, School, SchoolOwner


class SchoolYear(models.Model):
    """An owner's school year."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="school_years")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "starts_on"],
                name="school_year_once",
                violation_error_message=_("This school year is already there."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="school_year_in_order",
                violation_error_message=_("The last day must come after the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}–{self.ends_on.year}"


class FromFeed(models.Model):
    """Days that somebody wrote, or that a subscribed calendar keeps under an event's name.

    Those of a feed are changed by the feed alone.
    """

    feed = models.ForeignKey(
        "rollout.CalendarFeed",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subscribed calendar"),
    )
    uid = models.CharField(max_length=255, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def one_per_event(model: str) -> models.UniqueConstraint:
    """A feed's event gives one row; each model names its own constraint."""
    return models.UniqueConstraint(
        fields=["feed", "uid"],
        name=f"{model}_one_per_event",
        violation_error_message=_("This event of the subscribed calendar is already there."),
    )


class ClosedPeriod(FromFeed):
    """Days when an owner's schools, or one school, can't meet."""

    class ClosedKind(models.TextChoices):
        BREAK = "break", _("break")
        PLANNING = "planning", _("planning day")
        EXAM = "exam", _("exam")
        OTHER = "other", _("other closed day")

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="closed_periods")
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="closed_periods"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ClosedKind.choices)
    name = NameField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("closed period")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="closed_period_in_order",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            one_per_event("closed_period"),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingWeekday(models.Model):
    """A weekday on which a school's superusers can meet. A school with none can on all of them."""

    school = models.ForeignKey(School, models.CASCADE, related_name="meeting_weekdays")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "weekday"],
                name="meeting_weekday_once",
                violation_error_message=_("The school already has this weekday."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=Weekday.FRIDAY),
                name="meeting_weekday_in_week",
                violation_error_message=_("Choose a day from Monday to Friday."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_weekday_display()}"


class Availability(FromFeed):
    """Days when a facilitator or a venue can’t be had. The days in between are free."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="unavailable")
    facilitator = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="unavailable",
        verbose_name=_("facilitator"),
    )
    venue = models.ForeignKey(
        Venue,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="unavailable",
        verbose_name=_("venue"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = NameField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("days away")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(facilitator__isnull=True) ^ Q(venue__isnull=True),
                name="availability_of_one",
                violation_error_message=_("Choose a facilitator or a venue."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="availability_in_order",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            one_per_event("availability"),
        ]

    def __str__(self) -> str:
        return f"{self.facilitator or self.venue} {self.starts_on}–{self.ends_on}"
