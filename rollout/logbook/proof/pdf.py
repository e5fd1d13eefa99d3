"""A page as a PDF, where the optional library for it is installed and works."""

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings


@cache
def printer() -> Any | None:
    """WeasyPrint, or None where it or what it needs of the system is missing. It takes a moment to
    load, so a process does that once, when a page first asks."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def is_there() -> bool:
    return printer() is not None


def as_pdf(html: str) -> bytes:
    """A whole page of HTML as a tagged PDF, dressed by the print sheet of its own. It fetches
    nothing: what the page points at isn't shown. Raises LookupError where PDFs can't be made."""
    library = printer()
    if library is None:
        raise LookupError("WeasyPrint isn’t installed, or lacks what it needs of the system.")
    css = (settings.BASE_DIR / "static" / "css" / "proof.css").read_text()
    sheet = library.CSS(string=css, url_fetcher=nothing)
    page = library.HTML(string=html, url_fetcher=nothing)
    return page.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)


def nothing(url: str, *_rest: object, **_options: object) -> dict[str, object]:
    """Refuses every address."""
    raise ValueError(f"A PDF fetches nothing: {url}")
