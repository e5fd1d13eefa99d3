"""Setting up a programme, its calendar and its cohorts."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from rollout.calendars.models import ClosedPeriod
from rollout.calendars.queries import closed_days, public_holidays, school_days
from rollout.common.dates import today
from rollout.planning.actions import make_cohorts
from rollout.planning.forms import usual_periods
from rollout.planning.models import Cohort, Membership, Programme
from tests import factories as make
from tests.personas import World, make_world

WHAT = {"name": "Nytt program", "tool": "Tavla", "goal": "Alle skriver mer."}


def who(world: World, **changes: object) -> dict[str, object]:
    return {
        "starts_on": "2027-01-01",
        "ends_on": "2027-12-31",
        "audience": ["teacher", "leader"],
        "schools": [world.north.pk],
        **changes,
    }


TARGET = {"coverage_target": 90, "target_share": 80, "common_weekday": 2}


def step(number: int) -> str:
    return reverse("programme_new", args=[number])


def test_three_steps_make_a_programme(world: World) -> None:
    lead = world.client("lead")
    lead.post(step(1), WHAT)
    lead.post(step(2), who(world))
    response = lead.post(step(3), TARGET)
    programme = Programme.objects.get(name="Nytt program")
    assert response["Location"] == f"/?programme={programme.pk}"
    assert programme.audience == ["teacher", "leader"]
    assert list(programme.schools.all()) == [world.north]


def test_schools_by_the_dozen_take_part_as_one_does(world: World) -> None:
    schools = [make.school(world.owner) for _ in range(12)]
    lead = world.client("lead")
    lead.post(step(1), WHAT)
    lead.post(step(2), who(world, schools=[school.pk for school in schools]))
    assert lead.post(step(3), TARGET).status_code == 302
    assert Programme.objects.get(name="Nytt program").schools.count() == 12


def test_what_was_typed_is_kept_from_step_to_step(world: World) -> None:
    lead = world.client("lead")
    lead.post(step(1), WHAT)
    lead.post(step(2), who(world, ends_on="2026-01-01"))
    assert "Nytt program" in lead.get(step(1)).content.decode()
    page = lead.get(step(2))
    assert "ends_on" in page.context["form"].errors


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-09-15", "01.08.2026", "30.06.2027"),
        ("2027-02-01", "01.08.2026", "30.06.2027"),
        ("2027-05-01", "01.08.2027", "30.06.2028"),
    ],
)
@pytest.mark.django_db
def test_a_new_programmes_dates_are_proposed(today: str, first: str, last: str) -> None:
    with time_machine.travel(f"{today}T10:00", tick=False):
        lead = make_world().client("lead")
        lead.post(step(1), WHAT)
        page = lead.get(step(2)).content.decode()
    assert f'name="starts_on" value="{first}"' in page
    assert f'name="ends_on" value="{last}"' in page


def test_this_school_year_and_the_next_two_are_one_touch_away() -> None:
    periods = usual_periods(dt.date(2026, 11, 26))
    assert [(p.first.isoformat(), p.last.isoformat()) for p in periods] == [
        ("2026-08-01", "2027-06-30"),
        ("2027-08-01", "2028-06-30"),
        ("2027-08-01", "2029-06-30"),
    ]


@pytest.mark.parametrize("others", [0, 1])
def test_the_programmes_form_has_headings_and_each_limit_says_what_it_does(
    world: World, others: int
) -> None:
    """With another programme there is one setting more, and none is left out of the page."""
    for _ in range(others):
        make.programme(world.owner, name="Pilot")
    page = world.client("lead").get(reverse("programme_change", args=[world.programme.pk]))
    text = page.content.decode()
    for heading in ("Hva dere innfører", "Når", "Hvem", "Hvilke skoler", "Hvor langt", "Grenser"):
        assert f">{heading}</h2>" in text
    shown = [
        name for part in page.context["parts"] for _t, fields in part.sections() for name in fields
    ]
    assert sorted(field.name for field in shown) == sorted(
        name for part in page.context["parts"] for name in part.fields
    )
    assert all(field.help_text for field in page.context["parts"][3])


def test_a_later_step_waits_for_the_earlier(world: World) -> None:
    assert world.client("lead").get(step(3))["Location"] == step(1)


def test_a_name_that_is_taken_is_told_at_the_first_step(world: World) -> None:
    lead = world.client("lead")
    lead.post(step(1), {**WHAT, "name": world.programme.name})
    lead.post(step(2), who(world))
    assert lead.post(step(3), TARGET)["Location"] == step(1)
    assert Programme.objects.filter(owner=world.owner).count() == 1


def test_closed_days_are_holidays_breaks_and_a_schools_own(world: World) -> None:
    first, last = dt.date(2026, 10, 1), dt.date(2026, 12, 31)
    for school, name, day in ((None, "Høstferie", 5), (world.north, "Skolens dag", 20)):
        ClosedPeriod.objects.create(
            owner=world.owner, school=school, kind="break", name=name,
            starts_on=dt.date(2026, 10, day), ends_on=dt.date(2026, 10, day),
        )  # fmt: skip
    everyone = closed_days(world.owner, first, last)
    assert everyone[dt.date(2026, 10, 5)] == "Høstferie"
    assert everyone[dt.date(2026, 12, 25)] == "Første juledag"
    assert dt.date(2026, 10, 20) not in everyone
    assert dt.date(2026, 10, 20) in closed_days(world.owner, first, last, world.north.pk)


def test_movable_feasts_come_from_the_calendar() -> None:
    feasts = public_holidays(dt.date(2027, 1, 1), dt.date(2027, 12, 31), "NO")
    assert dt.date(2027, 3, 26) in feasts
    assert dt.date(2027, 5, 17) in feasts


def test_school_days_leave_out_weekends_and_closed_days(world: World) -> None:
    week = dt.date(2026, 10, 5), dt.date(2026, 10, 11)
    assert len(school_days(world.owner, *week)) == 5
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Høstferie", starts_on=week[0], ends_on=week[1]
    )
    assert school_days(world.owner, *week) == []


def day_form(**changes: object) -> dict[str, object]:
    return {
        "kind": "planning", "name": "Planleggingsdag", "starts_on": "2026-11-13",
        "ends_on": "2026-11-13", **changes,
    }  # fmt: skip


def test_a_lead_closes_all_schools_and_a_principal_only_their_own(world: World) -> None:
    world.client("lead").post(reverse("calendar"), day_form())
    principal = world.client("principal")
    principal.post(reverse("calendar"), day_form(name="Vår dag", school=world.north.pk))
    principal.post(reverse("calendar"), day_form(name="Deres dag", school=world.south.pk))
    principal.post(reverse("calendar"), day_form(name="Alles dag"))
    found = list(ClosedPeriod.objects.order_by("pk").values_list("name", "school"))
    assert found == [("Planleggingsdag", None), ("Vår dag", world.north.pk)]


def test_a_principal_takes_out_their_own_days_only(world: World) -> None:
    own, all_of_them = (
        ClosedPeriod.objects.create(
            owner=world.owner, school=school, kind="other", name="Fri",
            starts_on=today(), ends_on=today(),
        )
        for school in (world.north, None)
    )  # fmt: skip
    principal = world.client("principal")
    for period in (own, all_of_them):
        principal.post(reverse("closed_period_delete", args=[period.pk]))
    assert list(ClosedPeriod.objects.all()) == [all_of_them]


def test_cohorts_are_made_from_the_superusers_a_schools_together(world: World) -> None:
    for school in (world.north, world.south):
        make.superuser(school)
    Cohort.objects.exclude(pk=world.cohort.pk).delete()
    made = make_cohorts(programme=world.programme, count=2, from_day=today())
    schools = [set(c.memberships.values_list("role__school", flat=True)) for c in made]
    placed = Membership.objects.filter(ends_on__isnull=True)
    assert placed.count() == 4
    assert {world.south.pk} in schools


def test_a_new_superuser_joins_the_cohort_of_their_school(world: World) -> None:
    world.client("lead").get("/")
    newcomer = make.superuser(world.north)
    make.cohort(world.programme, name="Gruppe B")
    make_cohorts(programme=world.programme, count=2, from_day=today())
    assert newcomer.memberships.get().cohort == world.cohort
    assert world.client("lead").get("/").context["without_cohort"] == 0


def test_making_cohorts_twice_changes_nothing(world: World) -> None:
    lead, page = world.client("lead"), reverse("cohorts", args=[world.programme.pk])
    lead.post(page, {"count": 2})
    before = sorted(Membership.objects.values_list("cohort__name", "role"))
    lead.post(page, {"count": 2})
    assert sorted(Membership.objects.values_list("cohort__name", "role")) == before


def test_moving_a_superuser_keeps_the_past(world: World) -> None:
    other = make.cohort(world.programme, name="Gruppe B")
    role = world.people["superuser"].roles.get()
    world.client("lead").post(
        reverse("cohort_move", args=[world.programme.pk, role.pk]), {"cohort": other.pk}
    )
    old, new = Membership.objects.filter(role=role).order_by("starts_on")
    assert (old.cohort, old.ends_on) == (world.cohort, today() - dt.timedelta(days=1))
    assert (new.cohort, new.starts_on) == (other, today())
    figures = world.client("lead").get("/").context["figures"]
    assert figures.schools[world.north.pk].due == (world.kit.pk,)
