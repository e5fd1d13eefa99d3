"""Reading a run's file and what it holds."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from rollout.common.dates import school_year_start
from rollout.exchange.columns import FIELDS, data_rows, find_sheet
from rollout.exchange.models import ImportRun
from rollout.exchange.rows import Sheet
from rollout.exchange.sheets import read_sheets
from rollout.organisation.models import Employment, SchoolOwner


def read_run(
    owner: SchoolOwner, kind: str, name: str, content: bytes, remembered: Mapping[str, str]
) -> ImportRun:
    """A file as an unsaved run. Raises UnreadableFile."""
    rows, header_row, columns = find_sheet(read_sheets(content), FIELDS[kind], remembered)
    noticed = {
        "hidden": sorted(rows.hidden),
        "parts": [[part.sheet, part.first, part.own] for part in rows.parts],
        "left_out": rows.left_out,
    }
    return ImportRun(
        owner=owner,
        kind=kind,
        file_name=name[:200],
        rows=rows,
        header_row=header_row,
        columns=columns,
        sheets={name: told for name, told in noticed.items() if told},
    )


def rows_of(run: ImportRun) -> list[tuple[int, dict[str, str]]]:
    """The run's rows below its header, by field, with the sheet's own row numbers."""
    sheet = Sheet(run.rows, hidden=run.sheets.get("hidden", []))
    return data_rows(sheet, run.header_row, run.columns)


def first_day(owner: SchoolOwner, day: dt.date) -> dt.date:
    """From when a day's import of employments counts: a first list holds for the whole year."""
    known = Employment.objects.filter(Q(ends_on__isnull=True), school__owner=owner).exists()
    return day if known else school_year_start(day)
