"""Staff lists: what each row becomes, applied and undone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.exchange import actions
from rollout.exchange.columns import STAFF, data_rows, find_sheet
from rollout.exchange.models import ImportRun
from rollout.exchange.sheets import read_sheets
from rollout.exchange.staff import StaffPlan, known, plan_staff
from rollout.exchange.undoing import undo
from rollout.organisation.models import Employment, Person, Role, SchoolOwner
from tests import factories as make
from tests.exchange import files

ADA = ["Ås", "Ada", "ada@skole.example", "Nordlia skole", "Lærer", "100", "x"]
BO = ["Bø", "Bo", " Bo@Skole.example ", "NORDLIA", "Rektor", "80", ""]


@pytest.fixture
def owner(db: None) -> SchoolOwner:
    owner = make.school_owner()
    make.school(owner, "Nordlia skole")
    make.school(owner, "Sørlia ungdomsskole")
    return owner


def plan(owner: SchoolOwner, *people: list[str]) -> StaffPlan:
    sheets = read_sheets(files.xlsx(files.staff_rows(*people)))
    rows, header, columns = find_sheet(sheets, STAFF)
    return plan_staff(data_rows(rows, header, columns), known(owner, today()))


def load(owner: SchoolOwner, *people: list[str], **ending: bool) -> ImportRun:
    run = ImportRun.objects.create(owner=owner, kind="staff", file_name="ansatte.xlsx")
    return actions.apply_staff(
        run=run,
        plan=plan(owner, *people),
        has=known(owner, today()),
        day=today(),
        **ending,
    )


def test_the_header_is_found_below_title_lines(owner: SchoolOwner) -> None:
    assert [(o.row, o.state) for o in plan(owner, ADA, BO).outcomes] == [(5, "new"), (6, "new")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({0: "", 1: ""}, "no name"),
        ({2: ""}, "no e-mail"),
        ({2: "ada(at)skole.example"}, "broken e-mail"),
        ({3: ""}, "no school"),
        ({3: "Fjellheimen montessori"}, "unknown school"),
        ({4: "Astronaut"}, "unknown position"),
        ({5: "400"}, "percentage over 100"),
        ({2: "a@b.example; c@b.example"}, "two e-mails in one cell; keep one"),
        ({5: "-5"}, "percentage of 0 or less"),
        ({5: "halv"}, "percentage isn’t a number"),
        ({5: "NaN"}, "percentage isn’t a number"),
    ],
)
def test_a_bad_row_is_told_with_its_reason_and_the_rest_goes_on(
    owner: SchoolOwner, change: dict[int, str], reason: str
) -> None:
    bad = [change.get(n, cell) for n, cell in enumerate(ADA)]
    outcomes = plan(owner, bad, BO).outcomes
    assert [(o.row, o.state, o.reason) for o in outcomes] == [(5, "error", reason), (6, "new", "")]


def test_more_than_a_whole_position_is_taken_as_one_and_told(owner: SchoolOwner) -> None:
    more = [*ADA[:5], "110 %", ADA[6]]
    outcome = plan(owner, more).outcomes[0]
    assert (outcome.state, outcome.reason) == ("new", "percentage over 100, taken as 100")
    load(owner, more)
    assert Employment.objects.get(person__email="ada@skole.example").percentage == 100


def test_who_is_one_of_two_addresses_in_a_cell_is_not_missing(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    two = [*ADA[:2], "ada@skole.example, ada.as@skole.example", *ADA[3:]]
    assert plan(owner, two, BO).missing == []


def test_a_school_merged_over_its_people_is_theirs(owner: SchoolOwner) -> None:
    rows = files.staff_rows(ADA, [*BO[:3], "", *BO[4:]])
    content = files.xlsx(rows, merged="D5:D6")
    sheets = read_sheets(content)
    found = plan_staff(data_rows(*find_sheet(sheets, STAFF)), known(owner, today()))
    assert [(o.state, o.school) for o in found.outcomes] == [("new", "Nordlia skole")] * 2


def test_a_school_that_is_unsure_is_offered(owner: SchoolOwner) -> None:
    school = owner.schools.get(name="Nordlia skole")
    unsure = plan(owner, [*ADA[:3], "Nordli", *ADA[4:]]).outcomes[0]
    assert (unsure.reason, unsure.suggestions) == ("unknown school", [school.pk])


def test_a_choice_is_remembered_for_the_next_file(owner: SchoolOwner) -> None:
    school = owner.schools.get(name="Nordlia skole")
    run = ImportRun.objects.create(owner=owner, kind="staff", file_name="a")
    actions.choose_school(run=run, spelling="nordli", school=school)
    assert plan(owner, [*ADA[:3], "Nordli", *ADA[4:]]).outcomes[0].state == "new"


def test_people_employments_and_roles_are_made(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    ada = Person.objects.get(email="ada@skole.example")
    assert str(ada) == "Ada Ås"
    assert ada.employments.get().position == "teacher"
    assert ada.roles.get().kind == Kind.SUPERUSER
    assert Person.objects.get(email="bo@skole.example").employments.get().position == "principal"


def test_doubles_are_merged_and_two_schools_give_two_employments(owner: SchoolOwner) -> None:
    elsewhere = [*ADA[:3], "Sørlia u.skole", "Lærer", "40", ""]
    run = load(owner, ADA, ADA, elsewhere)
    assert run.counts["doubles"] == 1
    assert Employment.objects.count() == 2
    assert Person.objects.count() == 1


def test_one_address_for_two_people_is_an_error(owner: SchoolOwner) -> None:
    other = ["Helt", "Annen", *ADA[2:]]
    assert [o.state for o in plan(owner, ADA, other).outcomes] == ["new", "error"]


def test_the_same_file_again_changes_nothing(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    again = load(owner, ADA, BO)
    assert again.counts | {} == {
        "new": 0, "changed": 0, "same": 2, "errors": 0, "doubles": 0, "missing": 0, "asked": 0,
        "left_out": 0, "ended": 0,
    }  # fmt: skip
    assert not again.changes.exists()


def test_a_new_position_starts_a_new_employment_so_that_the_past_stays(owner: SchoolOwner) -> None:
    load(owner, ADA)
    Employment.objects.update(starts_on=today() - dt.timedelta(days=100))
    load(owner, [*ADA[:4], "Avdelingsleder", *ADA[5:]])
    was, now = Employment.objects.order_by("starts_on")
    assert (was.position, was.ends_on) == ("teacher", today() - dt.timedelta(days=1))
    assert (now.position, now.starts_on) == ("leader", today())


def test_a_changed_percentage_is_put_right(owner: SchoolOwner) -> None:
    load(owner, ADA)
    run = load(owner, [*ADA[:5], "37,5", "x"])
    assert run.counts["changed"] == 1
    assert str(Employment.objects.get().percentage) == "37.50"


def test_those_missing_are_listed_and_ended_only_when_asked(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    run = load(owner, BO)
    assert run.counts["missing"] == 1
    assert Employment.objects.filter(ends_on__isnull=True).count() == 2
    load(owner, BO, end_missing=True)
    gone = Employment.objects.get(person__email="ada@skole.example")
    assert gone.ends_on is not None
    assert Role.objects.get().ends_on is not None


def test_a_row_in_error_does_not_make_its_person_missing(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    assert plan(owner, [*ADA[:4], "Astronaut", "100", ""], BO).missing == []


def test_schools_that_the_file_does_not_name_lose_nobody(owner: SchoolOwner) -> None:
    load(owner, ADA, [*BO[:3], "Sørlia", *BO[4:]])
    assert plan(owner, ADA).missing == []


def test_an_import_is_undone_as_a_whole(owner: SchoolOwner) -> None:
    load(owner, ADA)
    before = list(Person.objects.values()), list(Employment.objects.values())
    run = load(owner, ["Ås", "Ada-Marie", *ADA[2:5], "50", "x"], BO)
    undo(run=run)
    assert (list(Person.objects.values()), list(Employment.objects.values())) == before
    assert run.__class__.objects.get(pk=run.pk).status == "undone"


def test_who_has_moved_is_told_from_who_is_gone(owner: SchoolOwner) -> None:
    load(owner, ADA, BO, [*BO[:2], "cy@skole.example", "Sørlia ungdomsskole", *BO[4:]])
    moved = [*ADA[:3], "Sørlia ungdomsskole", *ADA[4:]]
    stays = ["Du", "Da", "da@skole.example", *ADA[3:]]
    found = plan(owner, moved, stays)
    assert [str(e.person) for e in found.moved] == ["Ada Ås"]
    assert {e.person.email for e in found.gone} == {"bo@skole.example", "cy@skole.example"}
    load(owner, moved, stays, end_moved=True)
    open_now = Employment.objects.filter(ends_on__isnull=True, person__first_name="Ada")
    assert open_now.get().school.name == "Sørlia ungdomsskole"
    assert Employment.objects.filter(ends_on__isnull=True).count() == 4


def test_a_second_tap_imports_nothing_more(owner: SchoolOwner) -> None:
    run = load(owner, ADA)
    with pytest.raises(ValidationError, match="allerede"):
        actions.apply_staff(run=run, plan=plan(owner, BO), has=known(owner, today()), day=today())
    assert Person.objects.count() == 1


def test_half_an_import_is_no_import(owner: SchoolOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "role_of", fails)
    with pytest.raises(RuntimeError):
        load(owner, ADA, BO)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("rows", "position", "percentage"),
    [
        ([("Lærer", "40"), ("Avdelingsleder", "60")], "leader", "100.00"),
        ([("Lærer", "40"), ("Assistent", "30"), ("Avdelingsleder", "60")], "leader", "100.00"),
        ([("Lærer", ""), ("Rektor", "")], "principal", None),
        ([("Lærer", "40"), ("Lærer", "60")], "teacher", "100.00"),
        ([("Lærer", "40"), ("Lærer", "40")], "teacher", "40.00"),
        ([("Lærer", "1")], "teacher", "100.00"),
        ([("Lærer", "0,8")], "teacher", "80.00"),
        ([("Lærer", "80 %")], "teacher", "80.00"),
    ],
)
def test_parts_of_a_position_add_up(
    owner: SchoolOwner, rows: list[tuple[str, str]], position: str, percentage: str | None
) -> None:
    load(owner, *([*ADA[:4], title, share, ""] for title, share in rows))
    employment = Employment.objects.get()
    assert employment.position == position
    assert (str(employment.percentage) if employment.percentage else None) == percentage


@pytest.mark.parametrize(
    "footer",
    [
        ["Totalt antall", "", "", "2"],
        ["Sum Nordlia skole", "", "", ""],
        ["Side 1 av 1"],
        ["", "", "", "Sum Nordlia skole", "", "2"],
    ],
)
def test_footers_are_left_alone(owner: SchoolOwner, footer: list[str]) -> None:
    assert [o.state for o in plan(owner, ADA, footer).outcomes] == ["new"]


def test_a_repeated_header_is_left_alone(owner: SchoolOwner) -> None:
    again = [cell.upper() for cell in files.HEADER]
    assert [o.state for o in plan(owner, ADA, again, BO).outcomes] == ["new", "new"]


def test_a_superuser_mark_that_is_unclear_is_told(owner: SchoolOwner) -> None:
    outcome = plan(owner, [*ADA[:6], "kanskje"]).outcomes[0]
    assert (outcome.state, outcome.value) == ("error", "kanskje")


def test_a_file_for_a_later_day_can_be_loaded_again_now(owner: SchoolOwner) -> None:
    load(owner, ADA)
    Employment.objects.update(starts_on=today() + dt.timedelta(days=40))
    Role.objects.update(starts_on=today() + dt.timedelta(days=40))
    assert load(owner, ADA).counts["same"] == 1


def test_ending_the_missing_ends_their_place_in_a_cohort(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    school = owner.schools.get(name="Nordlia skole")
    programme = make.programme(owner, [school])
    cohort = make.cohort(programme, Role.objects.all())
    load(owner, BO, end_missing=True)
    assert cohort.memberships.get().ends_on is not None


def test_a_hidden_sheet_and_a_guide_do_not_win(owner: SchoolOwner) -> None:
    content = files.xlsx(files.staff_rows(ADA), guide=40, hidden=30)
    rows, _header, columns = find_sheet(read_sheets(content), STAFF)
    assert columns["email"] == 2
    assert len(rows) == 7
