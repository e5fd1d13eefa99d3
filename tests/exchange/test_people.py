"""Names as files write them, and who is who."""

import io
import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.addresses import one_address
from rollout.common.dates import today
from rollout.common.names import seen
from rollout.exchange import actions
from rollout.exchange.columns import STAFF, data_rows, find_sheet
from rollout.exchange.models import ImportRun
from rollout.exchange.people import NoName, name_in
from rollout.exchange.rows import UnreadableFile
from rollout.exchange.sheets import read_here
from rollout.exchange.staff import EVERYBODY, NEW, SAME, Known, StaffPlan, known, plan_staff
from rollout.exchange.undoing import undo
from rollout.organisation.keeping.actions import add_address
from rollout.organisation.models import Employment, Person, SchoolOwner
from rollout.organisation.rules import KnownSchool, SchoolNames, position_of
from tests import factories as make
from tests.bending import bent
from tests.exchange import files
from tests.exchange.test_pages import send, url
from tests.personas import World


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Vik, Eva", "Eva", "Vik"),
        ("Eva Vik", "Eva", "Vik"),
        ("Eva Vik, PhD", "Eva", "Vik"),
        ("Vik, Eva, ph.d.", "Eva", "Vik"),
        ("Dr. Eva Vik", "Eva", "Vik"),
        ("Eva Vik, MA", "Eva", "Vik"),
        ("Ma, Li", "Li", "Ma"),
        ("Hansen, Tom", "Tom", "Hansen"),
        ("Null, Nan", "Nan", "Null"),
        ("Mba Okafor", "Mba", "Okafor"),
        ("Med Ali", "Med", "Ali"),
        ("Eva Vik-Ny", "Eva", "Vik-Ny"),
        ("Eva van den Berg", "Eva", "van den Berg"),
        ("Eva Vik (vikar)", "Eva", "Vik"),
        ("Eva Vik [perm. 50 %]", "Eva", "Vik"),
        ("Eva Vik – foreldrepermisjon", "Eva", "Vik"),
        ("Sulastri", "", "Sulastri"),
        ("Anne-Marie O’Hara", "Anne-Marie", "O’Hara"),
        ("محمد علي", "محمد", "علي"),
    ],
)
def test_a_name_in_one_column(written: str, first: str, last: str) -> None:
    name = name_in({"full_name": written})
    assert (name.first, name.last) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("Eva", "-", ("Eva", "")),
        ("N/A", "Vik", ("", "Vik")),
        ("ukjent", "Vik", ("", "Vik")),
        ("NULL", "Vik", ("", "Vik")),
        ("Tom", "Vik", ("Tom", "Vik")),
        ("Prof. Eva", "Vik", ("Eva", "Vik")),
        ("Eva", "Vik, cand.philol.", ("Eva", "Vik")),
    ],
)
def test_what_says_nothing_is_no_name(first: str, last: str, found: tuple[str, str]) -> None:
    name = name_in({"first_name": first, "last_name": last})
    assert (name.first, name.last) == found


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        ("#N/A", "the cell holds an error from the workbook"),
        ("#NAVN?", "the cell holds an error from the workbook"),
        ("B\ufffdrg", "the name’s letters are garbled; save the file anew in UTF-8"),
        ("SÃ¸rli", "the name’s letters are garbled; save the file anew in UTF-8"),
        ("J¿rgensen", "the name’s letters are garbled; save the file anew in UTF-8"),
        ("<b>Vik</b>", "that isn’t a person’s name"),
        ("Vik_x000D_", "that isn’t a person’s name"),
        ("S&oslash;rli", "that isn’t a person’s name"),
        ("Vik (Kaja)", "that isn’t a person’s name"),
        ("2026-05-12", "that isn’t a person’s name"),
        ("=1+1", "that isn’t a person’s name"),
        ("Vik, Eva", "that isn’t a person’s name"),
    ],
)
def test_what_is_no_name_is_said(last: str, reason: str) -> None:
    with pytest.raises(NoName, match=reason.replace("?", r"\?")):
        name_in({"first_name": "Eva", "last_name": last})


def test_an_endless_cell_is_no_name_or_address() -> None:
    with pytest.raises(NoName):
        name_in({"full_name": "dr " * 1_000_000})
    assert one_address("?" * 1_000_000 + "@") == ""


def test_what_stood_beside_a_name_is_told() -> None:
    name = name_in({"full_name": "Eva Vik (vikar)"})
    assert (name.remark, name.beside) == ("not taken as part of the name:", "(vikar)")
    assert name_in({"full_name": "VIK EVA"}).beside == "VIK / EVA"


@pytest.mark.parametrize(
    ("title", "position"),
    [
        ("Lærerspesialist", "teacher"), ("7962", "teacher"), ("7960", "teacher"),
        ("Undervisningsstilling uten godkjent utdanning", "teacher"), ("9951", "principal"),
        ("7963 Adjunkt med tilleggsutdanning", "teacher"), ("Barnevernspedagog", "assistant"),
        ("Lektor m/opprykk", "teacher"), ("1234", None),
    ],
)  # fmt: skip
def test_usual_titles_and_codes_are_known(title: str, position: str | None) -> None:
    assert position_of(title) == position


EVA = ["Vik", "Eva", "eva.vik@x.example", "Nordlia skole", "Lærer", "100", ""]
MOVED = [*EVA[:2], "eva.vik@skole.x.example", *EVA[3:]]


@pytest.fixture
def owner(db: None) -> SchoolOwner:
    owner = make.school_owner()
    make.school(owner, "Nordlia skole")
    make.school(owner, "Sørlia skole")
    return owner


def plan(owner: SchoolOwner, *people: list[str], said: str = "") -> StaffPlan:
    found = find_sheet(read_here(files.csv([files.HEADER, *people])), STAFF)
    return plan_staff(data_rows(*found), known(owner, today()), {EVERYBODY: said})


def load(owner: SchoolOwner, *people: list[str], said: str = "", end: bool = False) -> ImportRun:
    run = ImportRun.objects.create(owner=owner, kind="staff", file_name="ansatte.csv")
    has = known(owner, today())
    planned = plan(owner, *people, said=said)
    return actions.apply_staff(run=run, plan=planned, has=has, day=today(), end_missing=end)


def test_a_new_address_is_asked_about_and_nobody_is_missing_meanwhile(owner: SchoolOwner) -> None:
    load(owner, EVA)
    asked = plan(owner, MOVED)
    assert [(o.state, o.value) for o in asked.outcomes] == [("asked", "eva.vik@x.example")]
    assert (asked.counts()["asked"], asked.missing) == (1, [])
    load(owner, MOVED, end=True)
    assert [p.email for p in owner.people.all()] == ["eva.vik@x.example"]


def test_the_same_person_keeps_their_history_and_it_is_undone_as_a_whole(
    owner: SchoolOwner,
) -> None:
    load(owner, EVA)
    was = owner.people.get()
    run = load(owner, [*MOVED[:5], "50", ""], said=SAME)
    now = owner.people.get()
    assert (now.pk, now.email) == (was.pk, "eva.vik@skole.x.example")
    assert [str(e.percentage) for e in now.employments.all()] == ["50.00"]
    undo(run=run)
    assert owner.people.get().email == "eva.vik@x.example"


def test_somebody_is_known_by_their_other_address_too(owner: SchoolOwner) -> None:
    load(owner, EVA)
    eva = owner.people.get()
    add_address(person=eva, email=MOVED[2])
    load(owner, [*MOVED[:5], "50", ""])
    now = owner.people.get()
    assert (now.pk, now.email) == (eva.pk, "eva.vik@x.example")
    assert [str(e.percentage) for e in now.employments.all()] == ["50.00"]


def test_a_new_person_of_the_same_name_stands_beside_the_other(owner: SchoolOwner) -> None:
    load(owner, EVA)
    run = load(owner, MOVED, said=NEW)
    assert owner.people.count() == 2
    assert run.counts["missing"] == 1
    assert plan(owner, EVA, MOVED).counts()["asked"] == 0


def test_one_whose_own_address_is_in_the_file_too_is_another(owner: SchoolOwner) -> None:
    load(owner, EVA)
    assert [o.state for o in plan(owner, EVA, MOVED).outcomes] == ["same", "new"]
    broken = [*EVA[:4], "Astronaut", *EVA[5:]]
    assert [o.state for o in plan(owner, broken, MOVED).outcomes] == ["error", "new"]


def test_nobody_becomes_two_people_and_two_of_a_name_are_chosen_between(
    owner: SchoolOwner,
) -> None:
    load(owner, EVA)
    third = [*EVA[:2], "eva@ny.example", *EVA[3:]]
    assert [o.state for o in plan(owner, MOVED, third, said=SAME).outcomes] == ["asked", "asked"]
    load(owner, EVA, MOVED, said=NEW)
    assert [o.state for o in plan(owner, third, said=SAME).outcomes] == ["asked"]
    second = owner.people.get(email="eva.vik@skole.x.example")
    chosen = plan(owner, third, said=str(second.pk))
    assert (chosen.people[0].was, chosen.outcomes[0].state) == (second, "changed")


def test_another_school_is_no_sign_of_the_same_person(owner: SchoolOwner) -> None:
    load(owner, EVA)
    assert plan(owner, [*MOVED[:3], "Sørlia skole", *MOVED[4:]]).outcomes[0].state == "new"


def test_a_list_whose_letters_are_taken_apart_is_the_same_list(owner: SchoolOwner) -> None:
    ase = ["Ødegård", "Åse", "aase@x.example", *EVA[3:]]
    apart = [unicodedata.normalize("NFD", cell) for cell in ase]
    load(owner, apart)
    assert Person.objects.get().last_name == "Ødegård"
    assert load(owner, ase).counts["same"] == 1


def test_hidden_rows_are_told_and_nobody_in_them_is_missing(owner: SchoolOwner) -> None:
    load(owner, EVA)
    sheet, header_row, columns = find_sheet(read_here(files.csv([files.HEADER, EVA])), STAFF)
    sheet.hidden = {2}
    hidden = plan_staff(data_rows(sheet, header_row, columns), known(owner, today()))
    assert [o.state for o in hidden.outcomes] == ["error"]
    assert "hidden" in hidden.outcomes[0].reason
    assert hidden.missing == []


def test_a_heading_that_stands_twice_is_believed_where_both_agree(owner: SchoolOwner) -> None:
    header = [*files.HEADER, "E-post"]
    agreed, other = [*EVA, "Eva.Vik@x.example"], [*EVA, "eva@privat.example"]
    for row, state in ((agreed, "new"), ([*EVA, ""], "new"), (other, "error")):
        found = find_sheet(read_here(files.csv([header, row])), STAFF)
        (outcome,) = plan_staff(data_rows(*found), known(owner, today())).outcomes
        assert outcome.state == state
    assert outcome.reason == "two e-mails in one cell; keep one"


ONEROSTER = [
    ["sourcedId", "status", "enabledUser", "orgSourcedIds", "role", "givenName", "familyName",
     "middleName", "email"],
    ["1", "active", "true", "Nordlia skole", "teacher", "Eva", "Vik", "Moe", "eva@x.example"],
    ["2", "tobedeleted", "true", "Nordlia skole", "teacher", "Pål", "Mo", "", "pal@x.example"],
    ["3", "active", "false", "Nordlia skole", "aide", "Liv", "Ås", "", "liv@x.example"],
    ["4", "active", "true", "Nordlia skole", "student", "Nils", "Ek", "", "nils@x.example"],
]  # fmt: skip


def test_oneroster_is_known_and_only_staff_are_taken(owner: SchoolOwner) -> None:
    found = find_sheet(read_here(files.csv(ONEROSTER, ",")), STAFF)
    planned = plan_staff(data_rows(*found), known(owner, today()))
    assert [o.state for o in planned.outcomes] == ["new", "left_out", "left_out", "left_out"]
    assert (planned.people[0].first_name, planned.people[0].last_name) == ("Eva Moe", "Vik")


@pytest.mark.parametrize(
    ("share", "reason"),
    [("2026-05-12", "date"), ("0,5 %", "under 1"), ("50-60", "isn’t a number"),
     ("8_0", "isn’t a number"), ("37.5 t/uke", "isn’t a number"), ("#N/A", "isn’t a number")],
)  # fmt: skip
def test_percentages_that_are_none_are_told(owner: SchoolOwner, share: str, reason: str) -> None:
    outcome = plan(owner, [*EVA[:5], share, ""]).outcomes[0]
    assert outcome.state == "error"
    assert reason in outcome.reason


def test_on_the_page_it_is_asked_first_and_then_imported(world: World) -> None:
    lead = world.client("lead")
    known_one = world.teachers[0]
    row = [known_one.last_name, known_one.first_name, "ny@skole.example", "Nordlia skole", "Lærer"]
    send(lead, "staff", [files.HEADER[:5], row])
    page = lead.get(url("import_run")).content.decode()
    assert "Er dette samme person?" in page
    assert known_one.email in page
    lead.post(url("import_apply"))
    assert not Person.objects.filter(email="ny@skole.example").exists()
    answer(lead, "ny@skole.example", str(known_one.pk))
    lead.post(url("import_apply"))
    known_one.refresh_from_db()
    assert known_one.email == "ny@skole.example"


def answer(lead: Client, email: str, choice: str) -> int:
    return lead.post(url("import_person"), {"email": email, "choice": choice}).status_code


def test_all_are_answered_at_once_and_nobody_elses_id_is_taken(world: World) -> None:
    lead = world.client("lead")
    rows = [
        [p.last_name, p.first_name, f"ny{p.pk}@skole.example", "Nordlia skole", "Lærer"]
        for p in world.teachers[:3]
    ]
    send(lead, "staff", [files.HEADER[:5], *rows])
    assert answer(lead, f"ny{world.teachers[0].pk}@skole.example", "999999") == 404
    assert answer(lead, "helt@annen.example", "new") == 404
    lead.post(url("import_person"), {"choice": "same"})
    assert lead.get(url("import_run")).context["counts"]["asked"] == 0
    lead.post(url("import_person"), {"email": rows[0][2], "choice": "new"})
    counts = lead.get(url("import_run")).context["counts"]
    assert (counts["new"], counts["changed"]) == (1, 2)


def test_the_page_asks_of_many_with_as_few_queries(world: World) -> None:
    lead = world.client("lead")
    counted = []
    for many in (1, 3):
        rows = [
            [p.last_name, p.first_name, f"ny{p.pk}@skole.example", "Nordlia skole", "Lærer"]
            for p in world.teachers[:many]
        ]
        send(lead, "staff", [files.HEADER[:5], *rows])
        with CaptureQueriesContext(connection) as queries:
            lead.get(url("import_run"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_sheets_that_aren_t_read_are_told_on_the_page(world: World) -> None:
    lead = world.client("lead")
    content = files.xlsx(files.staff_rows(EVA), guide=3)
    file = SimpleUploadedFile("ansatte.xlsx", content)
    lead.post(reverse("import_upload", args=["staff"]), {"file": file})
    text = lead.get(url("import_run")).content.decode()
    assert "Ark som ikke leses:" in text
    assert "Les meg" in text


@pytest.mark.parametrize(
    ("option", "people", "says"),
    [((), 1, "the same person? Eva Vik"), (("--same-person",), 1, ""), (("--new-person",), 2, "")],
)
def test_from_the_command_line_it_is_left_out_unless_it_is_said(
    owner: SchoolOwner, tmp_path: Path, option: tuple[str, ...], people: int, says: str
) -> None:
    load(owner, EVA)
    path = tmp_path / "ny.csv"
    path.write_bytes(files.csv([files.HEADER, MOVED]))
    out = io.StringIO()
    call_command("import_staff", str(path), "--owner", owner.name, *option, stdout=out)
    assert owner.people.count() == people
    assert says in out.getvalue()
    assert Employment.objects.count() == people


LIST = [
    files.HEADER,
    ["Vik", "Eva", "Eva Vik <eva.vik@x.example>", "Nordlia skole", "Lærer", "80 %", "x"],
    ["Mo (vikar)", "Pål", "pal.mo@x.example", "Nordlia", "7962", "0,5", ""],
    ["Ødegård, PhD", "Åse", "aase@x.example", "Nordlia skole", "Rektor", "100", "nei"],
]
BITS = [
    "#N/A",
    "(",
    "@",
    ",",
    " ",
    "Ã¸",
    "%",
    "<",
    "x@y.no",
    "1",
    "\u202e",
    "-",
    "=",
    ";",
]
NOBODY = Known(SchoolNames([KnownSchool(1, "Nordlia skole")], []), {}, {}, set())


@given(row=st.integers(1, 3), column=st.integers(0, 6), data=st.data())
def test_bent_cells_give_nobody_whom_the_list_doesn_t_hold(
    row: int, column: int, data: st.DataObject
) -> None:
    cells = [list(one) for one in LIST]
    cells[row][column] = data.draw(bent([cells[row][column] or "-"], BITS))
    content = files.xlsx(cells)
    try:
        planned = plan_staff(data_rows(*find_sheet(read_here(content), STAFF)), NOBODY)
    except UnreadableFile:
        return
    assert len(planned.outcomes) == 3
    held = "".join(seen(cell) for cell in cells[row]).casefold().replace(" ", "")
    for person in planned.people:
        for part in (person.email, person.first_name, person.last_name):
            is_own = part.casefold().replace(" ", "") in held
            assert is_own or any(part in " ".join(one) for one in LIST)
        assert "#" not in person.name
        for place in person.places.values():
            assert place.percentage is None or 1 <= place.percentage <= 100
