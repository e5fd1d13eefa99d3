"""Cohorts and who is in them."""

import datetime as dt

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rollout.common.dates import in_force
from rollout.common.names import NameField
from rollout.organisation.models import PeriodQuerySet, Role
from rollout.planning.models.programmes import Programme


class Cohort(models.Model):
    """Superusers who meet together."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cohorts")
    name = NameField(_("name"), max_length=60)
    # Who meets with it: filled in by `queries.cohorts_with_members` and `cohorts_with_coming`. Who
    # does so until they leave: by the second one alone.
    members: list["Membership"]
    leaving: list["Membership"]

    class Meta:
        verbose_name = _("cohort")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="cohort_name_unique",
                violation_error_message=_("There is already a cohort of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A superuser's place in a cohort, from a day to a day."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, models.CASCADE, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Whether it begins after the day that is looked at: filled in by `queries.cohorts_with_coming`.
    begins_later: bool

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_one_open",
                violation_error_message=_("The superuser is already in this cohort."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} – {self.cohort}"

    def lasts_on(self, day: dt.date) -> bool:
        """Whether the superuser has this place on a day, and the role that it rests on; in a query
        `lasting_on`."""
        ends = [last for last in (self.ends_on, self.role.ends_on) if last]
        begins = max(self.starts_on, self.role.starts_on)
        return begins <= day and all(day <= last for last in ends)


def lasting_on(day: dt.date | F | OuterRef) -> Q:
    """Memberships that are in force on a day, with the roles that they rest on."""
    return in_force(day) & in_force(day, "role__")
