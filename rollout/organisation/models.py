"""School owners, their schools, people, employments and roles."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.common.dates import Weekday, in_force
from rollout.common.names import NameField
from rollout.organisation.rules import organisation_number_is_valid


def check_organisation_number(value: str) -> None:
    """Refuse an organisation number whose check digit is wrong."""
    if not organisation_number_is_valid(value):
        raise ValidationError(
            _("%(number)s isn’t an organisation number: nine digits, the last a check digit."),
            params={"number": value},
        )


def common_time_in_order(model: str) -> models.CheckConstraint:
    """The common time ends after it starts; each model with one names its own constraint."""
    return models.CheckConstraint(
        condition=Q(common_from__isnull=True)
        | Q(common_to__isnull=True)
        | Q(common_to__gt=F("common_from")),
        name=f"{model}_common_time_in_order",
        violation_error_message=_("The common time must end after it starts."),
    )


class CommonTime(models.Model):
    """The weekly slot when all staff can meet; an owner's, or a school's exception."""

    common_weekday = models.PositiveSmallIntegerField(
        _("common time: weekday"), choices=Weekday.choices, null=True, blank=True
    )
    common_from = models.TimeField(_("common time: from"), null=True, blank=True)
    common_to = models.TimeField(_("common time: to"), null=True, blank=True)

    class Meta:
        abstract = True


def place_is_whole(model: str) -> models.CheckConstraint:
    """A place on the map has both its numbers or neither; each model names its own constraint."""
    whole = Q(latitude__isnull=False, longitude__isnull=False)
    on_earth = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True) | (whole & on_earth),
        name=f"{model}_place_whole",
        violation_error_message=_("A place on the map needs both latitude and longitude."),
    )


class Country(models.TextChoices):
    """Whose public holidays close the schools."""

    NORWAY = "NO", _("Norway")
    SWEDEN = "SE", _("Sweden")


class SchoolOwner(CommonTime):
    """A municipality, a federation or a county that runs schools."""

    class OwnerKind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        FEDERATION = "federation", _("federation")
        COUNTY = "county", _("county")
        OTHER = "other", _("other")

    name = NameField(_("name"), max_length=120, unique=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=OwnerKind.choices, default=OwnerKind.MUNICIPALITY
    )
    number = models.CharField(_("municipality number"), max_length=10, blank=True)
    country = models.CharField(
        _("country"), max_length=2, choices=Country.choices, default=Country.NORWAY,
        help_text=_("Its public holidays are closed days."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="nb"
    )

    class Meta:
        verbose_name = _("school owner")
        ordering = ["name"]
        constraints = [common_time_in_order("owner")]

    def __str__(self) -> str:
        return self.name


class School(CommonTime):
    """A school, or another unit that the owner reaches in the same way."""

    owner = models.ForeignKey(SchoolOwner, models.PROTECT, related_name="schools")
    name = NameField(_("name"), max_length=160)
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, blank=True, validators=[check_organisation_number]
    )
    grade_from = models.PositiveSmallIntegerField(_("grades from"), null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(_("grades to"), null=True, blank=True)
    pupils = models.PositiveIntegerField(_("pupils"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    network = NameField(_("network"), max_length=80, blank=True)
    former_owner = NameField(_("former owner"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("school")
        ordering = ["name"]
        constraints = [
            common_time_in_order("school"),
            place_is_whole("school"),
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="school_name_unique_in_owner",
                violation_error_message=_("The owner already has a school of this name."),
            ),
            models.UniqueConstraint(
                fields=["owner", "organisation_number"],
                condition=~Q(organisation_number=""),
                name="school_number_unique_in_owner",
                violation_error_message=_("A school already has this organisation number."),
            ),
            models.CheckConstraint(
                condition=Q(grade_from__isnull=True)
                | Q(grade_to__isnull=True)
                | Q(grade_to__gte=F("grade_from")),
                name="school_grades_in_order",
                violation_error_message=_("The last grade can’t come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolAlias(models.Model):
    """A spelling of a school's name in the owner's files, chosen once and remembered."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="aliases")
    school = models.ForeignKey(School, models.CASCADE, related_name="aliases")
    spelling = NameField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "spelling"],
                name="alias_unique_in_owner",
                violation_error_message=_("This spelling is already given to a school."),
            )
        ]

    def __str__(self) -> str:
        return self.spelling


class Person(models.Model):
    """Somebody the owner's rollout concerns. Most teachers never sign in."""

    owner = models.ForeignKey(SchoolOwner, models.PROTECT, related_name="people")
    # One name is enough: not everybody has two.
    first_name = NameField(_("first name"), max_length=80, blank=True)
    last_name = NameField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="people"
    )

    class Meta:
        verbose_name = _("person")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("email"),
                name="person_email_unique_in_owner",
                violation_error_message=_("Somebody at this owner already has this e-mail."),
            ),
            models.UniqueConstraint(fields=["owner", "user"], name="person_one_per_user_in_owner"),
            models.CheckConstraint(
                condition=~Q(first_name="", last_name=""),
                name="person_has_a_name",
                violation_error_message=_(
                    "A person has a name: a first name, a last name or both."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().casefold()
        super().save(*args, **kwargs)

    @property
    def called(self) -> str:
        """What a letter calls them."""
        return self.first_name or self.last_name


class Position(models.TextChoices):
    """What somebody is employed as; the programme's audience chooses among these."""

    PRINCIPAL = "principal", _("principal")
    LEADER = "leader", _("leader")
    AFTER_SCHOOL_LEADER = "after_school_leader", _("after-school leader")
    TEACHER = "teacher", _("teacher")
    ASSISTANT = "assistant", _("assistant")
    OTHER = "other", _("other position")


# Those who lead a school, or a part of it.
LEADERS = (Position.PRINCIPAL, Position.LEADER, Position.AFTER_SCHOOL_LEADER)


class PeriodQuerySet(models.QuerySet):
    """Rows with a first and perhaps a last day, both included."""

    def on(self, day: dt.date) -> "PeriodQuerySet":
        return self.filter(in_force(day))


class Employment(models.Model):
    """A person's position at a school, from a day to a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    school = models.ForeignKey(School, models.PROTECT, related_name="employments")
    position = models.CharField(_("position"), max_length=20, choices=Position.choices)
    percentage = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("employment")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="employment_ends_after_start",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(percentage__isnull=True) | Q(percentage__gt=0, percentage__lte=100),
                name="employment_percentage_in_range",
                violation_error_message=_("A percentage is over 0 and at most 100."),
            ),
            models.UniqueConstraint(
                fields=["person", "school"],
                condition=Q(ends_on__isnull=True),
                name="employment_one_open_per_school",
                violation_error_message=_("The person already works at this school."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.school}"


class Role(models.Model):
    """What a person may look as, where, and for how long. `organisation.actions` is the door."""

    GRANTED = (
        Kind.PROJECT_LEAD,
        Kind.FACILITATOR,
        Kind.SUPERUSER,
        Kind.IT_COORDINATOR,
        Kind.READER,
    )

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    kind = models.CharField(
        _("role"), max_length=20, choices=[(kind.value, kind.label) for kind in GRANTED]
    )
    programme = models.ForeignKey(
        "rollout.Programme", models.CASCADE, null=True, blank=True, related_name="roles"
    )
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="roles")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    end_reason = NameField(_("why it ended"), max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_start",
                violation_error_message=_("The last day can’t come before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="superuser") | Q(school__isnull=False),
                name="role_superuser_has_school",
                violation_error_message=_("A superuser belongs to a school."),
            ),
            models.CheckConstraint(
                condition=Q(kind="superuser") | Q(school__isnull=True),
                name="role_only_superuser_has_school",
                violation_error_message=_("Only superusers belong to one school."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="facilitator") | Q(programme__isnull=False),
                name="role_facilitator_has_programme",
                violation_error_message=_("A facilitator belongs to a programme."),
            ),
            models.UniqueConstraint(
                "person",
                "kind",
                Coalesce("school", 0),
                Coalesce("programme", 0),
                condition=Q(ends_on__isnull=True),
                name="role_one_open_of_a_kind",
                violation_error_message=_("The person already has this role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"

    @property
    def own_school_id(self) -> int:
        """The id of a superuser's school. Raises TypeError for a role that belongs to no school."""
        if self.school_id is None:
            raise TypeError(f"A role of {self.kind} has no school")
        return self.school_id
