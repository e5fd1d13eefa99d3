"""Opening a file from the command line."""

from pathlib import Path

from django.core.management.base import CommandError

from rollout.exchange.columns import lacking
from rollout.exchange.models import ImportRun
from rollout.exchange.queries import read_run
from rollout.exchange.rows import UnreadableFile
from rollout.organisation.models import SchoolOwner


def open_run(owner: SchoolOwner, kind: str, path: str) -> ImportRun:
    """Read a file into an unsaved run. CommandError, and so exit status 1, where it can't be."""
    try:
        run = read_run(owner, kind, Path(path).name, Path(path).read_bytes(), {})
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except UnreadableFile as error:
        raise CommandError(f"{path}: {error}") from error
    missing = lacking(run.columns, kind)
    if missing:
        names = ", ".join(str(field.label) for field in missing)
        header = ", ".join(filter(None, run.rows[run.header_row - 1]))
        raise CommandError(
            f"{path}: no column was found for: {names}. "
            f"The headings were read from row {run.header_row}: {header}"
        )
    return run
