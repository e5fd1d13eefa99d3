"""Undoing an import as a whole, and what stands in the way of it."""

import datetime as dt
from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.common.signals import figures_source_changed
from rollout.exchange.models import ImportChange, ImportRun, snapshot

Key = tuple[str, int]


@transaction.atomic
def undo(*, run: ImportRun) -> ImportRun:
    """Take a whole import back, unless something has been built on it or changed since."""
    fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
    if fresh.status != ImportRun.Status.APPLIED:
        raise ValidationError(_("Only an import that is in force can be undone."))
    changes = list(fresh.changes.all())[::-1]
    found = current_rows(changes)
    refuse_what_has_changed(fresh, changes, found)
    refuse_what_is_built_on(fresh, changes)
    for change in changes:
        thing = found[change.model, change.object_id]
        if change.before is None:
            thing.delete()
        else:
            for name, value in change.before.items():
                setattr(thing, name, value)
            thing.save()
    fresh.status = ImportRun.Status.UNDONE
    fresh.save()
    figures_source_changed.send(sender=ImportRun, owner_id=fresh.owner_id)
    return fresh


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


def is_untouched(change: ImportChange, found: dict[Key, models.Model]) -> bool:
    thing = found.get((change.model, change.object_id))
    return thing is not None and snapshot(thing) == change.after


def refuse_what_has_changed(
    run: ImportRun, changes: Iterable[ImportChange], found: dict[Key, models.Model]
) -> None:
    """Rows that have been changed since stay; where later imports did it, they are named."""
    since = {(c.model, c.object_id) for c in changes if not is_untouched(c, found)}
    if not since:
        return
    later = later_imports(run, since)
    if set().union(*later.values()) >= since:
        refuse_until_undone(later)
    raise ValidationError(
        _(
            "%(n)s of the import’s rows have been changed since, so it can’t be undone as a "
            "whole. Change them by hand instead."
        )
        % {"n": len(since)}
    )


def refuse_what_is_built_on(run: ImportRun, changes: Iterable[ImportChange]) -> None:
    """Rows that others point to stay: a person with attendance isn't taken away."""
    made: dict[str, set[int]] = {}
    for change in changes:
        if change.before is None:
            made.setdefault(change.model, set()).add(change.object_id)
    for name, pks in made.items():
        for relation in apps.get_model("rollout", name)._meta.related_objects:
            model: type[models.Model] = relation.related_model  # type: ignore[assignment]
            if model.__name__.startswith("Historical"):
                continue
            others = model._default_manager.filter(**{f"{relation.field.name}__in": pks})
            others = others.exclude(pk__in=made.get(model.__name__, set()))
            on_top = {(model.__name__, pk) for pk in others.values_list("pk", flat=True)}
            if not on_top:
                continue
            later = later_imports(run, on_top)
            if set().union(*later.values()) >= on_top:
                refuse_until_undone(later)
            raise ValidationError(
                _("The import can’t be undone: “%(what)s” has been added on top of it.")
                % {"what": model._meta.verbose_name}
            )


def later_imports(run: ImportRun, rows: set[Key]) -> dict[ImportRun, set[Key]]:
    """The imports in force after one that made or changed some of these rows, the last first."""
    after = ImportRun.objects.filter(
        owner=run.owner_id, status=ImportRun.Status.APPLIED, applied_at__gt=run.applied_at
    ).order_by("-applied_at", "-pk")
    found: dict[ImportRun, set[Key]] = {each: set() for each in after}
    of_run = {each.pk: each for each in found}
    touched = ImportChange.objects.filter(run__in=found, model__in={name for name, _pk in rows})
    for pk, name, row in touched.values_list("run_id", "model", "object_id"):
        if (name, row) in rows:
            found[of_run[pk]].add((name, row))
    return {each: keys for each, keys in found.items() if keys}


def refuse_until_undone(later: Iterable[ImportRun]) -> None:
    """Say which imports stand in the way, in the order in which they can be undone."""
    names = [f"“{run.file_name}” ({moment(run.applied_at)})" for run in later if run.applied_at]
    raise ValidationError(
        _("Later imports rest on this one. Undo first, in this order: %(imports)s.")
        % {"imports": ", ".join(names)}
    )


def moment(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
