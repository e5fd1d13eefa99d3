"""Reads about guest places: free seats, what is offered to somebody, and who is in line."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from rollout.accounts.permissions import Kind
from rollout.calendars.queries import closed_days
from rollout.common.dates import local, month_start, next_month
from rollout.common.places import km_between, place_of
from rollout.organisation.access import Viewer
from rollout.organisation.models import Person, Role, School
from rollout.planning.expected import expected_workshops, members_at, seats_at
from rollout.planning.guests.rules import (
    SAME_KIT_DAYS,
    Meeting,
    Room,
    all_away,
    numbers,
    order_key,
    overlaps,
    suits,
)
from rollout.planning.models import (
    GuestPlace,
    Membership,
    Programme,
    Workshop,
    WorkshopAttendance,
)
from rollout.planning.queries import all_workshops, superuser_roles


@dataclass(frozen=True)
class Offer:
    """Another cohort’s workshop, as it looks to somebody who can’t come to their own."""

    workshop: Workshop
    room: Room
    same_kit: bool
    closed: str
    km: float | None
    clash: Workshop | None
    same_time: bool
    all_away: bool
    in_line: int
    number: int | None

    @property
    def free(self) -> int:
        return max(0, self.room.free)

    @property
    def is_hindered(self) -> bool:
        """Whether something stands in the way: who can't come to their own can hardly come to
        another one at the same time."""
        return bool(self.closed or self.clash or self.same_time)


def meeting(workshop: Workshop) -> Meeting:
    """A workshop as the rules see it; a school’s copy of a kit is the kit itself."""
    kit = workshop.kit
    return Meeting(workshop.cohort_id, workshop.day, kit.root_id if kit else None)


def is_ahead(workshop: Workshop, now: dt.datetime) -> bool:
    """Whether a workshop is planned and hasn’t begun at a moment."""
    return workshop.status == Workshop.Status.PLANNED and workshop.starts_at > now


def rooms(workshops: Iterable[Workshop]) -> dict[int, Room]:
    """Whom each workshop has, and its seats. Two queries, however many workshops."""
    found = {workshop.pk: workshop for workshop in workshops}
    rooms = {pk: Room(w.venue.seats if w.venue else None) for pk, w in found.items()}
    for pk, seats in seats_at(found).items():
        rooms[pk].placed = {seat.person for seat in seats}
        rooms[pk].guests = {seat.person for seat in seats if seat.is_guest}
    answers = WorkshopAttendance.objects.filter(
        workshop__in=found, answer=WorkshopAttendance.Answer.NO
    )
    for pk, person in answers.values_list("workshop_id", "person_id"):
        rooms[pk].declined.add(person)
    return rooms


def own_role(person: Person, workshop: Workshop) -> Role | None:
    """What makes somebody a member of the workshop’s cohort on its day; a guest isn’t one."""
    theirs = Membership.objects.filter(role__person=person)
    own = members_at(theirs, workshop.cohort_id, workshop.day)
    membership = own.select_related("role__school", "role__person").order_by("pk").first()
    return membership.role if membership else None


def window(own: Workshop) -> tuple[dt.datetime, dt.datetime]:
    """The time in which a workshop can lie that stands in for another."""
    span = dt.timedelta(days=SAME_KIT_DAYS)
    first = min(month_start(own.day), own.day - span)
    last = max(next_month(own.day), own.day + span + dt.timedelta(days=1))
    return local(first, dt.time()), local(last, dt.time())


def candidates(own: Workshop, now: dt.datetime) -> list[Workshop]:
    """The other cohorts’ workshops to come after a moment that can stand in for one."""
    first, end = window(own)
    mine = meeting(own)
    ahead = all_workshops(own.cohort.programme).filter(
        status=Workshop.Status.PLANNED,
        starts_at__gt=now,
        starts_at__gte=first,
        starts_at__lt=end,
    )
    return [workshop for workshop in ahead if suits(mine, meeting(workshop))]


def own_meetings(person: Person, own: Workshop) -> list[Workshop]:
    """Where somebody is expected around the time of a workshop, in every programme."""
    first, end = window(own)
    return list(
        expected_workshops(person)
        .filter(status=Workshop.Status.PLANNED, starts_at__gte=first, starts_at__lt=end)
        .exclude(pk=own.pk)
        .exclude(pk__in=GuestPlace.objects.taken().filter(instead_of=own).values("workshop"))
        .select_related("cohort")
    )


def coming_for(person: Person, programme: Programme, since: dt.datetime) -> list[Workshop]:
    """The workshops that somebody goes to, those that haven't ended by a moment, the soonest
    first."""
    return list(
        expected_workshops(person)
        .filter(
            cohort__programme=programme,
            status=Workshop.Status.PLANNED,
            ends_at__gte=since,
        )
        .select_related("cohort", "kit", "venue", "facilitator")
        .order_by("starts_at", "pk")
    )


Away = tuple[set[int], dict[dt.date, set[int]]]


def away_on(school: School, programme: Programme, days: Collection[dt.date]) -> Away:
    """The school’s superusers, and by day those of them who are at a workshop already."""
    superusers = {role.person_id for role in superuser_roles(programme, min(days))
                  if role.school_id == school.pk}  # fmt: skip
    away: dict[dt.date, set[int]] = defaultdict(set)
    if len(superusers) > 1:
        first, last = min(days), max(days)
        places = GuestPlace.objects.taken().filter(person__in=superusers)
        cohorts = Membership.objects.filter(role__person__in=superusers).values("cohort")
        workshops = list(
            Workshop.objects.filter(Q(cohort__in=cohorts) | Q(pk__in=places.values("workshop")))
            .filter(cohort__programme=programme, status=Workshop.Status.PLANNED)
            .filter(starts_at__gte=local(first, dt.time()))
            .filter(starts_at__lt=local(last + dt.timedelta(days=1), dt.time()))
            .select_related("venue")
        )
        who = rooms(workshops)
        for workshop in workshops:
            away[workshop.day] |= who[workshop.pk].expected
    return superusers, away


def lines_at(workshops: Iterable[Workshop]) -> dict[int, list[int]]:
    """By workshop, the persons in line, the first first."""
    lines: dict[int, list[int]] = defaultdict(list)
    waiting = GuestPlace.objects.waiting().filter(workshop__in=workshops)
    for workshop, person in waiting.values_list("workshop_id", "person_id"):
        lines[workshop].append(person)
    return lines


def offers(role: Role, own: Workshop, now: dt.datetime) -> list[Offer]:
    """What somebody who can’t come to their own workshop may choose among, the best first."""
    person, school, programme = role.person, role.school, own.cohort.programme
    found = candidates(own, now)
    if not found or school is None:
        return []
    who, lines = rooms(found), lines_at(found)
    days = {workshop.day for workshop in found}
    closed = closed_days(programme.owner, min(days), max(days), school.pk)
    superusers, away = away_on(school, programme, days)
    others = own_meetings(person, own)
    mine = list(Membership.objects.filter(role__person=person).select_related("role"))
    made = []
    for workshop in found:
        room = who[workshop.pk]
        if any(m.cohort_id == workshop.cohort_id and m.lasts_on(workshop.day) for m in mine):
            continue
        line = lines.get(workshop.pk, [])
        times = (workshop.starts_at, workshop.ends_at)
        clashes = (w for w in others if overlaps(times, (w.starts_at, w.ends_at)) and w != workshop)
        made.append(
            Offer(
                workshop=workshop,
                room=room,
                same_kit=meeting(own).kit is not None and meeting(own).kit == meeting(workshop).kit,
                closed=closed.get(workshop.day, ""),
                km=km_between(place_of(school), place_of(workshop.venue)),
                clash=next(clashes, None),
                same_time=overlaps(times, (own.starts_at, own.ends_at)),
                all_away=all_away(superusers, away[workshop.day], person.pk),
                in_line=len(line),
                number=numbers(line).get(person.pk),
            )
        )
    return sorted(made, key=offer_order)


def offer_order(offer: Offer) -> tuple[bool, bool, float, int, dt.datetime]:
    return order_key(
        hindered=offer.is_hindered,
        same_kit=offer.same_kit,
        km=offer.km,
        free=offer.free,
        start=offer.workshop.starts_at,
    )


def places_of(person: Person, own: Workshop) -> list[GuestPlace]:
    """What somebody has done about a workshop they can’t come to, the newest first."""
    places = GuestPlace.objects.filter(person=person, instead_of=own).order_by("-since", "-pk")
    return list(places.select_related("workshop__cohort", "workshop__venue", "instead_of"))


def moved_from(workshop: Workshop) -> list[GuestPlace]:
    """The members who come to another cohort’s workshop instead, each with where and when."""
    return list(
        GuestPlace.objects.taken()
        .filter(instead_of=workshop)
        .select_related("person", "workshop__cohort")
        .order_by("person__last_name", "person__first_name")
    )


def seen_by(viewer: Viewer, places: list[GuestPlace]) -> list[GuestPlace]:
    """Those of the places whose person's name a viewer sees; narrow roles see their own school's.
    Each place has its number among all of them as `number`."""
    for number, place in enumerate(places, 1):
        place.number = number
    if viewer.is_wide or not places:
        return places
    own = Role.objects.filter(kind=Kind.SUPERUSER, school__in=viewer.school_ids)
    here = set(own.values_list("person_id", flat=True))
    return [place for place in places if place.person_id in here]


def in_line_for(workshop: Workshop, now: dt.datetime) -> list[GuestPlace]:
    """Those in line for a workshop that hasn’t begun at a moment, the first first."""
    if not is_ahead(workshop, now):
        return []
    waiting = GuestPlace.objects.waiting().filter(workshop=workshop)
    return list(waiting.select_related("person", "instead_of__cohort"))


@dataclass
class OwnState:
    """What somebody has done about a workshop that they are, or were, expected at."""

    place: GuestPlace | None = None
    moved: GuestPlace | None = None
    lines: list[tuple[GuestPlace, int]] = field(default_factory=list)
    lost: GuestPlace | None = None


def state_of(person: Person, workshop: Workshop, now: dt.datetime) -> OwnState:
    """What somebody has done about one workshop; see `state_from`."""
    return state_from(own_places(person, [workshop]), workshop, now)


def own_places(person: Person, workshops: Iterable[Workshop]) -> list[GuestPlace]:
    """Somebody's places at or instead of workshops, in every state, the newest first."""
    ids = [workshop.pk for workshop in workshops]
    about = Q(instead_of__in=ids) | Q(workshop__in=ids)
    mine = GuestPlace.objects.filter(about, person=person).order_by("-since", "-pk")
    return list(mine.select_related("workshop__cohort", "instead_of__cohort"))


def state_from(places: list[GuestPlace], workshop: Workshop, now: dt.datetime) -> OwnState:
    """From somebody's places: a guest's place at a workshop; for one's own, where one has moved,
    the lines one is in with the number in each, and the place that was lost when its workshop was
    cancelled."""
    state = OwnState()
    for place in places:
        if workshop.pk not in (place.workshop_id, place.instead_of_id):
            continue
        if place.status == GuestPlace.Status.TAKEN and place.workshop_id == workshop.pk:
            state.place = place
        elif place.status == GuestPlace.Status.TAKEN:
            state.moved = place
        elif place.status == GuestPlace.Status.WAITING and is_ahead(place.workshop, now):
            state.lines.append((place, 0))
        elif place.status == GuestPlace.Status.LOST and place.instead_of_id == workshop.pk:
            state.lost = state.lost or place
    if state.lines:
        lines = lines_at([place.workshop for place, _n in state.lines])
        state.lines = [(p, numbers(lines[p.workshop_id])[p.person_id]) for p, _n in state.lines]
    return state
