"""A second programme has superusers of its own, unless the lead says otherwise."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.organisation.access import acting_roles_of
from rollout.organisation.models import SchoolOwner
from rollout.organisation.queries import superusers_of
from rollout.planning.models import Programme
from rollout.planning.superusers import choose_superusers, superusers_to_choose
from rollout.planning.taking_part import save_programme
from tests import factories as make
from tests.personas import World
from tests.planning.test_programme import TARGET, WHAT, step, who


@pytest.fixture
def pilot(world: World) -> Programme:
    """A second programme at both schools, with superusers of its own."""
    made = make.programme(world.owner, [world.north, world.south], "Pilot")
    made.shares_superusers = False
    made.save()
    return made


def names(programme: Programme) -> list[str]:
    roles = superusers_of(programme, today()).order_by("person__last_name")
    return [role.person.last_name for role in roles]


def url(programme: Programme, name: str = "superusers_choose") -> str:
    return reverse(name, args=[programme.pk])


def test_the_first_programme_has_the_superusers_of_the_staff_list(db: None) -> None:
    owner: SchoolOwner = make.school_owner()
    school = make.school(owner)
    lead = make.role(make.person(owner, signs_in=True), Kind.PROJECT_LEAD)
    superuser = make.superuser(school)
    client = Client()
    client.force_login(lead.person.user)
    client.post(step(1), WHAT)
    assert "shares_superusers" not in client.get(step(2)).context["form"].fields
    client.post(step(2), who_at(school.pk))
    client.post(step(3), TARGET)
    programme = Programme.objects.get(name=WHAT["name"])
    assert list(superusers_of(programme, today())) == [superuser]


def who_at(school: int) -> dict[str, object]:
    return {
        "starts_on": "2027-01-01",
        "ends_on": "2027-12-31",
        "audience": ["teacher"],
        "schools": [school],
    }


@pytest.mark.parametrize(("ticked", "expected"), [({}, 0), ({"shares_superusers": "on"}, 1)])
def test_a_second_programme_gets_superusers_only_where_asked(
    world: World, ticked: dict[str, str], expected: int
) -> None:
    lead = world.client("lead")
    lead.post(step(1), WHAT)
    field = lead.get(step(2)).context["form"]["shares_superusers"]
    assert field.value() is False
    lead.post(step(2), {**who(world), **ticked})
    lead.post(step(3), TARGET)
    programme = Programme.objects.get(name=WHAT["name"])
    assert superusers_of(programme, today()).count() == expected


def test_superusers_of_others_are_ticked_in(world: World, pilot: Programme) -> None:
    assert names(pilot) == []
    assert programme_figures(pilot, today()).owner.superusers == 0
    lead = world.client("lead")
    offered = lead.get(url(pilot, "cohorts")).context["to_choose"]
    assert [role.person.last_name for role in offered] == ["Superbruker", "Sør"]
    lead.post(url(pilot), {"role": [offered[0].pk]})
    assert names(pilot) == ["Superbruker"]
    assert names(world.programme) == ["Superbruker", "Sør"]
    left = lead.get(url(pilot, "cohorts")).context["to_choose"]
    assert [role.person.last_name for role in left] == ["Sør"]


def test_nothing_is_offered_where_all_are_shared(world: World) -> None:
    page = world.client("lead").get(url(world.programme, "cohorts"))
    assert page.context["to_choose"] == []


def test_nobody_ticked_is_told(world: World, pilot: Programme) -> None:
    page = world.client("lead").post(url(pilot), {}, follow=True).content.decode()
    assert "Kryss av for dem som skal være superbrukere i programmet." in page


def test_one_who_is_a_superuser_twice_at_a_school_looks_as_one(
    world: World, pilot: Programme
) -> None:
    choose_superusers(programme=pilot, roles=superusers_to_choose(pilot, today()), day=today())
    siri = world.people["superuser"]
    assert [acting_role.programme_id for acting_role in acting_roles_of(siri.user_id, today())] == [
        None
    ]


def test_a_superuser_of_one_programme_sees_names_at_their_own_school_only(
    world: World, pilot: Programme
) -> None:
    other = make.employee(world.north, "Nora Ny", signs_in=True)
    make.role(other, Kind.SUPERUSER, at=world.north, programme=pilot)
    world.people["new"] = other
    page = world.client("new").get(reverse("people")).content.decode()
    assert "Superbruker, Siri" in page
    assert "Sør, Sara" not in page


def test_those_who_meet_in_a_cohort_are_its_superusers(world: World) -> None:
    world.programme.shares_superusers = False
    with pytest.raises(ValidationError, match="1 superbruker for alle programmer er i gruppene"):
        save_programme(programme=world.programme, schools=[world.north], day=today())
