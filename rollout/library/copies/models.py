"""What a school's own copy of a kit last took from its origin."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rollout.library.models import Kit
from rollout.library.versions.models import KitVersion


class CopyBase(models.Model):
    """What a copy's origin said when the copy last took or declined it, step by step: what the
    copy's own changes and the origin's later ones are told from.

    `version` is the last one that the copy took something of; none where the origin had none.
    """

    kit = models.OneToOneField(Kit, models.CASCADE, related_name="base")
    version = models.ForeignKey(
        KitVersion, models.PROTECT, null=True, blank=True, related_name="taken_by"
    )
    content = models.JSONField()

    class Meta:
        verbose_name = _("what a copy took")

    def __str__(self) -> str:
        return str(self.kit)
