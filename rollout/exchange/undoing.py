"""Undoing an import: what can be taken back, what has to stay, and why.

What belongs together is taken back together or stays together: a person with their employments,
roles and places, a school, or a closed period. `undoing_of` tells it, `undo` does just that.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from rollout.exchange.models import ImportChange, ImportRun, snapshot
from rollout.exchange.undo_words import built_on_words, changed_words
from rollout.logbook.also_came.actions import lock_all, wait_again
from rollout.logbook.models import SessionNewcomer
from rollout.notifications.actions.causing import rolled_back

Key = tuple[str, int]


@dataclass
class Unit:
    """What is taken back together: its name, its changes, the last first, the rows of the file that
    it came from, and why it stays, if it does."""

    key: Key
    name: str
    changes: list[ImportChange]
    rows: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def stays_because(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)

    @property
    def made(self) -> list[ImportChange]:
        return [change for change in self.changes if change.before is None]

    @property
    def changed(self) -> list[ImportChange]:
        return [change for change in self.changes if change.before is not None]


@dataclass(frozen=True)
class Undoing:
    """What undoing an import would do now; `later` are the imports to undo first, in order."""

    units: list[Unit]
    later: list[ImportRun]

    @property
    def free(self) -> list[Unit]:
        return [unit for unit in self.units if not unit.reasons]

    @property
    def stays(self) -> list[Unit]:
        return [unit for unit in self.units if unit.reasons]

    @property
    def waiting_again(self) -> int:
        """How many newcomers at sessions wait for a staff list again."""
        return len(newcomers_found(employments_made(self.free)))

    @property
    def seen(self) -> str:
        """Tells whether a page showed this."""
        told = sorted((*unit.key, *unit.reasons) for unit in self.stays)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


@transaction.atomic
def undo(*, run: ImportRun, seen: str = "") -> Undoing:
    """Take an import back. Where something of it has to stay, that is done only if `seen` says that
    it was shown; else nothing is."""
    fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
    if fresh.status != ImportRun.Status.APPLIED:
        raise ValidationError(_("Only an import that is in force can be undone."))
    made = fresh.changes.filter(model="Employment", before=None).values_list("object_id", flat=True)
    lock_all(newcomer.session_id for newcomer in newcomers_found(made))
    undoing = undoing_of(fresh)
    if undoing.stays and undoing.seen != seen:
        raise ValidationError(
            _("Not all of it can be undone. Look at what stays, and say so."), code="stale"
        )
    if undoing.stays and not undoing.free:
        raise ValidationError(_("Nothing of it can be undone: all of it has been changed or used."))
    take_back(undoing.free)
    fresh.status = ImportRun.Status.UNDONE
    fresh.counts = fresh.counts | {"stayed": len(undoing.stays)}
    fresh.result = with_what_stayed(fresh.result, undoing.stays)
    fresh.save()
    return undoing


def undoing_of(run: ImportRun) -> Undoing:
    """What an import made and changed, by what belongs together, and what of it has to stay."""
    changes = list(run.changes.all())[::-1]
    found = current_rows(changes)
    units = units_of(changes, found)
    of_change = {(c.model, c.object_id): unit for unit in units.values() for c in unit.changes}
    touched = [*changed_since(units.values(), found), *built_on(changes)]
    later = later_imports(run, {each.row for each in touched})
    for each in touched:
        by = next((other for other, rows in later.items() if each.row in rows), None)
        text = _("a later import, “%(file)s”, has changed or used it")
        of_change[each.keeps].stays_because(text % {"file": by.file_name} if by else each.reason)
    try_out(units.values())
    name_rows(run, units.values())
    return Undoing(list(units.values()), list(later))


def units_of(changes: Iterable[ImportChange], found: dict[Key, models.Model]) -> dict[Key, Unit]:
    """The changes by what they are about; the unit of each has the name of the row there now, or
    else the one that it had."""
    units: dict[Key, Unit] = {}
    changes = list(changes)
    roles = [c.after["role_id"] for c in changes if c.model == "Membership"]
    people_of = dict(rows_of("Role").filter(pk__in=roles).values_list("pk", "person_id"))
    for change in changes:
        key = key_of(change, people_of)
        unit = units.setdefault(key, Unit(key, "", []))
        unit.changes.append(change)
    there = {key: found.get(key) for key in units}
    absent: dict[str, list[int]] = {}
    for (name, pk), thing in there.items():
        if thing is None:
            absent.setdefault(name, []).append(pk)
    for name, pks in absent.items():
        there |= {(name, each.pk): each for each in rows_of(name).filter(pk__in=pks)}
    for key, unit in units.items():
        unit.name = str(there[key] or former_name(unit))
    return units


def key_of(change: ImportChange, people_of: dict[int, int]) -> Key:
    if change.model in ("Employment", "Role"):
        return "Person", change.after["person_id"]
    if change.model == "Membership" and change.after["role_id"] in people_of:
        return "Person", people_of[change.after["role_id"]]
    return change.model, change.object_id


def former_name(unit: Unit) -> str:
    """What something that is gone was called."""
    made = [c.after for c in unit.changes if (c.model, c.object_id) == unit.key]
    after: dict[str, Any] = made[0] if made else {}
    names = (after.get(name) for name in ("first_name", "last_name", "name"))
    return " ".join(filter(None, names)) or "–"


def current_rows(changes: Iterable[ImportChange]) -> dict[Key, models.Model]:
    ids: dict[str, set[int]] = {}
    for change in changes:
        ids.setdefault(change.model, set()).add(change.object_id)
    return {
        (name, thing.pk): thing
        for name, pks in ids.items()
        for thing in rows_of(name).filter(pk__in=pks)
    }


def rows_of(name: str) -> models.QuerySet[models.Model]:
    """A model's rows with what they belong to, which those who listen to each save look at."""
    return apps.get_model("rollout", name)._default_manager.select_related()


@dataclass(frozen=True)
class Touched:
    """A row that is another than the import left, or came after it: which row of the import it
    keeps from being undone, and why."""

    row: Key
    keeps: Key
    reason: str


def changed_since(units: Iterable[Unit], found: dict[Key, models.Model]) -> list[Touched]:
    """The rows that aren’t as the import left them. A made one that is gone needs no undoing."""
    touched: list[Touched] = []
    for unit in units:
        looked_at: set[Key] = set()
        for change in unit.changes:
            row = (change.model, change.object_id)
            if row in looked_at:  # an earlier change of the same row
                continue
            looked_at.add(row)
            thing = found.get(row)
            if thing is None and change.before is not None:
                touched.append(Touched(row, row, _("is no longer there")))
            elif thing is not None and (since := differences(thing, change.after)):
                touched.append(Touched(row, row, changed_words(thing, since)))
    return touched


def differences(thing: models.Model, after: dict[str, Any]) -> list[str]:
    """The columns of a row that aren't as they were."""
    now = snapshot(thing)
    return [name for name in now if now[name] != after.get(name)]


def built_on(changes: Iterable[ImportChange]) -> list[Touched]:
    """The rows that have come to point at what the import made: a person with attendance isn't
    taken away. A newcomer whom the import itself has found only waits again."""
    made: dict[str, set[int]] = {}
    for change in changes:
        if change.before is None:
            made.setdefault(change.model, set()).add(change.object_id)
    touched: list[Touched] = []
    found_by_it = newcomers_found(made.get("Employment", ()))
    own: dict[str, set[int | None]] = {
        "SessionNewcomer": {newcomer.pk for newcomer in found_by_it},
        "SessionAttendance": {newcomer.attendance_id for newcomer in found_by_it} - {None},
    }
    for name, pks in made.items():
        for relation in apps.get_model("rollout", name)._meta.related_objects:
            model: type[models.Model] = relation.related_model
            through = getattr(relation, "through", None)
            if model.__name__.startswith("Historical") or (
                through and not through._meta.auto_created
            ):
                continue  # what stands between the two is looked at itself
            way = relation.field.name
            others = model._default_manager.order_by().filter(**{f"{way}__in": pks})
            its = {*made.get(model.__name__, ()), *own.get(model.__name__, ())}
            others = others.exclude(pk__in=its)
            reason = built_on_words(model)
            touched += [
                Touched((model.__name__, pk), (name, at), reason)
                for pk, at in others.values_list("pk", way)
            ]
    return touched


def employments_made(units: Iterable[Unit]) -> list[int]:
    return [c.object_id for unit in units for c in unit.made if c.model == "Employment"]


def newcomers_found(employments: Iterable[int]) -> list[SessionNewcomer]:
    """The newcomers at sessions whom some employments have told of. One query."""
    found = SessionNewcomer.objects.filter(found_through__in=list(employments))
    return list(found.select_related("session__programme", "attendance__person"))


def later_imports(run: ImportRun, rows: set[Key]) -> dict[ImportRun, set[Key]]:
    """The imports in force after one that made or changed some of these rows, the last first."""
    after = ImportRun.objects.filter(
        owner=run.owner_id, status=ImportRun.Status.APPLIED, applied_at__gt=run.applied_at
    ).order_by("-applied_at", "-pk")
    found: dict[ImportRun, set[Key]] = {each: set() for each in after.defer("rows", "result")}
    of_run = {each.pk: each for each in found}
    touched = ImportChange.objects.filter(run__in=found, model__in={name for name, _pk in rows})
    for pk, name, row in touched.values_list("run_id", "model", "object_id"):
        if (name, row) in rows:
            found[of_run[pk]].add((name, row))
    return {each: keys for each, keys in found.items() if keys}


def try_out(units: Iterable[Unit]) -> None:
    """Find those that can't go back to what they were, since something else has come to be: by
    doing it, and taking it back. Where one has to stay, others may have to as well."""
    every = list(units)
    while True:
        free = [unit for unit in every if not unit.reasons]
        changed = [unit for unit in free if unit.changed]
        if not changed:
            return
        with rolled_back():
            delete_made(free)
            there = current_rows(change for unit in changed for change in unit.changed)
            for unit in changed:
                try:
                    with transaction.atomic():
                        put_back(unit, there)
                except (IntegrityError, ValidationError):
                    unit.stays_because(_("what it was before clashes with what is there now"))
        if not any(unit.reasons for unit in changed):
            return


def take_back(units: list[Unit]) -> None:
    """What was made goes first: something may have been ended for it, that is to be open again.
    Before that, newcomers whom it had found wait for a list again."""
    wait_again(newcomers_found(employments_made(units)))
    delete_made(units)
    there = current_rows(change for unit in units for change in unit.changed)
    for unit in units:
        put_back(unit, there)


def delete_made(units: Iterable[Unit]) -> None:
    """Take out what was made, a model at a time; whoever points at others goes before them.

    A queryset's own delete would give those who listen rows without what they belong to.
    """
    there = current_rows(change for unit in units for change in unit.made)
    by_model: dict[str, list[models.Model]] = {}
    for (name, _pk), thing in there.items():
        by_model.setdefault(name, []).append(thing)
    for name in sorted(by_model, key=lambda name: name in ("Person", "School")):
        collector = Collector(using=DEFAULT_DB_ALIAS)
        collector.collect(by_model[name])
        collector.delete()


def put_back(unit: Unit, there: dict[Key, models.Model]) -> None:
    """Set back what was changed, to what it was before the first change of it."""
    first = {(change.model, change.object_id): change for change in unit.changed}
    for row, change in first.items():
        thing = there[row]
        for name, value in (change.before or {}).items():
            setattr(thing, name, value)
        thing.save()


def name_rows(run: ImportRun, units: Iterable[Unit]) -> None:
    """Tell which rows of the file each came from: by the id that a row was noted with, else by a
    name that is there once."""
    by_id: dict[Any, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for outcome in run.result:
        if outcome["row"]:
            by_name.setdefault(outcome["who"], []).append(run.where(outcome["row"]))
            by_id.setdefault(outcome.get("thing"), []).append(run.where(outcome["row"]))
    for unit in units:
        named = by_name.get(unit.name, [])
        unit.rows = by_id.get(unit.key[1], named if len(named) == 1 else [])


def with_what_stayed(result: list[dict[str, Any]], stays: list[Unit]) -> list[dict[str, Any]]:
    """An import's result, with why on each row that stayed as it was imported."""
    why = {unit.key[1]: "; ".join(unit.reasons) for unit in stays}
    by_name = {unit.name: "; ".join(unit.reasons) for unit in stays}
    return [
        outcome | {"stays": why.get(outcome["thing"], "")}
        if "thing" in outcome
        else outcome | {"stays": by_name.get(outcome["who"], "")}
        for outcome in result
    ]
