"""A school’s own text of a kit is taken home by the centre, as its steps are."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.library.copies.actions import make_copy, take_text_home
from rollout.library.copies.queries import text_differences
from rollout.library.models import Kit
from rollout.library.versions.actions import publish
from tests import factories as make
from tests.personas import World

PURPOSE = "en\nto\ntre\nfire"


@pytest.fixture
def copy(world: World) -> Kit:
    make.step(world.kit, "Først")
    Kit.objects.filter(pk=world.kit.pk).update(purpose=PURPOSE)
    publish(kit=world.kit)
    return make_copy(kit=world.kit, school=world.north)[0]


def say(kit: Kit, **texts: str) -> None:
    Kit.objects.filter(pk=kit.pk).update(**texts)


def test_a_text_is_taken_home_and_put_together_with_the_centres(world: World, copy: Kit) -> None:
    say(copy, purpose="en\nvårt\ntre\nfire", title="Skrive i lag")
    say(world.kit, purpose="en\nto\ntre\nderes")
    lead, url = world.client("lead"), reverse("kit_differences", args=[copy.pk])
    shown = {text.name: text for text in lead.get(url).context["texts"]}
    assert set(shown) == {"purpose", "title"}
    data = {"text": "purpose", "seen": shown["purpose"].mark, "credit": "Kari, Nord skole"}
    address = reverse("kit_take_home", args=[copy.pk])
    assert world.client("superuser").post(address, data).status_code == 403
    lead.post(address, {**data, "credit": " "})
    assert Kit.objects.get(pk=world.kit.pk).purpose == "en\nto\ntre\nderes"
    lead.post(address, data)
    home = Kit.objects.get(pk=world.kit.pk)
    assert (home.purpose, home.title) == ("en\nvårt\ntre\nderes", "Samskriving")
    lead.post(address, {"text": "title", "seen": shown["title"].mark, "credit": "Nord skole"})
    home = Kit.objects.get(pk=world.kit.pk)
    assert (home.title, home.credit) == ("Skrive i lag", "Kari, Nord skole; Nord skole")
    again = {text.name: text for text in lead.get(url).context["texts"]}
    assert again["title"].is_home
    assert not again["purpose"].is_home


def test_those_who_may_not_take_it_home_see_no_button(world: World, copy: Kit) -> None:
    say(copy, purpose="vårt")
    page = world.client("superuser").get(reverse("kit_differences", args=[copy.pk]))
    assert [text.mark for text in page.context["texts"]] == [""]
    assert 'name="text"' not in page.content.decode()


def test_a_text_that_clashes_is_stale_or_unchanged_stays(world: World, copy: Kit) -> None:
    with pytest.raises(ValidationError, match="slik den hentet"):
        take_text_home(copy=copy, name="purpose", credit="Nord", seen="")
    say(copy, purpose="en\nvårt\ntre\nfire")
    say(world.kit, purpose="en\nderes\ntre\nfire")
    (told,) = text_differences(Kit.objects.get(pk=copy.pk))
    with pytest.raises(ValidationError, match="samme sted"):
        take_text_home(
            copy=Kit.objects.get(pk=copy.pk), name="purpose", credit="Nord", seen=told.mark
        )
    say(copy, purpose="noe annet")
    with pytest.raises(ValidationError, match="endret"):
        take_text_home(
            copy=Kit.objects.get(pk=copy.pk), name="purpose", credit="Nord", seen=told.mark
        )


def test_whose_texts_they_are_is_told_and_follows_to_the_schools(world: World, copy: Kit) -> None:
    say(copy, purpose="en\nvårt\ntre\nfire")
    copy = Kit.objects.get(pk=copy.pk)
    (told,) = text_differences(copy)
    take_text_home(copy=copy, name="purpose", credit="Nord skole", seen=told.mark)
    publish(kit=Kit.objects.get(pk=world.kit.pk))
    page = world.client("superuser").get(reverse("kit", args=[world.kit.pk]))
    assert "Tekstene er etter Nord skole" in page.content.decode()
    other = make_copy(kit=Kit.objects.get(pk=world.kit.pk), school=world.south)[0]
    assert other.credit == "Nord skole"
