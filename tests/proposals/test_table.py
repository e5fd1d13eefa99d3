"""The planning table: wishes, seats against superusers, the list, and two side by side."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from rollout.calendars.models import ClosedPeriod, Venue
from rollout.common.dates import today
from rollout.common.places import on_one_map
from rollout.organisation.models import School
from rollout.proposals import actions
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.proposals.rules import Wishes
from rollout.proposals.wishing import usual_wishes
from rollout.scheduler.problem import Prices
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import furnish, ready_proposal, wishes, year_ahead


def url(world: World, name: str, *more: int) -> str:
    return reverse(name, args=[world.programme.pk, *more])


def filled_in(world: World, **changes: object) -> dict[str, object]:
    """The wishes' form as a lead sends it."""
    wanted = wishes(world).to_json()
    data = {key: value for key, value in wanted.items() if key != "matters"}
    data |= {f"matters_{key}": level for key, level in wanted["matters"].items()}
    last = dt.date.fromisoformat(wanted["last"]).replace(day=1).isoformat()
    return data | {"name": "Vår beste plan", "last": last, "seconds": 10} | changes


def test_saving_the_wishes_hands_the_year_to_the_planner(world: World) -> None:
    response = world.client("lead").post(url(world, "proposal_new"), filled_in(world))
    made = Proposal.objects.get()
    assert response.url == url(world, "proposal", made.number)
    assert made.status == Proposal.Status.WAITING
    assert made.name == "Vår beste plan"
    assert [p["name"][-2:] for p in made.problem["periods"]] == ["09", "10", "11"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last", f"{year_ahead()}-08-01"),
        ("cohorts", 0),
        ("cohorts", "mange"),
        ("ends", "09:00"),
        ("most_gap", 3),
        ("venues", []),
        ("venues", ["9" * 40]),
        ("facilitators", ["9" * 40]),
        ("matters_travel", 9),
        ("seconds", 5000),
    ],
)
def test_wishes_that_cant_be_are_told_beside_the_field_and_kept(
    world: World, field: str, value: object
) -> None:
    page = world.client("lead").post(url(world, "proposal_new"), filled_in(world, **{field: value}))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "Vår beste plan" in page.content.decode()
    assert not Proposal.objects.exists()


def test_the_slider_for_travel_says_where_it_does_nothing(world: World) -> None:
    lead, page = world.client("lead"), url(world, "proposal_new")
    text = lead.get(page).content.decode()
    assert "Dette virker ikke ennå." in text
    assert "2 av 2 skoler er ikke på kartet." in text
    assert f'href="{reverse("school_places")}"' in text
    School.objects.filter(pk=world.north.pk).update(latitude=60, longitude=11)
    Venue.objects.create(owner=world.owner, name="Salen", latitude=60, longitude=11)
    text = lead.get(page).content.decode()
    assert "Dette virker ikke ennå." not in text
    assert "1 av 2 skoler er ikke på kartet." in text
    School.objects.update(latitude=60, longitude=11)
    assert "ikke på kartet" not in lead.get(page).content.decode()


def test_a_year_without_closed_days_is_warned_of(world: World) -> None:
    client, address = world.client("lead"), url(world, "proposal_new")
    assert "Ingen ferier eller planleggingsdager" in client.get(address).content.decode()
    first = usual_wishes(world.programme, today()).first
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Høstferie", starts_on=first, ends_on=first
    )
    assert "Ingen ferier eller planleggingsdager" not in client.get(address).content.decode()


def test_the_warning_follows_the_months(world: World) -> None:
    client, address = world.client("lead"), url(world, "proposal_room")
    there = dt.date(year_ahead(), 10, 5)
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Høstferie", starts_on=there, ends_on=there
    )
    for last, warned in ((9, True), (10, False)):
        months = {"first": f"{year_ahead()}-09-01", "last": f"{year_ahead()}-{last:02}-01"}
        page = client.get(address, months).content.decode()
        assert ("Ingen ferier eller planleggingsdager" in page) is warned


def test_a_slider_at_its_end_weighs_four_times(world: World) -> None:
    usual = wishes(world).to_json()
    most = Wishes.from_json(usual | {"matters": usual["matters"] | {"travel": 3, "evenness": 0}})
    prices = most.prices(84)
    assert prices.travel == 4 * Prices().travel
    assert prices.imbalance == 0
    assert prices.missed == Prices().missed


def test_seats_are_shown_against_superusers_before_running(world: World) -> None:
    furnish(world)
    large = world.owner.venues.get(name="Rådhuset")
    client = world.client("lead")
    enough = client.get(url(world, "proposal_room"), {"cohorts": 1, "venues": [large.pk]})
    assert "<strong>20</strong>" in enough.content.decode()
    assert "danger" not in enough.content.decode()
    none = client.get(url(world, "proposal_room"), {"cohorts": 1})
    assert "danger" in none.content.decode()
    assert "2 plasser mangler" in none.content.decode()


@pytest.mark.parametrize("asked", ["-1", "99999999", "x", ""])
def test_odd_numbers_of_cohorts_do_no_harm(world: World, asked: str) -> None:
    page = world.client("lead").get(url(world, "proposal_room"), {"cohorts": asked})
    assert page.status_code == 200


def test_the_problem_steps_round_every_calendar(world: World) -> None:
    wanted = wishes(world)
    day = dt.date(year_ahead(), 10, 5)
    ClosedPeriod.objects.create(
        owner=world.owner, school=world.north, kind="planning", name="Fri",
        starts_on=day, ends_on=day,
    )  # fmt: skip
    everyone = dt.date(year_ahead(), 10, 12)
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Ferie", starts_on=everyone, ends_on=everyone
    )
    problem = problem_of(world.programme, wanted, today())
    assert day in problem.days or day.weekday() > 4
    assert everyone not in problem.days
    assert day in problem.school[f"s{world.north.pk}"].closed
    assert problem.superusers == 2


def test_other_programmes_workshops_take_the_venue_and_the_facilitator(world: World) -> None:
    wanted = wishes(world)
    other = make.programme(world.owner, [world.north], name="Et annet program")
    venue = world.owner.venues.get(name="Rådhuset")
    busy = make.workshop(
        make.cohort(other, [], "Annen"),
        dt.date(year_ahead(), 10, 7),
        facilitator=world.people["facilitator"],
    )
    busy.venue = venue
    busy.save()
    problem = problem_of(world.programme, wanted, today())
    assert busy.day in problem.venue[f"v{venue.pk}"].closed
    assert busy.day in problem.facilitator[f"f{world.people['facilitator'].pk}"].away


def test_a_place_without_coordinates_lies_in_the_middle() -> None:
    places = on_one_map({"a": (60.0, 11.0), "b": (60.0, 11.2), "c": None})
    assert places["c"] == (0.0, 0.0)
    east = places["b"][0] - places["a"][0]
    assert 10.5 < east < 11.6


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    world: World, django_assert_num_queries: object, count: int
) -> None:
    for _ in range(count):
        ready_proposal(world)
    client = world.client("lead")
    client.get(url(world, "proposals"))
    with django_assert_num_queries(5):
        client.get(url(world, "proposals"))


def test_two_side_by_side_measure_both_alike(world: World) -> None:
    first, second = ready_proposal(world), ready_proposal(world, matters={"travel": 3})
    page = world.client("lead").get(
        url(world, "proposal_compare"), {"p": [first.number, second.number]}
    )
    left, right = page.context["sides"]
    assert left.usual_points == right.usual_points
    assert not left.is_best


def test_comparing_needs_two_that_have_a_plan(world: World) -> None:
    first = ready_proposal(world)
    page = world.client("lead").get(url(world, "proposal_compare"), {"p": [first.number]})
    assert page.status_code == 302


def test_numbers_go_on_after_the_last_and_two_leads_get_one_each(world: World) -> None:
    assert [ready_proposal(world).number, ready_proposal(world).number] == [1, 2]


def test_other_wishes_from_a_stale_page_are_refused(world: World) -> None:
    proposal = ready_proposal(world)
    actions.set_pin(proposal=proposal, revision=0, kind="dates", cell=(0, 0), is_pinned=True)
    with pytest.raises(ValidationError):
        actions.change_wishes(
            proposal=proposal, revision=0, wishes=wishes(world, cohorts=3), name="Ny"
        )


def test_a_running_proposal_shows_its_run_and_refreshes_when_done(world: World) -> None:
    proposal = ready_proposal(world)
    actions.hand_over(proposal)
    client: Client = world.client("lead")
    page = client.get(url(world, "proposal", proposal.number), headers={"HX-Request": "true"})
    assert 'id="run"' in page.content.decode()
    actions.stop_run(proposal=proposal)
    page = client.get(url(world, "proposal", proposal.number), headers={"HX-Request": "true"})
    assert page["HX-Refresh"] == "true"


def test_never_all_at_once_needs_two_superusers_at_each_school(world: World) -> None:
    page = world.client("lead").post(url(world, "proposal_new"), filled_in(world, mode="split"))
    assert "Nordlia skole" in str(page.context["form"].errors["mode"])
