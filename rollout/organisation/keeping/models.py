"""Further addresses of a person, and the trace of two that became one."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from rollout.organisation.models import Person, SchoolOwner


class OtherAddress(models.Model):
    """Another address that a person writes from. Answers from it are theirs; mail goes to their
    e-mail, and nobody signs in with it. `keeping.actions` is the door."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="other_addresses")
    person = models.ForeignKey(Person, models.CASCADE, related_name="other_addresses")
    email = models.EmailField(_("e-mail"))

    class Meta:
        verbose_name = _("other address")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("email"),
                name="other_address_unique_in_owner",
                violation_error_message=_("Somebody at this owner already has this e-mail."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().casefold()
        self.owner_id = self.person.owner_id
        super().save(*args, **kwargs)


class MergedPerson(models.Model):
    """A person who was found to be another: who that is, who said so, and what moved."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="merged")
    was_id = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=161)
    email = models.EmailField(blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
