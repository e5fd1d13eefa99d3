"""Kits: what superusers get at a workshop and take home to their colleagues."""

from typing import Any

from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from rollout.common.bulk import change_rows
from rollout.common.names import NameField
from rollout.library.modules.rules import Question, read_question
from rollout.library.modules.wording import check_question
from rollout.organisation.models import Person, School, SchoolOwner


class Dimension(models.TextChoices):
    """What kind of competence something passes on."""

    PEDAGOGICAL = "pedagogical", _("pedagogical")
    TECHNICAL = "technical", _("technical")
    BOTH = "both", _("both")


LONGEST_TEXT = 8000  # characters: about four pages
MOST_MINUTES = 240
LONGEST_QUESTION = 2000


class Kit(models.Model):
    """A workshop guide, a session plan, an e-learning module and a best practice about one goal.

    Purpose and goal are plain text, as mail and calendars tell them too; the longer texts are
    Markdown. `revision` counts changes of the kit itself and of which steps it has in which order.
    Where it has a session plan, `minutes` is the sum of that plan's steps; `module_minutes` is
    the sum of its module's, where that has steps.

    A school's own copy names its origin; being reached by a copy counts for the origin. A copy of
    a copy is saved as a copy of the first one, so that every kit's root is a step away: `root_id`,
    and `queries.kit_root` in queries. **Bulk writes must name a root as origin themselves.**
    """

    owner = models.ForeignKey(SchoolOwner, models.PROTECT, related_name="kits")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="kits")
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    title = NameField(_("title"), max_length=120)
    dimension = models.CharField(
        _("passes on"), max_length=12, choices=Dimension.choices, default=Dimension.BOTH
    )
    purpose = models.TextField(_("pedagogical purpose"), blank=True)
    technical_goal = models.TextField(_("technical goal"), blank=True)
    guide = models.TextField(_("workshop guide"), blank=True)
    module_title = NameField(_("e-learning module"), max_length=160, blank=True)
    module_url = models.URLField(_("module’s address"), blank=True)
    module_minutes = models.PositiveSmallIntegerField(_("module, minutes"), null=True, blank=True)
    best_practice = models.TextField(_("best practice"), blank=True)
    for_new = models.TextField(_("for those who are new to it"), blank=True)
    for_on_the_way = models.TextField(_("for those who are on the way"), blank=True)
    for_keen = models.TextField(_("for those who are keen"), blank=True)
    evidence = models.TextField(_("what it builds on"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("session, minutes"), default=45)
    # Whose ideas its texts have, where a school's own version of one was taken home.
    credit = NameField(_("texts after"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("kit")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                condition=Q(school__isnull=True),
                name="kit_title_unique_in_owner",
                violation_error_message=_("The owner already has a kit of this title."),
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=True) | Q(origin__isnull=False),
                name="kit_school_copy_has_origin",
                violation_error_message=_("A school’s own kit is a copy of a central one."),
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=F("pk")),
                name="kit_not_its_own_copy",
                violation_error_message=_("A kit can’t be a copy of itself."),
            ),
            models.UniqueConstraint(
                fields=["school", "origin"],
                condition=Q(school__isnull=False),
                name="kit_copy_once_at_school",
                violation_error_message=_("The school already has its own copy of this kit."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.origin and self.origin.origin_id:
            self.origin_id = self.origin.origin_id
        super().save(*args, **kwargs)
        if self.origin_id:
            copies = Kit.objects.filter(origin=self.pk)
            change_rows(copies, owner_id=self.owner_id, origin=self.origin_id)

    @property
    def root_id(self) -> int:
        """The kit that counts in figures: the one that this is a copy of, or itself."""
        return self.origin_id or self.pk


def new_key() -> str:
    """A step's own mark, which its copies keep."""
    return get_random_string(8, "abcdefghijkmnpqrstuvwxyz23456789")


class KitStep(models.Model):
    """A step of one of a kit's three parts: what colleagues see, and notes for whoever leads.

    A module's step may ask a question, written as `modules.rules.parse_question` reads it.
    """

    class Part(models.TextChoices):
        SESSION = "session", _("session plan for colleagues")
        WORKSHOP = "workshop", _("workshop guide for superusers")
        MODULE = "module", _("e-learning module")

    class Practice(models.TextChoices):
        """The four kinds of mechanism that make development stick."""

        KNOWLEDGE = "knowledge", _("builds knowledge")
        MOTIVATE = "motivate", _("motivates")
        TECHNIQUE = "technique", _("develops technique")
        EMBED = "embed", _("embeds in practice")

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=12, default=new_key, editable=False)
    part = models.CharField(
        _("belongs to"), max_length=10, choices=Part.choices, default=Part.SESSION
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    title = NameField(_("title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    text = models.TextField(_("what colleagues see"), blank=True, max_length=LONGEST_TEXT)
    notes = models.TextField(_("notes for whoever leads"), blank=True, max_length=LONGEST_TEXT)
    practice = models.CharField(
        _("what it does for development"), max_length=10, choices=Practice.choices, blank=True
    )
    film = models.URLField(
        _("film’s address"),
        max_length=500,
        blank=True,
        validators=[
            URLValidator(schemes=["https"], message=_("Give an address that begins with https://."))
        ],
    )
    question = models.TextField(
        _("question to check oneself by"),
        blank=True,
        max_length=LONGEST_QUESTION,
        validators=[check_question],
    )
    # Whose idea it was, where a school's own version of the step was taken home.
    credit = NameField(_("after"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("step")
        ordering = ["kit", "part", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "key"],
                name="kit_step_key_once",
                violation_error_message=_("The kit already has a step with this key."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0, minutes__lte=MOST_MINUTES),
                name="kit_step_minutes_in_range",
                violation_error_message=_("A step takes from 0 to 240 minutes."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="kit_step_has_title",
                violation_error_message=_("Give the step a title."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["session", "workshop", "module"]),
                name="kit_step_part_known",
                violation_error_message=_("A step belongs to one of the kit’s three parts."),
            ),
            models.CheckConstraint(
                condition=Q(film="") | Q(film__startswith="https://"),
                name="kit_step_film_by_https",
                violation_error_message=_("A film’s address begins with https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asks(self) -> Question | None:
        """The question, where there is one that can be asked."""
        return read_question(self.question)


class ModuleCompletion(models.Model):
    """A person has done a kit's e-learning module on their own."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="completions")
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="completions")
    completed_on = models.DateField(_("done on"))

    class Meta:
        verbose_name = _("something they have done themselves")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kit"],
                name="completion_once",
                violation_error_message=_("The module is already marked as done."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.kit}"
