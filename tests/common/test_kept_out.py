"""What caches and logs don’t keep."""

import io
import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from rollout.common.logs import cleaned
from rollout.organisation.models import Person
from tests.personas import World


@pytest.mark.parametrize(
    "name", ["home", "people", "imports", "calendar", "account_change_password"]
)
def test_no_cache_keeps_a_page(world: World, name: str) -> None:
    assert world.client("lead").get(reverse(name))["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cache_keeps_a_download(world: World, kind: str) -> None:
    page = world.client("lead").get(f"{reverse('people')}?export={kind}")
    assert page["Content-Disposition"].startswith("attachment")
    assert page["Cache-Control"] == "no-store"


def test_nor_a_page_that_isnt_there(world: World) -> None:
    assert world.client("lead").get("/nowhere/")["Cache-Control"] == "no-store"


def test_static_files_are_kept(settings: Any) -> None:
    middleware = settings.MIDDLEWARE
    static = middleware.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert static < middleware.index("rollout.common.unavailable.NotKept")


def written(log: Any) -> str:
    """What a call writes to the product’s own log."""
    line = settings.LOGGING["formatters"]["line"]
    formatter = import_string(line["()"])(line["format"], style=line["style"])
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        log()
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


def test_a_fault_tells_no_row_and_no_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise ValueError(
            'duplicate key value violates unique constraint "person_email"\n'
            "DETAIL:  Key (owner_id, lower(email::text))=(1, kari@skole.example) already exists.\n"
        )

    client: Client = world.client("lead")
    client.raise_request_exception = False
    monkeypatch.setattr("rollout.organisation.access.acting_roles_of", fail)
    text = written(lambda: client.get("/"))
    assert "ValueError: duplicate key" in text
    assert "raise ValueError(" in text
    assert "kari@skole.example" not in text
    assert "(1, " not in text


@pytest.mark.django_db
def test_what_the_database_says_of_a_row_stays_out_of_the_log(world: World) -> None:
    def save() -> None:
        try:
            Person.objects.create(
                owner=world.owner, first_name=None, last_name="Hemmelig", email="k@skole.example"
            )
        except Exception:
            logging.getLogger("django.request").exception("Saving")

    text = written(save)
    assert "Traceback" in text
    assert "Hemmelig" not in text.replace('last_name="Hemmelig"', "")
    assert "k@skole.example" not in text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("DETAIL:  Failing row contains (1, Kari, kari@x.no).", "DETAIL: …\n"),
        ("DETAIL:  Failing row contains (1,\nKari,\nLien).\nCONTEXT: x", "DETAIL: …\nCONTEXT: x"),
        ("Key (email)=(kari@x.no) already exists.", "Key … already exists."),
        ("to kari.lien+a@skole.example and b@x.no", "to …@… and …@…"),
        ("/accounts/password/reset/key/1-abc-def/", "/accounts/password/reset/key/…/"),
        ("/organisation/join/1-2.abc:x/", "/organisation/join/…/"),
        ("Not Found: /here/ABC234/", "Not Found: /here/…/"),
        ("/here/done/12-abc:x.y/", "/here/done/…/"),
        ("A plain line", "A plain line"),
    ],
)
def test_what_a_line_loses(said: str, left: str) -> None:
    assert cleaned(said) == left
