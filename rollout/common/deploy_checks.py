"""What `check --deploy` refuses besides Django’s own: hosts and addresses that links could be
turned with."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Sequence[Any] | None, **options: Any) -> list[Error]:
    """Each name of the server is written out."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Write the server’s own names, with commas between."
    return [Error("ALLOWED_HOSTS lets every name in.", hint=hint, id="rollout.E001")]


@register(Tags.security, deploy=True)
def check_base_url(app_configs: Sequence[Any] | None, **options: Any) -> list[Error]:
    """Links in mails begin with an address that people can open."""
    problem = base_url_problem(settings.BASE_URL, must_be_safe=settings.PRODUCTION)
    hint = "Such as https://rollout.example."
    return [Error(f"ROLLOUT_BASE_URL {problem}", hint=hint, id="rollout.E002")] if problem else []


def base_url_problem(url: str, must_be_safe: bool) -> str:
    """Why an address can’t begin links; empty where it can."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "isn’t an address."
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        return "isn’t an address on the web."
    if parts.username or parts.query or parts.fragment:
        return "holds more than a server’s name and a path."
    return "must begin with https." if must_be_safe and parts.scheme != "https" else ""
