"""What the lead wishes, as the planner's prices: pure."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from rollout.scheduler.problem import Mode, Prices

LEAST_IMBALANCE = 40
# How long before it people should know of a workshop.
USUAL_NOTICE = 14
# So many open days, two weeks of school, and a month can be the first.
DAYS_IN_FIRST_MONTH = 10
# How much something matters: slider positions, and what they make of its price.
LEVELS = (0, 1, 2, 4)
ORDINARY = 1
# What the sliders are about, and the prices that each moves.
MATTERS: dict[str, tuple[str, ...]] = {
    "common_time": ("other_weekday",),
    "travel": ("travel", "facilitator_travel"),
    "open_schools": ("missed",),
    "steady_facilitator": ("substitute",),
    "evenness": ("imbalance",),
    "rhythm": ("spacing",),
}


@dataclass(frozen=True)
class Wishes:
    """What a lead asks of a year: slider positions in `matters`, days in gaps and in `notice`, from
    now to the first workshop; seconds to plan."""

    first: dt.date
    last: dt.date
    weekday: int | None  # of the common time; none where there is no such time
    starts: dt.time
    ends: dt.time
    cohorts: int
    mode: Mode
    least_gap: int
    ideal_gap: int
    most_gap: int
    venues: tuple[int, ...]
    facilitators: tuple[int, ...]
    matters: Mapping[str, int]
    seconds: int = 30
    seed: int = 1
    notice: int = USUAL_NOTICE

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "first": dt.date.fromisoformat(data["first"]),
                "last": dt.date.fromisoformat(data["last"]),
                "starts": dt.time.fromisoformat(data["starts"]),
                "ends": dt.time.fromisoformat(data["ends"]),
                "mode": Mode(data["mode"]),
                "venues": tuple(data["venues"]),
                "facilitators": tuple(data["facilitators"]),
            }
        )

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        for name in ("first", "last", "starts", "ends"):
            data[name] = data[name].isoformat()
        return {**data, "mode": str(self.mode), "matters": dict(self.matters)}

    def prices(self, superusers: int) -> Prices:
        """The usual prices for so many, each as much as its slider says."""
        usual = usual_prices(superusers)
        return replace(
            usual,
            **{
                kind: getattr(usual, kind) * LEVELS[self.matters.get(matter, ORDINARY)]
                for matter, kinds in MATTERS.items()
                for kind in kinds
            },
        )


def usual_prices(superusers: int) -> Prices:
    """What soft rules cost where no slider is moved.

    The planner's own price for uneven cohorts is low: short ways and the common time buy groups of
    7 and 21 with it. And it is for one number, the largest less the smallest, while they are for
    each superuser, so it rises with how many there are.
    """
    return Prices(imbalance=max(LEAST_IMBALANCE, superusers // 2))


def first_possible(notice: int, day: dt.date) -> dt.date:
    """The first day of a workshop that is planned on a day with so many days' notice: never that
    day itself."""
    return day + dt.timedelta(days=max(1, notice))


@dataclass(frozen=True)
class Beginning:
    """The first day that can have a workshop; whether the notice cuts into the first month, and how
    many open days are left of that."""

    soonest: dt.date
    is_cut: bool
    days_left: int

    @property
    def is_short(self) -> bool:
        """Whether the notice leaves too little of the first month to meet in it."""
        return self.is_cut and self.days_left < DAYS_IN_FIRST_MONTH


@dataclass(frozen=True)
class Room:
    """Seats against superusers: what so many cohorts can seat where each has the largest venue."""

    superusers: int
    cohorts: int
    largest: int

    @property
    def seats(self) -> int:
        return self.cohorts * self.largest

    @property
    def missing(self) -> int:
        return max(0, self.superusers - self.seats)

    @property
    def usual_size(self) -> int:
        """How many each cohort has where they are even, rounded up."""
        return math.ceil(self.superusers / self.cohorts) if self.cohorts else 0


@dataclass(frozen=True)
class OffMap:
    """How many schools and venues have no place on the map, of how many."""

    schools: int
    all_schools: int
    venues: int
    all_venues: int

    def __bool__(self) -> bool:
        return bool(self.schools or self.venues)

    @property
    def counts_nothing(self) -> bool:
        """Whether short travel does nothing: no way has both its ends."""
        return self.schools == self.all_schools or self.venues == self.all_venues
