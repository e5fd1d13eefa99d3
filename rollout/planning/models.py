"""Programmes, calendars, cohorts and their monthly workshops."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rollout.competence.models import Framework, Level
from rollout.library.models import Kit
from rollout.organisation.models import (
    CommonTime,
    PeriodQuerySet,
    Person,
    Position,
    Role,
    School,
    SchoolOwner,
    common_time_in_order,
)


def default_audience() -> list[str]:
    return [Position.PRINCIPAL, Position.LEADER, Position.AFTER_SCHOOL_LEADER, Position.TEACHER]


PERCENT = [MinValueValidator(1), MaxValueValidator(100)]


class Programme(CommonTime):
    """A rollout of one tool or way of working to an owner's schools."""

    owner = models.ForeignKey(SchoolOwner, models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=120)
    tool = models.CharField(_("tool or way of working"), max_length=120)
    goal = models.TextField(_("goal"), help_text=_("What is different in class when you succeed?"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    audience = models.JSONField(_("who is to be reached"), default=default_audience)
    framework = models.ForeignKey(
        Framework, models.PROTECT, null=True, blank=True, verbose_name=_("framework")
    )
    target_level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, verbose_name=_("target level")
    )
    target_share = models.PositiveSmallIntegerField(
        _("share at the target level, %"), default=80, validators=PERCENT
    )
    target_on = models.DateField(_("target reached by"), null=True, blank=True)
    coverage_target = models.PositiveSmallIntegerField(
        _("coverage target, %"), default=90, validators=PERCENT
    )
    contract_ends_on = models.DateField(_("partner’s contract ends"), null=True, blank=True)
    reached_share = models.PositiveSmallIntegerField(
        _("share of the due kits that makes a person reached, %"),
        default=50,
        validators=PERCENT,
    )
    lag_days = models.PositiveSmallIntegerField(
        _("days from workshop to session, at most"), default=28
    )
    gap_days = models.PositiveSmallIntegerField(_("days between workshops, at least"), default=21)
    quiet_days = models.PositiveSmallIntegerField(
        _("school days without activity before a nudge"), default=21
    )
    superusers_per_school = models.PositiveSmallIntegerField(
        _("superusers at each school, at least"), default=2
    )
    schools = models.ManyToManyField(School, through="Participation", related_name="programmes")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("programme")
        ordering = ["-starts_on", "pk"]
        constraints = [
            common_time_in_order("programme"),
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="programme_name_unique_in_owner",
                violation_error_message=_("The owner already has a programme of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("The last day must come after the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """A school takes part in a programme, from a day to a day."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    school = models.ForeignKey(School, models.PROTECT, related_name="participations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"],
                name="participation_once",
                violation_error_message=_("The school already takes part."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.programme}"


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


class ClosedPeriod(models.Model):
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
    name = models.CharField(_("name"), max_length=80)
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
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """Superusers who meet together."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=60)

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


class Venue(models.Model):
    """A place to meet."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="venue_name_unique",
                violation_error_message=_("The owner already has a venue of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Workshop(models.Model):
    """A cohort's monthly meeting. Its state changes only through `planning.actions`:

    planned → held (attendance taken) or cancelled; moving raises `revision` and keeps history;
    a new date for a cancelled one is a workshop that `replaces` it.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="workshops")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, verbose_name=_("venue")
    )
    link = models.URLField(_("link to the meeting"), blank=True)
    facilitator = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="facilitates",
        verbose_name=_("facilitator"),
    )
    kit = models.ForeignKey(
        Kit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workshops",
        verbose_name=_("kit"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    revision = models.PositiveIntegerField(default=0)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("workshop")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="workshop_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshop_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.UniqueConstraint(
                fields=["cohort", "starts_at"],
                condition=~Q(status="cancelled"),
                name="workshop_one_at_a_time",
                violation_error_message=_("The cohort already has a workshop at this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.day:%d.%m.%Y}"

    @property
    def day(self):  # type: ignore[no-untyped-def]
        return timezone.localdate(self.starts_at)


class WorkshopAttendance(models.Model):
    """A superuser's or leader's answer to an invitation, and whether they came."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        YES = "yes", _("coming")
        NO = "no", _("can’t come")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="workshop_attendances")
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices, blank=True)
    attended = models.BooleanField(_("came"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"],
                name="workshop_attendance_once",
                violation_error_message=_("The person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.workshop}"
