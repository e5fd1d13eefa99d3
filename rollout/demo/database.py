"""Where the demo lives: a database of its own, made before settings are read."""

import os
import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent


def point_settings_at_demo() -> None:
    """Run in demo mode on the demo's own database, unless another is named."""
    os.environ["ROLLOUT_MODE"] = "demo"
    folder = Path(os.environ.get("ROLLOUT_VAR", BASE / "var"))
    if os.environ.get("DEMO_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["DEMO_DATABASE_URL"]
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'demo.sqlite3'}"
    # Links in mails and calendars lead to the port that the demo is served on.
    port = re.search(r" --port[ =](\d+)", " ".join(sys.argv))
    address = f"http://localhost:{port[1] if port else 8000}"
    os.environ.setdefault("ROLLOUT_BASE_URL", address)
