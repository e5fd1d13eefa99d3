"""Changes that are asked about before they are made, as a browser meets them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.personas import World
from tests.planning.test_programme import TARGET, WHAT, who


def settings(world: World, **changes: object) -> dict[str, object]:
    """The programme's page as it is filled in, with both schools, and what is changed of it."""
    programme = world.programme
    return {
        **WHAT, **TARGET, **who(world, schools=[world.north.pk, world.south.pk]),
        "starts_on": programme.starts_on.isoformat(), "ends_on": programme.ends_on.isoformat(),
        "reached_share": 50, "lag_days": 28, "gap_days": 21, "quiet_days": 21,
        "superusers_per_school": 2, "shares_superusers": "on", **changes,
    }  # fmt: skip


def url(world: World) -> str:
    return reverse("programme_change", args=[world.programme.pk])


def asks(page: Any) -> bool:
    """Whether a page shows what hangs on a change, and asks for it again."""
    return page.status_code == 200 and "hanging" in (page.context or {})


def answer(page: Any) -> dict[str, Any]:
    """What that page posts when it is asked for again."""
    assert asks(page), page
    return {**dict(page.context["carried"]), "seen": page.context["hanging"].fingerprint}


def change(client: Client, address: str, data: dict[str, Any]) -> Any:
    """Ask for a change, and once more where the page asks."""
    page = client.post(address, data)
    return client.post(address, answer(page)) if asks(page) else page
