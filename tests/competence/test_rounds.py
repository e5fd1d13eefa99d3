"""Competence is shared from closed rounds only, and nothing moves what a closed round shows."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.competence.actions import close_ended_rounds, close_round, save_round
from rollout.competence.models import Assessment, Framework, Round
from rollout.competence.suppression import Decision
from rollout.insight.as_data import figures_data
from rollout.insight.figures import programme_figures
from rollout.organisation.models import Employment, Person
from rollout.planning.models import Participation
from tests import factories as make
from tests.competence.attacks import attack, certainties
from tests.personas import World


def days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


@pytest.fixture
def closed(world: World) -> Round:
    """Six of Nordlia and six of Sørlia have answered, and the round is closed."""
    people = [*world.teachers, world.people["teacher"], world.people["principal"]]
    people += [make.employee(world.south) for _ in range(6)]
    for number, person in enumerate(people):
        make.assess(person, number % 3 + 2, days_ago(3))
    return make.closed_round(world.owner)


def levels(world: World, day: dt.date | None = None) -> list[object]:
    """All that is shared of competence, as other programs get it."""
    data = figures_data(programme_figures(world.programme, day or today()))
    keys = ("level", "assessed_share", "at_target", "areas")
    return [{key: unit[key] for key in keys} for unit in [data["owner"], *data["schools"]]]


def moves_school(world: World, person: Person) -> None:
    person.employments.update(ends_on=days_ago(1))
    make.employ(person, world.south)


def answers_anew(world: World, person: Person) -> None:
    make.assess(person, 6)


def leaves(world: World, person: Person) -> None:
    person.employments.update(ends_on=days_ago(1))


def works_at_two(world: World, person: Person) -> None:
    make.employ(person, world.south)


def comes_new(world: World, person: Person) -> None:
    make.assess(make.employee(world.north), 6)


def gets_a_role(world: World, person: Person) -> None:
    make.role(person, Kind.SUPERUSER, at=world.north)


def is_deleted(world: World, person: Person) -> None:
    Assessment.objects.filter(person=person).delete()


def never_worked_there(world: World, person: Person) -> None:
    Employment.objects.filter(person=person).update(starts_on=days_ago(2))


def the_target_is_another(world: World, person: Person) -> None:
    framework = world.programme.framework
    world.programme.target_level = framework.levels.get(code="C1")
    world.programme.audience = ["principal"]
    world.programme.save()


def a_school_leaves(world: World, person: Person) -> None:
    Participation.objects.filter(school=world.south).update(starts_on=days_ago(1))


TRIES: tuple[Callable[[World, Person], None], ...] = (
    moves_school, answers_anew, leaves, works_at_two, comes_new, gets_a_role, is_deleted,
    never_worked_there, the_target_is_another, a_school_leaves,
)  # fmt: skip


@pytest.mark.parametrize("happens", TRIES, ids=lambda t: t.__name__)
def test_nothing_that_happens_later_moves_a_closed_round(
    world: World, closed: Round, happens: Callable[[World, Person], None]
) -> None:
    before = levels(world)
    happens(world, world.teachers[0])
    assert levels(world) == before


def test_no_other_programme_and_no_other_day_tells_more(world: World, closed: Round) -> None:
    other = make.programme(world.owner, [world.north, world.south], "Et annet program")
    other.audience, other.starts_on = ["teacher"], today() + dt.timedelta(days=30)
    other.target_level = other.framework.levels.get(code="A2")
    other.save()
    world.teachers[0].employments.update(ends_on=today())
    first = figures_data(programme_figures(world.programme, today()))
    later = figures_data(programme_figures(other, other.starts_on))
    assert first["owner"]["level"] == later["owner"]["level"]
    assert first["owner"]["at_target"] == later["owner"]["at_target"]
    assert levels(world) == levels(world, today() + dt.timedelta(days=60))


def test_a_download_tells_no_more_than_the_page(world: World, closed: Round) -> None:
    """The sheet of schools has no competence in it; what a page hides is nowhere."""
    address = reverse("schools", args=[world.programme.pk])
    sheet = world.client("lead").get(address, {"export": "csv"}).content.decode("utf-8-sig")
    assert "Nordlia" in sheet
    assert "B1" not in sheet


@pytest.mark.parametrize(("here", "there"), [(40, 60), (60, 40), (50, 50)])
def test_a_person_at_two_schools_counts_where_they_work_most(
    world: World, here: int, there: int
) -> None:
    """Or else longest. So the schools add up to the owner, and the difference isn't that person."""
    people = [make.employee(school) for school in (world.north, world.south) for _ in range(6)]
    for number, person in enumerate(people):
        make.assess(person, number % 2 + 2)
    both = people[0]
    Employment.objects.filter(person=both).update(percentage=here)
    Employment.objects.create(
        person=both,
        school=world.south,
        position="teacher",
        percentage=there,
        starts_on=days_ago(90),
    )
    result = make.closed_round(world.owner).result
    north, south = (result["schools"][str(s.pk)]["overall"] for s in (world.north, world.south))
    owner = result["owner"]["overall"]
    assert sum(south.values()) == (7 if there > here else 6)
    assert {r: north.get(r, 0) + south.get(r, 0) for r in owner} == owner


def test_only_what_is_answered_in_the_round_counts(world: World) -> None:
    for person, rank in zip(world.teachers, (2, 2, 3, 3), strict=True):
        make.assess(person, rank, days_ago(10))
    late, early = world.people["teacher"], world.people["principal"]
    make.assess(early, 3, days_ago(40))
    make.assess(late, 3, days_ago(5))
    result = make.closed_round(world.owner, days_ago(30), days_ago(6)).result
    assert result["owner"]["overall"] is None
    make.assess(early, 3, days_ago(2))
    make.assess(late, 3, days_ago(1))
    Round.objects.all().delete()
    result = make.closed_round(world.owner, days_ago(30), days_ago(1)).result
    assert result["owner"]["overall"] == {"2": 2, "3": 4}


def test_what_is_hidden_is_not_in_the_database(world: World) -> None:
    make.assess(world.teachers[0], 6)
    result = make.closed_round(world.owner).result
    assert json.dumps(result).count("null") == 7 * (len(result["schools"]) + 1)


def test_closing_twice_is_closing_once(world: World, closed: Round) -> None:
    make.assess(world.people["superuser"], 6)
    again = close_round(round_=closed, day=today() + dt.timedelta(days=9))
    assert (again.closed_on, again.result) == (closed.closed_on, closed.result)


def test_a_round_closes_by_itself_as_of_its_last_day(world: World) -> None:
    make.open_round(world.owner, days_ago(20), days_ago(4))
    still = make.open_round(world.owner, today(), today())
    assert close_ended_rounds(day=today()) == 1
    assert close_ended_rounds(day=today()) == 0
    assert Round.objects.exclude(pk=still.pk).get().closed_on == days_ago(4)


def test_a_round_that_has_not_begun_cannot_be_closed(world: World) -> None:
    coming = make.open_round(world.owner, today() + dt.timedelta(days=1), today() + MONTH)
    with pytest.raises(ValidationError, match=r"begun|begynt"):
        close_round(round_=coming, day=today())


MONTH = dt.timedelta(days=30)


@pytest.mark.parametrize(("days", "is_let"), [(27, False), (28, True)])
def test_rounds_keep_their_distance(world: World, closed: Round, days: int, is_let: bool) -> None:
    """Else the few who answer in between would be the difference."""
    first = closed.closed_on + dt.timedelta(days=days)
    plan = Round(
        owner=world.owner,
        framework=closed.framework,
        name="Neste",
        starts_on=first,
        ends_on=first + MONTH,
    )
    if is_let:
        assert save_round(round_=plan, day=today()).pk
    else:
        with pytest.raises(ValidationError):
            save_round(round_=plan, day=today())


def test_the_distance_is_from_the_day_that_a_round_closed(world: World) -> None:
    early = make.open_round(world.owner, days_ago(40), today() + MONTH)
    close_round(round_=early, day=days_ago(28))
    plan = Round(
        owner=world.owner,
        framework=early.framework,
        name="Neste",
        starts_on=today(),
        ends_on=today() + MONTH,
    )
    assert save_round(round_=plan, day=today()).pk


def test_answers_that_were_given_outside_a_round_never_count(world: World) -> None:
    """Whoever answers while none is open is told that it is for themselves alone."""
    plan = make.open_round(world.owner, today(), today() + MONTH)
    plan.pk = None
    for begins in (days_ago(1), days_ago(100)):
        plan.starts_on = begins
        with pytest.raises(ValidationError, match=r"earliest|tidligst"):
            save_round(round_=plan, day=today())


@pytest.mark.parametrize(
    ("name", "to"), [("starts_on", -100), ("starts_on", 1), ("ends_on", -1), ("ends_on", -40)]
)
def test_a_round_that_has_begun_is_not_cut_to_let_one_person_out(
    world: World, name: str, to: int
) -> None:
    """Two rounds, of which one has the answers of the other and one more, would tell that one."""
    begun = make.open_round(world.owner, days_ago(20), today() + MONTH)
    setattr(begun, name, today() + dt.timedelta(days=to))
    with pytest.raises(ValidationError):
        save_round(round_=begun, day=today())
    begun = Round.objects.get()
    begun.name, begun.ends_on = "Lenger", today() + 2 * MONTH
    assert save_round(round_=begun, day=today()).name == "Lenger"


def test_a_round_that_is_closed_late_has_nothing_from_after_its_end(world: World) -> None:
    people = [*world.teachers, world.people["teacher"], world.people["principal"]]
    for number, person in enumerate(people):
        make.assess(person, number % 3 + 2, days_ago(12))
    late = make.open_round(world.owner, days_ago(20), days_ago(10))
    make.assess(people[0], 6, days_ago(2))
    closed = close_round(round_=late, day=today())
    assert closed.closed_on == days_ago(10)
    assert closed.result["owner"]["overall"] == {"2": 2, "3": 2, "4": 2}


def test_a_closed_round_cannot_be_changed(world: World, closed: Round) -> None:
    closed.name = "Et annet navn"
    with pytest.raises(ValidationError):
        save_round(round_=closed, day=today())


def test_a_closed_round_has_a_result_and_an_open_one_none(world: World) -> None:
    made = make.open_round(world.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=made.pk).update(closed_on=today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=made.pk).update(result={})


def test_random_owners_attacked_tell_of_nobody() -> None:
    """`python -m tests.competence.attacks 20000` plays more of them."""
    found = attack(1000, seed=7)
    assert found["told of somebody"] == 0
    assert found["something shown"] > 50


def test_all_small_owners_that_look_the_same_leave_each_answer_open() -> None:
    """`python -m tests.competence.attacks` goes through larger ones."""
    assert certainties((5,), ranks=3, target=2) == 0
    assert certainties((5, 2), ranks=2, target=2) == 0
    assert certainties((5, 6), ranks=2, target=None, areas=1) == 0


def test_the_attacks_find_what_is_shown_unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = "rollout.competence.suppression.hidden_schools"
    monkeypatch.setattr(nothing, lambda things, chance: set())
    assert attack(100, seed=7)["told of somebody"] > 50
    all_shown = [Decision(frozenset(), totals_are_shown=True)]
    monkeypatch.setattr("tests.competence.attacks.possible_decisions", lambda things: all_shown)
    assert certainties((5, 2), ranks=2, target=None, areas=1) > 0


def test_what_there_is_becomes_one_first_round(world: World) -> None:
    from django.apps import apps

    from rollout.competence.first_rounds import make_first_rounds

    people = [*world.teachers, world.people["teacher"], world.people["principal"]]
    for number, person in enumerate(people):
        make.assess(person, number % 3 + 2, days_ago(40 + number))
    make_first_rounds(apps)
    made = Round.objects.get()
    assert (made.owner, made.starts_on, made.closed_on) == (world.owner, days_ago(45), days_ago(40))
    assert made.target_level == world.programme.target_level
    assert made.result["owner"]["overall"] == {"2": 2, "3": 2, "4": 2}
    assert Framework.objects.filter(round=made).exists()
