"""What the overview shows, made once and kept until a row behind it changes."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from rollout.guidance.queries import advice_for, workshops_to_see_to
from rollout.guidance.rules import Advice
from rollout.insight.figures import ProgrammeFigures
from rollout.insight.kept import figures_today, kept
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import all_workshops, next_workshops, unplaced_superusers


@dataclass
class OverviewFacts:
    """The programme's figures, what needs attention, and the workshops ahead."""

    figures: ProgrammeFigures
    advice: list[Advice]
    see_to: list[Workshop]
    without_cohort: int
    coming: list[Workshop]

    def still_to_come(self) -> list[Workshop]:
        """The workshops that haven't ended by now."""
        now = timezone.now()
        return [workshop for workshop in self.coming if workshop.ends_at >= now]


@kept
def overview_facts(programme: Programme, day: dt.date) -> OverviewFacts:
    """Everything on the overview as of today."""
    figures = figures_today(programme)
    return OverviewFacts(
        figures=figures,
        advice=advice_for(programme, figures),
        see_to=workshops_to_see_to(programme),
        without_cohort=unplaced_superusers(programme, day).count(),
        coming=list(next_workshops(all_workshops(programme))),
    )
