"""How good the forecast would have been: it is made as of past days, and held against what came."""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass, field

from rollout.insight.figures import UnitFigures, programme_figures
from rollout.insight.outlook import WEEK, Outlook, outlooks
from rollout.logbook.queries import read_coming
from rollout.planning.models import Programme

HIDDEN = 13 * WEEK
EVERY = 4 * WEEK
# A straight line through the last weeks, and how many standard deviations hold four of five.
LINE_WEEKS, LINE_DEVIATIONS = 13, 1.2816


@dataclass
class Tally:
    """On which side of its band each forecast ended, by the kind of forecast."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def note(self, kind: str, actual: float, low: float, high: float) -> None:
        side = "below" if actual < low else "above" if actual > high else "inside"
        self.counts.setdefault(kind, Counter())[side] += 1

    def share(self, kind: str, side: str) -> float:
        counts = self.counts[kind]
        return counts[side] / counts.total()


def backtest(programme: Programme, last: dt.date, tally: Tally) -> None:
    """Forecast the coverage of all that is planned, thirteen weeks ahead, as of past days four
    weeks apart, and note where what came lies, for each school and for all together."""
    day = programme.starts_on + 2 * HIDDEN
    while day + HIDDEN <= last:
        before, after = (programme_figures(programme, each) for each in (day, day + HIDDEN))
        told = outlooks(programme, before, read_coming(programme, day))
        came = outlooks(programme, after, read_coming(programme, after.day))
        ahead = sum(sunday <= after.day for sunday in told.weeks)
        note(tally, "all schools", told.owner, came.owner, ahead)
        for pk, outlook in told.schools.items():
            actual = came.schools.get(pk)
            if share := note(tally, "each school", outlook, actual, ahead):
                tally.note("straight line", share, *line(before.schools[pk], outlook, after.day))
        day += EVERY


def note(tally: Tally, kind: str, told: Outlook, came: Outlook | None, ahead: int) -> float | None:
    """Note what came of a forecast some weeks ahead, and give it; None where nothing was told."""
    if not ahead or told.forecast is None or came is None or not came.planned:
        return None
    low, _middle, high = told.forecast.band[ahead - 1]
    share = came.reached / came.planned
    tally.note(kind, share, low, high)
    return share


def line(unit: UnitFigures, outlook: Outlook, day: dt.date) -> tuple[float, float]:
    """The band of a straight line through a school's last weeks, on a later day."""
    weeks = unit.weeks[-LINE_WEEKS:]
    days = [week.ends_on.toordinal() for week in weeks]
    shares = [week.reached / outlook.planned for week in weeks]
    slope, start = statistics.linear_regression(days, shares)
    spread = statistics.pstdev(y - start - slope * x for x, y in zip(days, shares, strict=True))
    found = start + slope * day.toordinal()
    return found - LINE_DEVIATIONS * spread, found + LINE_DEVIATIONS * spread
