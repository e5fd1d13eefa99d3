"""Writes of one's own assessments, and of the rounds that show what they come to."""

import datetime as dt
from collections.abc import Collection
from random import Random

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.competence.models import Area, Assessment, KitArea, Level, Round
from rollout.competence.rounds import result_of
from rollout.library.models import Kit
from rollout.organisation.models import Person, SchoolOwner

# Two rounds close to each other would tell what the few who answered in between have said.
DAYS_BETWEEN_ROUNDS = 28


@transaction.atomic
def assess_self(*, person: Person, area: Area, level: Level, day: dt.date) -> Assessment:
    """Say one's own level in an area; a second answer on the day replaces the first."""
    if level.framework_id != area.framework_id:
        raise ValidationError(_("Choose one of the levels shown."))
    assessment, _made = Assessment.objects.update_or_create(
        person=person,
        area=area,
        source=Assessment.Source.SELF,
        assessed_on=day,
        defaults={"level": level, "sealed_for": None},
    )
    return assessment


@transaction.atomic
def mark_kit(*, kit: Kit, areas: Collection[Area]) -> None:
    """Exactly these areas are what a kit serves."""
    Kit.objects.select_for_update(no_key=True).get(pk=kit.pk)
    KitArea.objects.filter(kit=kit).exclude(area__in=areas).delete()
    marks = [KitArea(kit=kit, area=area) for area in areas]
    KitArea.objects.bulk_create(marks, ignore_conflicts=True)


@transaction.atomic
def save_round(*, round_: Round, day: dt.date) -> Round:
    """Plan a round on a day, or change one that isn't closed yet.

    Answers that were given outside a round never count, so it can't begin before the day, nor move
    its beginning once it has begun. Raises ValidationError for that, where it comes too close to
    another, and where it is closed.
    """
    lock_owner(round_.owner_id)
    was = Round.objects.filter(pk=round_.pk).first()
    if was and was.closed_on:
        raise ValidationError(_("This round is closed. What it shows stays as it is."))
    check_days(round_, was, day)
    check_distance(round_)
    round_.full_clean()
    round_.save()
    return round_


def check_days(round_: Round, was: Round | None, day: dt.date) -> None:
    """A beginning or an end may be moved to days that haven't passed, and from such."""
    if was is None or round_.starts_on != was.starts_on:
        if was and was.starts_on <= day:
            raise ValidationError(_("The round has begun, so its first day can’t be changed."))
        if round_.starts_on < day:
            raise ValidationError(_("A round begins today at the earliest."))
    if (was is None or round_.ends_on != was.ends_on) and round_.ends_on < day:
        raise ValidationError(_("The last day has passed. To end the round now, close it."))


def check_distance(round_: Round) -> None:
    """The owner's rounds in a framework are so far from each other that few answer in between."""
    near = dt.timedelta(days=DAYS_BETWEEN_ROUNDS)
    others = Round.objects.filter(owner=round_.owner_id, framework=round_.framework_id)
    for other in others.exclude(pk=round_.pk):
        last = other.closed_on or other.ends_on
        if round_.starts_on < last + near and other.starts_on < round_.ends_on + near:
            raise ValidationError(
                _("“%(name)s” is too close: leave at least %(days)s days between two rounds."),
                params={"name": other.name, "days": DAYS_BETWEEN_ROUNDS},
            )


@transaction.atomic
def close_round(*, round_: Round, day: dt.date, chance: Random | None = None) -> Round:
    """Close a round on a day, its last one at the latest, and freeze what is shown of it. Closing
    it again changes nothing.

    Answers count that were given in the round, by people employed on the day that it closes.
    """
    lock_owner(round_.owner_id)
    current = Round.objects.select_related("target_level").get(pk=round_.pk)
    if current.closed_on:
        return current
    if day < current.starts_on:
        raise ValidationError(_("The round hasn’t begun yet."))
    current.closed_on = min(day, current.ends_on)
    current.result = result_of(current, current.closed_on, apps, chance)
    current.save()
    return current


def close_ended_rounds(*, day: dt.date) -> int:
    """Close every round whose last day has passed by a day, as of its last; how many."""
    ended = Round.objects.filter(closed_on__isnull=True, ends_on__lt=day)
    for round_ in ended:
        close_round(round_=round_, day=round_.ends_on)
    return len(ended)


def lock_owner(owner_id: int) -> None:
    """One at a time for an owner's rounds."""
    SchoolOwner.objects.select_for_update().get(pk=owner_id)
