"""The way to the coverage target, ready to be drawn and told: how much of all that is planned has
been given out and has come to colleagues, week by week, and the forecast with its band."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import formats

from rollout.insight.movement import Week
from rollout.insight.outlook import Outlook, Outlooks

Point = tuple[float, float]
# So many weeks lie between two rows of the table below the chart.
ROWS_EVERY = 4
# A line's label stands so far off its end, in per cent of the chart's height, and inside of it.
OFF, INSIDE = 7, 6
# Two labels need so much room between them.
APART = 9


@dataclass(frozen=True)
class Behind:
    """A row of the chart's table for a week so far."""

    day: dt.date
    given: float
    reached: float


@dataclass(frozen=True)
class Ahead:
    """A row of the chart's table for a week ahead."""

    day: dt.date
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Way:
    """The chart in per cent of its width and height, and the words and rows that go with it.

    `given` and `reached` are today's shares of what is planned. `state` is `there`, `day`, `never`
    or `unknown`; with `day` go the months, of which `late` is empty where fewer than nine of ten
    draws arrive within three years.
    """

    target: float
    given: float
    reached: float
    state: str
    pace: float | None
    early: str
    likely: str
    late: str
    first_month: str
    last_month: str
    today_x: float
    target_y: float
    given_y: float
    reached_y: float
    given_line: str
    reached_line: str
    middle_line: str
    band: str
    behind: list[Behind]
    ahead: list[Ahead]

    @property
    def is_late_in_chart(self) -> bool:
        """Whether today lies in the chart's right half, so that labels stand to its left."""
        return self.today_x > 50


def way_of(outlooks: Outlooks, outlook: Outlook, weeks: Sequence[Week]) -> Way | None:
    """A school's way, or the owner's; None where nothing is given out yet or nothing is planned."""
    told = [week for week in weeks if week.wanted]
    if not told or not outlook.planned:
        return None
    forecast, planned = outlook.forecast, outlook.planned
    band = forecast.band if forecast else []
    days = outlooks.weeks[: len(band)]
    first, last = told[0].ends_on, days[-1] if days else told[-1].ends_on
    scale = Scale(first, last)
    given, reached = told[-1].wanted / planned, told[-1].reached / planned
    given_y = label_height(given, outlooks.target)
    here = scale.point(told[-1].ends_on, reached)
    low, middle, high = (
        [here, *(scale.point(day, each[place]) for day, each in zip(days, band, strict=True))]
        for place in range(3)
    )
    return Way(
        target=outlooks.target,
        given=given,
        reached=reached,
        state=state_of(outlook),
        pace=outlook.pace,
        early=month(outlooks.on(forecast.early)) if forecast else "",
        likely=month(outlooks.on(forecast.likely)) if forecast else "",
        late=month(outlooks.on(forecast.late)) if forecast else "",
        first_month=month(first),
        last_month=month(last),
        today_x=here[0],
        target_y=height(outlooks.target),
        given_y=given_y,
        reached_y=inside(max(height(reached) + OFF, given_y + APART)),
        given_line=path(scale.point(week.ends_on, week.wanted / planned) for week in told),
        reached_line=path(scale.point(week.ends_on, week.reached / planned) for week in told),
        middle_line=path(middle) if band else "",
        band=path([*high, *reversed(low)]) if band else "",
        behind=[
            Behind(week.ends_on, week.wanted / planned, week.reached / planned)
            for week in told[::-ROWS_EVERY]
        ],
        ahead=[Ahead(day, *each) for day, each in zip(days, band, strict=True)][::ROWS_EVERY],
    )


def state_of(outlook: Outlook) -> str:
    if outlook.forecast is None:
        return "unknown"
    if outlook.forecast.is_there:
        return "there"
    return "never" if outlook.forecast.likely is None else "day"


def month(day: dt.date | None) -> str:
    return formats.date_format(day, "F Y") if day else ""


@dataclass(frozen=True)
class Scale:
    """Days from left to right."""

    first: dt.date
    last: dt.date

    def point(self, day: dt.date, share: float) -> Point:
        days = max((self.last - self.first).days, 1)
        return round(100 * (day - self.first).days / days, 1), height(share)


def height(share: float) -> float:
    """How far down a share lies: 0 is all, 100 is none."""
    return round(100 * (1 - min(share, 1)), 1)


def label_height(given: float, target: float) -> float:
    """Where it says how much is given out: above its line, or below where the target lies."""
    y, line = height(given), height(target)
    return inside(y - OFF if y - OFF - line > APART or y < line else y + OFF)


def inside(y: float) -> float:
    """A height at which a label isn't cut off."""
    return min(max(y, INSIDE), 100 - INSIDE)


def path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
