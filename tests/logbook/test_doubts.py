"""What speaks against a session is asked about before it is saved, and never a bar."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import local
from rollout.logbook.doubts import doubts_of
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World, make_world

TUESDAY = dt.date(2027, 1, 12)
SATURDAY = dt.date(2027, 1, 16)
CHRISTMAS = dt.date(2026, 12, 25)


def on(day: dt.date) -> Any:
    return time_machine.travel(local(day, dt.time(15)))


@pytest.fixture
def later(db: None) -> World:
    """The world as it was made in the autumn before the days below."""
    with on(dt.date(2026, 11, 10)):
        return make_world()


def send(world: World, page: str, day: dt.date, who: str = "superuser", **changes: object) -> Any:
    given = {"held_on": day.isoformat(), "sure": "", **changes}
    return world.client(who).post(address(world, page), filled_in(world, **given))


def closed(world: World, day: dt.date, name: str, **fields: object) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name=name, starts_on=day, ends_on=day, **fields
    )


def asked(response: Any) -> list[str]:
    assert response.status_code == 200
    assert response.context["form"].errors == {}
    return [doubt.text for doubt in response.context["form"].doubts]


@pytest.mark.parametrize("page", ["session_log", "session_plan"])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (SATURDAY, "Lørdag 16. januar er i en helg."),
        (CHRISTMAS, "Fredag 25. desember står som «Første juledag» i skolens kalender."),
        (TUESDAY, "Tirsdag 12. januar står som «Elevfri» i skolens kalender."),
        (TUESDAY + dt.timedelta(days=1), "Onsdag 13. januar står som «Skitur» i skolens kalender."),
    ],
)
def test_a_day_without_school_is_asked_about_and_saved_all_the_same(
    later: World, page: str, day: dt.date, said: str
) -> None:
    closed(later, TUESDAY, "Elevfri")
    closed(later, TUESDAY + dt.timedelta(days=1), "Skitur", school=later.north)
    with on(day):
        response = send(later, page, day, reflection="Godt oppmøte", minutes=35)
        assert asked(response) == [said]
        assert TrainingSession.objects.count() == 1
        shown = response.content.decode()
        assert said in shown
        assert "likevel" in shown
        assert 'value="35"' in shown
        send(later, page, day, sure=response.context["form"].asked)
    assert newest().held_on == day


@pytest.mark.parametrize("page", ["session_log", "session_plan"])
def test_an_ordinary_day_is_saved_at_once(later: World, page: str) -> None:
    closed(later, TUESDAY, "Sørlias planleggingsdag", school=later.south)
    with on(TUESDAY):
        assert send(later, page, TUESDAY).status_code == 302
    assert newest().held_on == TUESDAY


def test_an_answer_holds_for_its_day_alone(later: World) -> None:
    with on(SATURDAY + dt.timedelta(days=1)):
        first = send(later, "session_log", SATURDAY)
        sure = first.context["form"].asked
        again = send(later, "session_log", SATURDAY + dt.timedelta(days=1), sure=sure)
        assert asked(again) == ["Søndag 17. januar er i en helg."]
        assert send(later, "session_log", TUESDAY, sure=sure).status_code == 302


def test_what_is_wrong_is_told_before_what_is_odd(later: World) -> None:
    with on(TUESDAY):
        response = send(later, "session_log", SATURDAY)
    assert "held_on" in response.context["form"].errors
    assert response.context["form"].doubts == []


def test_a_kit_whose_workshop_is_to_come_is_asked_about(later: World) -> None:
    ahead = make.kit(later.owner, "Kommer senere")
    make.gives_out(later.programme, ahead)
    make.workshop(later.cohort, dt.date(2027, 2, 2), about=ahead)
    with on(TUESDAY):
        for page in ("session_log", "session_plan"):
            assert asked(send(later, page, TUESDAY, kit=ahead.pk)) == [
                "Skolens samling om denne læringspakken er tirsdag 2. februar, altså etter økten."
            ]
        day = dt.date(2027, 2, 9)
        assert send(later, "session_plan", day, kit=ahead.pk).status_code == 302


@pytest.mark.parametrize("status", ["planned", "held"])
def test_a_kit_that_is_given_out_or_has_no_workshop_is_not(later: World, status: str) -> None:
    given, free = make.kit(later.owner, "Gitt"), make.kit(later.owner, "Fri")
    make.gives_out(later.programme, given, free)
    make.workshop(later.cohort, TUESDAY, about=given, status=status)
    make.workshop(later.cohort, dt.date(2027, 3, 2), about=given)
    cancelled = make.workshop(later.cohort, dt.date(2027, 4, 6), about=free, status="cancelled")
    assert cancelled.kit == free
    with on(TUESDAY):
        for kit in (given, free):
            assert send(later, "session_log", TUESDAY, kit=kit.pk).status_code == 302


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("held", "Skolen har allerede en økt om denne læringspakken den dagen, holdt av"),
        ("planned", "Skolen har allerede planlagt en økt om denne læringspakken den dagen, ved"),
    ],
)
@pytest.mark.parametrize("page", ["session_log", "session_plan"])
def test_a_session_that_a_colleague_has_is_asked_about(
    later: World, page: str, status: str, said: str
) -> None:
    with on(TUESDAY):
        colleague = make.employee(later.north, "Kim Kollega")
        other = make.session(
            later.programme, later.north, later.kit, TUESDAY, by=colleague, status=status
        )
        response = send(later, page, TUESDAY)
        assert asked(response) == [f"{said} Kim Kollega."]
        assert address(later, "session", other) in response.content.decode()
        sure = response.context["form"].asked
        assert send(later, page, TUESDAY, sure=sure).status_code == 302


def test_sent_twice_a_session_is_not_its_own_double(later: World) -> None:
    with on(TUESDAY):
        given = filled_in(later, held_on=TUESDAY.isoformat())
        client = later.client("superuser")
        for _tap in range(2):
            assert client.post(address(later, "session_log"), given).status_code == 302
    assert TrainingSession.objects.count() == 2


def test_of_two_saved_at_once_the_later_is_asked_about_the_other(
    later: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form looked before the other was saved, so it looks again."""
    looks = iter([lambda typed: [], doubts_of])
    monkeypatch.setattr("rollout.logbook.forms.doubts_of", lambda typed: next(looks)(typed))
    with on(TUESDAY):
        colleague = make.employee(later.north, "Kim Kollega")
        make.session(later.programme, later.north, later.kit, TUESDAY, by=colleague)
        response = send(later, "session_log", TUESDAY)
    assert "holdt av Kim Kollega" in response.content.decode()
    assert later.programme.sessions.filter(held_on=TUESDAY).count() == 1


def test_a_correction_is_asked_about_its_new_day_alone(later: World) -> None:
    session = make.session(later.programme, later.north, later.kit, SATURDAY)
    with on(SATURDAY + dt.timedelta(days=5)):
        page = address(later, "session_change", session)
        client = later.client("superuser")
        given = filled_in(later, held_on=SATURDAY.isoformat(), sure="", revision=0, minutes=70)
        assert client.post(page, given).status_code == 302
        given["held_on"] = (SATURDAY + dt.timedelta(days=1)).isoformat()
        assert asked(client.post(page, given | {"revision": 1})) == [
            "Søndag 17. januar er i en helg."
        ]
    session.refresh_from_db()
    assert (session.minutes, session.held_on) == (70, SATURDAY)


def test_a_lead_is_asked_by_the_schools_own_calendar(later: World) -> None:
    closed(later, TUESDAY, "Skitur", school=later.south)
    with on(TUESDAY):
        for school, wanted in ((later.south, 200), (later.north, 302)):
            page = f"{address(later, 'session_plan')}?school={school.pk}"
            holder = later.people["southern" if school == later.south else "superuser"]
            given = filled_in(later, held_on=TUESDAY.isoformat(), sure="", held_by=holder.pk)
            assert later.client("lead").post(page, given).status_code == wanted


def test_asking_costs_three_queries(later: World, django_assert_num_queries: Any) -> None:
    from rollout.logbook.doubts import doubts_of

    session = TrainingSession.objects.select_related("programme__owner", "school", "kit").get()
    session.held_on = timezone.localdate()
    with django_assert_num_queries(3):
        doubts_of(session)
