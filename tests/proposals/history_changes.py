"""The steps of random histories that change what runs: schools, people’s schools, the last day."""

import datetime as dt

from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.organisation.actions import end_role, grant_role
from rollout.organisation.models import Role, School
from rollout.planning.meeting_again import follow
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import superuser_roles
from rollout.planning.taking_part import save_programme, set_schools, taking_part
from tests.proposals.histories import History


def schools_that(history: History, *, take_part: bool) -> list[School]:
    there = taking_part(history.programme, today())
    schools = history.world.owner.schools.order_by("pk")
    return list(schools.filter(pk__in=there) if take_part else schools.exclude(pk__in=there))


def choose(history: History, schools: list[School]) -> None:
    history.cause(lambda: set_schools(programme=history.programme, schools=schools, day=today()))


def school_leaves(history: History) -> bool:
    there = schools_that(history, take_part=True)
    if len(there) < 3:
        return False
    gone = history.random.choice(there)
    choose(history, [school for school in there if school != gone])
    return True


def school_comes_back(history: History) -> bool:
    away = schools_that(history, take_part=False)
    if not away:
        return False
    choose(history, [*schools_that(history, take_part=True), history.random.choice(away)])
    return True


def moves_school(history: History) -> bool:
    """To another school, or there and back before anybody has heard of it."""
    roles = list(superuser_roles(history.programme, today()).filter(ends_on__isnull=True))
    if not roles:
        return False
    role = history.random.choice(roles)
    others = schools_that(history, take_part=True)
    to = history.random.choice([school for school in others if school != role.school])
    if role.person.roles.filter(school=to, ends_on__isnull=True).exists():
        return False
    day = today() + dt.timedelta(days=history.random.choice([0, 9]))
    history.cause(lambda: move(role.pk, to, day))
    if history.random.random() < 0.5:
        back = Role.objects.filter(person=role.person, school=to).latest("pk")
        history.cause(lambda: move(back.pk, role.school, max(day, back.starts_on)))
    return True


def move(role: int, to: School, day: dt.date) -> None:
    """As the page of a person does it, the role at the new school first."""
    old = Role.objects.select_related("person", "school").get(pk=role)
    new = grant_role(
        person=old.person, kind=Kind.SUPERUSER, school=to, starts_on=day + dt.timedelta(days=1)
    )
    follow(role=new, day=today(), leaving={old.pk: day})
    end_role(role=old, ends_on=day, reason="Bytter skole")


def other_last_day(history: History) -> bool:
    """Before one of the workshops to come, or late again."""
    ahead = Workshop.objects.filter(
        cohort__programme=history.programme, status="planned", starts_at__gt=timezone.now()
    )
    days = [workshop.day - dt.timedelta(days=1) for workshop in ahead]
    last = history.random.choice([*days, today() + dt.timedelta(days=300)])
    schools = schools_that(history, take_part=True)

    def change() -> None:
        programme = Programme.objects.select_related("owner").get(pk=history.programme.pk)
        programme.ends_on = max(last, programme.starts_on + dt.timedelta(days=1))
        save_programme(programme=programme, schools=schools, day=today())

    history.cause(change)
    history.programme.refresh_from_db(fields=["ends_on"])
    history.is_redated = True
    return True
