"""How kits are passed on: the figures of practice, on the page, as data and in the download."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import local, today
from rollout.insight.as_data import figures_data
from rollout.insight.figures import UnitFigures, programme_figures
from rollout.insight.practice import Dilution, Held, Practice, Share, of_sessions
from rollout.library.actions import add_step, change_step
from rollout.library.copies.actions import make_copy
from rollout.library.models import KitStep, ModuleCompletion
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.pulses.scene import close, colleagues, pulse_after, say_mastery, session_with
from tests.personas import World

DAY = dt.timedelta(days=1)
HELD = st.builds(
    Held,
    held_on=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    minutes=st.integers(5, 240),
    is_technical=st.booleans(),
    is_adapted=st.booleans(),
    entered_on=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 31)),
)


def north(world: World) -> UnitFigures:
    return programme_figures(world.programme, today()).schools[world.north.pk]


def practice(world: World) -> Practice:
    return north(world).practice


@given(st.lists(HELD, max_size=12))
def test_shares_lie_between_none_and_all(held: list[Held]) -> None:
    for share in of_sessions(held):
        assert 0 <= share.numerator <= share.denominator
        assert (share.value is None) is (share.denominator == 0)


@given(st.lists(HELD, min_size=6, max_size=12))
def test_older_sessions_than_the_last_six_change_no_technical_share(held: list[Held]) -> None:
    older = Held(dt.date(2020, 1, 1), 240, True, True, None)
    assert of_sessions(held)[0] == of_sessions([*held, older])[0]


def test_technical_kits_share_of_the_minutes(world: World) -> None:
    TrainingSession.objects.all().delete()
    clicks = make.kit(world.owner, "Klikk", dimension="technical")
    for kit, minutes in ((clicks, 30), (world.kit, 90)):
        make.session(world.programme, world.north, kit, people=world.teachers, minutes=minutes)
    assert practice(world).technical == Share(30, 120)


def test_a_session_is_adapted_by_its_words_or_a_copy_that_is_changed(world: World) -> None:
    TrainingSession.objects.all().delete()
    make.step(world.kit, "Skriv")
    copy, _made = make_copy(kit=world.kit, school=world.north)
    people = world.teachers
    make.session(world.programme, world.north, world.kit, people=people)
    make.session(world.programme, world.north, world.kit, people=people, adaptation="Kortere")
    make.session(world.programme, world.north, copy, people=people)
    assert practice(world).adapted == Share(1, 3)
    step = copy.steps.get()
    step.title = "Skriv sammen"
    change_step(step=step, revision=step.revision)
    assert practice(world).adapted == Share(2, 3)
    central = make.step(world.kit, "Et steg til")
    add_step(step=KitStep(kit=world.kit, title="Enda et"))
    assert practice(world).adapted == Share(2, 3)
    assert central.kit_id == world.kit.pk


@pytest.mark.parametrize(
    ("days", "share"), [(3, Share(1, 1)), (4, Share(0, 1)), (None, Share(0, 0))]
)
def test_noted_within_three_days(world: World, days: int | None, share: Share) -> None:
    entered = None if days is None else local(world.session.held_on + days * DAY, dt.time(23, 59))
    TrainingSession.objects.filter(pk=world.session.pk).update(entered_at=entered)
    assert practice(world).in_time == share


def test_hours_are_of_sessions_workshops_and_modules_over_the_roster(world: World) -> None:
    """The two who came, the superuser at the workshop, and one who did the module."""
    world.kit.module_minutes = 12
    world.kit.save()
    before = practice(world)
    ModuleCompletion.objects.create(person=world.teachers[0], kit=world.kit, completed_on=today())
    after = practice(world)
    assert after.minutes - before.minutes == 12
    assert after.people == north(world).roster
    assert after.hours == pytest.approx(after.minutes / 60 / after.people)
    gone = world.session
    came = gone.attendances.count()
    TrainingSession.objects.filter(pk=gone.pk).update(status="cancelled")
    assert after.minutes - practice(world).minutes == came * gone.minutes


def test_by_mode_adds_up_to_those_reached(world: World) -> None:
    make.session(
        world.programme, world.north, world.kit, people=[world.teachers[3]], mode="one_to_one"
    )
    unit = north(world)
    assert unit.practice.by_mode["one_to_one"] == 1
    assert unit.practice.reached_pairs == sum(unit.reached.values())
    owner = programme_figures(world.programme, today()).owner
    assert owner.practice.reached_pairs == sum(owner.reached.values())


def test_what_is_lost_has_both_means_with_their_answers(world: World) -> None:
    people = colleagues(world, 5)
    pulse = pulse_after(session_with(world, people))
    say_mastery(pulse, people, [1, 2, 2, 3, 5])
    assert practice(world).dilution == ()
    close(pulse)
    assert practice(world).dilution == (Dilution(world.kit.pk, None, (2.6, 5)),)
    lost = Dilution(1, (4.0, 6), (2.5, 12))
    assert lost.value == 1.5
    assert Dilution(1, (4.0, 6), None).value is None


def test_an_answer_moves_no_figure_before_the_pulse_closes(world: World) -> None:
    people = colleagues(world, 6)
    pulse = pulse_after(session_with(world, people))
    before = figures_data(programme_figures(world.programme, today()))
    say_mastery(pulse, people, [1, 2, 2, 3, 5, 4])
    assert figures_data(programme_figures(world.programme, today())) == before


@pytest.mark.parametrize("who", ["lead", "facilitator", "reader"])
def test_the_page_tells_of_all_schools_by_name(world: World, who: str) -> None:
    page = world.client(who).get(reverse("practice", args=[world.programme.pk])).content.decode()
    assert page.index(world.north.name) < page.index(world.south.name)
    assert "Teknisk andel" in page


def test_a_school_sees_its_own(world: World) -> None:
    page = world.client("superuser").get(
        reverse("school", args=[world.programme.pk, world.north.pk])
    )
    assert "Slik føres det videre" in page.content.decode()


def test_the_download_has_a_row_a_school_and_no_zero_for_what_is_missing(world: World) -> None:
    answer: Any = world.client("lead").get(
        reverse("practice", args=[world.programme.pk]), {"export": "csv"}
    )
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = told.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 2 + 1
    assert rows[1].endswith(";")


def test_the_page_costs_the_same_queries_at_two_and_four_schools(
    world: World, django_assert_num_queries: Any
) -> None:
    lead, url = world.client("lead"), reverse("practice", args=[world.programme.pk])
    lead.get(url)
    for _number in range(2):
        with django_assert_num_queries(5):
            lead.get(url)
        make.taking_part(world.programme, 2)
        lead.get(url)
