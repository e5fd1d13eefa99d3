"""Reads across programmes, calendars and cohorts."""

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force, local
from rollout.organisation.access import ActingRole, Viewer, ViewerRequest
from rollout.organisation.models import Person, Role, School
from rollout.organisation.queries import superusers_of
from rollout.planning.expected import expecting
from rollout.planning.models import (
    Cohort,
    GuestPlace,
    Membership,
    Programme,
    Workshop,
    WorkshopAttendance,
    lasting_on,
)


def programmes_for(viewer: Viewer) -> list[Programme]:
    """The programmes a viewer may know of, the newest first. One query, remembered.

    `has_begun` tells whether a workshop has been held.
    """
    if viewer.acting_role is None:
        return []
    if viewer.known_programmes is None:
        programmes = Programme.objects.filter(owner_id=viewer.owner_id)
        if viewer.programme_id:
            programmes = programmes.filter(pk=viewer.programme_id)
        elif not viewer.is_wide:
            own = Q(participations__school__in=viewer.school_ids)
            programmes = programmes.filter(own).distinct()
        begun = Workshop.objects.filter(cohort__programme=OuterRef("pk"), status="held")
        marked = programmes.annotate(has_begun=Exists(begun))  # type: ignore[no-redef]  # the model declares it
        found: list[Programme] = list(marked.select_related("framework", "target_level"))
        for programme in found:
            programme.owner = viewer.person.owner  # it has been read already
        viewer.known_programmes = found
    return viewer.known_programmes


def current_programme(viewer: Viewer) -> Programme | None:
    """The programme to show first: the one chosen, else one that runs and has begun, else one that
    runs, else the newest."""
    programmes = programmes_for(viewer)
    day = viewer.day

    def rank(programme: Programme) -> tuple[bool, bool, bool]:
        runs = programme.starts_on <= day <= programme.ends_on
        chosen = programme.pk == viewer.chosen_programme
        return chosen, runs and programme.has_begun, runs

    return max(programmes, key=rank, default=None)


def load_programme(request: ViewerRequest, pk: int) -> Programme:
    """A programme through what the viewer may know of; a stranger gets 404."""
    for programme in programmes_for(request.viewer):
        if programme.pk == pk:
            request.programme = programme
            return programme
    raise Http404


def schools_in(programme: Programme, viewer: Viewer | None = None) -> QuerySet[School]:
    """A programme's schools, or those of them that a viewer reaches."""
    schools = School.objects.filter(pk__in=programme.participations.values("school"))
    if viewer is not None and not viewer.is_wide:
        schools = schools.filter(pk__in=viewer.school_ids)
    return schools.order_by("name")


def load_school(request: ViewerRequest, programme: Programme, pk: int) -> School:
    """A school in the programme through what the viewer reaches; a stranger gets 404."""
    return get_object_or_404(schools_in(programme, request.viewer), pk=pk)


def all_workshops(programme: Programme) -> QuerySet[Workshop]:
    """A programme's workshops, with what a line about one shows."""
    workshops = Workshop.objects.filter(cohort__programme=programme)
    return workshops.select_related("cohort", "kit", "venue", "facilitator", "cohort__programme")


def with_attended(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Workshops with how many came as `attended`."""
    came = WorkshopAttendance.objects.filter(workshop=OuterRef("pk"), attended=True)
    count = came.order_by().values("workshop").annotate(n=Count("pk")).values("n")
    return workshops.annotate(attended=Coalesce(Subquery(count), 0))


def workshops_for(viewer: Viewer, programme: Programme) -> QuerySet[Workshop]:
    """The workshops a viewer may see: narrow roles see those of their schools' cohorts, and those
    that their schools' superusers come to as guests or are in line for."""
    workshops = all_workshops(programme)
    if not viewer.is_wide:
        schools = viewer.school_ids
        cohorts = Membership.objects.filter(role__school__in=schools)
        places = GuestPlace.objects.in_force().filter(
            person__roles__kind=Kind.SUPERUSER, person__roles__school__in=schools
        )
        workshops = workshops.filter(
            Q(cohort__in=cohorts.values("cohort")) | Q(pk__in=places.values("workshop"))
        )
    return workshops


def workshops_of(acting_role: ActingRole) -> QuerySet[Workshop]:
    """Every workshop that concerns somebody as what they look as, across programmes: a lead's all,
    a facilitator's own, those that a superuser is expected at, and for a principal those that the
    school's superusers are."""
    workshops = Workshop.objects.filter(cohort__programme__owner=acting_role.person.owner_id)
    if acting_role.programme_id:
        workshops = workshops.filter(cohort__programme=acting_role.programme_id)
    if acting_role.kind == Kind.PROJECT_LEAD:
        return workshops
    if acting_role.kind == Kind.FACILITATOR:
        return workshops.filter(facilitator=acting_role.person)
    if acting_role.kind not in (Kind.SUPERUSER, Kind.PRINCIPAL):
        return workshops.none()
    members = Membership.objects.filter(role__school__in=acting_role.school_ids)
    if acting_role.kind == Kind.SUPERUSER:
        members = members.filter(role__person=acting_role.person)
    return expecting(workshops, members)


def may_write_workshop(viewer: Viewer, workshop: Workshop) -> bool:
    """A lead writes every workshop, a facilitator their own."""
    if viewer.kind == Kind.PROJECT_LEAD:
        return True
    own = workshop.facilitator_id == viewer.person.pk
    return viewer.kind == Kind.FACILITATOR and own


def superuser_roles(programme: Programme, day: dt.date) -> QuerySet[Role]:
    """The superusers of the programme's schools on a day, school by school."""
    return (
        superusers_of(programme, day)
        .select_related("person", "school")
        .order_by("school__name", "person__last_name", "person__first_name")
    )


def last_memberships(programme: Programme, after: dt.date) -> dict[int, Membership]:
    """By role, the last of the places in a cohort that reach beyond a day: where a superuser will
    meet in the end, also where that place begins later."""
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=after), cohort__programme=programme
    )
    whole = rows.select_related("role__person", "role__school", "cohort")
    return {row.role_id: row for row in whole.order_by("starts_on", "pk")}


def unplaced_superusers(programme: Programme, day: dt.date) -> QuerySet[Role]:
    """Superusers of a day who are in no cohort, and so are invited to no workshop. A place that
    lasts as long as the role does is one, though both may end. Who leaves with their school when
    the day is over needs none."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("ends_on"))
    placed = Membership.objects.filter(lasting, cohort__programme=programme, role=OuterRef("pk"))
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=max(day, programme.starts_on))
    stays = programme.participations.filter(goes_on).values("school")
    roles = superuser_roles(programme, day).filter(school__in=stays)
    return roles.exclude(Exists(placed))


def facilitators(programme: Programme, day: dt.date) -> QuerySet[Person]:
    """The people who facilitate in the programme on a day."""
    roles = Role.objects.filter(in_force(day), kind=Kind.FACILITATOR, programme=programme)
    return Person.objects.filter(pk__in=roles.values("person"))


def cohorts_with_members(programme: Programme, day: dt.date) -> QuerySet[Cohort]:
    """The cohorts, each with its members of the day as `members`."""
    members = (
        Membership.objects.filter(lasting_on(day))
        .select_related("role__person", "role__school")
        .order_by("role__school__name", "role__person__last_name")
    )
    into = Prefetch("memberships", members, to_attr="members")
    return programme.cohorts.prefetch_related(into)  # type: ignore[no-redef]  # the model declares it


def cohorts_with_coming(programme: Programme, day: dt.date) -> list[Cohort]:
    """The cohorts, each with those who will meet with it in the end as `members`, also where their
    place begins after the day; and as `leaving` those who do so until theirs ends. Two queries."""
    cohorts = {cohort.pk: cohort for cohort in Cohort.objects.filter(programme=programme)}
    for cohort in cohorts.values():
        cohort.members, cohort.leaving = [], []
    reaching = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(role__ends_on__isnull=True) | Q(role__ends_on__gte=day),
        cohort__in=cohorts,
    ).select_related("role__person", "role__school")
    last: dict[int, Membership] = {}
    for place in reaching.order_by("starts_on", "pk"):
        if place.role_id in last:
            before = last[place.role_id]
            cohorts[before.cohort_id].leaving.append(before)
        last[place.role_id] = place
    for place in sorted(last.values(), key=by_school):
        place.begins_later = place.starts_on > day
        cohorts[place.cohort_id].members.append(place)
    return list(cohorts.values())


def by_school(membership: Membership) -> tuple[str, str, str]:
    role = membership.role
    return str(role.school), role.person.last_name, role.person.first_name


def too_near(workshop: Workshop) -> tuple[int, dt.date] | None:
    """Days to, and day of, the cohort's nearest other workshop where the gap isn't kept."""
    others = Workshop.objects.filter(cohort=workshop.cohort).exclude(pk=workshop.pk)
    days = [w.day for w in others.exclude(status=Workshop.Status.CANCELLED)]
    nearest = min(((abs((day - workshop.day).days), day) for day in days), default=None)
    return nearest if nearest and nearest[0] < workshop.cohort.programme.gap_days else None


def announced_from(cohort_id: int, day: dt.date, now: dt.datetime) -> QuerySet[Workshop]:
    """A cohort's announced workshops from a day on that are still to come at a moment."""
    return Workshop.objects.filter(
        cohort=cohort_id,
        status=Workshop.Status.PLANNED,
        invited_at__isnull=False,
        starts_at__gte=local(day, dt.time.min),
        starts_at__gt=now,
    )


def within_programme() -> Q:
    """In a query for workshops: those that lie within their programme's days."""
    first, last = F("cohort__programme__starts_on"), F("cohort__programme__ends_on")
    return Q(starts_at__date__gte=first, starts_at__date__lte=last)


def unannounced(programme: Programme, now: dt.datetime) -> QuerySet[Workshop]:
    """The workshops planned after a moment, within the programme, that nobody has been invited to
    yet, the soonest first."""
    return (
        all_workshops(programme)
        .filter(within_programme(), status=Workshop.Status.PLANNED, invited_at__isnull=True)
        .filter(starts_at__gt=now)
        .order_by("starts_at", "pk")
    )
