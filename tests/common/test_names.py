"""Names come in without what no eye sees, whichever way they come."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.exports import safe_cell
from rollout.common.names import UNSEEN, seen
from rollout.exchange.sheets import read_here
from rollout.notifications.files import MailFiles
from rollout.organisation.models import Person
from tests import factories as make
from tests.exchange import files
from tests.personas import World

TURNED = "K\u200bari\u202e\x07  Li\u2066en\ufeff"


@given(st.text())
def test_nothing_unseen_is_left_and_what_is_clean_stays(text: str) -> None:
    assert not UNSEEN.search(seen(text))
    assert seen(seen(text)) == seen(text)
    assert "\n" not in seen(text)


@pytest.mark.parametrize("name", ["Bjørg Æsøy-Čorgaš", "Máret O’Neill", "محمد علي", "李 小龙"])
def test_names_of_all_the_world_stay(name: str) -> None:
    assert seen(name) == name


def test_a_person_on_a_form(world: World) -> None:
    data = {"first_name": TURNED, "last_name": "Lien", "email": "kari@example.test", "language": ""}
    world.client("lead").post(reverse("person_new"), data)
    assert Person.objects.get(email="kari@example.test").first_name == "Kari Lien"


def test_a_name_of_nothing_seen_is_asked_for_again(world: World) -> None:
    data = {"first_name": "\u200b\u202e", "last_name": "\u2060", "email": "kari@example.test"}
    page = world.client("lead").post(reverse("person_new"), data)
    assert page.status_code == 200
    assert "navn" in str(page.context["form"].non_field_errors())


def test_one_name_is_enough(world: World) -> None:
    data = {"first_name": "Sulastri", "last_name": "", "email": "sulastri@example.test"}
    world.client("lead").post(reverse("person_new"), data)
    person = Person.objects.get(email="sulastri@example.test")
    assert (str(person), person.called) == ("Sulastri", "Sulastri")
    assert "Sulastri" in world.client("lead").get(reverse("people")).content.decode()


def test_people_saved_many_at_once(world: World) -> None:
    row = Person(owner=world.owner, first_name=TURNED, last_name="x", email="a@example.test")
    Person.objects.bulk_create([row])
    assert row.first_name == Person.objects.get(email="a@example.test").first_name == "Kari Lien"
    Person.objects.filter(pk=row.pk).update(last_name="Ly\u202ee")
    assert Person.objects.get(pk=row.pk).last_name == "Lye"


def test_an_imported_sheet() -> None:
    assert read_here(files.csv([["Navn", "Sted"], [TURNED, "Ås"]])) == [
        [["Navn", "Sted"], ["Kari Lien", "Ås"]]
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_wide_signs_begin_no_formula_either(sign: str) -> None:
    assert safe_cell(f"{sign}1+1") == f"'{sign}1+1"


def test_mail_files_are_their_owners(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    MailFiles().send_messages([EmailMessage("Hei", "Lenke", to=["a@example.test"])])
    (file,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite’s own files")
@pytest.mark.django_db(transaction=True)
def test_the_databases_files_are_their_owners() -> None:
    name = connection.settings_dict["NAME"]
    Path(name).chmod(0o644)
    connection.close()
    make.school_owner("Solvik kommune")
    found = list(Path(name).parent.glob(f"{Path(name).name}*"))
    assert found
    assert {stat.S_IMODE(p.stat().st_mode) for p in found} == {0o600}
