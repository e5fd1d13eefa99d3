"""The export has every table that a figure is made of, and nothing that tells what one answered."""

import csv
import io
import zipfile
from pathlib import Path

from rollout.exchange.export import export_programme, tables
from rollout.insight.cache import SOURCES
from rollout.library.versions.models import KitVersion
from rollout.logbook.models import SessionNeed
from tests import factories as make
from tests.personas import World

# Sources of what is planned and foreseen, which no figure of what was done is made of.
NOT_EXPORTED = {
    "CopyBase": "what a school’s copy took: all that a kit says",
    "KitStep": "what a kit says: whether a copy is changed is all that figures ask of it",
    "GuestPlace": "where somebody meets this once: a plan, and the attendance tells who came",
    "SubstituteDay": "when a school has stand-ins: a plan",
    "Venue": "where cohorts meet: a plan",
}
OWN_OR_UNCONFIRMED = {
    "pulsecount.csv",
    "pulsemark.csv",
    "pulseanswered.csv",
    "pulsetext.csv",
    "scan.csv",
    "moduleprogress.csv",
    "sessionnewcomer.csv",
}


def test_every_source_of_the_figures_is_exported_or_has_a_reason(world: World) -> None:
    exported = {rows.model.__name__ for rows in tables(world.programme)}
    sources = {model.__name__ for model in SOURCES}
    assert sources - exported == set(NOT_EXPORTED)


def test_nobodys_own_answers_are_exported(world: World, tmp_path: Path) -> None:
    counts = export_programme(world.programme, tmp_path / "out.zip")
    assert not OWN_OR_UNCONFIRMED & set(counts)


def test_versions_are_exported_without_what_they_say(world: World, tmp_path: Path) -> None:
    KitVersion.objects.create(kit=world.kit, number=1, content={"name": "Hemmelig"})
    need = {"kind": "stopped", "text": "Nettet var nede", "goes_to": "it_coordinator"}
    SessionNeed.objects.create(session=world.session, **need)
    other = make.programme(make.school_owner("Annen kommune"), [])
    path = tmp_path / "out.zip"
    assert export_programme(other, path)["kitversion.csv"] == 0
    export_programme(world.programme, path)
    with zipfile.ZipFile(path) as archive:
        versions = archive.read("kitversion.csv").decode()
        needs = list(csv.DictReader(io.StringIO(archive.read("sessionneed.csv").decode())))
    assert versions.splitlines()[0].startswith("id,kit_id,number,published_at")
    assert "Hemmelig" not in versions
    assert [row["text"] for row in needs] == ["Nettet var nede"]
