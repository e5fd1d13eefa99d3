"""SQLite’s files are their owner’s alone: they hold what people’s pages hold."""

from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

OWNERS_ONLY = 0o600
BESIDE = ("", "-wal", "-shm", "-journal")


def connect() -> None:
    """Look at the files of every SQLite connection from now on."""
    connection_created.connect(close_to_others, dispatch_uid="close_to_others")


def close_to_others(connection: Any, **_kwargs: object) -> None:
    """Take reading and writing from all but the owner. SQLite gives later files the same mode."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    for ending in BESIDE:
        file = Path(f"{connection.settings_dict['NAME']}{ending}")
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(OWNERS_ONLY)
