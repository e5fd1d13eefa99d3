"""What a device keeps of the product itself: the page for working without network, and its files.

The page is made without a request, so that nothing of anybody’s can be in it.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from rollout.common.assets import STATIC
from rollout.logbook.offline.forms import BlankForm

WORKER = STATIC / "js" / "service-worker.js"
FILES = (
    "css/icon.svg",
    "vendor/inter-latin.woff2",
    "vendor/inter-latin-ext.woff2",
    "vendor/designsystemet-theme.css",
    "vendor/designsystemet.css",
    "css/base.css",
    "css/parts.css",
    "vendor/cally.js",
    "vendor/idb.js",
    "js/rollout.js",
    "js/days.js",
    "js/device.js",
    "js/sending.js",
    "js/offline-form.js",
    "js/offline-page.js",
)


def page() -> str:
    """The page that works without network, in the language in use."""
    form = BlankForm()
    labels = {field.name: str(field.label) for field in form}
    return render_to_string("logbook/offline.html", {"form": form, "labels": json.dumps(labels)})


def worker_script() -> str:
    """The service worker, with what it keeps. It changes when the page or one of its files does, or
    the language, so that a browser fetches all of them anew together."""
    stamps = tuple(path.stat().st_mtime for path in (*sources(), WORKER))
    kept = {
        "version": version(get_language(), stamps),
        "page": reverse("offline"),
        "files": [static(name) for name in FILES],
        "who": reverse("offline_who"),
        "signOut": reverse("account_logout"),
    }
    return f"const SHELL = {json.dumps(kept)};\n{WORKER.read_text()}"


@lru_cache(maxsize=8)
def version(language: str, stamps: tuple[float, ...]) -> str:
    """A name for the page and its files as they are now. The language and the files’ times tell
    what it was made of, so that it isn’t made anew for each who asks."""
    digest = hashlib.sha256(page().encode())
    for path in sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    """The files as they are in the checkout."""
    return [STATIC / name for name in FILES]
