"""Addresses with what people and calendars write around them; none that isn’t there."""

from urllib.parse import unquote

import pytest
from hypothesis import given

from rollout.common.addresses import from_uri, one_address
from tests.bending import bent

ADDRESS = "eva.vik@x.example"


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS, " Eva.Vik@X.example ", "Eva Vik <eva.vik@x.example>", "<eva.vik@x.example>",
        "eva.vik@x.example (jobb)", "MAILTO:eva.vik@x.example", "'eva.vik@x.example",
        "eva.vik@x.example?subject=Hei", "eva.vik@x.example.", "eva.vik@x.example;",
        "eva.vik@x.example; EVA.VIK@X.EXAMPLE", "eva.vik@x.example <eva.vik@x.example>",
        "eva.vik @ x.example", "[eva.vik@x.example](mailto:eva.vik@x.example)",
    ],
)  # fmt: skip
def test_the_one_address_is_found(text: str) -> None:
    assert one_address(text) == ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "", "eva.vik(at)x.example", "eva vik@x.example", "Eva Vik @ x.example", "eva@vik@x.example",
        "eva.vik@x.example / e@y.example", "e@y.example <eva.vik@x.example>",
        "ring eva.vik@x.example", "x=eva.vik@x.example", "eva.vik@x.example=y.example",
        "a@x.example/b@x.example",
        "urn:uuid:9f0f0a2c",
    ],
)  # fmt: skip
def test_where_it_isn_t_clear_there_is_none(text: str) -> None:
    assert one_address(text) == ""


def test_an_apostrophe_inside_belongs_to_the_address() -> None:
    assert one_address("Liam <liam.o'hara@x.example>") == "liam.o'hara@x.example"


@pytest.mark.parametrize(
    "text",
    ["mailto:MAILTO:eva.vik@x.example", "mailto:<eva.vik@x.example>", "mailto: eva.vik@x.example",
     "MAILTO:eva.vik%40X.example", "eva.vik@x.example"],
)  # fmt: skip
def test_an_attendees_address_however_it_is_prefixed(text: str) -> None:
    assert from_uri(text) == ADDRESS


RIGHT = [
    "Eva Vik <eva.vik@x.example>",
    "eva.vik@x.example; e@y.example",
    "mailto:eva.vik%40x.example",
]


@given(text=bent(RIGHT, ["@", "<", " ", "%40", ".", "mailto:", "(", "eva"]))
def test_bent_texts_give_no_address_that_isn_t_there(text: str) -> None:
    held = "".join(text.split()).casefold()
    assert one_address(text) in held
    assert from_uri(text) in held or from_uri(text) in unquote(held).casefold()
