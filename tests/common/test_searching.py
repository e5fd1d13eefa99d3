"""A name is found without its marks, in small letters or capitals, in any order of its words."""

import pytest
from django.urls import reverse

from rollout.common.names import unaccented
from rollout.common.searching import holding, holds
from rollout.organisation.models import Person, School
from tests import factories as make
from tests.common.searches import FOUND, PLAIN
from tests.personas import World


@pytest.mark.parametrize(("text", "plain"), PLAIN)
def test_a_text_without_its_marks(text: str, plain: str) -> None:
    assert unaccented(text) == plain
    assert unaccented(plain) == plain


@pytest.mark.parametrize(("name", "sought"), FOUND)
def test_the_database_finds_what_python_finds(world: World, name: str, sought: str) -> None:
    wanted = make.employee(world.north, name)
    found = Person.objects.filter(holding(sought, "first_name", "last_name", "email"))
    assert list(found) == [wanted]
    assert holds(str(wanted), sought)


def test_the_database_makes_every_letter_plain_as_python_does(world: World) -> None:
    for text, plain in PLAIN:
        School.objects.filter(pk=world.north.pk).update(name=text)
        assert School.objects.filter(pk=world.north.pk, name__unaccented=plain).exists(), text


def test_a_search_for_percent_or_nothing_is_no_search_for_all(world: World) -> None:
    assert not Person.objects.filter(holding("%", "first_name")).exists()
    assert not Person.objects.filter(holding("Siri Sør", "first_name", "last_name")).exists()
    assert Person.objects.filter(holding("  ", "first_name")).exists()


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("people", "nummer ante"),
        ("sessions", "ante"),
        ("sessions", "pa okt"),
        ("school_list", "ÅS"),
    ],
)
def test_lists_are_searched_so(world: World, name: str, sought: str) -> None:
    holder = make.employee(world.north, "Ánte Nummer")
    make.school(world.owner, "Asheim skole")
    make.session(world.programme, world.south, make.kit(world.owner, "Økt på tvers"), by=holder)
    args = [world.programme.pk] if name == "sessions" else []
    response = world.client("lead").get(reverse(name, args=args), {"q": sought})
    assert response.context["table"].paginator.count == 1


def test_schools_and_their_figures_are_searched_so(world: World) -> None:
    page = reverse("schools", args=[world.programme.pk])
    response = world.client("lead").get(page, {"q": "SORLIA sko"})
    assert [row["name"] for row in response.context["rows"]] == ["Sørlia skole"]
