"""What somebody's own calendar holds: what they may see now, and no more."""

import datetime as dt
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import Kind
from rollout.common.dates import local
from rollout.notifications.ical import Entry
from rollout.organisation.access import ActingRole
from rollout.organisation.models import Person
from rollout.planning.expected import answers_of_expected
from rollout.planning.guests.queries import rooms
from rollout.planning.models import Workshop, WorkshopAttendance
from rollout.planning.queries import workshops_of

LOOKS_BACK = dt.timedelta(days=180)
# A cancelled workshop stays for a while, struck out, so that it isn’t only gone.
CANCELLED_STAYS = dt.timedelta(days=14)


def entries_of(acting_role: ActingRole, now: dt.datetime) -> list[Entry]:
    """What somebody may see at a moment, in order of time. Six queries at most, however many."""
    is_gone = Q(status=Workshop.Status.CANCELLED, ends_at__lt=now - CANCELLED_STAYS)
    rows = list(
        with_counts(workshops_of(acting_role).filter(ends_at__gte=now - LOOKS_BACK)).exclude(
            is_gone
        )
    )
    if acting_role.kind == Kind.SUPERUSER:
        return superuser_entries(rows, acting_role)
    if acting_role.kind == Kind.PRINCIPAL:
        return principal_entries(rows, acting_role)
    return [plan_entry(row, acting_role) for row in rows]


def with_counts(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Workshops with how many have answered what, and when something about them last changed."""
    past = Workshop.history.filter(id=OuterRef("pk")).order_by("-history_date")
    return (
        workshops.select_related("cohort__programme__owner", "venue", "kit", "facilitator")
        .annotate(
            coming=answers_of_expected("yes"),
            cannot=answers_of_expected("no"),
            came=Count("attendances", filter=Q(attendances__attended=True)),
            answered_at=Max("attendances__answered_at"),
            written_at=Subquery(past.values("history_date")[:1]),
        )
        .order_by("starts_at", "pk")
    )


def changed_at(row: Any) -> dt.datetime:
    """When what the entry tells last changed; what has no history is as old as its programme."""
    beginning = local(row.cohort.programme.starts_on, dt.time())
    return max(filter(None, (beginning, row.written_at, row.answered_at)))


def plan_entry(row: Any, acting_role: ActingRole) -> Entry:
    """For those who plan or lead: how many are coming, without names."""
    lines = []
    if row.status == Workshop.Status.HELD:
        lines.append(ngettext("%(n)s came", "%(n)s came", row.came) % {"n": row.came})
    elif row.status == Workshop.Status.PLANNED:
        coming = ngettext("%(n)s is coming", "%(n)s are coming", row.coming) % {"n": row.coming}
        cannot = ngettext("%(n)s can’t come", "%(n)s can’t come", row.cannot) % {"n": row.cannot}
        lines.append(f"{coming}, {cannot}")
    return Entry(
        row,
        lines=lines,
        is_busy=row.facilitator_id == acting_role.person.pk,
        changed_at=changed_at(row),
        shows_cohort=True,
    )


def superuser_entries(rows: list[Any], acting_role: ActingRole) -> list[Entry]:
    """A superuser's own: with what they have answered."""
    answers = dict(
        acting_role.person.workshop_attendances.filter(workshop__in=rows).values_list(
            "workshop", "answer"
        )
    )
    said = {"yes": _("You’re coming"), "no": _("You can’t come")}
    entries = []
    for row in rows:
        answer = answers.get(row.pk, "") if row.status == Workshop.Status.PLANNED else ""
        entries.append(
            Entry(
                row,
                lines=[said[answer]] if answer else [],
                remark=said["no"].lower() if answer == "no" else "",
                is_busy=answer != "no",
                changed_at=changed_at(row),
            )
        )
    return entries


def principal_entries(rows: list[Any], acting_role: ActingRole) -> list[Entry]:
    """A principal's: which of the school's superusers are away at the workshop."""
    people = own_superusers(rows, acting_role)
    entries = []
    for row in rows:
        expected = [] if row.status == Workshop.Status.CANCELLED else people[row.pk]
        is_coming = row.status == Workshop.Status.PLANNED
        away = sum(is_coming and not (noted and noted.answer == "no") for _name, noted in expected)
        text = ngettext("%(n)s superuser is away", "%(n)s superusers are away", away)
        entries.append(
            Entry(
                row,
                remark=text % {"n": away} if away else "",
                lines=[f"{name}: {said_by(noted)}" for name, noted in expected],
                is_busy=False,
                changed_at=changed_at(row),
                shows_cohort=True,
            )
        )
    return entries


def said_by(noted: WorkshopAttendance | None) -> str:
    """What is known of somebody's coming. Reasons stay in the app."""
    if noted and noted.attended is not None:
        return _("came") if noted.attended else _("didn’t come")
    said = {"yes": _("coming"), "no": _("can’t come"), "": _("no answer yet")}
    return said[noted.answer if noted else ""]


def own_superusers(
    rows: list[Any], acting_role: ActingRole
) -> dict[int, list[tuple[str, WorkshopAttendance | None]]]:
    """By workshop, the school's superusers who are expected on its day, and what is noted."""
    own = Person.objects.filter(
        roles__kind=Kind.SUPERUSER, roles__school__in=acting_role.school_ids
    )
    people = list(own.distinct().order_by("last_name", "first_name"))
    noted = WorkshopAttendance.objects.filter(workshop__in=rows, person__in=people)
    answers = {(row.workshop_id, row.person_id): row for row in noted}
    who = rooms(rows)
    return {
        row.pk: [
            (str(person), answers.get((row.pk, person.pk)))
            for person in people
            if person.pk in who[row.pk].placed
        ]
        for row in rows
    }
