"""A planned session is confirmed with who came, from its day on and never before."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.copies.actions import make_copy
from rollout.logbook.actions import hold_planned
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in
from tests.personas import World

DAY = dt.timedelta(days=1)


def plan(world: World, days: int = 0, **fields: Any) -> TrainingSession:
    kit = make.kit(world.owner, "Planlagt pakke", minutes=30)
    make.gives_out(world.programme, kit)
    day, by = today() + days * DAY, world.people["superuser"]
    made = make.session(world.programme, world.north, kit, day, by=by, status="planned")
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def hold(world: World, session: TrainingSession, who: str = "superuser", **changes: object) -> Any:
    given = {"kit": session.kit_id, "held_on": session.held_on.isoformat(), "revision": 0}
    page = address(world, "session_hold", session)
    return world.client(who).post(page, filled_in(world, **given | changes))


def refused(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.context["form"].non_field_errors())


def test_the_page_is_filled_in_from_the_plan_with_nobody_ticked(world: World) -> None:
    planned = plan(world, -1, minutes=35, mode="online")
    page = world.client("superuser").get(address(world, "session_hold", planned))
    form = page.context["form"]
    shown = {name: form[name].value() for name in ("kit", "held_on", "minutes", "mode")}
    assert shown == {
        "kit": planned.kit_id,
        "held_on": planned.held_on,
        "minutes": 35,
        "mode": "online",
    }
    assert form.chosen() == set()
    assert str(world.teachers[0]) in page.content.decode()


def test_who_came_and_what_was_changed_is_saved_and_counts(world: World) -> None:
    planned = plan(world, -1)
    came = [world.teachers[0].pk, world.teachers[2].pk]
    hold(world, planned, people=came, minutes=50, held_on=(today() - 2 * DAY).isoformat())
    planned.refresh_from_db()
    assert (planned.status, planned.minutes, planned.head_count) == ("held", 50, 2)
    assert planned.held_on == today() - 2 * DAY
    assert set(planned.people.values_list("pk", flat=True)) == set(came)
    assert planned.revision == 1


def test_somebody_must_have_come(world: World) -> None:
    planned = plan(world)
    assert "people" in hold(world, planned, people=[]).context["form"].errors
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_sent_twice_it_is_noted_once(world: World) -> None:
    planned = plan(world)
    said = []
    for _tap in range(2):
        response = hold(world, planned)
        assert response.status_code == 302
        said += [str(message) for message in get_messages(response.wsgi_request)]
    assert "allerede lagret" in said[-1]
    planned.refresh_from_db()
    assert (planned.revision, planned.head_count) == (1, 4)


def test_a_colleagues_other_list_overwrites_nothing(world: World) -> None:
    planned = plan(world)
    hold(world, planned)
    told = refused(hold(world, planned, people=[world.teachers[0].pk]))
    assert "allerede notert denne økten som gjennomført" in told
    planned.refresh_from_db()
    assert planned.head_count == 4


@pytest.mark.parametrize("page", ["/", "session"])
def test_before_its_day_there_is_no_button_but_the_day(world: World, page: str) -> None:
    planned = plan(world, 3)
    shown = world.client("superuser").get("/" if page == "/" else address(world, page, planned))
    assert address(world, "session_hold", planned) not in shown.content.decode()
    assert f"{planned.held_on:%d.%m.%Y}" in shown.content.decode()


@pytest.mark.parametrize("page", ["/", "session"])
@pytest.mark.parametrize("days", [0, -4])
def test_from_its_day_on_the_button_leads_to_the_form(world: World, page: str, days: int) -> None:
    planned = plan(world, days)
    shown = world.client("superuser").get("/" if page == "/" else address(world, page, planned))
    link = f'href="{address(world, "session_hold", planned)}"'
    assert link in shown.content.decode()
    assert "alle kom" not in shown.content.decode()


@pytest.mark.parametrize("moved", [0, -5])
def test_before_its_day_it_is_refused_whatever_day_is_given(world: World, moved: int) -> None:
    planned = plan(world, 1)
    page = address(world, "session_hold", planned)
    assert world.client("superuser").get(page)["Location"] == address(world, "session", planned)
    day = today() + moved * DAY
    told = refused(hold(world, planned, held_on=day.isoformat()))
    assert f"kan bekreftes fra {planned.held_on:%d.%m.%Y}" in told
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_it_is_held_today_at_the_latest(world: World) -> None:
    response = hold(world, plan(world), held_on=(today() + DAY).isoformat())
    assert "held_on" in response.context["form"].errors


def test_a_page_older_than_a_change_of_the_plan_is_refused(world: World) -> None:
    planned = plan(world, revision=1)
    told = refused(hold(world, planned, revision=0, reflection="Det gikk bra"))
    assert "Noen andre endret dette" in told
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_one_that_was_taken_back_meanwhile_is_refused_and_what_was_typed_stays(
    world: World,
) -> None:
    planned = plan(world)
    TrainingSession.objects.filter(pk=planned.pk).update(status="cancelled", revision=1)
    response = hold(world, planned, reflection="Det gikk bra")
    assert "avlyst" in refused(response)
    assert "Det gikk bra" in response.content.decode()
    planned.refresh_from_db()
    assert planned.status == "cancelled"


def test_one_taken_back_between_page_and_lock_is_refused(world: World) -> None:
    planned = plan(world)
    TrainingSession.objects.filter(pk=planned.pk).update(status="cancelled")
    with pytest.raises(ValidationError, match="avlyst"):
        hold_planned(session=planned, revision=0, people=[world.teachers[0].pk])


@pytest.mark.parametrize(("status", "said"), [("held", "allerede"), ("cancelled", "avlyst")])
def test_one_that_is_held_or_cancelled_has_no_such_page(
    world: World, status: str, said: str
) -> None:
    response = world.client("superuser").get(
        address(world, "session_hold", plan(world, status=status))
    )
    assert response.status_code == 302
    assert any(said in str(message) for message in get_messages(response.wsgi_request))


def test_a_double_is_asked_about_as_when_logging(world: World) -> None:
    planned = plan(world, -1)
    colleague = make.employee(world.north, "Kim Kollega")
    make.session(world.programme, world.north, planned.kit, planned.held_on, by=colleague)
    response = hold(world, planned, sure="")
    assert "Kim Kollega" in response.context["form"].doubts[0].text
    planned.refresh_from_db()
    assert planned.status == "planned"
    hold(world, planned, sure=response.context["form"].asked)
    planned.refresh_from_db()
    assert planned.status == "held"


def test_a_day_that_was_planned_as_it_is_isnt_asked_about_again(world: World) -> None:
    planned = plan(world, -((today().weekday() + 1) % 7))
    assert planned.held_on.weekday() == 6
    assert hold(world, planned, sure="").status_code == 302


def test_a_principal_confirms_for_the_school_and_is_named(world: World) -> None:
    planned = plan(world)
    hold(world, planned, "principal", held_by=world.people["superuser"].pk)
    planned.refresh_from_db()
    assert (planned.status, planned.saved_as) == ("held", "principal")
    assert planned.held_by == world.people["superuser"]


def test_another_schools_superuser_gets_404(world: World) -> None:
    planned = plan(world)
    assert hold(world, planned, "southern").status_code == 404
    page = reverse("session_hold", args=[world.programme.pk, planned.pk])
    assert world.client("southern").get(page).status_code == 404


def test_the_plan_can_be_made_and_changed_without_saying_who_came(world: World) -> None:
    day = today() + 5 * DAY
    given = filled_in(world, held_on=day.isoformat())
    world.client("superuser").post(address(world, "session_plan"), given)
    planned = TrainingSession.objects.get(status="planned")
    assert (planned.held_on, planned.head_count) == (day, 0)
    later = filled_in(world, held_on=(day + DAY).isoformat(), revision=0, minutes=20)
    world.client("superuser").post(address(world, "session_change", planned), later)
    planned.refresh_from_db()
    assert (planned.status, planned.minutes, planned.held_on) == ("planned", 20, day + DAY)


def test_a_planned_session_is_run_from_the_copy_that_the_school_has_made_since(
    world: World,
) -> None:
    planned = plan(world)
    copy, _made = make_copy(kit=planned.kit, school=world.north)
    superuser = world.client("superuser")
    for address_of in (reverse("home"), reverse("session", args=[world.programme.pk, planned.pk])):
        page = superuser.get(address_of).content.decode()
        assert reverse("kit", args=[copy.pk]) in page
        assert reverse("kit", args=[planned.kit_id]) not in page
    form = superuser.get(address(world, "session_hold", planned)).context["form"]
    assert form["kit"].value() == copy.pk
    assert planned.kit not in list(form.fields["kit"].queryset)


def test_what_a_second_one_tells_besides_isnt_lost_without_a_word(world: World) -> None:
    """Both tick the same, and the second has written what stopped them."""
    planned = plan(world, -1)
    came = [world.teachers[0].pk]
    hold(world, planned, people=came)
    again = hold(world, planned, people=came, stopped="Ingen projektor")
    assert "allerede notert" in refused(again) or "Se på den slik den er nå" in refused(again)
