"""Calendars that people have asked for, each at an address of its own."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.organisation.models import Person, School

FEED_KINDS = (Kind.PROJECT_LEAD, Kind.FACILITATOR, Kind.SUPERUSER, Kind.PRINCIPAL)


class Feed(models.Model):
    """Somebody's workshops as a calendar that their phone fetches, for one of the things they look
    as. Made and revoked through `notifications.actions`.

    `key` alone opens nothing: the address is the key signed by this server (`feeds.address_of`), so
    it can be shown again on a new phone, while neither a copy of the database nor the server's
    secret is enough to have it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="own_feeds")
    kind = models.CharField(
        _("role"), max_length=20, choices=[(kind.value, kind.label) for kind in FEED_KINDS]
    )
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True)
    programme = models.ForeignKey("rollout.Programme", models.CASCADE, null=True, blank=True)
    key = models.CharField(max_length=43, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "kind",
                Coalesce("school", 0),
                Coalesce("programme", 0),
                condition=Q(revoked_at__isnull=True),
                name="feed_one_open_of_a_kind",
                violation_error_message=_("There is already an address for this calendar."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
