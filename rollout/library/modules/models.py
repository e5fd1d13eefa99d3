"""Where somebody is in a module."""

from django.conf import settings
from django.db import models

from rollout.library.models import Kit


class ModuleProgress(models.Model):
    """The step at which an account goes on with a kit's module: for that account's own eyes.

    It belongs to the account and not to the person, so that it follows nobody into a merge, an
    export or another's sign-in. It holds no day: nothing here tells when somebody did what. No
    figure, page of others or history knows it, and it goes when the module is done.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kit = models.ForeignKey(Kit, models.CASCADE, related_name="+")
    step_key = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "place in a module"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kit"],
                name="module_progress_once",
                violation_error_message="A module is gone on with at one place.",
            )
        ]

    def __str__(self) -> str:
        return self.step_key
