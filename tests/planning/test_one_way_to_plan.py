"""There is one “plan the year”; planning by hand is a link beside it."""

import pytest
from django.urls import reverse

from rollout.planning.models import Workshop
from tests.personas import World


@pytest.mark.parametrize(
    "name", ["workshops", "workshop_year", "cohorts", "proposals", "plan_year"]
)
def test_every_page_says_plan_the_year_and_means_the_same(world: World, name: str) -> None:
    Workshop.objects.all().delete()
    page = world.client("lead").get(reverse(name, args=[world.programme.pk])).content.decode()
    main = " ".join(page[page.index("<main") :].split())
    there = reverse("proposals", args=[world.programme.pk])
    assert f'href="{there}">Planlegg året' in main or f'href="{there}" aria-current' in main
    assert "Planbordet" not in main
    by_hand = f'href="{reverse("plan_year", args=[world.programme.pk])}">'
    assert main.count(by_hand) == (name == "proposals")
    assert (by_hand + "Planlegg for hånd" in main) == (name == "proposals")
