"""Which code page bytes are in."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.letters import UnknownLetters, decoded

NAMES = ["Bråten;Jørgen", "Hæstad;Målfrid", "Åse Øyen", "Märta Öberg", "Ærø"]


@pytest.mark.parametrize(
    "page",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"],
)
def test_nordic_names_are_read_from_every_page_in_use(page: str) -> None:
    text = "Etternavn;Fornavn\r\n" + "\r\n".join(NAMES)
    assert decoded(text.encode(page)) == text
    for name in NAMES:
        with suppress(UnknownLetters):
            assert decoded(f"navn: {name}".encode(page)) == f"navn: {name}"


@pytest.mark.parametrize("name", ["Renée", "João", "D’Arcy", "Muñoz"])
def test_names_from_elsewhere_are_read_as_windows_writes_them(name: str) -> None:
    assert decoded(name.encode("cp1252")) == name


def test_one_odd_byte_does_not_spoil_the_rest() -> None:
    lines = [name.encode() for name in NAMES]
    lines[2] = "Strøm;Åse".encode("cp1252")
    assert decoded(b"\n".join(lines)).split("\n") == [*NAMES[:2], "Strøm;Åse", *NAMES[3:]]
    assert decoded("Bråten".encode() + b" J\xf8rgen") == "Bråten Jørgen"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"a\0b", b"\xa4\xa7\xb1", b"J\xa4rgen \x81", b"\x8eana"]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnknownLetters):
        decoded(content)


@given(st.text(min_size=1))
def test_text_in_utf_8_is_itself(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decoded(text.encode("utf-8", "ignore")) == text.encode("utf-8", "ignore").decode()


@given(st.binary(max_size=60))
def test_no_bytes_are_too_odd(content: bytes) -> None:
    try:
        decoded(content)
    except UnknownLetters:
        return
