"""Published versions of kits."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rollout.common.names import NameField
from rollout.library.models import Kit
from rollout.organisation.models import Person

UNCHANGEABLE = _("A published version stays as it is. Publish a new one instead.")


class Versions(models.QuerySet["KitVersion"]):
    """Versions, which no query changes either."""

    def update(self, **values: Any) -> int:
        raise ValidationError(UNCHANGEABLE)


class KitVersion(models.Model):
    """What a central kit said when it was published; `library/versions/rules.py` tells how
    `content` is made up. Nothing changes it: to save it again raises ValidationError.
    """

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="versions_published"
    )
    news = NameField(_("what is new"), max_length=200, blank=True)
    content = models.JSONField()

    objects = Versions.as_manager()

    class Meta:
        verbose_name = _("version")
        ordering = ["kit", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "number"],
                name="kit_version_once",
                violation_error_message=_("Somebody has just published this version."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="kit_version_from_one",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kit} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and not self.is_put_right():
            raise ValidationError(UNCHANGEABLE)
        super().save(*args, **kwargs)

    def is_put_right(self) -> bool:
        """Whether only who published it differs from what is saved: two people turned out to be
        one."""
        was = KitVersion.objects.get(pk=self.pk)
        names = [field.attname for field in self._meta.concrete_fields]
        return [name for name in names if getattr(was, name) != getattr(self, name)] == [
            "published_by_id"
        ]
