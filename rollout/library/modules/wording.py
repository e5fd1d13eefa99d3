"""What a question's writer and its reader are told."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.library.modules.rules import MOST_OPTIONS, Mistake, NotAQuestion, parse_question

MISTAKES: dict[str, str | Promise] = {
    "stray": _(
        "Line %(line)s begins with neither + nor -. An option is one line: put its feedback after"
        " a | on the same line."
    ),
    "empty": _("Line %(line)s is an option without words."),
    "twice": _("Line %(line)s is an option that is there already."),
    "nothing_asked": _("Write the question in the first line, before its options."),
    "too_few": _("Give at least two options, each on a line that begins with + or -."),
    "too_many": _("Give at most %(most)s options. A few good ones are easier to choose among."),
    "none_right": _("Mark at least one right option: begin its line with +."),
}
VERDICTS: dict[str, str | Promise] = {
    "nothing": _("Choose an answer first, or go on without."),
    "right": _("That’s right."),
    "more": _("So far right. There is more to choose."),
    "not_quite": _("Not quite. Try again, or go on."),
}


def in_words(mistake: Mistake) -> str:
    return str(MISTAKES[mistake.key]) % {"line": mistake.line, "most": MOST_OPTIONS}


def mistakes_in(text: str) -> list[str]:
    """What stands in the way of a question, in words; nothing where none is written."""
    try:
        if text.strip():
            parse_question(text)
    except NotAQuestion as wrong:
        return [in_words(mistake) for mistake in wrong.mistakes]
    return []


def check_question(text: str) -> None:
    """Raise ValidationError for a question that can't be asked, saying what to put right."""
    if mistakes := mistakes_in(text):
        raise ValidationError(mistakes)
