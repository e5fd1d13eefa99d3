"""Checks the types of rules, queries, actions and figures: where a wrong one costs most."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "rules",
    "queries",
    "actions",
    "attendance",
    "permissions",
    "masking",
    "figures",
    "sources",
    "kept",
    "availability",
)
FOLDERS = ("calendars",)


def main() -> int:
    files = [str(p) for name in NAMES for p in sorted((ROOT / "rollout").rglob(f"{name}.py"))]
    files += [
        str(p) for folder in FOLDERS for p in sorted((ROOT / "rollout" / folder).glob("*.py"))
    ]
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", *sorted(set(files))]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
