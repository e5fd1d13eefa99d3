"""Proposals for a year, on their way from a wish to an accepted plan."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rollout.common.names import NameField
from rollout.organisation.models import Person
from rollout.planning.models import Programme


class Proposal(models.Model):
    """A year as the planner or a hand would have it. Nobody is told of it until it is accepted.

    Its state changes only through `proposals.actions` and, while it runs, `proposals.runs`:
    draft → waiting → running → ready (a plan), impossible (why, and the nearest) or failed;
    ready → accepted, and back to ready while it can be undone.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("not run yet")
        WAITING = "waiting", _("waiting for the planner")
        RUNNING = "running", _("being planned")
        READY = "ready", _("ready")
        IMPOSSIBLE = "impossible", _("not possible")
        FAILED = "failed", _("stopped by a fault")
        ACCEPTED = "accepted", _("accepted")

    class Purpose(models.TextChoices):
        YEAR = "year", _("a whole year")
        CHANGE = "change", _("least change")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField()
    name = NameField(_("name"), max_length=80)
    purpose = models.CharField(max_length=6, choices=Purpose.choices, default=Purpose.YEAR)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    wishes = models.JSONField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)

    # What the planner was given and has found; `before` is what is announced, for a least change.
    problem = models.JSONField(null=True)
    before = models.JSONField(null=True)
    plan = models.JSONField(null=True)
    cost = models.PositiveIntegerField(null=True)
    bound = models.IntegerField(null=True)
    diagnosis = models.JSONField(null=True)

    # The run: `run` tells a planner that has been replaced by another that it is.
    run = models.PositiveIntegerField(default=0)
    revivals = models.PositiveSmallIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    track = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    # What a hand has done: pinned dates, people, places; and the plans before each move.
    pins = models.JSONField(default=dict)
    earlier = models.JSONField(default=list)

    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    undo = models.JSONField(null=True)
    names = models.JSONField(default=list)  # of the cohorts, as accepting made or found them

    class Meta:
        verbose_name = _("proposal")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="proposal_number_once",
                violation_error_message=_("There is already a proposal of this number."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ready", "accepted"]) | Q(plan__isnull=False),
                name="proposal_ready_has_plan",
                violation_error_message=_("A proposal that is ready has a plan."),
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", accepted_at__isnull=False)
                | (~Q(status="accepted") & Q(accepted_at__isnull=True)),
                name="proposal_accepted_has_time",
                violation_error_message=_("An accepted proposal has the time when it was."),
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(bound__isnull=True) | Q(bound__lte=F("cost")),
                name="proposal_bound_under_cost",
                violation_error_message=_("The bound can’t be over the cost."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def color(self) -> str:
        """The design system's colour for its state; the state is always told in words too."""
        return {
            self.Status.ACCEPTED: "success",
            self.Status.READY: "info",
            self.Status.IMPOSSIBLE: "danger",
            self.Status.FAILED: "danger",
        }.get(self.Status(self.status), "neutral")

    @property
    def gap(self) -> float | None:
        """How much cheaper a plan could be at most, as a share of the cost."""
        if self.cost is None or self.bound is None:
            return None
        return (self.cost - max(0, self.bound)) / self.cost if self.cost else 0.0
