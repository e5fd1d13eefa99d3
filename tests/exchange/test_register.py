"""The national register's list: whose municipality, and which schools are ticked and why."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import reverse

from rollout.exchange.models import ImportRun
from rollout.exchange.register import municipality_of
from rollout.organisation.models import School, SchoolOwner
from tests.exchange import files
from tests.personas import World

ROWS = [
    ["Kommunenummer", "Kommune", "Skolenavn", "Organisasjonsnummer", "Trinn fra", "Trinn til",
     "Eierforhold", "Besøksadresse"],
    ["9901", "Solvik", "Vestlia skole", "974555794", "1", "7", "Offentlig", "Veien 1"],
    ["9901", "Solvik", "Nye skole", "973608894", "", "", "Offentlig", "Veien 2"],
    ["9901", "Solvik", "Friskolen", "875272772", "1", "10", "Privat", "Veien 3"],
    ["9901", "Solvik", "Solvik videregående skole", "974555778", "1", "10", "Offentlig", "Veien 4"],
    ["9901", "Solvik", "Fagskolen", "975272729", "11", "13", "Offentlig", "Veien 5"],
    ["2100", "", "Nordligst skole", "974795655", "1", "10", "Offentlig", "Veien 6"],
    ["9998", "", "Navnløs skole", "975284212", "1", "10", "Offentlig", "Veien 7"],
    ["0301", "Oslo", "Langt unna skole", "975275132", "1", "7", "Offentlig", "Veien 8"],
]  # fmt: skip
Show = Callable[..., HttpResponse]


@pytest.fixture
def show(world: World) -> Show:
    """Send the register, and look at what it would do."""

    def send(**asked: str) -> HttpResponse:
        lead = world.client("lead")
        file = SimpleUploadedFile("nsr.csv", files.csv(ROWS, ","))
        lead.post(reverse("import_upload", args=["schools"]), {"file": file})
        run = ImportRun.objects.latest("pk")
        return lead.get(reverse("import_run", args=[run.pk]), asked)

    return send


def ticked(page: HttpResponse) -> set[str]:
    text = " ".join(page.content.decode().split())
    found = re.findall(r'name="rows"\s+value="\d+"\s+checked\s*>\s*<span>([^<]+)', text)
    return {name.strip() for name in found}


def test_public_schools_are_ticked_also_without_grades(show: Show) -> None:
    page = show()
    assert ticked(page) == {"Vestlia skole", "Nye skole"}
    assert "ikke oppgitt trinn" in page.content.decode()


def test_the_countys_and_private_ones_are_not_and_say_why(show: Show) -> None:
    outcomes = {row.name: row for row in show().context["outcomes"]}
    assert outcomes["Friskolen"].remark == "private school"
    for name in ("Solvik videregående skole", "Fagskolen"):
        assert outcomes[name].remark == "the county’s: upper secondary"
    text = show().content.decode()
    assert "privat skole" in text
    assert "fylkeskommunens: videregående" in text


def test_a_county_gets_its_own_schools_ticked(show: Show, world: World) -> None:
    world.owner.kind = SchoolOwner.OwnerKind.COUNTY
    world.owner.save()
    assert ticked(show()) == {"Solvik videregående skole", "Fagskolen"}


def test_a_municipality_without_a_name_is_named_or_its_number(show: Show) -> None:
    text = show().content.decode()
    assert "Svalbard (2100)" in text
    assert re.search(r">\s*9998\s*</option>", text)
    assert "> (2100)" not in text


@pytest.mark.parametrize(
    ("owner", "number"),
    [
        ("Solvik kommune", "9901"),
        ("Oslo", "0301"),
        ("Nordre Follo kommune", "3207"),
        ("Follo kommune", "3208"),
        ("Hattfjelldal kommune", "1826"),
        ("Sør-Aurdal kommune", "3449"),
        ("Utdanningsetaten i Oslo", "0301"),
        ("Herøy kommune", ""),
        ("Fjernvik kommune", ""),
        ("Kommune", ""),
    ],
)
def test_the_owners_name_chooses_the_municipality(owner: str, number: str) -> None:
    there = {
        "9901": "Solvik", "0301": "Oslo", "3207": "Nordre Follo", "3208": "Follo",
        "1826": "Aarborte - Hattfjelldal", "3449": "Sør-Aurdal", "1818": "Herøy", "1515": "Herøy",
    }  # fmt: skip
    assert municipality_of(SchoolOwner(name=owner), there) == number


def test_the_municipality_chosen_is_remembered(show: Show, world: World) -> None:
    show()
    run = ImportRun.objects.latest("pk")
    world.client("lead").post(reverse("import_apply", args=[run.pk]), {"rows": ["2"]})
    world.owner.refresh_from_db()
    assert world.owner.number == "9901"


def test_places_come_from_columns_or_from_a_column_of_links(world: World) -> None:
    rows = [
        ["Skolenavn", "Organisasjonsnummer", "Breddegrad", "Lengdegrad", "Kartlenke"],
        ["Vestlia skole", "", "59,95", "11,05", ""],
        ["Østlia skole", "", "", "", "https://www.openstreetmap.org/#map=17/60.1/11.2"],
        ["Midtlia skole", "", "", "", "https://maps.app.goo.gl/AbC"],
    ]
    lead = world.client("lead")
    file = SimpleUploadedFile("skoler.csv", files.csv(rows))
    lead.post(reverse("import_upload", args=["schools"]), {"file": file})
    run = ImportRun.objects.latest("pk")
    assert (
        "ikke noe sted i kartlenken"
        in lead.get(reverse("import_run", args=[run.pk])).content.decode()
    )
    data = {"rows": ["2", "3"], "leave_out": "on"}
    lead.post(reverse("import_apply", args=[run.pk]), data)
    assert School.objects.get(name="Vestlia skole").latitude == 59.95
    assert School.objects.get(name="Østlia skole").longitude == 11.2


@pytest.fixture
def register(tmp_path: Path) -> str:
    path = tmp_path / "nsr.csv"
    path.write_bytes(files.csv(ROWS, ","))
    return str(path)


@pytest.mark.django_db
def test_the_command_takes_the_owners_municipality_and_its_own_schools(register: str) -> None:
    out = io.StringIO()
    call_command(
        "import_schools", register, "--owner", "Solvik kommune", "--public-only", stdout=out
    )
    assert set(School.objects.values_list("name", flat=True)) == {"Vestlia skole", "Nye skole"}


@pytest.mark.django_db
def test_the_command_loads_no_whole_country_by_mistake(register: str) -> None:
    with pytest.raises(CommandError, match="--municipality"):
        call_command("import_schools", register, "--owner", "Fjernvik kommune")
    assert not SchoolOwner.objects.filter(name="Fjernvik kommune").exists()
