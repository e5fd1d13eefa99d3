"""The figures of today and what pages make of them, kept until a row behind them changes.

Each owner has a stamp; every write to a source raises it in the same transaction, so what is kept
is never older than the last write that was committed.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.db.models import F, Model
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from rollout.common.dates import today
from rollout.common.signals import figures_source_changed
from rollout.competence.models import Assessment
from rollout.insight.figures import programme_figures
from rollout.insight.models import FiguresStamp
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Employment, Person, Role, School
from rollout.planning.models import (
    ClosedPeriod,
    Cohort,
    Membership,
    Participation,
    Programme,
    Venue,
    Workshop,
    WorkshopAttendance,
)

Value = TypeVar("Value")
KEPT_VALUES = 512

# The way from a row to its owner's id.
SOURCES: dict[type[Model], str] = {
    Assessment: "person.owner_id",
    Employment: "school.owner_id",
    Kit: "owner_id",
    Membership: "cohort.programme.owner_id",
    ModuleCompletion: "person.owner_id",
    Participation: "programme.owner_id",
    Person: "owner_id",
    Programme: "owner_id",
    Role: "person.owner_id",
    School: "owner_id",
    SessionAttendance: "person.owner_id",
    TrainingSession: "programme.owner_id",
    ClosedPeriod: "owner_id",
    Cohort: "programme.owner_id",
    Venue: "owner_id",
    Workshop: "cohort.programme.owner_id",
    WorkshopAttendance: "person.owner_id",
}


def kept(compute: Callable[..., Value]) -> Callable[..., Value]:
    """Keep what `compute(programme, day, *rest)` gives, for today and the reader's language.

    A process keeps what it has computed; a new stamp asks for it anew. What is kept is shared
    between requests: read it, never change it.
    """

    @lru_cache(maxsize=KEPT_VALUES)
    def computed(
        programme_id: int, day: dt.date, stamp: int, language: str, *rest: object
    ) -> Value:
        programmes = Programme.objects.select_related("owner", "framework", "target_level")
        return compute(programmes.get(pk=programme_id), day, *rest)

    @wraps(compute)
    def ask(programme: Programme, *rest: object) -> Value:
        stamp = stamp_of(programme.owner_id)
        return computed(programme.pk, today(), stamp, get_language() or "", *rest)

    return ask


figures_today = kept(programme_figures)


def stamp_of(owner_id: int) -> int:
    """An owner's stamp, made where there is none yet. One small query."""
    number = FiguresStamp.objects.filter(pk=owner_id).values_list("number", flat=True).first()
    return raise_stamp(owner_id) if number is None else number


def raise_stamp(owner_id: int) -> int:
    """Say that rows behind an owner's figures have changed, and give the stamp.

    A first stamp is random, so that two databases never share a kept figure.
    """
    stamps = FiguresStamp.objects.filter(pk=owner_id)
    if not stamps.update(number=F("number") + 1):
        FiguresStamp.objects.get_or_create(pk=owner_id, defaults={"number": secrets.randbits(48)})
    return stamps.values_list("number", flat=True).get()


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
