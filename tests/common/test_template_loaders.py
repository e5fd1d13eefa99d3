"""Pages come without the indentation of their templates; what is filled in stays as it is."""

from pathlib import Path

from django.template import engines
from django.template.loader import render_to_string

from rollout.common.template_loaders import unindented
from tests.test_house import ROOT


def test_html_is_sent_without_indentation_and_plain_text_as_it_is() -> None:
    text = "<p>\n  en\n\n    to  tre\n</p>"
    assert unindented("a.html", text) == "<p>\nen\n\nto  tre\n</p>"
    assert unindented("a.txt", text) == text


def test_what_is_filled_in_keeps_its_indentation() -> None:
    template = engines["django"].from_string("{{ text }}")
    assert template.render({"text": "en\n  to"}) == "en\n  to"
    assert "\n " not in render_to_string("components/offline.html")


def test_no_words_to_translate_hang_on_how_they_are_indented() -> None:
    """A text over several lines has to be trimmed, or its translation wouldn't be found."""
    opens, ends = "{% blocktranslate", "{% endblocktranslate"
    untrimmed = [
        str(path)
        for path in Path(ROOT, "templates").rglob("*.html")
        for piece in path.read_text().split(opens)[1:]
        if "\n" in piece.partition(ends)[0].partition("%}")[2]
        and " trimmed" not in piece.partition("%}")[0]
    ]
    assert untrimmed == []
