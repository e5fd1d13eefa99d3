"""When a kit is complete, and which mechanisms its steps serve."""

import pytest

from rollout.library.rules import MECHANISMS, PATHS, KitParts, lacking, unserved
from rollout.library.wording import LACKING, UNSERVED

WRITTEN = {"purpose", "guide", "module_title", "best_practice", *PATHS}
STEPS = {("session", "motivate")}


def test_a_kit_with_all_its_parts_lacks_nothing() -> None:
    assert lacking(KitParts(WRITTEN, STEPS)) == []


@pytest.mark.parametrize(
    ("missing", "lack"),
    [
        ("purpose", "purpose"),
        ("guide", "workshop"),
        ("module_title", "module"),
        ("best_practice", "best_practice"),
        *[(path, path) for path in PATHS],
    ],
)
def test_each_text_that_is_missing_is_told(missing: str, lack: str) -> None:
    assert lacking(KitParts(WRITTEN - {missing}, STEPS)) == [lack]


def test_steps_are_a_guide_and_a_module_too() -> None:
    steps = {("session", ""), ("workshop", ""), ("module", "")}
    assert lacking(KitParts(WRITTEN - {"guide", "module_title"}, steps)) == []
    assert lacking(KitParts(WRITTEN, {("workshop", "")})) == ["session"]


def test_an_empty_kit_lacks_all_in_the_order_in_which_it_is_written() -> None:
    found = lacking(KitParts(set(), set()))
    assert found == ["purpose", "session", "workshop", "module", "best_practice", *PATHS]


def test_mechanisms_that_no_step_serves_are_told_once_there_are_steps() -> None:
    steps = {("session", "motivate"), ("workshop", "embed"), ("session", "")}
    assert unserved(KitParts(set(), steps)) == ["knowledge", "technique"]
    assert unserved(KitParts(set(), {("session", each) for each in MECHANISMS})) == []
    assert unserved(KitParts(set(), set())) == []


def test_everything_that_is_told_has_words() -> None:
    assert set(LACKING) == set(lacking(KitParts(set(), set())))
    assert set(UNSERVED) == set(MECHANISMS)
