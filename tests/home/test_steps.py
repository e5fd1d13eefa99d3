"""The steps to a first year: the same list wherever it is shown, and it knows what is done."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from rollout.accounts.permissions import Kind
from rollout.calendars.models import ClosedPeriod, Venue
from rollout.common.dates import today
from rollout.home.steps import NAMES, Steps, steps_for
from rollout.organisation.models import Person, SchoolOwner
from rollout.planning.models import Programme, Workshop
from tests import factories as make
from tests.arrows import ROOT
from tests.personas import World


@pytest.fixture
def newcomer(world: World) -> Person:
    """A lead at an owner that has nothing yet."""
    lead = make.person(make.school_owner("Nykommen kommune"), "Nina Ny", signs_in=True)
    make.role(lead, Kind.PROJECT_LEAD)
    world.people["newcomer"] = lead
    return lead


def done(owner: SchoolOwner, programme: Programme | None = None) -> list[str]:
    return [step.key for step in steps_for(owner, programme, today()) if step.is_done]


def test_readme_tells_of_the_same_steps() -> None:
    text = (ROOT / "README.md").read_text()
    hour = text.partition("## A project lead’s first hour")[2].partition("\n## ")[0]
    with translation.override("en"):
        assert re.findall(r"^\d\. \*\*(.+?)\*\*", hour, re.M) == [str(n) for n in NAMES.values()]


def test_the_welcome_page_begins_with_the_first_step(newcomer: Person, world: World) -> None:
    page = world.client("newcomer").get("/")
    steps: Steps = page.context["steps"]
    assert [step.key for step in steps] == list(NAMES)
    assert steps.done == 0
    assert steps.next is not None
    assert steps.next.key == "schools"
    text = page.content.decode()
    assert text.count('class="ds-button" href') == 1
    assert text.index("Skoler") < text.index("Læringspakker") < text.index("Tilgang")


def test_each_step_is_done_by_what_it_asks_for(newcomer: Person) -> None:
    owner = newcomer.owner
    assert done(owner) == []
    school = make.school(owner)
    assert done(owner) == ["schools"]
    teacher = make.employee(school, signs_in=True)
    assert done(owner) == ["schools"]
    superuser = make.role(teacher, Kind.SUPERUSER, at=school)
    assert done(owner) == ["schools", "staff", "access"]
    programme = make.programme(owner, [school])
    kit = make.kit(owner)
    assert "kits" not in done(owner, programme)
    make.gives_out(programme, kit)
    assert done(owner, programme) == ["schools", "staff", "programme", "kits", "access"]
    ClosedPeriod.objects.create(
        owner=owner, kind="break", name="Vinterferie", starts_on=today(), ends_on=today()
    )
    Venue.objects.create(owner=owner, name="Rådhuset", seats=20)
    assert "places" not in done(owner, programme)
    make.role(newcomer, Kind.FACILITATOR, programme=programme)
    assert "places" in done(owner, programme)
    workshop = make.workshop(make.cohort(programme, [superuser]), about=kit)
    assert done(owner, programme) == [key for key in NAMES if key != "invitations"]
    workshop.invited_at = timezone.now()
    workshop.save()
    assert steps_for(owner, programme, today()).are_done


def test_closed_days_of_other_years_and_cancelled_workshops_do_not_count(world: World) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Gammel ferie",
        starts_on=dt.date(2019, 10, 1), ends_on=dt.date(2019, 10, 5),
    )  # fmt: skip
    for workshop in (world.held, world.coming):
        workshop.status = "cancelled"
        workshop.save()
    left = set(NAMES) - set(done(world.owner, world.programme))
    assert {"calendar", "year"} <= left


def test_somebody_who_may_not_sign_in_leaves_access_open(world: World) -> None:
    assert "access" in done(world.owner, world.programme)
    make.superuser(world.south)
    steps = {step.key: step for step in steps_for(world.owner, world.programme, today())}
    assert not steps["access"].is_done
    assert steps["access"].so_far == "2 av 3 superbrukere kan logge inn"


def test_sharing_out_by_hand_is_beside_the_year_not_a_step(world: World) -> None:
    steps = {step.key: step for step in steps_for(world.owner, world.programme, today())}
    year = steps["year"]
    assert year.link
    assert year.extra
    assert year.link.url == reverse("proposals", args=[world.programme.pk])
    assert year.extra.url == reverse("cohorts", args=[world.programme.pk])


def test_a_kit_made_from_the_steps_is_the_programmes_own(newcomer: Person) -> None:
    school = make.school(newcomer.owner)
    programme = make.programme(newcomer.owner, [school])
    order = reverse("programme_kits", args=[programme.pk])
    kits = {step.key: step for step in steps_for(newcomer.owner, programme, today())}["kits"]
    assert kits.link
    assert (kits.link.text, kits.link.url) == ("Lag en læringspakke", order)
    make.kit(newcomer.owner)
    kits = {step.key: step for step in steps_for(newcomer.owner, programme, today())}["kits"]
    assert kits.link
    assert (kits.link.text, kits.link.url) == ("Programmets læringspakker", order)


def test_the_overview_shows_the_steps_until_a_workshop_has_been_held(
    newcomer: Person, world: World
) -> None:
    school = make.school(newcomer.owner)
    make.programme(newcomer.owner, [school])
    make.superuser(school)
    page = world.client("newcomer").get("/")
    assert page.context["without_cohort"] == 0
    assert [step.key for step in page.context["steps"]] == list(NAMES)
    assert "3 av 9 steg er gjort" in page.content.decode()
    assert world.client("lead").get("/").context["steps"] is None


def test_only_who_can_take_the_steps_see_them(newcomer: Person, world: World) -> None:
    reader = make.person(newcomer.owner, signs_in=True)
    make.role(reader, Kind.READER)
    world.people["onlooker"] = reader
    page = world.client("onlooker").get("/")
    assert page.context["steps"] is None
    assert "Prosjektlederen" in page.content.decode()


def test_a_step_that_is_taken_tells_the_next_one(newcomer: Person, world: World) -> None:
    lead = world.client("newcomer")
    programme = make.programme(newcomer.owner, [make.school(newcomer.owner)])
    make.superuser(programme.schools.get())
    add = reverse("programme_kit_new", args=[programme.pk])
    page = lead.post(add, {"title": "Lesing", "dimension": "both", "minutes": 45}, follow=True)
    text = " ".join(page.content.decode().split())
    assert "4 av 9 steg er gjort. Neste:</span> Kalender –" in text
    assert "Neste:</span>" not in lead.get(page.redirect_chain[-1][0]).content.decode()


def test_once_a_workshop_is_held_no_step_is_told(world: World) -> None:
    add = reverse("programme_kit_new", args=[world.programme.pk])
    data = {"title": "Lesing", "dimension": "both", "minutes": 45}
    page = world.client("lead").post(add, data, follow=True).content.decode()
    assert "sist i rekkefølgen" in page
    assert "steg er gjort" not in page


def test_the_steps_cost_the_same_queries_at_one_and_three(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(steps_for(world.owner, world.programme, today()))
        return len(captured)

    one = count()
    for _ in range(3):
        make.superuser(make.school(world.owner))
        make.kit(world.owner)
        make.workshop(make.cohort(world.programme), about=world.kit)
    assert count() == one


def test_kits_that_wait_for_a_workshop_are_handed_out_next(world: World) -> None:
    Workshop.objects.filter(pk=world.held.pk).update(status="planned")
    kit = make.kit(world.owner, "Lesing")
    make.gives_out(world.programme, kit)
    step = {s.key: s for s in steps_for(world.owner, world.programme, today())}["kits"]
    assert not step.is_done
    assert "1 samling venter" in step.so_far
    assert step.link.url == reverse("kits_hand_out", args=[world.programme.pk])
    Workshop.objects.filter(pk=world.coming.pk).update(kit=kit)
    step = {s.key: s for s in steps_for(world.owner, world.programme, today())}["kits"]
    assert step.is_done


def test_too_few_kits_dont_keep_the_step_open(world: World) -> None:
    step = {s.key: s for s in steps_for(world.owner, world.programme, today())}["kits"]
    assert step.is_done  # the only kit has been given out; a workshop is without
