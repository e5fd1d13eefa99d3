"""A module's question as it is written, and what is said of an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.library.modules.rules import (
    NotAQuestion,
    Option,
    Question,
    nearest_place,
    parse_question,
    print_question,
    read_question,
    verdict,
)
from rollout.library.modules.wording import mistakes_in

WRITTEN = """Hvor hører ukeplanen hjemme?

+ I kanalen | Ja, der finner alle den.
- I en chat | Der er den snart ute av syne.
-Ingen av dem
"""
LINE = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)
WORDS = LINE.filter(bool)
OPTIONS = st.lists(
    st.builds(Option, WORDS, st.booleans(), LINE),
    min_size=2,
    max_size=6,
    unique_by=lambda o: o.text,
).filter(lambda options: any(option.is_right for option in options))
QUESTIONS = st.builds(
    Question, st.lists(WORDS, min_size=1, max_size=3).map("\n".join), OPTIONS.map(tuple)
)


def test_a_question_is_read_line_by_line() -> None:
    question = parse_question(WRITTEN)
    assert question.asked == "Hvor hører ukeplanen hjemme?"
    assert question.options == (
        Option("I kanalen", True, "Ja, der finner alle den."),
        Option("I en chat", False, "Der er den snart ute av syne."),
        Option("Ingen av dem", False),
    )
    assert not question.takes_several


@given(QUESTIONS)
def test_what_is_printed_is_read_as_the_same(question: Question) -> None:
    written = print_question(question)
    assert parse_question(written) == question
    assert print_question(parse_question(written)) == written


@given(st.text(st.sampled_from("+-–| \nab"), max_size=80))
def test_any_text_is_a_question_or_says_why_not(text: str) -> None:
    question = read_question(text)
    assert (question is None) is (mistakes_in(text) != [] or not text.strip())
    if question:
        assert parse_question(print_question(question)) == question


@pytest.mark.parametrize("dash", "-–—−")
def test_a_hyphen_that_a_program_made_longer_is_one(dash: str) -> None:
    question = parse_question(f"Hva?\n+ Ja\n{dash} Nei | Nei - men nær")
    assert question.options[1] == Option("Nei", False, "Nei - men nær")


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("Hva?", [("too_few", 0)]),
        ("+ Ja\n- Nei", [("nothing_asked", 0)]),
        ("Hva?\n- Ja\n- Nei", [("none_right", 0)]),
        ("Hva?\n+ Ja\n- Ja", [("twice", 3)]),
        ("Hva?\n+ Ja\n- | Nei", [("empty", 3)]),
        ("Hva?\n\n+ Ja\nfordi\n- Nei", [("stray", 4)]),
        ("Hva?\n+ 1\n- 2\n- 3\n- 4\n- 5\n- 6\n- 7", [("too_many", 0)]),
    ],
)
def test_each_mistake_is_told_with_its_line(text: str, mistakes: list[tuple[str, int]]) -> None:
    with pytest.raises(NotAQuestion) as caught:
        parse_question(text)
    assert [(mistake.key, mistake.line) for mistake in caught.value.mistakes] == mistakes


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (set(), "nothing"),
        ({0}, "more"),
        ({0, 1}, "right"),
        ({0, 2}, "not_quite"),
        ({2}, "not_quite"),
    ],
)
def test_an_answer_is_told_of(chosen: set[int], said: str) -> None:
    assert verdict(parse_question("Hva?\n+ A\n+ B\n- C"), chosen) == said


@pytest.mark.parametrize(
    ("keys", "place"),
    [(["a", "b", "c"], 2), (["b", "a"], 1), (["a", "c", "d"], 2), (["a"], 1), ([], 1)],
)
def test_one_goes_on_at_the_step_or_where_it_was(keys: list[str], place: int) -> None:
    assert nearest_place(keys, "b", 2) == place
