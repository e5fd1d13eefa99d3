"""The rows behind a programme's figures as CSV files in a zip: one file a model."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Case, F, Model, QuerySet, When

from rollout.calendars.models import ClosedPeriod
from rollout.common.exports import safe_cell
from rollout.competence.models import Area, Framework, Level, Round
from rollout.library.models import Kit, ModuleCompletion
from rollout.library.versions.models import KitVersion
from rollout.logbook.models import SessionAttendance, SessionNeed, TrainingSession
from rollout.logbook.pulses.models import Pulse, PulseSum
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from rollout.planning.models import (
    Cohort,
    Membership,
    Participation,
    Programme,
    ProgrammeKit,
    Workshop,
    WorkshopAttendance,
)

# A kit version’s content is all that its kit said then.
LEFT_OUT = {"user", "client_key", "content"}
# How many came is told of a session that was held: before that there is no number.
TOLD_AS = {
    "head_count": Case(When(status=TrainingSession.Status.HELD, then=F("head_count"))),
}


def tables(programme: Programme) -> Iterator[QuerySet]:
    """Every table that a figure of the programme is made of, narrowed to its owner."""
    owner = programme.owner_id
    yield SchoolOwner.objects.filter(pk=owner)
    yield Programme.objects.filter(pk=programme.pk)
    yield School.objects.filter(owner=owner)
    yield Participation.objects.filter(programme=programme)
    yield Person.objects.filter(owner=owner)
    yield Employment.objects.filter(school__owner=owner)
    yield Role.objects.filter(person__owner=owner)
    yield Kit.objects.filter(owner=owner)
    yield KitVersion.objects.filter(kit__owner=owner)
    yield ProgrammeKit.objects.filter(programme=programme)
    yield ModuleCompletion.objects.filter(person__owner=owner)
    yield ClosedPeriod.objects.filter(owner=owner)
    yield Cohort.objects.filter(programme__owner=owner)
    yield Membership.objects.filter(cohort__programme__owner=owner)
    yield Workshop.objects.filter(cohort__programme__owner=owner)
    yield WorkshopAttendance.objects.filter(workshop__cohort__programme__owner=owner)
    yield TrainingSession.objects.filter(school__owner=owner)
    yield SessionAttendance.objects.filter(session__school__owner=owner)
    yield SessionNeed.objects.filter(session__school__owner=owner)
    # Nobody's own answers: what closed pulses show, as it was added up.
    yield Pulse.objects.filter(programme=programme)
    yield PulseSum.objects.filter(pulse__programme=programme, pulse__closed_at__isnull=False)
    framework = programme.framework_id or 0
    yield Framework.objects.filter(pk=framework)
    yield Level.objects.filter(framework=framework)
    yield Area.objects.filter(framework=framework)
    # Nobody's own answers: what closed rounds show, as they were frozen.
    yield Round.objects.filter(owner=owner, framework=framework, closed_on__isnull=False)


def as_cell(value: object) -> object:
    """Ids and days as they are, times in UTC; lists with spaces between."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return safe_cell(value)


def table_csv(rows: QuerySet) -> str:
    """One table: a heading of column names, then a row a line, by id."""
    model: type[Model] = rows.model
    names = [f.attname for f in model._meta.concrete_fields if f.name not in LEFT_OUT]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    columns = [TOLD_AS.get(name, name) for name in names]
    for values in rows.order_by("pk").values_list(*columns).iterator():
        writer.writerow([as_cell(value) for value in values])
    return out.getvalue()


def export_programme(programme: Programme, path: Path) -> dict[str, int]:
    """Write the zip, and tell how many rows each file has."""
    counts = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for rows in tables(programme):
            name = f"{rows.model._meta.model_name}.csv"
            archive.writestr(name, table_csv(rows))
            counts[name] = rows.count()
    return counts
