"""A migrated database, made once for all workers and kept until what it is made of changes.

Migrating takes half a minute of a worker's time, a copy takes none.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

# What decides how the database looks: the packages that are pinned, and what migrations read.
MADE_OF = ("pyproject.toml", "rollout/migrations", "rollout/competence")
KINDS = {".py", ".json", ".toml"}
NAME = "rollout_migrated"


def make_migrated() -> None:
    """Migrate a database for the workers to copy, where there is none that is made of the same."""
    if connection.vendor == "postgresql":
        make_on_server()
    elif not (path := file_path()).exists():
        for old in path.parent.glob(f"{NAME}-*"):
            old.unlink()
        unfinished = path.with_suffix(".unfinished")
        migrate(f"sqlite:///{unfinished}")
        unfinished.rename(path)


def copy_migrated(name: str) -> None:
    """Put the migrated database where a worker's test database is looked for."""
    if connection.vendor == "postgresql":
        with on_server() as cursor:
            target, source = sql.Identifier(name), sql.Identifier(server_name())
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(target))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(target, source))
    else:
        shutil.copyfile(file_path(), name)


def make_on_server() -> None:
    name = server_name()
    with on_server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return
        unfinished = f"{NAME}_unfinished"
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        migrate(f"{base}/{unfinished}")
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        cursor.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))


def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "rollout.settings"}
    environment.setdefault("ROLLOUT_MODE", "development")
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)  # noqa: S603


def digest() -> str:
    found = hashlib.sha256()
    for place in MADE_OF:
        root = settings.BASE_DIR / place
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.suffix in KINDS:
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def file_path() -> Path:
    return Path(settings.VAR_DIR) / f"{NAME}-{digest()}.sqlite3"


def server_name() -> str:
    return f"{NAME}_{digest()}"


@contextmanager
def on_server() -> Iterator[Any]:
    """A cursor of a connection that can make databases."""
    given = connection.get_connection_params()
    who = {key: given[key] for key in ("host", "port", "user", "password") if key in given}
    with psycopg.connect(dbname="postgres", autocommit=True, **who) as made:
        yield made.cursor()
