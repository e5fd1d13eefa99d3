"""Imports: the file as it came, what was chosen, and what it changed."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from rollout.common.names import NameField
from rollout.exchange.rows import Part
from rollout.organisation.models import SchoolOwner


class ImportRun(models.Model):
    """One file's way in: uploaded → mapped and previewed → applied, perhaps undone.

    `exchange.actions` is the door. `columns` maps a field to a column of the sheet;
    `result` holds what each row became.
    """

    class Kind(models.TextChoices):
        SCHOOLS = "schools", _("schools")
        STAFF = "staff", _("staff")
        CLOSED_DAYS = "closed_days", _("closed days")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        APPLIED = "applied", _("imported")
        UNDONE = "undone", _("undone")

    owner = models.ForeignKey(SchoolOwner, models.CASCADE, related_name="imports")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.UPLOADED
    )
    file_name = NameField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=dict)
    # What the reader noticed of the file’s sheets, and what people have said about its rows.
    sheets = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    result = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def parts(self) -> list[Part]:
        """The sheets whose rows are read as one list, where there are several."""
        return [Part(*told) for told in self.sheets.get("parts", [])]

    @property
    def left_out(self) -> list[str]:
        """The names of the sheets that aren't read."""
        return list(self.sheets.get("left_out", []))

    def place(self, row: int) -> tuple[str, int]:
        """The sheet, where there are several, and the row's own number there."""
        part = next((part for part in reversed(self.parts) if part.first <= row), None)
        return (part.sheet, row - part.first + part.own) if part else ("", row)

    def where(self, row: int) -> str:
        """A row as it is told: its number, after its sheet where there are several."""
        sheet, number = self.place(row)
        return f"{sheet} {number}".strip()


class ImportChange(models.Model):
    """One row of the database that an import made or changed, so that it can be undone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


def snapshot(thing: models.Model) -> dict[str, Any]:
    """A row's own columns, as JSON keeps them."""
    values = {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}
    encode = DjangoJSONEncoder().default
    plain = (str, int, float, bool, type(None))
    return {k: v if isinstance(v, plain) else encode(v) for k, v in values.items()}


class RememberedColumns(models.Model):
    """How an owner's files name their columns, learnt from the last import of the kind."""

    owner = models.ForeignKey(SchoolOwner, models.CASCADE)
    kind = models.CharField(max_length=12, choices=ImportRun.Kind.choices)
    headings = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind"], name="columns_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.owner} – {self.kind}"
