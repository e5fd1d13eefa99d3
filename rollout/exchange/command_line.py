"""The same imports from the command line."""

import datetime as dt
from pathlib import Path

from django.core.management.base import CommandError
from django.db.models import Q

from rollout.common.dates import school_year_start, today
from rollout.exchange.columns import FIELDS, data_rows, find_header, lacking
from rollout.exchange.models import ImportRun
from rollout.exchange.sheets import UnreadableFile, read_sheet
from rollout.organisation.models import Employment, SchoolOwner


def open_run(owner: SchoolOwner, kind: str, path: str) -> ImportRun:
    """Read a file into an unsaved run. CommandError, and so exit status 1, where it can't be."""
    try:
        rows = read_sheet(Path(path).name, Path(path).read_bytes())
        header_row, columns = find_header(rows, FIELDS[kind])
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except UnreadableFile as error:
        raise CommandError(f"{path}: {error}") from error
    missing = lacking(columns, kind)
    if missing:
        names = ", ".join(str(field.label) for field in missing)
        raise CommandError(f"{path}: {names}?")
    return ImportRun(
        owner=owner,
        kind=kind,
        file_name=Path(path).name[:200],
        rows=rows,
        header_row=header_row,
        columns=columns,
    )


def rows_of(run: ImportRun) -> list[tuple[int, dict[str, str]]]:
    return data_rows(run.rows, run.header_row, run.columns)


def first_day(owner: SchoolOwner) -> dt.date:
    """From when an import's employments count: a first list holds for the whole school year."""
    known = Employment.objects.filter(Q(ends_on__isnull=True), school__owner=owner).exists()
    return today() if known else school_year_start(today())
