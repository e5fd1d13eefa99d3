"""What each school of a cohort has done since the cohort's last workshop: how the next one
opens."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rollout.insight.bringing import Ran, Told
from rollout.library.copies.queries import changed_copies
from rollout.logbook.models import SessionNeed, TrainingSession
from rollout.logbook.pulses.queries import told_by
from rollout.logbook.pulses.rules import LOW_MEAN, mean_mastery
from rollout.planning.expected import members_at
from rollout.planning.models import Membership, Programme, Workshop

ONE_DAY = dt.timedelta(days=1)


@dataclass
class SchoolSince:
    """A school since the last workshop. `days` run from that to the first session on its kit, or so
    far where that `is_awaited`; None where the workshop gave no kit, or the school came later.
    `mastery` is a mean of 1 to 5 with its answers, where it is shown; `changed` are the copies of
    kits that say something else than their schools took."""

    pk: int
    name: str
    is_new: bool = False
    sessions: list[TrainingSession] = field(default_factory=list)
    needs: list[SessionNeed] = field(default_factory=list)
    days: int | None = None
    is_awaited: bool = False
    mastery: tuple[float, int] | None = None
    changed: Collection[int] = ()

    @property
    def has_low_mastery(self) -> bool:
        return self.mastery is not None and self.mastery[0] < LOW_MEAN

    @property
    def told(self) -> Told:
        """What is brought to the workshop is worked out from this."""
        kinds = SessionNeed.NeedKind
        still_open = [need for need in self.needs if need.answered_at is None]
        return Told(
            school=self.name,
            ran=tuple(ran(session, self.changed) for session in self.sessions),
            stopped=tuple((n.goes_to, n.text) for n in still_open if n.kind == kinds.STOPPED),
            help_wanted=tuple(n.text for n in still_open if n.kind == kinds.HELP),
            mean=self.mastery[0] if self.mastery else None,
            awaits=self.is_awaited,
        )


@dataclass
class Opening:
    """A cohort's schools since `previous`, its last held workshop before this one; those that have
    held no session since come first. There are none where there is no such workshop. `untaken` is
    one that is over since, where nobody has noted who came."""

    previous: Workshop | None
    untaken: Workshop | None = None
    schools: list[SchoolSince] = field(default_factory=list)

    @property
    def quiet(self) -> int:
        """How many schools have held no session since."""
        return sum(not school.sessions for school in self.schools)


def ran(session: TrainingSession, changed: Collection[int]) -> Ran:
    """A session as the list of what to bring needs it. One on a copy of the kit that the school has
    changed was adapted too."""
    return Ran(
        is_adapted=bool(session.adaptation) or session.kit_id in changed,
        adaptation=session.adaptation,
        worked=session.worked,
        came=session.head_count,
    )


def read_opening(programme: Programme, workshop: Workshop, now: dt.datetime) -> Opening:
    """What a workshop opens with, at a moment: what lies from the workshop before until the day
    before this one. Eight queries, whatever the number of schools."""
    day = timezone.localdate(now)
    previous, untaken = workshops_before(workshop, now)
    if previous is None:
        return Opening(None, untaken)
    until = min(workshop.day - ONE_DAY, day)
    then = {school for school, _name in schools_of(workshop.cohort_id, previous.day)}
    changed = changed_copies(programme.owner_id, until)
    schools = {
        pk: SchoolSince(pk, name, is_new=pk not in then, changed=changed)
        for pk, name in schools_of(workshop.cohort_id, workshop.day)
    }
    for session in sessions_between(programme, schools, previous.day, until):
        schools[session.school_id].sessions.append(session)
    for need in needs_between(programme, schools, previous.day, until):
        schools[need.session.school_id].needs.append(need)
    if previous.kit:
        add_days(schools, previous, until)
        add_mastery(schools, programme, previous.kit.root_id, day)
    quiet_first = sorted(schools.values(), key=lambda school: bool(school.sessions))
    return Opening(previous, untaken, quiet_first)


def workshops_before(
    workshop: Workshop, now: dt.datetime
) -> tuple[Workshop | None, Workshop | None]:
    """The cohort's last held workshop before this one, and one after that which is over without
    anybody having noted who came. One query."""
    rows = Workshop.objects.filter(cohort=workshop.cohort_id, starts_at__lt=workshop.starts_at)
    untaken = None
    for before in rows.select_related("kit").order_by("-starts_at"):
        if before.status == Workshop.Status.HELD:
            return before, untaken
        if before.is_untaken(now):
            untaken = before
    return None, untaken


def schools_of(cohort_id: int, day: dt.date) -> QuerySet:
    """The schools whose superusers meet with a cohort on a day: id and name, by name."""
    members = members_at(Membership.objects.all(), cohort_id, day)
    rows = members.values_list("role__school", "role__school__name")
    return rows.distinct().order_by("role__school__name", "role__school")


def sessions_between(
    programme: Programme, schools: dict[int, SchoolSince], first: dt.date, last: dt.date
) -> QuerySet[TrainingSession]:
    """The schools' held sessions from one day to another, the first one first."""
    rows = TrainingSession.objects.filter(
        programme=programme,
        school__in=schools,
        status=TrainingSession.Status.HELD,
        held_on__gte=first,
        held_on__lte=last,
    )
    return rows.select_related("kit").order_by("held_on", "pk")


def needs_between(
    programme: Programme, schools: dict[int, SchoolSince], first: dt.date, last: dt.date
) -> QuerySet[SessionNeed]:
    """What the schools told of sessions from one day to another, and what they told before that
    and nobody has seen to; the open ones first."""
    told = Q(session__held_on__gte=first) | Q(answered_at=None)
    rows = SessionNeed.objects.filter(
        told, session__programme=programme, session__school__in=schools, session__held_on__lte=last
    ).exclude(session__status=TrainingSession.Status.CANCELLED)
    open_first = F("answered_at").desc(nulls_first=True)
    return rows.select_related("session__kit").order_by(open_first, "session__held_on", "pk")


def add_days(schools: dict[int, SchoolSince], previous: Workshop, until: dt.date) -> None:
    """The days to each school's first session on the last workshop's kit."""
    root = previous.kit.root_id if previous.kit else None
    for school in schools.values():
        on_kit = (s.held_on for s in school.sessions if s.kit.root_id == root)
        first = min(on_kit, default=None)
        if first or not school.is_new:
            school.is_awaited = first is None
            school.days = max(0, ((first or until) - previous.day).days)


def add_mastery(
    schools: dict[int, SchoolSince], programme: Programme, root: int, day: dt.date
) -> None:
    """The mastery that is shown after each school's sessions on a kit."""
    rows = [row for row in told_by(programme, day) if row.kit == root and row.school]
    for school in schools.values():
        means = mean_mastery(r for r in rows if r.school == school.pk and r.kind == "session")
        school.mastery = means.get(root)
