"""Who comes with another cohort in the demo, who is in line, and substitutes that are arranged."""

import datetime as dt

from django.utils import timezone

from rollout.calendars.models import Venue
from rollout.common.dates import today
from rollout.demo.organisation import DemoSchool
from rollout.demo.personas import one_of
from rollout.organisation.models import Role
from rollout.planning.actions import answer_invitation, change_workshop
from rollout.planning.away.actions import arrange_substitute
from rollout.planning.away.queries import away
from rollout.planning.expected import expected_workshops, members_on
from rollout.planning.guests.actions import join_line, take_place
from rollout.planning.guests.queries import coming_for, offers, rooms
from rollout.planning.models import GuestPlace, Programme, Workshop, WorkshopAttendance


def make(programme: Programme, schools: list[DemoSchool]) -> None:
    """A full room with a line, a superuser who has moved, a guest who came, and a substitute."""
    second, weak = one_of(schools, "steady"), one_of(schools, "weak")
    make_line(programme, second.superusers[0])
    move_one(programme, weak)
    make_past_guest(programme)
    arrange_some(programme, weak)


def make_line(programme: Programme, role: Role) -> None:
    """A workshop in a small room: a guest has the last seat, and the persona is second in line.

    Where there are two cohorts only, it is the one after next: the next has seats to move to.
    """
    persona = role.person
    ahead = expected_workshops(persona).filter(
        cohort__programme=programme, status="planned", starts_at__gt=timezone.now()
    )
    now = timezone.now()
    choices = [
        (w, offers(role, w, now)) for w in ahead.select_related("cohort__programme", "kit")[:4]
    ]
    choices = [(workshop, found) for workshop, found in choices if found]
    wide = next((choice for choice in choices if len(choice[1]) > 1), None)
    own, found = wide or (choices[1] if len(choices) > 1 else (None, []))
    if own is None:
        return
    full = found[0].workshop
    expected = rooms([full])[full.pk].expected
    library = Venue.objects.get(owner=programme.owner_id, name="Solvika bibliotek, Store sal")
    full.venue = Venue.objects.create(
        owner_id=programme.owner_id,
        name="Solvika bibliotek, grupperommet",
        latitude=library.latitude,
        longitude=library.longitude,
        address="Fiskebrygga 6",
        seats=len(expected) + 1,
    )
    change_workshop(workshop=full, revision=full.revision, note="Storsalen er opptatt")
    others = [m.role.person for m in members_on(own) if m.role.person_id != persona.pk][:2]
    for number, person in enumerate(others):
        (join_line if number else take_place)(person=person, own=own, to=full)
    join_line(person=persona, own=own, to=full)


def move_one(programme: Programme, demo: DemoSchool) -> None:
    """A superuser of the principal's school is away at a camp, and comes with another cohort."""
    role = demo.superusers[-1]
    own = next(iter(coming_for(role.person, programme, timezone.now())), None)
    found = offers(role, own, timezone.now()) if own else []
    free = [offer.workshop for offer in found if offer.free]
    if own and free:
        answer_invitation(workshop=own, person=role.person, answer="no", reason="Leirskole")
        take_place(person=role.person, own=own, to=free[0])


def make_past_guest(programme: Programme) -> None:
    """Somebody who missed their own workshop, and came to another cohort's in the same month."""
    missed = WorkshopAttendance.objects.filter(
        attended=False, workshop__cohort__programme=programme, workshop__status="held"
    ).select_related("workshop__cohort", "person")
    for row in missed.order_by("-workshop__starts_at", "person__email")[:40]:
        own = row.workshop
        there = (
            Workshop.objects.filter(cohort__programme=programme, status="held")
            .filter(starts_at__year=own.day.year, starts_at__month=own.day.month)
            .exclude(cohort=own.cohort_id)
            .filter(attendances__attended=True)
            .order_by("starts_at", "pk")
            .first()
        )
        if there:
            GuestPlace.objects.create(
                person=row.person,
                workshop=there,
                instead_of=own,
                status=GuestPlace.Status.TAKEN,
                since=own.starts_at - dt.timedelta(days=6),
                agreed_start=there.starts_at,
                agreed_own_start=own.starts_at,
            )
            WorkshopAttendance.objects.create(
                workshop=there, person=row.person, answer="yes", attended=True
            )
            return


def arrange_some(programme: Programme, demo: DemoSchool) -> None:
    """The principal has arranged substitutes for the first day away, and one of the second."""
    last = min(programme.ends_on, today() + dt.timedelta(days=200))
    days = away(programme, [demo.school], today(), last)[demo.school.pk].days
    needing = [day for day in days if day.needs_substitute]
    for number, day in enumerate(needing[:2]):
        for absence in day.absences[: 1 if number else None]:
            if absence.needs_substitute:
                arrange_substitute(
                    programme=programme,
                    school=demo.school,
                    person=absence.person,
                    day=day.day,
                    first=today(),
                    by=demo.people[0],
                )
