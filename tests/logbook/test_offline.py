"""Logging without network: what a device fetches, and what becomes of the drafts that it sends."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from rollout.logbook.offline.forms import BlankForm
from tests import factories as make
from tests.logbook.forms import filled_in, newest
from tests.personas import World


def draft(world: World, who: str = "superuser", **changes: object) -> dict[str, Any]:
    about = {
        "user": world.people[who].user.pk,
        "kind": who,
        "programme": world.programme.pk,
        "school": world.north.pk,
        "schema": 1,
    }
    return {**filled_in(world), **about, **changes}


def send(world: World, who: str = "superuser", **changes: object) -> dict[str, Any]:
    response = world.client(who).post(reverse("offline_draft"), draft(world, who, **changes))
    return response.json()


def test_the_device_gets_the_own_schools_list_and_no_others(world: World) -> None:
    kept = world.client("superuser").get(reverse("offline_school")).json()
    (school,) = kept["schools"]
    assert (school["school_name"], school["kit"]) == ("Nordlia skole", world.kit.pk)
    assert [kit["title"] for kit in school["kits"]] == ["Samskriving"]
    assert len(school["people"]) == world.north.employments.count()
    assert str(world.people["southern"]) not in str(kept)
    assert school["holders"] == []
    assert (kept["user"], kept["role"]) == (world.people["superuser"].user.pk, school["role"])


def test_the_list_tells_how_many_due_kits_have_reached_each(world: World) -> None:
    (school,) = world.client("superuser").get(reverse("offline_school")).json()["schools"]
    reached = {person["name"]: person["reached"] for person in school["people"]}
    assert school["due"] == 1
    assert [reached[str(teacher)] for teacher in world.teachers] == [1, 1, 0, 0]


def test_a_session_that_was_not_held_has_no_number_of_those_who_came(world: World) -> None:
    make.session(world.programme, world.north, world.kit, today(), status="planned")
    (school,) = world.client("superuser").get(reverse("offline_school")).json()["schools"]
    counts = {session["status"]: session["head_count"] for session in school["sessions"]}
    assert counts == {"planlagt": None, "gjennomført": world.session.head_count}
    (planned,) = school["planned"]
    assert (planned["held_on"], planned["root"]) == (today().isoformat(), world.kit.root_id)


def test_a_principal_gets_those_who_may_have_held_it(world: World) -> None:
    (school,) = world.client("principal").get(reverse("offline_school")).json()["schools"]
    assert str(world.people["superuser"]) in [person["name"] for person in school["holders"]]


@pytest.mark.parametrize("schools", [1, 3])
def test_the_list_takes_a_set_number_of_queries(
    world: World, django_assert_num_queries: Any, schools: int
) -> None:
    for _ in range(4 * schools):
        make.session(world.programme, world.north, world.kit, people=[make.employee(world.north)])
    client = world.client("superuser")
    with django_assert_num_queries(16):
        client.get(reverse("offline_school"))


@pytest.mark.parametrize("who", ["superuser", "anonymous"])
def test_what_anybodys_browser_may_keep_tells_of_nobody(world: World, who: str) -> None:
    client = world.client(who)
    page = client.get(reverse("offline")).content.decode()
    for told in (str(world.people["superuser"]), "Siri", "Nordlia", "csrf", "Samskriving"):
        assert told not in page
    assert page == world.client("principal").get(reverse("offline")).content.decode()


def test_the_form_asks_for_a_number_beside_the_names_and_how_it_went_in_one_line() -> None:
    names = [field.name for field in BlankForm().more_fields()]
    assert {"worked", "newcomers"} <= set(names)
    assert not {"people", "head_count", "kit"} & set(names)


def test_the_worker_keeps_the_page_and_files_that_are_there(world: World) -> None:
    script = world.client("anonymous").get(reverse("service_worker"))
    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cache-Control"] == "no-store"
    first, *_rest = script.content.decode().split("\n")
    assert '"page": "/offline/"' in first
    page = world.client("anonymous").get(reverse("offline")).content.decode()
    for file in ("js/offline-page.js", "vendor/idb.js", "css/base.css"):
        assert file in first
        assert file in page


def test_another_language_is_another_version(world: World) -> None:
    client = world.client("anonymous")
    texts = [
        client.get(reverse("service_worker"), headers={"accept-language": language}).content
        for language in ("nb", "en", "nb")
    ]
    assert texts[0] == texts[2] != texts[1]


def test_the_product_can_be_put_on_a_home_screen(world: World) -> None:
    about = world.client("anonymous").get(reverse("manifest"))
    assert about["Content-Type"] == "application/manifest+json"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in about.json()["icons"]}
    assert about.json()["display"] == "standalone"


def test_who_is_signed_in_is_told_as_a_number(world: World) -> None:
    user = world.people["superuser"].user.pk
    told = world.client("superuser").get(reverse("offline_who")).json()
    assert told["user"] == user
    assert told["roles"] == [told["role"]]
    assert world.client("lead").get(reverse("offline_who")).json()["roles"] == []
    assert world.client("anonymous").get(reverse("offline_who")).json()["user"] is None


def test_a_draft_sent_20_times_is_one_session(world: World) -> None:
    key = str(uuid.uuid4())
    answers = [send(world, client_key=key) for _ in range(20)]
    assert {answer["state"] for answer in answers} == {"sent"}
    assert {answer["address"] for answer in answers} == {
        reverse("session", args=[world.programme.pk, newest().pk])
    }
    assert TrainingSession.objects.filter(client_key=key).count() == 1
    assert newest().head_count == len(world.teachers)


def test_a_draft_that_arrived_is_sent_whatever_has_changed_since(world: World) -> None:
    key = str(uuid.uuid4())
    send(world, client_key=key)
    world.programme.kit_places.all().delete()
    answer = send(world, client_key=key, kit=999999, people=[999999])
    assert answer["state"] == "sent"
    assert TrainingSession.objects.count() == 2


def test_another_persons_key_is_refused(world: World) -> None:
    answer = send(world, "principal", client_key=str(world.session.client_key),
        held_by=world.people["principal"].pk)  # fmt: skip
    assert answer["state"] == "refused"
    assert "allerede brukt" in answer["words"][0]


def test_a_clash_asks_with_the_other_session_and_goes_on_with_a_yes(world: World) -> None:
    day = world.session.held_on.isoformat()
    answer = send(world, held_on=day, sure=f"day:{day}")
    assert answer["state"] == "clash"
    assert answer["other"] == reverse("session", args=[world.programme.pk, world.session.pk])
    assert send(world, held_on=day, sure=answer["sure"])["state"] == "sent"


def test_a_day_that_speaks_against_it_is_asked_about(world: World) -> None:
    sunday = today() - dt.timedelta(days=today().isoweekday())
    answer = send(world, held_on=sunday.isoformat(), sure="")
    assert (answer["state"], answer["other"], len(answer["words"])) == ("asks", "", 1)
    assert send(world, held_on=sunday.isoformat(), sure=answer["sure"])["state"] == "sent"


def test_what_the_form_has_no_place_for_any_more_is_asked_about(world: World) -> None:
    answer = send(world, mood="Alle var i godt humør")
    assert answer["state"] == "asks"
    assert "Alle var i godt humør" in answer["words"][0]
    assert TrainingSession.objects.count() == 1
    again = send(world, mood="Alle var i godt humør", sure=f"{answer['sure']} day:{today()}")
    assert again["state"] == "sent"


def test_a_draft_tells_only_how_many_or_only_newcomers(world: World) -> None:
    assert send(world, people=[], head_count=7)["state"] == "sent"
    assert (newest().counted_only, newest().head_count) == (True, 7)
    answer = send(world, people=[], newcomers="Ny Lærer")
    assert answer["state"] == "clash"
    assert send(world, people=[], newcomers="Ny Lærer", sure=answer["sure"])["state"] == "sent"


def test_a_draft_on_a_kit_that_the_school_has_its_own_copy_of_by_now_is_on_the_copy(
    world: World,
) -> None:
    copy = make.kit(world.owner, "Nordlias", school=world.north, origin=world.kit)
    make.kit(world.owner, "Sørs", school=world.south, origin=world.kit)
    assert send(world, kit=world.kit.pk)["state"] == "sent"
    assert newest().kit == copy
    (school,) = world.client("superuser").get(reverse("offline_school")).json()["schools"]
    assert [(kit["id"], kit["root"]) for kit in school["kits"]] == [(copy.pk, world.kit.pk)]


def test_a_draft_on_another_schools_copy_is_refused(world: World) -> None:
    other = make.kit(world.owner, "Sørs", school=world.south, origin=world.kit)
    assert send(world, kit=other.pk)["state"] == "refused"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": [999999]}, "ikke på skolens liste lenger"),
        ({"kit": 999999}, "Læringspakke: "),
        ({"held_on": "2999-01-01"}, "Dato: "),
        ({"client_key": "x"}, "UUID"),
    ],
)
def test_a_draft_that_cannot_be_saved_says_why(
    world: World, change: dict[str, object], said: str
) -> None:
    answer = send(world, **change)
    assert answer["state"] == "refused"
    assert said in " ".join(answer["words"])
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("change", [{"school": 0}, {"programme": 0}, {"kind": "project_lead"}])
def test_a_draft_for_what_is_not_ones_own_any_more_is_refused(
    world: World, change: dict[str, object]
) -> None:
    if "school" in change:
        change = {"school": world.south.pk}
    answer = send(world, **change)
    assert answer == {
        "state": "refused",
        "words": ["Du registrerer ikke økter for denne skolen lenger."],
    }


def test_a_draft_of_another_account_is_not_taken(world: World) -> None:
    user = world.people["southern"].user.pk
    assert send(world, user=user) == {"state": "other"}
    assert TrainingSession.objects.count() == 1


def test_a_draft_is_sent_in_the_role_it_was_written_in(world: World) -> None:
    """Whatever the same person looks as when the network comes back."""
    person = world.people["superuser"]
    make.employ(person, world.south, "principal")
    answer = send(world)
    assert answer["state"] == "sent"
    assert (newest().saved_as, newest().held_by) == ("superuser", person)


def test_the_signed_out_are_sent_to_sign_in(world: World) -> None:
    response = world.client("anonymous").post(reverse("offline_draft"), draft(world))
    assert response.status_code == 302


def test_signing_out_has_the_browser_forget(world: World) -> None:
    client = world.client("superuser")
    assert "Clear-Site-Data" not in client.get(reverse("account_logout"))
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post(reverse("account_logout"))
    by_script = world.client("superuser").post(
        reverse("account_logout"), headers={"sec-fetch-mode": "cors"}
    )
    assert "Clear-Site-Data" not in by_script
