"""Those who don’t write a kit meet it in lists as it was last published."""

from django.urls import reverse

from rollout.library.models import Kit
from rollout.library.versions.actions import publish
from tests import factories as make
from tests.logbook.forms import address
from tests.personas import World


def half_written(world: World) -> None:
    make.step(world.kit, "Skriv", minutes=20)
    publish(kit=world.kit)
    make.step(world.kit, "Les", minutes=70)
    Kit.objects.filter(pk=world.kit.pk).update(title="Uferdig tittel", purpose="Uferdig formål")


def page(world: World, who: str, url: str) -> str:
    return " ".join(world.client(who).get(url).content.decode().partition("<main")[2].split())


def test_the_library_tells_what_was_published_but_to_whoever_writes_it(world: World) -> None:
    half_written(world)
    for who in ("superuser", "principal"):
        shown = page(world, who, reverse("kits"))
        assert "Uferdig" not in shown
        assert "Samskriving" in shown
        assert "20 minutter" in shown
    assert "Uferdig tittel" in page(world, "lead", reverse("kits"))


def test_the_sessions_form_and_the_home_tell_what_was_published(world: World) -> None:
    half_written(world)
    form = world.client("superuser").get(address(world, "session_log")).context["form"]
    assert "Samskriving" in str(form["kit"])
    assert "Uferdig" not in str(form["kit"])
    assert form["minutes"].value() == 20
    assert str(form.kit_shown) == "Samskriving"
    world.session.delete()
    home = world.client("superuser").get("/")
    assert (str(home.context["kit"]), home.context["kit"].minutes) == ("Samskriving", 20)
    assert "Uferdig formål" not in home.content.decode()


def test_a_kit_never_published_is_told_as_it_is(world: World) -> None:
    make.kit(world.owner, "Aldri utgitt")
    assert "Aldri utgitt" in page(world, "superuser", reverse("kits"))
