"""Whom a kit has reached by a day, and how."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.library.models import ModuleCompletion
from rollout.library.queries import kit_root
from rollout.logbook.models import SessionAttendance
from rollout.logbook.queries import end_of
from rollout.organisation.models import LEADERS, Employment, Role
from rollout.planning.models import WorkshopAttendance

# How a kit reaches somebody. Where it has done so in several ways, the last of these is told.
WAYS = ("module", "workshop", "session")


@dataclass(frozen=True)
class How:
    """How a kit has reached somebody: the way, and on which day first; of a session, its mode."""

    way: str
    mode: str
    on: dt.date

    @property
    def rank(self) -> tuple[int, int]:
        """What is told of several: the last way, and of that the first time."""
        return WAYS.index(self.way), -self.on.toordinal()


def how_reached(
    owner_id: int, day: dt.date, people: Iterable[int] | None = None
) -> dict[tuple[int, int], How]:
    """**Who is reached by which kit by a day, and how**: by person and kit, all of an owner's
    people or some of them; who isn't there isn't reached.

    A held session on the kit at any school of the owner reaches those who came, guests at their own
    school too; its module whoever has done it; and a held workshop those who came to it as
    superusers or leaders. A session that was only counted reaches nobody. A kit is told by its
    root's id: a copy counts for it. One query.
    """
    sessions = SessionAttendance.objects.filter(
        session__school__owner=owner_id, session__status="held", session__held_on__lte=day
    ).annotate(mode=F("session__mode"), on=F("session__held_on"))
    modules = ModuleCompletion.objects.filter(
        person__owner=owner_id, completed_on__lte=day
    ).annotate(mode=Value("", CharField()), on=F("completed_on"))
    workshops = taught_at_workshops(day).filter(person__owner=owner_id)
    workshops = workshops.annotate(mode=Value("", CharField()))
    by_way = [
        named(sessions, people, "session__kit", "session"),
        named(modules, people, "kit", "module"),
        named(workshops, people, "workshop__kit", "workshop"),
    ]
    found: dict[tuple[int, int], How] = {}
    for person, kit, way, mode, on in by_way[0].union(*by_way[1:], all=True):
        how, key = How(way, mode, on), (person, kit)
        if key not in found or how.rank > found[key].rank:
            found[key] = how
    return found


def ways_reached(
    owner_id: int, day: dt.date, people: Iterable[int] | None = None
) -> dict[tuple[int, int], str]:
    """By person and kit, the way in which it has reached them. One query."""
    return {key: how.way for key, how in how_reached(owner_id, day, people).items()}


def modes_reached(
    owner_id: int, day: dt.date, people: Iterable[int] | None = None
) -> dict[tuple[int, int], str]:
    """By person and kit, the mode of the first session that reached them, or `module` or `workshop`
    where no session did. One query."""
    found = how_reached(owner_id, day, people)
    return {key: how.mode or how.way for key, how in found.items()}


def named(rows: QuerySet, people: Iterable[int] | None, kit: str, way: str) -> QuerySet:
    """Person, root kit, the name of the way, the mode and the day, for a union; of these people, or
    of all."""
    among = rows if people is None else rows.filter(person__in=list(people))
    return among.order_by().values_list(
        "person_id", kit_root(kit), Value(way, CharField()), "mode", "on"
    )


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
