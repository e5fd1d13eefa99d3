"""A superuser's proof of work: their own doings, for themselves and those who thank them."""

import datetime as dt
import sys

import pytest
from django.urls import reverse

from rollout.common.dates import school_year_start, today
from rollout.library.copies.actions import make_copy
from rollout.logbook.models import TrainingSession
from rollout.logbook.proof import pdf
from rollout.logbook.proof.queries import Period, Proof, periods_of
from rollout.organisation.models import Person, Role
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def page(world: World, who: str = "superuser", about: str = "superuser", **asked: str) -> object:
    return world.client(who).get(reverse("proof", args=[world.people[about].pk]), asked)


def proof(world: World, **asked: str) -> Proof:
    return page(world, **asked).context["proof"]


def held(world: World, *people: Person, day: dt.date | None = None, **fields: object):
    session = make.session(
        world.programme,
        world.north,
        fields.pop("about", world.kit),
        day,
        people=people,
        by=fields.pop("by", world.people["superuser"]),
    )
    TrainingSession.objects.filter(pk=session.pk).update(**fields)
    return session


@pytest.fixture
def since_long(world: World) -> Role:
    """The superuser's role began before the school year did."""
    role = world.people["superuser"].roles.get()
    role.starts_on = school_year_start(today()) - 100 * DAY
    role.save()
    return role


def test_it_tells_what_was_done(world: World, since_long: Role) -> None:
    tuva, guest = world.people["teacher"], make.employee(world.south)
    copy = make_copy(kit=world.kit, school=world.north)[0]
    other = make.kit(world.owner, "Vurdering")
    make.guest(held(world, tuva, world.teachers[0], about=copy, minutes=60), guest)
    held(world, about=other, minutes=30, counted_only=True, head_count=9, adaptation="Kortere")
    together = held(world, world.people["superuser"], by=world.people["principal"])
    together.also_held_by.add(world.people["superuser"])
    held(world, by=world.people["principal"], minutes=400)
    held(world, minutes=400).delete()
    TrainingSession.objects.create(
        programme=world.programme,
        school=world.north,
        kit=other,
        held_by=world.people["superuser"],
        held_on=today(),
        status="cancelled",
    )
    found = proof(world, period="role")
    assert len(found.sessions) == 4
    assert found.together == 1
    assert found.hours == pytest.approx((45 + 60 + 30 + 45) / 60)
    assert (found.colleagues, found.guests, found.counted) == (3, 1, 9)
    assert found.kits == 2
    assert [session.adaptation for session in found.adapted] == ["Kortere"]
    assert found.workshops == [world.held]


def test_who_was_a_guest_once_and_came_at_home_too_is_a_colleague(world: World) -> None:
    make.guest(held(world), world.teachers[0])
    found = proof(world, period="role")
    assert (found.colleagues, found.guests) == (2, 0)


def test_own_versions_are_those_that_one_has_written_in(world: World) -> None:
    make.step(world.kit)
    copy = make_copy(kit=world.kit, school=world.north)[0]
    assert proof(world).copies == []
    copy.steps.update(changed_by=world.people["superuser"])
    assert proof(world).copies == [copy]


def test_it_is_about_the_school_year_or_what_is_asked_for(world: World, since_long: Role) -> None:
    world.session.delete()
    start = school_year_start(today())
    days = {"year": start, "before": start - DAY, "long ago": since_long.starts_on - 400 * DAY}
    by_name = {name: held(world, day=day).pk for name, day in days.items()}
    shown = {
        key: [session.pk for session in proof(world, period=key).sessions]
        for key in ("year", "before", "role", "nonsense")
    }
    year, before = by_name["year"], by_name["before"]
    assert shown == {
        "year": [year],
        "before": [before],
        "role": [before, year],
        "nonsense": [year],
    }


def test_the_periods_follow_the_role(world: World) -> None:
    role = world.people["superuser"].roles.get()
    day = dt.date(2026, 11, 3)
    role.starts_on, role.ends_on = dt.date(2026, 8, 17), None
    year = Period("year", dt.date(2026, 8, 1), day)
    assert periods_of([role], day) == [year, Period("role", role.starts_on, day)]
    role.starts_on, role.ends_on = dt.date(2025, 8, 18), dt.date(2026, 6, 30)
    before = Period("before", dt.date(2025, 8, 1), dt.date(2026, 7, 31))
    assert periods_of([role], day) == [year, before, Period("role", role.starts_on, role.ends_on)]


@pytest.mark.parametrize("who", ["lead", "principal", "superuser"])
def test_it_is_shown_to_oneself_and_those_who_thank(world: World, who: str) -> None:
    response = page(world, who)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Siri Superbruker" in text
    assert world.owner.name in text


@pytest.mark.parametrize(
    ("who", "about", "status"),
    [
        ("southern", "superuser", 404),
        ("principal", "southern", 404),
        ("lead", "southern", 200),
        ("lead", "teacher", 404),
        ("superuser", "principal", 404),
        ("facilitator", "superuser", 403),
        ("reader", "superuser", 403),
        ("teacher", "superuser", 403),
        ("stranger", "superuser", 404),
    ],
)
def test_nobody_else_sees_it(world: World, who: str, about: str, status: int) -> None:
    assert page(world, who, about).status_code == status


def test_a_colleague_is_never_named(world: World) -> None:
    held(world, *world.teachers, world.people["teacher"]).also_held_by.add(
        world.people["principal"]
    )
    text = page(world).content.decode()
    named = [*world.teachers, world.people["teacher"], world.people["principal"]]
    assert not [str(person) for person in named if str(person) in text]


def test_a_lead_of_one_programme_sees_the_work_in_that_one(world: World) -> None:
    other = make.programme(world.owner, [world.north], "Annet")
    make.session(other, world.north, world.kit, by=world.people["superuser"])
    assert len(proof(world, period="role").sessions) == 2
    world.people["lead"].roles.update(programme=world.programme)
    shown = page(world, "lead", period="role").context["proof"]
    assert shown.sessions == [world.session]


def test_who_has_done_nothing_yet_is_told_so(world: World) -> None:
    newcomer = make.superuser(world.south, "Ny Superbruker", signs_in=True).person
    world.people["newcomer"] = newcomer
    text = page(world, "newcomer", "newcomer").content.decode()
    assert "Ingenting å vise for denne perioden" in text


def test_the_ways_to_it_are_shown_to_those_who_may_use_them(world: World) -> None:
    address = reverse("proof", args=[world.people["superuser"].pk])
    person = reverse("person", args=[world.people["superuser"].pk])
    assert address in world.client("superuser").get("/").content.decode()
    for who in ("lead", "principal"):
        assert address in world.client(who).get(person).content.decode()
    assert address not in world.client("facilitator").get(person).content.decode()


def test_it_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    client = world.client("superuser")
    address = reverse("proof", args=[world.people["superuser"].pk]) + "?period=role"
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    for days in (3, 4):
        kit = make.kit(world.owner)
        session = held(world, world.people["teacher"], about=kit, adaptation="Kortere")
        session.also_held_by.add(world.people["principal"])
        came, day = [world.people["superuser"]], today() - days * DAY
        make.workshop(world.cohort, day, about=kit, status="held", came=came)
    with django_assert_num_queries(9):
        client.get(address)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.printer.cache_clear()
    yield
    pdf.printer.cache_clear()


@pytest.mark.usefixtures("without_library")
def test_without_the_library_it_is_printed_only(world: World) -> None:
    assert "export=pdf" not in page(world).content.decode()
    assert "data-print" in page(world).content.decode()
    assert page(world, export="pdf").status_code == 404
    with pytest.raises(LookupError):
        pdf.as_pdf("<p>Hei</p>")


def test_with_the_library_it_is_a_file(world: World) -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    assert "export=pdf" in page(world).content.decode()
    response = page(world, export="pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('attachment; filename="siri-superbruker-')
    assert response.content.startswith(b"%PDF")


def test_a_pdf_fetches_nothing() -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf.nothing("https://skole.example/logo.png")
