"""Mail about a sign-in, on its way."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rollout.organisation.letting_in.models import WayIn


class AccountMail(models.Model):
    """A mail about somebody’s sign-in, such as the link for a new password.

    No page shows it, not to a project lead either: whoever reads the link needs no password. The
    row is gone as soon as the mail is handed over or given up.

    A mail for a new password is made when it goes out: until then there is only the address that
    somebody typed, and asking for one that nobody here has is the same work. So is one that lets
    somebody in: it goes to the address that they have then.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        NEW_PASSWORD = "new_password", _("new password")
        WAY_IN = "way_in", _("access")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.WRITTEN)
    address = models.EmailField()
    way_in = models.ForeignKey(WayIn, models.CASCADE, null=True, blank=True, related_name="mails")
    number = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.subject or self.get_kind_display()
