"""The lead's own surveys: they are planned, changed until they open, and deleted before that."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.common.revisions import check_fresh
from rollout.logbook.pulses.actions import ask, begin_survey, locked
from rollout.logbook.pulses.models import Pulse
from rollout.logbook.pulses.rules import DAYS_BETWEEN_SURVEYS, Asked
from rollout.planning.models import Programme


@transaction.atomic
def save_survey(*, survey: Pulse, asked: Sequence[Asked], revision: int, day: dt.date) -> Pulse:
    """Plan a survey on a day, or change one that hasn't opened; it opens at once where its first
    day is that day.

    Raises ValidationError where it has opened, begins in the past, asks nothing, or is too close to
    another to the same people.
    """
    Programme.objects.select_for_update().get(pk=survey.programme_id)
    if survey.pk:
        was = locked(survey)
        check_planned(was)
        check_fresh(was, revision)
        survey.revision = was.revision + 1
    if survey.opens_on < day:
        raise ValidationError({"opens_on": _("A survey opens today at the earliest.")})
    if not asked:
        raise ValidationError(_("Choose a ready scale, or write a question."))
    check_distance(survey)
    survey.full_clean()
    survey.save()
    survey.questions.all().delete()
    ask(survey, asked)
    if survey.opens_on == day:
        begin_survey(survey)
    return survey


def check_planned(survey: Pulse) -> None:
    if survey.has_begun or survey.closed_at:
        raise ValidationError(_("The survey has opened, so it can’t be changed any more."))


def check_distance(survey: Pulse) -> None:
    """Surveys to the same kind of audience, in any of the owner's programmes, are so far from each
    other that few come or go in between: two at once would tell of those whom only one asks."""
    near = dt.timedelta(days=DAYS_BETWEEN_SURVEYS)
    others = Pulse.objects.filter(
        audience=survey.audience,
        programme__owner=survey.programme.owner_id,
        opens_on__lt=survey.closes_on + near,
        closes_on__gt=survey.opens_on - near,
    )
    other = others.exclude(pk=survey.pk).first()
    if other:
        raise ValidationError(
            _("“%(title)s” is too close: leave at least %(days)s days between two surveys."),
            params={"title": other.title, "days": DAYS_BETWEEN_SURVEYS},
        )


@transaction.atomic
def delete_survey(*, survey: Pulse) -> None:
    """Take away a survey that hasn't opened."""
    was = locked(survey)
    check_planned(was)
    was.delete()
