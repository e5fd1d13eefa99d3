"""A file's way in by the pages: upload, columns, preview, confirm, result, undo."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from rollout.calendars.models import ClosedPeriod
from rollout.exchange.models import ImportRun
from rollout.organisation.models import Person, School
from tests import factories as make
from tests.exchange import files
from tests.personas import World

ADA = ["Ås", "Ada", "ada@skole.example", "Nordlia skole", "Lærer", "100", "x"]
BAD = ["Bø", "Bo", "bo@skole.example", "Nordlia skole", "Astronaut", "100", ""]


def send(client: Client, kind: str, rows: list[list[str]], name: str = "liste.csv") -> object:
    file = SimpleUploadedFile(name, files.csv(rows))
    return client.post(reverse("import_upload", args=[kind]), {"file": file})


def newest() -> ImportRun:
    return ImportRun.objects.latest("pk")


def url(name: str) -> str:
    return reverse(name, args=[newest().pk])


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def test_the_preview_tells_each_row_and_changes_nothing(lead: Client) -> None:
    before = Person.objects.count()
    send(lead, "staff", files.staff_rows(ADA, BAD))
    page = lead.get(url("import_run"))
    assert page.context["counts"]["new"] == 1
    assert page.context["counts"]["errors"] == 1
    text = page.content.decode()
    assert "ukjent stilling" in text
    assert "Astronaut" in text
    assert Person.objects.count() == before


def test_rows_in_error_are_left_out_only_when_said_so(lead: Client) -> None:
    send(lead, "staff", files.staff_rows(ADA, BAD))
    lead.post(url("import_apply"))
    assert newest().status == "uploaded"
    lead.post(url("import_apply"), {"leave_out": "on", "first_day": "2026-08-01"})
    assert newest().status == "applied"
    ada = Person.objects.get(email="ada@skole.example")
    assert ada.employments.get().starts_on.isoformat() == "2026-08-01"


def test_the_result_is_downloaded_and_the_whole_is_undone(lead: Client) -> None:
    send(lead, "staff", files.staff_rows(ADA))
    lead.post(url("import_apply"))
    sheet = load_workbook(
        io.BytesIO(lead.get(url("import_run"), {"export": "xlsx"}).content)
    ).active
    assert list(sheet.values)[1][:3] == (5, "ny", "Ada Ås")
    lead.post(url("import_undo"))
    assert newest().status == "undone"
    assert not Person.objects.filter(email="ada@skole.example").exists()


def test_the_files_own_rows_are_forgotten_once_imported(lead: Client) -> None:
    send(lead, "staff", files.staff_rows(ADA))
    lead.post(url("import_apply"))
    assert newest().rows == []


def test_unknown_columns_are_chosen_once_and_remembered(lead: Client) -> None:
    rows = [["Slekt", "Kjært", "Adresse på nett", "Hus", "Gjør"], [*ADA[:5]]]
    send(lead, "staff", rows)
    page = lead.get(url("import_run"))
    assert [f.name for f in page.context["missing"]][:2] == ["email", "position"]
    chosen = {"last_name": 0, "first_name": 1, "email": 2, "school": 3, "position": 4}
    lead.post(url("import_run"), {"step": "columns", **chosen})
    assert lead.get(url("import_run")).context["counts"]["new"] == 1
    send(lead, "staff", rows)
    assert lead.get(url("import_run")).context["missing"] == []


def test_an_unsure_school_is_offered_and_the_choice_holds(lead: Client, world: World) -> None:
    send(lead, "staff", files.staff_rows([*ADA[:3], "Nordli", *ADA[4:]]))
    assert "Mente du Nordlia skole?" in lead.get(url("import_run")).content.decode()
    lead.post(url("import_choose"), {"spelling": "Nordli", "school": world.north.pk})
    assert lead.get(url("import_run")).context["counts"]["new"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "tom"), (b"%PDF-1.7", "PDF"), (b"x;y\n" * 3_000_000, "5 MB")],
)
def test_a_file_that_cannot_be_read_is_told_by_its_field(
    lead: Client, content: bytes, says: str
) -> None:
    file = SimpleUploadedFile("ansatte.xlsx", content)
    page = lead.post(reverse("import_upload", args=["staff"]), {"file": file})
    assert any(says in error for error in page.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_no_file_is_told(lead: Client) -> None:
    page = lead.post(reverse("import_upload", args=["staff"]), {})
    assert "file" in page.context["form"].errors


REGISTER = [
    ["Kommunenummer", "Kommune", "Skolenavn", "Organisasjonsnummer", "Trinn fra", "Trinn til",
     "Eierforhold"],
    ["9901", "Solvik", "Vestlia skole", "974555794", "1", "7", "Offentlig"],
    ["9901", "Solvik", "Friskolen", "875272772", "1", "10", "Privat"],
    ["0301", "Oslo", "Langt unna skole", "974555778", "1", "7", "Offentlig"],
]  # fmt: skip


def test_a_register_shows_the_owners_municipality_and_the_ticked_are_made(lead: Client) -> None:
    send(lead, "schools", REGISTER)
    page = lead.get(url("import_run"))
    assert page.context["municipality"] == "9901"
    assert [row.name for row in page.context["outcomes"]] == ["Vestlia skole", "Friskolen"]
    lead.post(f"{url('import_apply')}?municipality=9901", {"rows": ["2"]})
    assert School.objects.filter(name="Vestlia skole").exists()
    assert not School.objects.filter(name="Friskolen").exists()


def test_another_municipality_can_be_chosen(lead: Client) -> None:
    send(lead, "schools", REGISTER)
    page = lead.get(url("import_run"), {"municipality": "0301"})
    assert [row.name for row in page.context["outcomes"]] == ["Langt unna skole"]


def test_no_school_ticked_changes_nothing(lead: Client) -> None:
    before = School.objects.count()
    send(lead, "schools", REGISTER)
    lead.post(url("import_apply"), {})
    assert School.objects.count() == before
    assert newest().status == "uploaded"


def test_a_calendar_list_becomes_closed_days(lead: Client, world: World) -> None:
    rows = [
        ["Navn", "Fra", "Til", "Skole"],
        ["Høstferie", "05.10.2026", "09.10.2026", ""],
        ["Planleggingsdag", "13.11.2026", "", "Nordlia"],
        ["Feil dag", "31.02.2026", "", ""],
        ["Snudd", "09.10.2026", "05.10.2026", ""],
    ]
    send(lead, "closed_days", rows)
    assert lead.get(url("import_run")).context["counts"]["errors"] == 2
    lead.post(url("import_apply"), {"leave_out": "on"})
    found = list(ClosedPeriod.objects.values_list("name", "kind", "school"))
    assert found == [("Høstferie", "break", None), ("Planleggingsdag", "planning", world.north.pk)]


def test_another_owners_import_is_not_found(lead: Client, world: World) -> None:
    send(lead, "staff", files.staff_rows(ADA))
    stranger = world.client("stranger")
    for name in ("import_apply", "import_undo", "import_choose"):
        assert stranger.post(url(name)).status_code == 404


def test_progress_is_told_while_it_works(lead: Client) -> None:
    send(lead, "staff", files.staff_rows(ADA))
    assert lead.get(url("import_progress")).json() == {"done": 0, "total": 0}
    lead.post(url("import_apply"))
    assert lead.get(url("import_progress")).json() == {"done": 1, "total": 1}


def test_an_import_and_its_undoing_tell_nothing_of_a_persons_levels(
    lead: Client, world: World
) -> None:
    """Moving one person by a file, looking at the levels, and undoing it: they don't move."""
    people = [*world.teachers, world.people["teacher"], world.people["principal"]]
    for number, person in enumerate([*people, *(make.employee(world.south) for _ in range(6))]):
        make.assess(person, number % 3 + 2)
    make.closed_round(world.owner)
    moved = people[0]
    row = [moved.last_name, moved.first_name, moved.email, "Sørlia skole", "Lærer", "100", ""]
    pages = [reverse("school", args=[world.programme.pk, s.pk]) for s in (world.north, world.south)]

    def levels() -> list[str]:
        texts = [lead.get(page).content.decode() for page in pages]
        return [text[text.index('id="levels"') : text.index("columns__month")] for text in texts]

    before = levels()
    send(lead, "staff", files.staff_rows(row))
    lead.post(url("import_apply"), {"end_missing": "on"})
    assert moved.employments.filter(school=world.south).exists()
    assert levels() == before
    lead.post(url("import_undo"))
    assert not moved.employments.filter(school=world.south).exists()
    assert levels() == before


def test_the_end_is_ticked_for_those_who_have_moved(world: World, lead: Client) -> None:
    stays = ["Bø", "Bo", "bo@skole.example", *ADA[3:]]
    for school in ("Nordlia skole", "Sørlia skole"):
        send(lead, "staff", files.staff_rows([*ADA[:3], school, *ADA[4:]], stays))
        page = lead.get(url("import_run")).content.decode()
        lead.post(url("import_apply"), {"end_moved": "on"})
    assert re.search(r'name="end_moved"\s+checked', page)
    assert "1 person har flyttet til en annen skole" in page
    ada = Person.objects.get(email="ada@skole.example")
    assert ada.employments.get(ends_on__isnull=True).school == world.south


def test_hidden_rows_and_school_days_of_a_calendar_list_are_told(lead: Client) -> None:
    rows = [
        ["Navn", "Fra"],
        ["Planleggingsdag", "13.11.2026"],
        ["Første skoledag", "17.08.2026"],
        ["Skjult fridag", "20.11.2026"],
    ]
    send(lead, "closed_days", rows)
    run = newest()
    run.sheets = {"hidden": [4]}
    run.save()
    page = lead.get(url("import_run"))
    told = [(o.row, o.state) for o in page.context["outcomes"]]
    assert told == [(4, "error"), (2, "new"), (3, "open")]
    lead.post(url("import_apply"), {"leave_out": "on"})
    assert [day.name for day in ClosedPeriod.objects.filter(starts_on__year=2026)] == [
        "Planleggingsdag"
    ]


def test_the_preview_says_how_many_superusers_and_principals_the_file_has(lead: Client) -> None:
    head = ["Rø", "Rut", "rut@skole.example", "Nordlia skole", "Rektor", "100", ""]
    send(lead, "staff", files.staff_rows(ADA, head))
    text = " ".join(lead.get(url("import_run")).content.decode().split())
    assert "Filen har 1 superbruker og 1 rektor." in text
    send(lead, "staff", files.staff_rows(head))
    assert "Filen sier ikke hvem som er superbruker" in lead.get(url("import_run")).content.decode()
