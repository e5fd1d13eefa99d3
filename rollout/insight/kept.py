"""The figures of today, kept until a row behind them changes.

Each owner has a stamp; every write behind the figures raises it in the same transaction, so kept
figures are never older than the last write that was committed.
"""

import secrets
from typing import Any

from django.core.cache import cache
from django.db.models import F, Model
from django.db.models.signals import post_delete, post_save

from rollout.common.dates import today
from rollout.common.signals import figures_source_changed
from rollout.competence.models import Assessment
from rollout.insight.figures import ProgrammeFigures, programme_figures
from rollout.insight.models import FiguresStamp
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Employment, Role, School
from rollout.planning.models import (
    Membership,
    Participation,
    Programme,
    Workshop,
    WorkshopAttendance,
)

ONE_DAY = 60 * 60 * 24

# The way from a row to its owner's id.
SOURCES: dict[type[Model], str] = {
    Assessment: "person.owner_id",
    Employment: "school.owner_id",
    Kit: "owner_id",
    Membership: "cohort.programme.owner_id",
    ModuleCompletion: "person.owner_id",
    Participation: "programme.owner_id",
    Programme: "owner_id",
    Role: "person.owner_id",
    School: "owner_id",
    SessionAttendance: "person.owner_id",
    TrainingSession: "programme.owner_id",
    Workshop: "cohort.programme.owner_id",
    WorkshopAttendance: "person.owner_id",
}


def figures_today(programme: Programme) -> ProgrammeFigures:
    """Today's figures: kept ones where nothing behind them has changed, else computed now."""
    number = FiguresStamp.objects.filter(pk=programme.owner_id).values_list("number", flat=True)
    stamp = number.first()
    if stamp is None:
        raise_stamp(programme.owner_id)
        return programme_figures(programme, today())
    key = f"figures:{programme.pk}:{today():%Y%m%d}:{stamp}"
    kept: ProgrammeFigures | None = cache.get(key)
    if kept is None:
        kept = programme_figures(programme, today())
        cache.set(key, kept, ONE_DAY)
    return kept


def raise_stamp(owner_id: int) -> None:
    """Say that rows behind an owner's figures have changed. A new stamp starts at random, so that
    two databases never share a kept figure."""
    if not FiguresStamp.objects.filter(pk=owner_id).update(number=F("number") + 1):
        FiguresStamp.objects.get_or_create(pk=owner_id, defaults={"number": secrets.randbits(48)})


def on_row_change(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    value: Any = instance
    for part in SOURCES[sender].split("."):
        value = getattr(value, part)
    raise_stamp(value)


def on_bulk_change(sender: Any, owner_id: int, **kwargs: Any) -> None:
    raise_stamp(owner_id)


def connect() -> None:
    """Listen to every source of the figures."""
    for model in SOURCES:
        post_save.connect(on_row_change, sender=model, dispatch_uid=f"kept-{model.__name__}-save")
        post_delete.connect(
            on_row_change, sender=model, dispatch_uid=f"kept-{model.__name__}-delete"
        )
    figures_source_changed.connect(on_bulk_change, dispatch_uid="kept-bulk")
