"""Reads about sessions and who can come to them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.common.dates import local
from rollout.library.models import Kit
from rollout.library.queries import about_kit, as_the_school_has_it, kit_root
from rollout.logbook.models import TrainingSession
from rollout.organisation.access import Viewer
from rollout.organisation.models import LEADERS, Employment, Person, School
from rollout.organisation.queries import superusers_of
from rollout.planning.expected import expecting
from rollout.planning.models import Membership, Programme, Workshop
from rollout.planning.roster import roster

# Those who may save a session for a school that they hold none at.
FOR_THE_SCHOOL = (Kind.PROJECT_LEAD, Kind.PRINCIPAL)


def who_may_hold(programme: Programme, school: School, day: dt.date) -> QuerySet[Person]:
    """Those who may have held a session at a school: its superusers of the day, its leaders and the
    others on its roster."""
    superusers = superusers_of(programme, day).filter(school=school)
    employed = Employment.objects.on(day).filter(school=school)
    leaders = employed.filter(position__in=LEADERS)
    such = Q(pk__in=superusers.values("person")) | Q(pk__in=leaders.values("person"))
    such |= Q(pk__in=roster(programme, day).filter(school=school).values("person"))
    is_superuser = Q(pk__in=superusers.values("person"))
    people = Person.objects.filter(such).annotate(
        comes_first=ExpressionWrapper(is_superuser, BooleanField())
    )
    return people.order_by("-comes_first", "last_name", "first_name", "pk")


def told_of(versions: list[Any]) -> tuple[Any, Any]:
    """A session’s first version and its latest, where somebody else than the school’s superusers
    saved them; the latest only where it is another. The latest comes first in `versions`."""
    theirs = [version if version.saved_as in FOR_THE_SCHOOL else None for version in versions]
    logged = theirs[-1] if theirs else None
    changed = theirs[0] if len(theirs) > 1 else None
    return logged, changed


def sessions_for(viewer: Viewer, programme: Programme) -> QuerySet[TrainingSession]:
    """The sessions a viewer may see: narrow roles see their own schools'."""
    sessions = TrainingSession.objects.filter(programme=programme)
    if not viewer.is_wide:
        sessions = sessions.filter(school__in=viewer.school_ids)
    rows = sessions.select_related("school", "kit", "kit_version", "held_by")
    return rows.prefetch_related("also_held_by").defer("kit_version__content")


def holders_of(session: TrainingSession) -> str:
    """Everybody who holds a session, the first one first."""
    return ", ".join(str(person) for person in [session.held_by, *session.also_held_by.all()])


def workshops_with_kit(programme: Programme, school: School) -> QuerySet[Workshop]:
    """The workshops with a kit, not cancelled, that the school's superusers are expected at."""
    with_kit = Workshop.objects.filter(cohort__programme=programme, kit__isnull=False)
    there = with_kit.exclude(status=Workshop.Status.CANCELLED)
    return expecting(there, Membership.objects.filter(role__school=school))


def kit_workshops(programme: Programme, school: School, day: dt.date) -> QuerySet[Workshop]:
    """The workshops with a kit that the school's superusers have been to by the end of a day, the
    latest first."""
    begun = workshops_with_kit(programme, school).filter(starts_at__lt=end_of(day))
    return begun.select_related("kit").order_by("-starts_at", "-pk")


def end_of(day: dt.date) -> dt.datetime:
    return local(day + dt.timedelta(days=1), dt.time())


def read_due(programme: Programme, day: dt.date) -> dict[int, dict[int, dt.date]]:
    """By school and kit, the day of the first held workshop that a superuser's cohort had."""
    held = Q(cohort__workshops__status="held", cohort__workshops__starts_at__lt=end_of(day))
    return first_by_kit(programme, held)


def read_coming(programme: Programme, day: dt.date) -> dict[int, dict[int, dt.date]]:
    """By school and kit, the day of the first workshop after a day that a superuser's cohort has,
    or that it has had since."""
    there = (Workshop.Status.PLANNED, Workshop.Status.HELD)
    after = Q(cohort__workshops__starts_at__gte=end_of(day), cohort__workshops__status__in=there)
    return first_by_kit(programme, after)


def first_by_kit(programme: Programme, which: Q) -> dict[int, dict[int, dt.date]]:
    """By school and kit, the day of the first of some workshops. One query."""
    rows = Membership.objects.filter(
        which, cohort__programme=programme, cohort__workshops__kit__isnull=False
    ).values_list(
        "role__school_id",
        kit_root("cohort__workshops__kit"),
        "cohort__workshops__starts_at",
        "starts_on",
        "ends_on",
    )
    due: dict[int, dict[int, dt.date]] = {}
    for school, kit, starts_at, member_from, member_to in rows:
        held_on = timezone.localdate(starts_at)
        if member_from <= held_on and (member_to is None or held_on <= member_to):
            kits = due.setdefault(school, {})
            kits[kit] = min(held_on, kits.get(kit, held_on))
    return due


def is_due(programme: Programme, school: School, kit: Kit, day: dt.date) -> bool:
    """Whether a kit counts in a school's figures of a day."""
    return kit.root_id in read_due(programme, day).get(school.pk, {})


def latest_kit(
    programme: Programme, school: School, now: dt.datetime, kits: Iterable[Kit]
) -> Kit | None:
    """Of a school's kits, that of the last workshop that its superusers have been to by a
    moment."""
    begun = workshops_with_kit(programme, school).filter(starts_at__lte=now)
    root = begun.order_by("-starts_at", "-pk").values_list(kit_root(), flat=True).first()
    return next((kit for kit in kits if kit.root_id == root), None)


def kit_to_run(session: TrainingSession) -> Kit:
    """What a session is run from: one still to be held from the school's own copy, where that has
    been made since; one that was held from the kit that it was held on."""
    if session.status != TrainingSession.Status.PLANNED:
        return session.kit
    return as_the_school_has_it(session.kit, session.school_id)


def planned_session(programme: Programme, school: School) -> TrainingSession | None:
    """The school's next session planned ahead, today's and overdue ones first, with the kit that it
    is run from."""
    planned = TrainingSession.objects.filter(
        programme=programme, school=school, status=TrainingSession.Status.PLANNED
    )
    session = planned.select_related("kit", "school").order_by("held_on").first()
    if session:
        session.kit = kit_to_run(session)
    return session


def twin_of(session: TrainingSession) -> TrainingSession | None:
    """The school's other session on the kit that day, where there is one; `session` needn't be
    saved."""
    that_day = TrainingSession.objects.filter(school=session.school_id, held_on=session.held_on)
    others = about_kit(that_day, session.kit.root_id).exclude(client_key=session.client_key)
    return others.exclude(status=TrainingSession.Status.CANCELLED).select_related("held_by").first()
