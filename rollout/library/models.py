"""Kits: what superusers get at a workshop and take home to their colleagues."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rollout.common.bulk import change_rows
from rollout.common.names import NameField
from rollout.organisation.models import Person, School, SchoolOwner


class Dimension(models.TextChoices):
    """What kind of competence something passes on."""

    PEDAGOGICAL = "pedagogical", _("pedagogical")
    TECHNICAL = "technical", _("technical")
    BOTH = "both", _("both")


class Kit(models.Model):
    """A workshop guide, an e-learning module and a best practice about one goal.

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
    minutes = models.PositiveSmallIntegerField(_("session, minutes"), default=45)

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

    @property
    def is_complete(self) -> bool:
        return bool(self.guide and self.module_title and self.best_practice)


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
