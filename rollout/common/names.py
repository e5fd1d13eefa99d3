"""Names as people write them, without what no eye sees."""

import re
import unicodedata
from typing import Any

from django.db import models

# Characters that turn the reading direction, join or part letters, or take no room at all.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


# What people write where there is no name.
NOTHING = {
    "n a", "none", "ukjent", "ingen", "mangler", "unknown", "missing", "empty", "x", "xx", "xxx",
    "ikke oppgitt", "uten navn", "ledig", "vakant",
}  # fmt: skip
# As programs write it; Nan and Null are names.
NOTHING_TO_PROGRAMS = {"nan", "NaN", "NAN", "null", "NULL"}


def seen(text: str) -> str:
    """A one-line text without control characters and characters that can’t be seen, its letters
    composed and its spaces single ones. A name that looks like another is then the same."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", text)).replace("\u2011", "-")
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in plain)
    return " ".join(spaced.split())


# Letters that aren’t another with a mark, as they are typed where the keyboard hasn’t got them;
# `static/js/rollout.js` has the same.
PLAIN_LETTERS = {
    "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ŧ": "t",
    "ŋ": "n", "ħ": "h", "ı": "i",
}  # fmt: skip
AS_TYPED = str.maketrans(PLAIN_LETTERS)
MARKS = re.compile("[\u0300-\u036f]")


def unaccented(text: str) -> str:
    """A text as it is searched for: in small letters without marks, so that `ante` finds Ánte and
    `oystein` Øystein."""
    bare = MARKS.sub("", unicodedata.normalize("NFD", text)).lower()
    return bare.translate(AS_TYPED)


def is_nothing(text: str) -> bool:
    """Whether a text only says that there is no name: `-`, `N/A`, `ukjent`."""
    if "#" in text:  # an error in a workbook’s cell, such as #N/A, says nothing of the name
        return False
    words = "".join(c if c.isalnum() else " " for c in text.casefold())
    bare = " ".join(words.split())
    return (
        bare in NOTHING
        or text.strip() in NOTHING_TO_PROGRAMS
        or (not bare and set(text) <= set(" -–—.,_/*?"))
    )


class NameField(models.CharField):
    """A name: whichever way it comes in, what no eye sees is left out."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return seen(found) if isinstance(found, str) else found

    def get_prep_value(self, value: Any) -> Any:
        found = super().get_prep_value(value)
        return seen(found) if isinstance(found, str) else found

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is kept in the database is also what the row at hand says."""
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """To the database it is a text like others."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
