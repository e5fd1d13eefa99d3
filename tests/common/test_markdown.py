"""Markdown becomes HTML that is safe, links that open safely, and headings that fit the page."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from hypothesis import example, given
from hypothesis import strategies as st

from rollout.common.markdown import ATTRIBUTES, SCHEMES, TAGS, markdown_html

NASTY = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "![x](https://away.example/a.png)", "<style>*{}</style>", "[x](data:text/html,<b>)",
    "[x](//away.example/a)", "<a href='javascript:alert(1)'>", "[x]: javascript:alert(1)\n\n[x]",
    "<https://a.example/\">", "[x](java&#115;cript:alert(1))", "<svg/onload=alert(1)>", "\x00",
    "[x](https://a.example \"t\" onclick=a)", "<iframe src=//a>", "`<script>`", "```html\n<p>\n```",
    "[![x](https://a.example/b.png)](vbscript:a)", "| a |\n|:-:|\n| <b style=x> |", "# a", "#### b",
    "&lt;script&gt;", "<!-- ", "]]>", "\n\n", "* ", "1. ", "> ", "\\", "'", '"',
    "style=", "onload=",
]  # fmt: skip
pieces = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
texts = st.lists(pieces, max_size=12).map("".join)


class Elements(HTMLParser):
    """The elements that a browser would make of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(texts)
@example("".join(NASTY))
def test_nothing_but_plain_texts_own_elements_gets_through(text: str) -> None:
    for tag, attributes in Elements(markdown_html(text)).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if address := attributes.get("href"):
            assert urlsplit(address).scheme in SCHEMES
        if tag == "a":
            assert "noopener" in (attributes["rel"] or "").split()


@given(texts, st.integers(1, 4))
def test_headings_begin_right_below_the_pages_and_skip_none(text: str, below: int) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(markdown_html(text, below)).found if tag[0] == "h"
              and tag != "hr"]  # fmt: skip
    over = below
    for level in levels:
        assert below < level <= over + 1 or level == 6
        over = level


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## A\n\n##### B\n\n# C", "<h3>A</h3>\n<h4>B</h4>\n<h3>C</h3>\n"),
        ("en\nto", "<p>en<br>\nto</p>\n"),
        ("- en\n- **to**", "<ul>\n<li>en</li>\n<li><strong>to</strong></li>\n</ul>\n"),
        ("![En katt & <hund>](https://a.example/k.png)", "<p>En katt &amp; &lt;hund&gt;</p>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        (
            "[Udir](https://www.udir.no/)",
            '<p><a href="https://www.udir.no/" rel="noopener noreferrer">Udir</a></p>\n',
        ),
        ("", ""),
    ],
)
def test_what_is_made_of_a_text(text: str, html: str) -> None:
    assert markdown_html(text, 2) == html


def test_a_page_shows_a_texts_markdown() -> None:
    shown = Template("{{ text|markdown:2 }}").render(Context({"text": "# <i>"}))
    assert shown == "<h3>&lt;i&gt;</h3>\n"
