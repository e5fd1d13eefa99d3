"""Places in another cohort’s workshop, and substitute teachers for those who are away."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rollout.organisation.models import Person, School
from rollout.planning.models.workshops import Workshop

IN_FORCE = ("taken", "waiting")


class GuestPlaceQuerySet(models.QuerySet["GuestPlace"]):
    """Places by what they are good for."""

    def in_force(self) -> "GuestPlaceQuerySet":
        return self.filter(status__in=IN_FORCE)

    def taken(self) -> "GuestPlaceQuerySet":
        return self.filter(status=GuestPlace.Status.TAKEN)

    def waiting(self) -> "GuestPlaceQuerySet":
        """Those in line, the first first."""
        return self.filter(status=GuestPlace.Status.WAITING).order_by("since", "pk")


class GuestPlace(models.Model):
    """A superuser’s place in `workshop` rather than in their own cohort’s, `instead_of`.

    waiting → taken → left (given up), or lost (the workshop was cancelled); a wait ends in left
    too. `planning.guests.actions` is the door. The starts are those the person said yes to: where
    a workshop has moved since, they are asked whether it still suits.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("in line")
        TAKEN = "taken", _("has a place")
        LEFT = "left", _("gave it up")
        LOST = "lost", _("the workshop was cancelled")

    person = models.ForeignKey(Person, models.CASCADE, related_name="guest_places")
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="guest_places")
    instead_of = models.ForeignKey(Workshop, models.CASCADE, related_name="moved_away")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    since = models.DateTimeField(_("in line since"), default=timezone.now)
    agreed_start = models.DateTimeField(_("start when it was agreed"))
    agreed_own_start = models.DateTimeField(_("own start when it was agreed"))
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # Its place among those that a page shows: filled in by `guests.queries.seen_by`.
    number: int

    objects = GuestPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place with another cohort")
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["workshop", "status"], name="guest_place_at")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(workshop=F("instead_of")),
                name="guest_place_elsewhere",
                violation_error_message=_("This is the workshop of your own cohort."),
            ),
            models.UniqueConstraint(
                fields=["person", "instead_of"],
                condition=Q(status="taken"),
                name="guest_place_one_move",
                violation_error_message=_("You have already moved to another workshop this time."),
            ),
            models.UniqueConstraint(
                fields=["person", "workshop"],
                condition=Q(status__in=IN_FORCE),
                name="guest_place_once",
                violation_error_message=_("You already have a place, or a number in line, there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.workshop}"

    @property
    def was_moved(self) -> bool:
        """Whether either workshop begins at another time than the person said yes to."""
        return (
            self.agreed_start != self.workshop.starts_at
            or self.agreed_own_start != self.instead_of.starts_at
        )


class SubstituteDay(models.Model):
    """A substitute teacher is arranged at a school, for somebody who is away on a day."""

    school = models.ForeignKey(School, models.CASCADE, related_name="substitute_days")
    person = models.ForeignKey(Person, models.CASCADE, related_name="substitute_days")
    day = models.DateField(_("day"))
    arranged_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="arranged_substitutes"
    )
    arranged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("substitute teacher arranged")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person", "day"],
                name="substitute_day_once",
                violation_error_message=_("A substitute is already arranged for this day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.day} {self.person}"
