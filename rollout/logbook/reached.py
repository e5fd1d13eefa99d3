"""Whom a kit has reached by a day, and how."""

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple, TypeVar

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.library.models import ModuleCompletion
from rollout.library.queries import kit_root
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.queries import end_of
from rollout.organisation.models import LEADERS, Employment, Role
from rollout.planning.models import WorkshopAttendance

Row = TypeVar("Row", bound=Model)
# How a kit reaches somebody. Where it has done so in several ways, the last of these is told.
WAYS = ("module", "workshop", "session")


class How(NamedTuple):
    """How a kit has reached somebody: the way, and on which day first; of a session, its mode.
    `since` is the first day on which any way did."""

    way: str
    mode: str
    on: dt.date
    since: dt.date

    @property
    def told(self) -> str:
        """The mode of the first session that did, or the way where no session has."""
        return self.mode or self.way

    @property
    def rank(self) -> tuple[int, int]:
        """What is told of several: the last way, and of that the first time."""
        return WAYS.index(self.way), -self.on.toordinal()


def how_reached(
    owner_id: int, day: dt.date, people: Collection[int] | None = None
) -> dict[tuple[int, int], How]:
    """**Who is reached by which kit by a day, and how**: by person and kit, all of an owner's
    people or some of them; who isn't there isn't reached.

    A held session on the kit at any school of the owner reaches those who came, guests at their own
    school too; its module whoever has done it; and a held workshop those who came to it as
    superusers or leaders. A session that was only counted reaches nobody. A kit is told by its
    root's id: a copy counts for it. Three queries.
    """
    found: dict[tuple[int, int], How] = {}
    for person, kit, how in chain(
        by_sessions(owner_id, day, people), otherwise(owner_id, day, people)
    ):
        key = (person, kit)
        if before := found.get(key):
            told = how if how.rank > before.rank else before
            how = told._replace(since=min(how.on, before.since))
        found[key] = how
    return found


def by_sessions(
    owner_id: int, day: dt.date, people: Collection[int] | None
) -> Iterator[tuple[int, int, How]]:
    """Whom held sessions have reached, by which kit. Two queries: to read what there is to know of
    a session with each who came takes five times as long."""
    held = TrainingSession.objects.filter(
        school__owner=owner_id, status=TrainingSession.Status.HELD, held_on__lte=day
    ).order_by()
    sessions = {
        pk: (kit, How("session", mode, on, since=on))
        for pk, kit, mode, on in held.values_list("pk", kit_root(), "mode", "held_on")
    }
    came = of(SessionAttendance.objects.filter(session__in=held.values("pk")), people)
    for session, person in came.values_list("session_id", "person_id"):
        if session in sessions:
            yield person, *sessions[session]


def otherwise(
    owner_id: int, day: dt.date, people: Collection[int] | None
) -> Iterator[tuple[int, int, How]]:
    """Whom modules and workshops have reached, by which kit. One query."""
    modules = ModuleCompletion.objects.filter(
        person__owner=owner_id, completed_on__lte=day
    ).annotate(on=F("completed_on"))
    workshops = taught_at_workshops(day).filter(person__owner=owner_id)
    rows = named(of(modules, people), "kit", "module").union(
        named(of(workshops, people), "workshop__kit", "workshop"), all=True
    )
    for person, kit, way, on in rows:
        yield person, kit, How(way, "", on, since=on)


def of(rows: QuerySet[Row], people: Collection[int] | None) -> QuerySet[Row]:
    """Rows of these people, or of all, in no order."""
    return rows.order_by() if people is None else rows.order_by().filter(person__in=list(people))


def ways_reached(
    owner_id: int, day: dt.date, people: Collection[int] | None = None
) -> dict[tuple[int, int], str]:
    """By person and kit, the way in which it has reached them. Three queries."""
    return {key: how.way for key, how in how_reached(owner_id, day, people).items()}


def named(rows: QuerySet, kit: str, way: str) -> QuerySet:
    """Person, root kit, the name of the way and the day, for a union."""
    return rows.values_list("person_id", kit_root(kit), Value(way, CharField()), "on")


def taught_at_workshops(day: dt.date) -> QuerySet[WorkshopAttendance]:
    """Who has come to a held workshop with a kit by a day and is reached by it: those who were a
    superuser or a leader that day. Somebody else who came along is reached at their own school."""
    held = WorkshopAttendance.objects.filter(
        attended=True,
        workshop__status="held",
        workshop__kit__isnull=False,
        workshop__starts_at__lt=end_of(day),
    ).annotate(on=TruncDate("workshop__starts_at"))
    then, who = in_force(OuterRef("on")), OuterRef("person")
    roles = Role.objects.filter(then, kind=Kind.SUPERUSER, person=who)
    leaders = Employment.objects.filter(then, position__in=LEADERS, person=who)
    return held.filter(Exists(roles) | Exists(leaders))


def has_reached(done: int, due: int, share: int) -> bool:
    """Whether a programme has reached somebody: of the kits due to them, at least its share, in per
    cent, has. Nobody is while no kit is due."""
    return due > 0 and done * 100 >= share * due
