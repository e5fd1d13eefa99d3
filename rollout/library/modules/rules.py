"""A module's question as it is written, a line for each option, and what is said of an answer.

What belongs in the class's channel?
+ What the whole class needs | Yes: there everybody finds it again.
- What is about one pupil | No: that has a place of its own.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

RIGHT, WRONG, FEEDBACK = "+", "-", "|"
# What writing programs make of a hyphen at the start of a line.
DASHES = ("-", "–", "—", "−")
FEWEST_OPTIONS, MOST_OPTIONS = 2, 6


@dataclass(frozen=True)
class Option:
    """Something to choose, and what is said to whoever chooses it."""

    text: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A check for understanding. `asked` may have several lines."""

    asked: str
    options: tuple[Option, ...]

    @property
    def takes_several(self) -> bool:
        """Whether more than one option is right, so that several may be chosen."""
        return sum(option.is_right for option in self.options) > 1


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a question as it is written: a key of `wording.MISTAKES`, and the line,
    from 1, that it is about; 0 where it is about the whole."""

    key: str
    line: int = 0


class NotAQuestion(ValueError):
    """A text that can't be asked, with every reason why."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(", ".join(mistake.key for mistake in mistakes))
        self.mistakes = mistakes


def parse_question(text: str) -> Question:
    """The question that a text is. Raises NotAQuestion with all that stands in the way."""
    asked: list[str] = []
    options: list[Option] = []
    mistakes: list[Mistake] = []
    for number, line in written_lines(text):
        option = parse_option(line)
        if option is not None:
            mistakes += wrong_with(option, options, number)
            options.append(option)
        elif options:
            mistakes.append(Mistake("stray", number))
        else:
            asked.append(line)
    mistakes += wrong_on_the_whole(asked, options)
    if mistakes:
        raise NotAQuestion(mistakes)
    return Question("\n".join(asked), tuple(options))


def written_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that aren't empty, each with its number."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def parse_option(line: str) -> Option | None:
    """The option that a line is; None where it begins with neither mark."""
    if not line.startswith((RIGHT, *DASHES)):
        return None
    text, _bar, feedback = line[1:].partition(FEEDBACK)
    return Option(text.strip(), line.startswith(RIGHT), feedback.strip())


def wrong_with(option: Option, before: Collection[Option], line: int) -> list[Mistake]:
    if not option.text:
        return [Mistake("empty", line)]
    is_twice = option.text in {other.text for other in before}
    return [Mistake("twice", line)] if is_twice else []


def wrong_on_the_whole(asked: Sequence[str], options: Collection[Option]) -> list[Mistake]:
    holds = {
        "nothing_asked": not asked,
        "too_few": len(options) < FEWEST_OPTIONS,
        "too_many": len(options) > MOST_OPTIONS,
        "none_right": bool(options) and not any(option.is_right for option in options),
    }
    return [Mistake(key) for key, is_so in holds.items() if is_so]


def print_question(question: Question) -> str:
    """A question as it is written: what `parse_question` reads as the same."""
    lines = [question.asked]
    for option in question.options:
        line = f"{RIGHT if option.is_right else WRONG} {option.text}"
        lines.append(f"{line} {FEEDBACK} {option.feedback}" if option.feedback else line)
    return "\n".join(lines)


def read_question(text: str) -> Question | None:
    """A question that may be asked; None where there is none, or where it isn't fit to be asked."""
    try:
        return parse_question(text) if text.strip() else None
    except NotAQuestion:
        return None


def verdict(question: Question, chosen: Collection[int]) -> str:
    """What is said of an answer, given by the places of what was chosen, from 0: `nothing` was
    chosen, `right`, `more` where what was chosen is right and more is, or `not_quite`."""
    right = {n for n, option in enumerate(question.options) if option.is_right}
    if not chosen:
        return "nothing"
    if not right.issuperset(chosen):
        return "not_quite"
    return "right" if right == set(chosen) else "more"


def nearest_place(keys: Sequence[str], key: str, place: int) -> int:
    """Where to go on, from 1: at the step with the key, or where it is gone, at the place that it
    had among the steps that there are now."""
    if key in keys:
        return keys.index(key) + 1
    return max(1, min(place, len(keys)))


@dataclass(frozen=True)
class Choice:
    """An option on the page: its place, from 0, and whether it was chosen in the answer."""

    place: int
    option: Option
    is_chosen: bool


def choices_of(question: Question, chosen: Collection[int]) -> list[Choice]:
    return [Choice(n, option, n in chosen) for n, option in enumerate(question.options)]
