"""Writes of one's own assessments."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.competence.models import Area, Assessment, Level
from rollout.organisation.models import Person


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
