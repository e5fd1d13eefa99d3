"""Markdown as people write it, made into HTML that is safe to show.

Two walls: the parser takes no HTML, and what it makes is cleaned of everything but plain text's own
elements. Pictures are shown as their words alone, so that no page fetches anything from elsewhere.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LOWEST_HEADING = 6
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
    return nh3.clean_text(tokens[index].content)


READER = make_reader()


def markdown_html(text: str, below: int = 1) -> SafeString:
    """A text's HTML. `below` is the level of the page's heading over it, from 1: the text's own
    headings begin one level lower and skip none."""
    tokens = READER.parse(text)
    lower_headings(tokens, below)
    made = READER.renderer.render(tokens, READER.options, {})
    clean = nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny"
    )
    return mark_safe(clean)  # noqa: S308 - cleaned in the line before


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
