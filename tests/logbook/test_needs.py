"""What came of a session; what stopped it and help wanted go on to who can see to it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.logbook.actions import set_needs
from rollout.logbook.models import SessionNeed
from rollout.logbook.needs.actions import Told, see_to
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World


def listed(world: World, who: str) -> list[str]:
    page = world.client(who).get(reverse("needs", args=[world.programme.pk]))
    return [need.text for need, _can in page.context["needs"]]


def test_what_came_of_it_is_told_in_a_line_each(world: World) -> None:
    form = filled_in(
        world,
        adaptation="Egne årsplaner",
        adapted_because="De kjenner dem",
        worked="Alle fikk prøve",
        stopped="Nettet falt ut",
        stopped_to="it_coordinator",
        help_wanted="Et eksempel for 1. trinn",
    )
    client = world.client("superuser")
    assert client.post(address(world, "session_log"), form).status_code == 302
    session = newest()
    told = set(session.needs.values_list("kind", "text", "goes_to"))
    assert told == {
        ("stopped", "Nettet falt ut", "it_coordinator"),
        ("help", "Et eksempel for 1. trinn", "facilitator"),
    }
    page = client.get(address(world, "session", session)).content.decode()
    for text in ("Egne årsplaner", "De kjenner dem", "Alle fikk prøve", "Nettet falt ut"):
        assert text in page
    shown = client.get(address(world, "session_change", session)).context["form"]
    assert shown["stopped"].value() == "Nettet falt ut"


def test_each_role_sees_what_it_can_see_to(world: World) -> None:
    other = make.session(world.programme, world.south, world.kit)
    make.need(world.session, "Nett", goes_to="it_coordinator")
    make.need(other, "Tid", goes_to="principal")
    make.need(world.session, "Hjelp", kind="help")
    assert set(listed(world, "lead")) == {"Nett", "Tid", "Hjelp"}
    assert set(listed(world, "principal")) == {"Nett", "Hjelp"}
    assert listed(world, "it") == ["Nett"]
    assert listed(world, "facilitator")[0] == "Hjelp"
    assert set(listed(world, "facilitator")) == {"Nett", "Tid", "Hjelp"}
    home = world.client("facilitator").get("/")
    assert [need.text for need in home.context["waiting_needs"]] == ["Hjelp"]
    page = world.client("facilitator").get(address(world, "needs")).content.decode()
    assert page.count('name="answer"') == 1
    for who, text in (("lead", "Tid"), ("principal", "Nett"), ("it", "Nett")):
        home = world.client(who).get("/")
        assert text in [need.text for need in home.context["waiting_needs"]]
        assert f"<br>{text}" in "".join(home.content.decode().split())
    world.session.status = "cancelled"
    world.session.save()
    assert listed(world, "lead") == ["Tid"]


def test_seen_to_with_an_answer_is_shown_to_the_superuser(world: World) -> None:
    need = make.need(world.session, "Nettet falt ut")
    url = reverse("need_seen", args=[world.programme.pk, need.pk])
    assert world.client("principal").post(url).status_code == 403
    assert world.client("facilitator").post(url).status_code == 403
    assert world.client("it").post(url, {"answer": "Ny ruter i uke 40"}).status_code == 302
    need.refresh_from_db()
    assert need.answered_by == world.people["it"]
    assert listed(world, "it") == []
    for page in ("/", address(world, "session", world.session)):
        assert "Ny ruter i uke 40" in world.client("superuser").get(page).content.decode()
    with pytest.raises(ValidationError, match="allerede tatt hånd om"):
        see_to(need=need, by=world.people["lead"])


def test_what_was_seen_to_stays_when_something_else_is_told(world: World) -> None:
    see_to(need=make.need(world.session, "Nettet"), by=world.people["it"], answer="Fikset")
    kind = SessionNeed.NeedKind.STOPPED
    set_needs(session=world.session, told={kind: Told("Strømmen", "principal")})
    set_needs(session=world.session, told={kind: Told("Strøm", "principal")})
    assert sorted(world.session.needs.values_list("text", flat=True)) == ["Nettet", "Strøm"]
    set_needs(session=world.session, told={kind: Told()})
    assert list(world.session.needs.values_list("text", flat=True)) == ["Nettet"]


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    client, url = world.client("lead"), reverse("needs", args=[world.programme.pk])
    make.need(world.session)
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)
    for _ in range(2):
        make.need(make.session(world.programme, world.south, make.kit(world.owner)))
    with django_assert_num_queries(6):
        client.get(url)


def test_how_it_went_is_shown_where_it_was_written(world: World) -> None:
    client, page = world.client("superuser"), address(world, "session_change", world.session)
    assert 'name="reflection"' not in client.get(page).content.decode()
    world.session.reflection = "Gikk fint, og mer til."
    world.session.save()
    assert "Gikk fint, og mer til." in client.get(page).content.decode()
