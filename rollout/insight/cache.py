"""The figures of a day and what pages make of them, kept until a row behind them changes.

Each owner has a stamp; every write to a source raises it in the same transaction, so what is kept
is never older than the last write that was committed.
"""

import datetime as dt
import secrets
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import F, Model
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from rollout.calendars.models import ClosedPeriod, Venue
from rollout.common.signals import figures_source_changed
from rollout.competence.models import Area, Framework, Level, Round
from rollout.insight.figures import ProgrammeFigures, programme_figures
from rollout.insight.models import FiguresStamp
from rollout.library.copies.models import CopyBase
from rollout.library.models import Kit, KitStep, ModuleCompletion
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.models import Pulse, PulseSum
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from rollout.planning.models import (
    Cohort,
    GuestPlace,
    Membership,
    Participation,
    Programme,
    SubstituteDay,
    Workshop,
    WorkshopAttendance,
)

Value = TypeVar("Value")
MOST_CACHED = 512

# Frameworks come with the product: each is every owner's.
EVERY_OWNERS = ""
# The way from a row to its owner's id.
SOURCES: dict[type[Model], str] = {
    CopyBase: "kit.owner_id",
    Employment: "school.owner_id",
    Kit: "owner_id",
    KitStep: "kit.owner_id",
    Membership: "cohort.programme.owner_id",
    ModuleCompletion: "person.owner_id",
    Participation: "programme.owner_id",
    Pulse: "programme.owner_id",
    PulseSum: "pulse.programme.owner_id",
    Person: "owner_id",
    Programme: "owner_id",
    Role: "person.owner_id",
    Round: "owner_id",
    School: "owner_id",
    SchoolOwner: "pk",
    SessionAttendance: "person.owner_id",
    TrainingSession: "programme.owner_id",
    ClosedPeriod: "owner_id",
    Cohort: "programme.owner_id",
    Venue: "owner_id",
    Workshop: "cohort.programme.owner_id",
    WorkshopAttendance: "person.owner_id",
    GuestPlace: "person.owner_id",
    SubstituteDay: "school.owner_id",
    Area: EVERY_OWNERS,
    Framework: EVERY_OWNERS,
    Level: EVERY_OWNERS,
}
# Every function that `cached` wraps, so that the tests can look into each.
ALL_CACHED: list[Callable[..., Any]] = []


def cached(compute: Callable[..., Value]) -> Callable[..., Value]:
    """Keep what `compute(programme, day, *rest)` gives, for a day and the reader's language. It
    holds all day, so `compute` never asks what day or time it is.

    A process keeps what it has computed; a new stamp asks for it anew. What is kept is shared
    between requests: read it, never change it.
    """
    values: OrderedDict[tuple[object, ...], Value] = OrderedDict()

    @wraps(compute)
    def ask(programme: Programme, day: dt.date, *rest: object) -> Value:
        key = (programme.pk, day, stamp_of(programme.owner_id), get_language(), *rest)
        value = values.get(key)
        if value is None:
            value = values[key] = compute(programme, day, *rest)
            while len(values) > MOST_CACHED:
                values.popitem(last=False)
        return value

    ALL_CACHED.append(ask)
    return ask


@cached
def figures_on(programme: Programme, day: dt.date) -> ProgrammeFigures:
    """The figures that pages show on a day; before the programme's first day they are as of that,
    so that its setting-up can be seen."""
    return programme_figures(programme, max(day, programme.starts_on))


def stamp_of(owner_id: int) -> int:
    """An owner's stamp. A first one is random, so that two databases never share a kept value."""
    stamps = FiguresStamp.objects.filter(pk=owner_id)
    number = stamps.values_list("number", flat=True).first()
    if number is None:
        first = {"number": secrets.randbits(48)}
        number = FiguresStamp.objects.get_or_create(pk=owner_id, defaults=first)[0].number
    return number


def raise_stamp(owner_id: int | None) -> None:
    """Say that rows behind an owner's figures have changed, or behind every owner's. Where nothing
    has been kept yet, there is no stamp to raise."""
    whose = {} if owner_id is None else {"pk": owner_id}
    FiguresStamp.objects.filter(**whose).update(number=F("number") + 1)


def on_row_change(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    way = SOURCES[sender]
    raise_stamp(None if way == EVERY_OWNERS else attrgetter(way)(instance))


def on_bulk_change(sender: type[Model], owner_id: int, **kwargs: Any) -> None:
    if sender in SOURCES:
        raise_stamp(owner_id)


def connect() -> None:
    """Listen to every source of the figures."""
    for model in SOURCES:
        post_save.connect(on_row_change, sender=model, dispatch_uid=f"cache-{model.__name__}-save")
        post_delete.connect(
            on_row_change, sender=model, dispatch_uid=f"cache-{model.__name__}-delete"
        )
    figures_source_changed.connect(on_bulk_change, dispatch_uid="cache-bulk")
