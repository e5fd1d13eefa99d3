"""Where the demo lives: a database of its own, or one that is named, before settings are read."""

import os
import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent


def point_settings_at_demo() -> None:
    """Run in demo mode on the demo's own database, unless DEMO_DATABASE_URL or DATABASE_URL names
    another. What holds other data than a demo's is never emptied: see `foreign_data`."""
    os.environ["ROLLOUT_MODE"] = "demo"
    folder = Path(os.environ.get("ROLLOUT_VAR", BASE / "var"))
    if os.environ.get("DEMO_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["DEMO_DATABASE_URL"]
    elif not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'demo.sqlite3'}"
    # Links in mails and calendars lead to the port that the demo is served on.
    port = re.search(r" --port[ =](\d+)", " ".join(sys.argv))
    address = f"http://localhost:{port[1] if port else 8000}"
    os.environ.setdefault("ROLLOUT_BASE_URL", address)
