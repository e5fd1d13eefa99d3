"""The one thing insight keeps: a stamp that every change behind the figures raises."""

from django.db import models

from rollout.organisation.models import SchoolOwner


class FiguresStamp(models.Model):
    """How many times an owner's source rows have changed; kept figures carry its number."""

    owner = models.OneToOneField(SchoolOwner, models.CASCADE, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.owner}: {self.number}"
