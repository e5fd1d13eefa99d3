"""A workshop's life: planned, moved, cancelled, given a new date, held."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.planning.models import Workshop, WorkshopAttendance
from rollout.planning.queries import too_near
from tests import factories as make
from tests.personas import World


def url(world: World, name: str, workshop: Workshop | None = None) -> str:
    return reverse(name, args=[world.programme.pk, (workshop or world.coming).pk])


def change(world: World, who: str = "lead", **values: object) -> object:
    start = timezone.localtime(world.coming.starts_at)
    data = {
        "day": start.date().isoformat(), "start": "12:00", "end": "15:00", "revision": 0,
        "facilitator": world.people["facilitator"].pk, **values,
    }  # fmt: skip
    return world.client(who).post(url(world, "workshop_change"), data)


def test_moving_keeps_history_and_raises_the_revision(world: World) -> None:
    was = world.coming.day
    change(world, day=(was + dt.timedelta(days=7)).isoformat(), why="Rommet er opptatt")
    world.coming.refresh_from_db()
    assert world.coming.day == was + dt.timedelta(days=7)
    assert world.coming.revision == 1
    newest, oldest = world.coming.history.all()
    assert timezone.localdate(oldest.starts_at) == was
    assert newest.history_change_reason == "Rommet er opptatt"
    assert newest.history_user == world.people["lead"].user
    assert "Rommet er opptatt" in world.client("lead").get(url(world, "workshop")).content.decode()


def test_a_stale_page_says_so_and_keeps_what_was_typed(world: World) -> None:
    change(world, start="13:00")
    response = change(world, start="10:00")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Noen andre endret dette" in page
    assert 'value="10:00"' in page
    world.coming.refresh_from_db()
    assert timezone.localtime(world.coming.starts_at).hour == 13


def test_an_end_before_the_start_is_told_by_its_field(world: World) -> None:
    response = change(world, end="11:00")
    assert "end" in response.context["form"].errors


def test_a_facilitator_changes_their_own_only(world: World) -> None:
    assert change(world, "facilitator", start="13:00").status_code == 302
    other = make.workshop(world.cohort, today() + dt.timedelta(days=60))
    response = world.client("facilitator").get(url(world, "workshop_change", other))
    assert response.status_code == 403


def cancel(world: World, **values: object) -> None:
    data = {"reason": "Fasilitatoren er syk", "revision": 0, **values}
    world.client("lead").post(url(world, "workshop_cancel"), data)
    world.coming.refresh_from_db()


def test_cancelling_asks_for_a_new_date_and_shows_it_as_needing_one(world: World) -> None:
    cancel(world)
    assert world.coming.status == "cancelled"
    page = world.client("lead").get(url(world, "workshop")).content.decode()
    assert "Når skal den holdes i stedet?" in page
    assert world.coming in world.client("lead").get("/").context["cancelled"]


def test_cancelling_needs_a_reason(world: World) -> None:
    cancel(world, reason="")
    assert world.coming.status == "planned"


def test_a_new_date_replaces_the_cancelled_one_once(world: World) -> None:
    cancel(world)
    day = (today() + dt.timedelta(days=40)).isoformat()
    for _ in range(2):
        world.client("lead").post(url(world, "workshop_replace"), {"day": day, "start": "12:00"})
    new = Workshop.objects.get(replaces=world.coming)
    assert (new.status, new.day.isoformat()) == ("planned", day)
    assert new.ends_at - new.starts_at == world.coming.ends_at - world.coming.starts_at
    assert world.coming not in world.client("lead").get("/").context["cancelled"]


def test_attendance_makes_it_held_and_the_kit_due(world: World) -> None:
    kit = make.kit(world.owner)
    past = make.workshop(world.cohort, today() - dt.timedelta(days=5), about=kit)
    data = {"people": [world.people["superuser"].pk], "revision": 0}
    world.client("lead").post(url(world, "workshop_attendance", past), data)
    past.refresh_from_db()
    assert past.status == "held"
    assert WorkshopAttendance.objects.get(workshop=past).attended
    north = world.client("lead").get("/").context["figures"].schools[world.north.pk]
    assert north.due == (world.kit.pk, kit.pk)


def test_attendance_is_not_taken_before_the_day(world: World) -> None:
    world.client("lead").post(url(world, "workshop_attendance"), {"people": [], "revision": 0})
    world.coming.refresh_from_db()
    assert world.coming.status == "planned"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_superuser_answers_and_the_principal_sees_who_is_away(world: World, answer: str) -> None:
    data = {"answer": answer, "reason": "Leirskole"}
    world.client("superuser").post(url(world, "workshop_answer"), data)
    page = world.client("principal").get("/").content.decode()
    assert ("Siri Superbruker kan ikke komme" in page) is (answer == "no")


def test_those_who_are_not_invited_cannot_answer(world: World) -> None:
    data = {"answer": "yes"}
    assert world.client("teacher").post(url(world, "workshop_answer"), data).status_code == 403
    assert world.client("southern").post(url(world, "workshop_answer"), data).status_code == 404


def test_names_are_for_the_own_school(world: World) -> None:
    for who, sees in [("lead", True), ("superuser", True), ("reader", False), ("it", False)]:
        page = world.client(who).get(url(world, "workshop")).content.decode()
        assert ("Siri Superbruker" in page.split("<main")[1]) is sees, who


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    client = world.client("lead")
    page = reverse("workshops", args=[world.programme.pk])
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)
    for days in (60, 90):
        make.workshop(world.cohort, today() + dt.timedelta(days=days), about=world.kit)
    with django_assert_num_queries(8):
        client.get(page)


def test_narrow_roles_see_the_names_of_their_own_school_only(world: World) -> None:
    role = world.people["southern"].roles.get()
    world.cohort.memberships.create(role=role, starts_on=world.programme.starts_on)
    for who, names in (
        ("lead", {"Superbruker", "Sør"}),
        ("superuser", {"Superbruker"}),
        ("southern", {"Sør"}),
    ):
        shown = world.client(who).get(url(world, "workshop")).context["people"]
        assert {row["role"].person.last_name for row in shown} == names


@pytest.mark.parametrize(("more", "is_near"), [(-1, True), (0, False)])
def test_two_workshops_of_a_cohort_keep_the_programmes_days(
    world: World, more: int, is_near: bool
) -> None:
    days = dt.timedelta(days=world.programme.gap_days + more)
    other = make.workshop(world.cohort, world.coming.day + days)
    assert bool(too_near(other)) is is_near
