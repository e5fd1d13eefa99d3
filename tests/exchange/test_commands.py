"""The imports, figures and export from the command line."""

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rollout.common.dates import today
from rollout.exchange.models import ImportRun
from rollout.organisation.models import Person, School, SchoolOwner
from tests import factories as make
from tests.exchange import files
from tests.personas import World

REGISTER = [
    ["Kommunenummer", "Kommune", "Skolenavn", "Organisasjonsnummer", "Trinn fra", "Trinn til",
     "Eierforhold", "Besøksadresse"],
    ["3205", "Solvik", "Nordlia skole", "973608894", "1", "7", "Offentlig", "Veien 1"],
    ["3205", "Solvik", "Sørlia ungdomsskole", "975272729", "8", "10", "Offentlig", "Veien 2"],
    ["3205", "Solvik", "Friskolen", "875272772", "1", "10", "Privat", "Veien 3"],
    ["0301", "Oslo", "Annen skole", "974555794", "1", "7", "Offentlig", "Veien 4"],
    ["3205", "Solvik", "Feil skole", "973608895", "1", "7", "Offentlig", "Veien 5"],
]  # fmt: skip


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def register(tmp_path: Path) -> str:
    path = tmp_path / "nsr.csv"
    path.write_bytes(files.csv(REGISTER, ","))
    return str(path)


@pytest.mark.django_db
def test_schools_of_a_municipality_make_their_owner(register: str) -> None:
    out = run("import_schools", register, "--owner", "Solvik kommune", "--municipality", "3205")
    assert sorted(School.objects.values_list("name", flat=True)) == [
        "Friskolen", "Nordlia skole", "Sørlia ungdomsskole",
    ]  # fmt: skip
    assert SchoolOwner.objects.get().number == "3205"
    assert "row 6: organisation number with a wrong check digit 973608895" in out


@pytest.mark.django_db
def test_private_schools_can_be_left_out(register: str) -> None:
    run("import_schools", register, "--owner", "S", "--municipality", "3205", "--public-only")
    assert not School.objects.filter(name="Friskolen").exists()


@pytest.mark.django_db
def test_schools_twice_are_the_same(register: str) -> None:
    for _ in range(2):
        out = run("import_schools", register, "--owner", "S", "--municipality", "3205")
    assert "0 new, 0 changed, 3 same, 1 errors" in out


@pytest.fixture
def staff(tmp_path: Path, register: str, db: None) -> str:
    run("import_schools", register, "--owner", "Solvik kommune", "--municipality", "3205")
    path = tmp_path / "ansatte.csv"
    rows = files.staff_rows(
        ["Ås", "Ada", "ada@skole.example", "Nordlia", "Lærer", "100", ""],
        ["Bø", "Bo", "bo@skole.example", "Nordlia", "Astronaut", "100", ""],
    )
    path.write_bytes(files.csv(rows, ";", "cp1252"))
    return str(path)


def test_staff_as_json_tells_rows_and_counts(staff: str) -> None:
    told = json.loads(run("import_staff", staff, "--owner", "Solvik kommune", "--format", "json"))
    assert [(e["row"], e["reason"]) for e in told["errors"]] == [(6, "unknown position")]
    assert (told["counts"]["new"], told["counts"]["same"]) == (1, 0)
    assert Person.objects.count() == 1


def test_a_dry_run_changes_nothing(staff: str) -> None:
    run("import_staff", staff, "--owner", "Solvik kommune", "--dry-run")
    assert not Person.objects.exists()
    assert not ImportRun.objects.filter(kind="staff").exists()


def test_a_file_that_cannot_be_read_fails(staff: str, tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match="PDF"):
        run("import_staff", str(broken), "--owner", "Solvik kommune")
    with pytest.raises(CommandError):
        run("import_staff", str(tmp_path / "none.csv"), "--owner", "Solvik kommune")
    with pytest.raises(CommandError):
        run("import_staff", staff, "--owner", "Ukjent")


def test_figures_by_id_and_by_name(world: World) -> None:
    by_id = json.loads(run("figures", str(world.programme.pk), "--format", "json"))
    by_name = json.loads(run("figures", "sammen om læring", "--format", "json"))
    assert by_id == by_name
    north = next(s for s in by_id["schools"] if s["id"] == world.north.pk)
    assert north["coverage"]["numerator"] == 3
    assert "Nordlia skole" in run("figures", str(world.programme.pk))


def test_an_unknown_programme_is_told(world: World) -> None:
    with pytest.raises(CommandError, match="Sammen om læring"):
        run("figures", "noe annet")


def test_the_export_holds_a_file_for_each_model(world: World, tmp_path: Path) -> None:
    path = tmp_path / "ut.zip"
    make.session(world.programme, world.north, world.kit, status="planned")
    run("export", str(world.programme.pk), str(path))
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        people = list(csv.DictReader(io.StringIO(archive.read("person.csv").decode())))
        sessions = list(csv.DictReader(io.StringIO(archive.read("trainingsession.csv").decode())))
    assert {"school.csv", "employment.csv", "workshopattendance.csv", "round.csv"} <= names
    assert "assessment.csv" not in names
    assert len(people) == world.owner.people.count()
    assert "Nabo" not in {row["last_name"] for row in people}
    assert sessions[0]["held_on"] == world.session.held_on.isoformat()
    told = [(row["status"], row["head_count"]) for row in sessions]
    assert told == [("held", "2"), ("planned", "")]


def test_the_first_lead_is_let_in(db: None) -> None:
    run("create_lead", "Lise@Solvik.example", "--owner", "Solvik kommune", "--first-name", "Lise",
        "--last-name", "Leder")  # fmt: skip
    person = Person.objects.get(email="lise@solvik.example")
    assert person.user is not None
    assert person.roles.get().kind == "project_lead"


def test_a_lead_whose_role_has_ended_is_let_in_again(db: None) -> None:
    command = ("create_lead", "lise@solvik.example", "--owner", "Solvik kommune", "--first-name",
               "Lise", "--last-name", "Leder")  # fmt: skip
    run(*command)
    run(*command)
    role = Person.objects.get(email="lise@solvik.example").roles.get()
    role.starts_on = role.ends_on = today() - dt.timedelta(days=1)
    role.save()
    run(*command)
    assert role.person.roles.filter(ends_on__isnull=True).count() == 1


def test_an_owners_names_are_safe_in_every_command(db: None) -> None:
    make.school_owner("=cmd kommune")
    with pytest.raises(CommandError):
        run("import_staff", "none.csv", "--owner", "=cmd kommune")
