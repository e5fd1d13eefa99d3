"""What accepting a proposal did, so that it can be undone: the shape of `Proposal.undo`.

A field of `Applied` that is added needs a default, and none may go or be called otherwise: else
what an older version stored can't be undone.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from rollout.planning.models import Membership, Workshop, WorkshopAttendance

DAYS = ("starts_on", "ends_on")
TIMES = ("starts_at", "ends_at", "answered_at")


@dataclass(frozen=True)
class MembershipBefore:
    """A place in a cohort that was to come, and never does."""

    cohort_id: int
    role_id: int
    starts_on: dt.date
    ends_on: dt.date | None

    @classmethod
    def of(cls, row: Membership) -> Self:
        return cls(row.cohort_id, row.role_id, row.starts_on, row.ends_on)


@dataclass(frozen=True)
class AnswerBefore:
    """What somebody had answered to the time that a workshop had."""

    person_id: int
    answer: str
    reason: str
    answered_at: dt.datetime | None

    @classmethod
    def of(cls, row: WorkshopAttendance) -> Self:
        return cls(row.person_id, row.answer, row.reason, row.answered_at)


@dataclass(frozen=True)
class WorkshopBefore:
    """A workshop that was changed: how it was, whether people were invited to it, what they had
    answered, and the revision that the change gave it."""

    pk: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    venue_id: int | None
    facilitator_id: int | None
    invited: bool
    answers: list[AnswerBefore]
    revision: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        answers = [AnswerBefore(**with_days(row)) for row in data["answers"]]
        return cls(**with_days(data) | {"answers": answers})


@dataclass(frozen=True)
class RemovedWorkshop:
    """A workshop that nobody was invited to, and that was taken out."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    venue_id: int | None
    facilitator_id: int | None
    cohort_id: int
    kit_id: int | None
    link: str
    note: str
    replaces_id: int | None

    @classmethod
    def of(cls, workshop: Workshop) -> Self:
        return cls(**{name: getattr(workshop, name) for name in cls.__dataclass_fields__})


@dataclass
class Applied:
    """All that accepting did: the ids of what it made, and what the rest was like before. A place
    that ended otherwise is its id and the last day that it had, if any."""

    cohorts_made: list[int] = field(default_factory=list)
    memberships_made: list[int] = field(default_factory=list)
    memberships_ended: list[tuple[int, dt.date | None]] = field(default_factory=list)
    memberships_removed: list[MembershipBefore] = field(default_factory=list)
    workshops_made: list[int] = field(default_factory=list)
    workshops_changed: list[WorkshopBefore] = field(default_factory=list)
    workshops_removed: list[RemovedWorkshop] = field(default_factory=list)
    workshops_cancelled: list[int] = field(default_factory=list)
    guests_seated: list[int] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        removed = data.get("memberships_removed", ())
        rows = {
            "memberships_ended": [(pk, read_day(day)) for pk, day in data["memberships_ended"]],
            "memberships_removed": [MembershipBefore(**with_days(row)) for row in removed],
            "workshops_changed": [
                WorkshopBefore.from_json(row) for row in data["workshops_changed"]
            ],
            "workshops_removed": [
                RemovedWorkshop(**with_days(row)) for row in data["workshops_removed"]
            ],
        }
        return cls(**{**data, **rows})

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = with_texts(asdict(self))
        return data

    @property
    def workshops(self) -> list[int]:
        """The workshops that were made or changed."""
        return [*self.workshops_made, *(was.pk for was in self.workshops_changed)]

    @property
    def revisions(self) -> dict[int, int]:
        """The revision at which accepting left each of those workshops."""
        changed = {was.pk: was.revision for was in self.workshops_changed}
        return changed | dict.fromkeys(self.workshops_made, 0)

    @property
    def uninvited(self) -> list[int]:
        """The workshops that were changed before anybody was invited to them."""
        return [was.pk for was in self.workshops_changed if not was.invited]


def with_texts(value: Any) -> Any:
    """A value with its days and times as JSON keeps them."""
    if isinstance(value, dict):
        return {key: with_texts(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_texts(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def with_days(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON keeps it, with days and times as models have them."""
    return {
        name: read_day(value) if name in DAYS else read_time(value) if name in TIMES else value
        for name, value in row.items()
    }


def read_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def read_time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
