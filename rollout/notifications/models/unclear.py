"""Answers that came by mail, and nobody can tell whose they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rollout.organisation.models import Person
from rollout.planning.models import Workshop


class UnclearAnswer(models.Model):
    """An answer to an invitation, kept until a lead says whose it is, or that it is nobody’s.

    `asked_start` is the start that it answers, as the links have it: a workshop that is moved asks
    anew. `actions.unclear` is the door.
    """

    class Why(models.TextChoices):
        UNKNOWN = "unknown", _("from an address that is nobody’s here")
        SOMEBODY_ELSE = "somebody_else", _("from another address than the one it answers for")
        FORWARDED = "forwarded", _("sent to one person’s address, and from another person’s")
        NOT_SIGNED = "not_signed", _("sent to an address that we haven’t given anybody")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="unclear_answers")
    why = models.CharField(max_length=13, choices=Why.choices)
    sender = models.EmailField()
    sender_name = models.CharField(max_length=160, blank=True)
    attendee = models.CharField(max_length=254)
    answer = models.CharField(max_length=5)
    reason = models.CharField(max_length=160, blank=True)
    said_at = models.DateTimeField()
    asked_start = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "sender", "attendee", "said_at"],
                name="unclear_answer_once",
                violation_error_message=_("This answer is kept already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.workshop}"
