"""Undoing an import: what goes back, what stays, and why; shown first, and done as shown."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.calendars.models import ClosedPeriod
from rollout.calendars.rows import DayRow
from rollout.common.dates import today
from rollout.exchange import actions
from rollout.exchange.models import ImportRun
from rollout.exchange.school_files import SchoolRow
from rollout.exchange.undoing import Undoing, undo, undoing_of
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from tests import factories as make
from tests.exchange.test_staff import ADA, BO, load
from tests.personas import World


@pytest.fixture
def owner(db: None) -> SchoolOwner:
    made = make.school_owner()
    make.school(made, "Nordlia skole")
    make.school(made, "Sørlia ungdomsskole")
    return made


CY = ["Dahl", "Cy", "cy@skole.example", "Nordlia skole", "Lærer", "100", ""]


def named(run: ImportRun, name: str) -> None:
    ImportRun.objects.filter(pk=run.pk).update(file_name=name)


def what_stays(run: ImportRun) -> dict[str, list[str]]:
    return {unit.name: unit.reasons for unit in undoing_of(run).stays}


def undo_as_shown(run: ImportRun) -> Undoing:
    return undo(run=run, seen=undoing_of(run).seen)


def test_what_was_changed_by_hand_stays_and_the_rest_goes_back(owner: SchoolOwner) -> None:
    run = load(owner, ADA, BO, CY)
    Person.objects.filter(first_name="Bo").update(first_name="Bosse")
    assert what_stays(run) == {"Bosse Bø": ["personen er endret: fornavn"]}
    undone = undo_as_shown(run)
    assert {unit.name for unit in undone.free} == {"Cy Dahl", "Ada Ås"}
    assert [str(person) for person in Person.objects.all()] == ["Bosse Bø"]
    assert Employment.objects.get().person.first_name == "Bosse"
    run.refresh_from_db()
    assert (run.status, run.counts["stayed"]) == ("undone", 1)
    assert {o["who"]: o["stays"] for o in run.result} == {
        "Ada Ås": "", "Bo Bø": "personen er endret: fornavn", "Cy Dahl": "",
    }  # fmt: skip


def test_nothing_is_undone_that_wasnt_shown(owner: SchoolOwner) -> None:
    run = load(owner, ADA, BO)
    shown = undoing_of(run).seen
    Person.objects.filter(first_name="Bo").update(first_name="Bosse")
    for seen in ("", shown):
        with pytest.raises(ValidationError, match="Ikke alt kan angres"):
            undo(run=run, seen=seen)
    assert Person.objects.count() == 2


def test_where_all_has_been_changed_nothing_is_undone(owner: SchoolOwner) -> None:
    run = load(owner, ADA)
    Person.objects.update(first_name="Adele")
    with pytest.raises(ValidationError, match="Ingenting"):
        undo_as_shown(run)
    run.refresh_from_db()
    assert run.status == "applied"


def test_a_person_with_an_account_stays_and_nothing_tells_what_they_have_done(
    owner: SchoolOwner,
) -> None:
    run = load(owner, ADA, BO)
    for person in Person.objects.all():
        person.user = User.objects.create_user(person.email, "et langt passord")
        person.save()
    make.assess(Person.objects.get(first_name="Ada"), 2, areas=1)
    reasons = what_stays(run)
    assert reasons == {"Ada Ås": ["har tilgang til Rollout"], "Bo Bø": ["har tilgang til Rollout"]}


@pytest.mark.parametrize(
    ("use", "reason"),
    [
        ("cohort", "har plass i en gruppe"),
        ("session", "er registrert på en økt"),
        ("workshop", "har svart på eller vært på en samling"),
        ("role", "en rolle er lagt til"),
        ("position", "en ansettelse er endret: stilling"),
    ],
)
def test_somebody_who_has_been_used_since_stays_as_a_whole(
    owner: SchoolOwner,
    use: str,
    reason: str,
) -> None:
    run = load(owner, ADA, BO)
    ada = Person.objects.get(first_name="Ada")
    programme = make.programme(owner, School.objects.all())
    if use == "cohort":
        make.cohort(programme, [Role.objects.get()])
    elif use == "session":
        make.session(programme, School.objects.first(), make.kit(owner), people=[ada])
    elif use == "workshop":
        make.workshop(make.cohort(programme), came=[ada])
    elif use == "role":
        make.role(ada, Kind.READER)
    else:
        Employment.objects.filter(person=ada).update(position="principal")
    assert what_stays(run) == {"Ada Ås": [reason]}
    undo_as_shown(run)
    assert (ada.employments.count(), ada.roles.filter(kind=Kind.SUPERUSER).count()) == (1, 1)
    assert not Person.objects.filter(first_name="Bo").exists()


def test_later_imports_are_named_in_the_order_to_undo_them(owner: SchoolOwner) -> None:
    first = load(owner, ADA, BO)
    second = load(owner, ["Ås", "Adele", *ADA[2:]], BO)
    third = load(owner, ["Ås", "Adele", *ADA[2:]], ["Bø", "Bobo", *BO[2:]])
    for number, run in enumerate((first, second, third), 1):
        named(run, f"liste{number}.xlsx")
    assert [run.file_name for run in undoing_of(first).later] == ["liste3.xlsx", "liste2.xlsx"]
    assert "«liste2.xlsx»" in what_stays(first)["Adele Ås"][0]
    for run in (third, second, first):
        undo(run=run)
    assert not Person.objects.exists()


def test_what_a_later_import_added_on_top_is_its(owner: SchoolOwner) -> None:
    first = load(owner, ADA)
    second = load(owner, ADA, [*ADA[:3], "Sørlia ungdomsskole", *ADA[4:]])
    named(second, "to skoler.xlsx")
    assert "«to skoler.xlsx»" in what_stays(first)["Ada Ås"][0]
    undo(run=second)
    undo(run=first)
    assert not Person.objects.exists()


def test_an_ended_employment_that_cant_be_opened_again_stays(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    run = load(owner, BO, CY, end_missing=True)
    ada = Person.objects.get(first_name="Ada")
    make.employ(ada, School.objects.get(name="Nordlia skole"))
    stays = what_stays(run)
    assert list(stays) == ["Ada Ås"]
    undo_as_shown(run)
    assert not Person.objects.filter(first_name="Cy").exists()
    assert ada.employments.filter(ends_on__isnull=True).count() == 1


def test_what_was_ended_for_something_new_is_open_again(owner: SchoolOwner) -> None:
    load(owner, ADA)
    before = list(Employment.objects.values())
    run = load(owner, [*ADA[:3], "Sørlia ungdomsskole", *ADA[4:]], BO, end_moved=True)
    undo(run=run)
    assert list(Employment.objects.values()) == before


def test_a_school_in_use_stays_and_the_others_go(owner: SchoolOwner) -> None:
    run = ImportRun.objects.create(owner=owner, kind="schools", file_name="skoler.csv")
    rows = [SchoolRow(n, name, "new", fields={"name": name}) for n, name in ((2, "A"), (3, "B"))]
    actions.apply_schools(run=run, rows=rows)
    make.employee(School.objects.get(name="A"))
    found = undoing_of(run)
    assert [(u.name, u.rows, u.reasons) for u in found.stays] == [
        ("A", ["2"], ["en ansettelse er lagt til"])
    ]
    undo_as_shown(run)
    assert set(School.objects.filter(name__in=["A", "B"]).values_list("name", flat=True)) == {"A"}


def test_a_closed_period_that_was_moved_stays(owner: SchoolOwner) -> None:
    run = ImportRun.objects.create(owner=owner, kind="closed_days", file_name="skolerute.csv")
    rows = [
        DayRow(n, name, thing=ClosedPeriod(
            owner=owner, kind="break", name=name, starts_on=today(), ends_on=today()
        ))
        for n, name in ((2, "Høstferie"), (3, "Vinterferie"))
    ]  # fmt: skip
    actions.apply_closed_days(run=run, rows=rows)
    ClosedPeriod.objects.filter(name="Høstferie").update(ends_on=today() + dt.timedelta(days=4))
    assert what_stays(run) == {"Høstferie": ["er endret: siste dag"]}
    undo_as_shown(run)
    assert ClosedPeriod.objects.get().name == "Høstferie"


def test_somebody_taken_out_by_hand_since_is_no_hindrance(owner: SchoolOwner) -> None:
    run = load(owner, ADA, BO)
    Person.objects.get(first_name="Ada").delete()
    undo(run=run)
    assert not Person.objects.exists()


def address(run: ImportRun, name: str = "import_undo") -> str:
    return reverse(name, args=[run.pk])


@pytest.fixture
def run(world: World) -> ImportRun:
    """Ada and Bo, imported; Bo has been given another name since."""
    made = load(world.owner, ADA, [*BO[:3], "Nordlia skole", *BO[4:]])
    Person.objects.filter(email="bo@skole.example").update(last_name="Berg")
    return made


def test_the_page_says_which_rows_stay_and_why_and_one_press_undoes_the_rest(
    world: World, run: ImportRun
) -> None:
    lead = world.client("lead")
    shown = lead.get(address(run)).content.decode()
    body = shown.partition("<main")[2]
    for text in ("1 blir som før", "Ada Ås", "1 blir stående", "Bo Berg", "etternavn"):
        assert text in body
    assert '<td data-label="Rad">6</td>' in body
    seen = body.partition('name="seen" value="')[2].partition('"')[0]
    said = lead.post(address(run), {"seen": seen}, follow=True).content.decode()
    assert "Importen er angret, unntatt 1" in said
    assert not Person.objects.filter(email="ada@skole.example").exists()
    stayed = lead.get(address(run, "import_run"), {"state": "stayed"}).content.decode()
    assert "rad 6: Bo Bø" in " ".join(stayed.split())
    assert "etternavn" in stayed


def test_a_stale_page_is_shown_anew_and_undoes_nothing(world: World, run: ImportRun) -> None:
    lead = world.client("lead")
    body = lead.get(address(run)).content.decode()
    seen = body.partition('name="seen" value="')[2].partition('"')[0]
    Person.objects.filter(email="ada@skole.example").update(first_name="Adele")
    said = lead.post(address(run), {"seen": seen}).content.decode()
    assert "Ikke alt kan angres" in said
    assert "Adele Ås" in said
    assert Person.objects.filter(email="ada@skole.example").exists()


def test_a_second_press_is_told_that_it_is_undone(world: World, run: ImportRun) -> None:
    lead = world.client("lead")
    seen = undoing_of(run).seen
    for _press in range(2):
        said = lead.post(address(run), {"seen": seen}, follow=True)
    assert "Bare en import som gjelder" in said.content.decode()


def test_the_page_costs_the_same_queries_at_one_and_three(
    world: World, run: ImportRun, django_assert_num_queries: Any
) -> None:
    lead = world.client("lead")
    lead.get(address(run))
    with django_assert_num_queries(39):
        lead.get(address(run))
    more = load(
        world.owner, *(["Nr", f"Ny{n}", f"ny{n}@skole.example", *ADA[3:]] for n in range(3))
    )
    Person.objects.filter(email__in=["ny1@skole.example", "ny2@skole.example"]).update(
        last_name="Annet"
    )
    lead.get(address(more))
    with django_assert_num_queries(39):
        lead.get(address(more))


def test_the_result_counts_and_shows_the_employments_that_ended(world: World) -> None:
    rows = [ADA, [*BO[:3], "Nordlia skole", *BO[4:]]]
    load(world.owner, *rows)
    run = load(world.owner, rows[0], end_missing=True)
    gone = run.counts["ended"]
    assert gone == Employment.objects.filter(ends_on__isnull=False).count()
    lead = world.client("lead")
    shown = lead.get(address(run, "import_run")).content.decode()
    figure = shown.partition("Ansettelser avsluttet")[2]
    assert figure.partition('figure__value">')[2].partition("<")[0] == str(gone)
    ended = lead.get(address(run, "import_run"), {"state": "ended"}).content.decode()
    assert "Bo Bø, Nordlia skole" in ended
    assert "ansettelsen er avsluttet" in ended
    assert "rad 0" not in ended
