"""Superusers who move to another school in a staff list: how they will meet once it is loaded."""

import datetime as dt
from copy import deepcopy
from dataclasses import replace

from django.db import IntegrityError

from rollout.exchange.actions import apply_staff
from rollout.exchange.models import ImportRun
from rollout.exchange.queries import rows_of
from rollout.exchange.staff import StaffPlan, known, plan_staff
from rollout.notifications.actions.causing import rolled_back
from rollout.planning.models import Membership
from rollout.proposals.foreseeing import Foreseen, done_to_all, running


def what_moves(run: ImportRun, plan: StaffPlan, first: dt.date, day: dt.date) -> Foreseen | None:
    """How the superusers whom a file moves will meet, and the mail that comes of it, where it is in
    force from a first day and ends what they leave; worked out by loading it and taking that back.
    None where it moves nobody who meets with a cohort."""
    left = {(employment.person_id, employment.school_id) for employment in plan.moved}
    places = Membership.objects.filter(role__person__in={person for person, _school in left})
    if not left & set(places.values_list("role__person", "role__school")):
        return None

    def load() -> None:
        has = known(run.owner, day)
        anew = plan_staff(rows_of(run), has, run.choices)
        apply_staff(run=deepcopy(run), plan=anew, has=has, day=first, end_moved=True)

    try:
        with rolled_back():
            foreseen = done_to_all(running(run.owner_id, day), load)
    except IntegrityError:  # told when it is loaded
        return None
    movers = {person for person, _school in left}
    return replace(foreseen, changes=[m for m in foreseen.changes if m.person.pk in movers])
