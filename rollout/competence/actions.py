"""Writes of one's own assessments, and of the rounds that show what they come to."""

import datetime as dt

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.common.dates import today
from rollout.competence.models import Area, Assessment, Level, Round
from rollout.competence.rounds import result_of
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
        defaults={"level": level},
    )
    return assessment


@transaction.atomic
def save_round(*, round_: Round) -> Round:
    """Plan a round, or change one that isn't closed yet. Raises ValidationError where it comes too
    close to another, or is closed."""
    lock_owner(round_.owner_id)
    if round_.pk and Round.objects.filter(pk=round_.pk, closed_on__isnull=False).exists():
        raise ValidationError(_("This round is closed. What it shows stays as it is."))
    near = dt.timedelta(days=DAYS_BETWEEN_ROUNDS)
    others = Round.objects.filter(owner=round_.owner_id, framework=round_.framework_id)
    for other in others.exclude(pk=round_.pk):
        last = other.closed_on or other.ends_on
        if round_.starts_on < last + near and other.starts_on < round_.ends_on + near:
            raise ValidationError(
                _("“%(name)s” is too close: leave at least %(days)s days between two rounds."),
                params={"name": other.name, "days": DAYS_BETWEEN_ROUNDS},
            )
    round_.full_clean()
    round_.save()
    return round_


@transaction.atomic
def close_round(*, round_: Round, day: dt.date) -> Round:
    """Close a round on a day, and freeze what is shown of it. Closing it again changes nothing.

    Answers count that were given in the round, by people employed on the day.
    """
    lock_owner(round_.owner_id)
    current = Round.objects.select_related("target_level").get(pk=round_.pk)
    if current.closed_on:
        return current
    if day < current.starts_on:
        raise ValidationError(_("The round hasn’t begun yet."))
    current.result = result_of(current, day, apps)
    current.closed_on = day
    current.save()
    return current


def close_ended_rounds() -> int:
    """Close every round whose last day has passed, as of that day; how many."""
    ended = Round.objects.filter(closed_on__isnull=True, ends_on__lt=today())
    for round_ in ended:
        close_round(round_=round_, day=round_.ends_on)
    return len(ended)


def lock_owner(owner_id: int) -> None:
    """One at a time for an owner's rounds."""
    SchoolOwner.objects.select_for_update().get(pk=owner_id)
