"""Markdown as people write it, made into HTML that is safe to show.

Two walls: the parser takes no HTML, and what it makes is cleaned of everything but plain text's own
elements. A picture is one that was added here, named as `picture:` and its key; any other is shown
as its words alone, so that no page fetches anything from elsewhere.
"""

import re

import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LOWEST_HEADING = 6
PICTURE = "picture:"
OURS = re.compile(rf"{PICTURE}([a-z0-9]{{12}})")
# They stand around a picture's key and words until the text is cleaned; in a text they are dropped.
SIGNS = "\ue000\ue001\ue002"
KEPT = re.compile(f"{SIGNS[0]}([a-z0-9]{{12}}){SIGNS[1]}([^{SIGNS}<>]*){SIGNS[2]}")
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


def make_reader() -> MarkdownIt:
    """A line that is broken where it is typed stays broken: most people don't know Markdown."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.enable("table")
    reader.add_render_rule("image", words_of_picture)
    return reader


def words_of_picture(self: object, tokens: list[Token], index: int, *_rest: object) -> str:
    """A picture's words, behind its key where it is one of ours. No text can write these signs."""
    words = nh3.clean_text(tokens[index].content)
    found = OURS.fullmatch(str(tokens[index].attrGet("src")))
    return f"{SIGNS[0]}{found[1]}{SIGNS[1]}{words}{SIGNS[2]}" if found else words


READER = make_reader()


def markdown_html(text: str, below: int = 1) -> SafeString:
    """A text's HTML. `below` is the level of the page's heading over it, from 1: the text's own
    headings begin one level lower and skip none."""
    tokens = READER.parse(text.translate(dict.fromkeys(map(ord, SIGNS))))
    lower_headings(tokens, below)
    made = READER.renderer.render(tokens, READER.options, {})
    clean = nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny"
    )
    return mark_safe(KEPT.sub(shown, clean))  # noqa: S308 - cleaned in the line before


def shown(picture: re.Match[str]) -> str:
    """A picture of ours by its key. Its words are cleaned already, but for what ends a value."""
    address, words = reverse("attachment", args=[picture[1]]), picture[2].replace('"', "&quot;")
    return f'<img src="{address}" alt="{words}" loading="lazy">'


def lower_headings(tokens: list[Token], below: int) -> None:
    """Give each heading the level that its depth among the text's own headings asks for."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1:])
            while open_levels and open_levels[-1] >= written:
                open_levels.pop()
            open_levels.append(written)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LOWEST_HEADING, below + len(open_levels))}"
