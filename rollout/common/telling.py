"""Telling the person what became of what they asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest


@contextmanager
def tell_outcome(request: HttpRequest, success: str = "") -> Iterator[None]:
    """Run an action: its success is told, and so is why it could not be done."""
    try:
        yield
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if success:
            messages.success(request, success)
