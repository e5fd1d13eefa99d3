"""Schools leave a programme and come back, and its end waits for what has been announced."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.notifications.models import Message
from rollout.organisation.actions import end_role
from rollout.organisation.models import School
from rollout.planning.actions import answer_invitation, invite_workshops
from rollout.planning.models import Participation, Workshop
from rollout.planning.queries import members_on, next_workshops, schools_in
from rollout.planning.taking_part import set_schools
from tests import factories as make
from tests.personas import World
from tests.planning.test_programme import TARGET, WHAT, who

DAY = dt.timedelta(days=1)


def save(world: World, schools: list[School], **changes: object):  # type: ignore[no-untyped-def]
    data = {
        **WHAT, **TARGET, **who(world, schools=[school.pk for school in schools]),
        "starts_on": world.programme.starts_on, "ends_on": world.programme.ends_on,
        "reached_share": 50, "lag_days": 28, "gap_days": 21, "quiet_days": 21,
        "superusers_per_school": 2, **changes,
    }  # fmt: skip
    return world.client("lead").post(reverse("programme_change", args=[world.programme.pk]), data)


def times(world: World) -> list[tuple[dt.date, dt.date | None]]:
    rows = Participation.objects.filter(programme=world.programme, school=world.north)
    return list(rows.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_a_school_leaves_and_comes_back_and_its_past_stays(world: World) -> None:
    left, first = today(), world.programme.starts_on
    assert save(world, [world.south]).status_code == 302
    assert times(world) == [(first, left - DAY)]
    with time_machine.travel(timezone.now() + 40 * DAY, tick=False):
        page = world.client("lead").get(reverse("programme_change", args=[world.programme.pk]))
        assert world.north.pk not in page.context["parts"][1].initial["schools"]
        save(world, [world.north, world.south])
        assert times(world) == [(first, left - DAY), (today(), None)]
        schools = {
            day: world.north.pk in programme_figures(world.programme, day).schools
            for day in (left - DAY, left, today())
        }
        assert list(schools.values()) == [True, False, True]
        assert list(schools_in(world.programme)) == [world.north, world.south]


def test_ticked_off_and_on_again_the_same_day_is_as_it_was(world: World) -> None:
    before = times(world)
    save(world, [world.south])
    save(world, [world.north, world.south])
    assert times(world) == before


def test_a_school_that_is_new_takes_part_from_the_first_day(world: World) -> None:
    west = make.school(world.owner, "Vestlia skole")
    set_schools(programme=world.programme, schools=[world.north, world.south, west], day=today())
    assert west.participations.get().starts_on == world.programme.starts_on


def test_before_the_programme_begins_a_school_that_is_left_out_has_no_past(world: World) -> None:
    set_schools(programme=world.programme, schools=[world.south], day=world.programme.starts_on)
    assert times(world) == []


@pytest.mark.parametrize(("first", "last"), [(-10, None), (-10, -5), (-400, 0)])
def test_times_of_one_school_do_not_overlap(world: World, first: int, last: int | None) -> None:
    row = Participation(
        programme=world.programme,
        school=world.north,
        starts_on=today() + first * DAY,
        ends_on=None if last is None else today() + last * DAY,
    )
    with pytest.raises(ValidationError, match="allerede med"):
        row.full_clean()


def test_the_database_holds_one_open_time_a_school(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(
            programme=world.programme, school=world.north, starts_on=today()
        )


def test_a_programme_does_not_end_before_announced_workshops(world: World) -> None:
    far = make.workshop(world.cohort, world.coming.day + 30 * DAY)
    Workshop.objects.filter(pk__in=[world.coming.pk, far.pk]).update(invited_at=timezone.now())
    page = save(world, [world.north], ends_on=(world.coming.day - DAY).isoformat())
    assert "2 kunngjorte samlinger" in page.content.decode()
    assert f"{far.day:%d.%m.%Y}" in page.content.decode()
    world.programme.refresh_from_db()
    assert world.programme.ends_on > far.day
    assert save(world, [world.north], ends_on=far.day.isoformat()).status_code == 302


def test_a_school_that_leaves_is_on_no_future_list(world: World) -> None:
    """Its superusers are told that they are no longer expected; what was is as it was."""
    invite_workshops(workshops=[world.coming])
    siri = world.people["superuser"]
    Message.objects.filter(recipient=siri).update(status="sent", sent_at=timezone.now())
    save(world, [world.south])
    assert members_on(world.coming) == []
    assert [m.role.person for m in members_on(world.held)] == [siri]
    assert Message.objects.get(recipient=siri, kind="place_left").workshop == world.coming


def test_a_no_of_somebody_who_has_left_isnt_counted(world: World) -> None:
    answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="no")
    coming = Workshop.objects.filter(pk=world.coming.pk)
    assert next_workshops(coming, timezone.now())[0].cannot == 1
    end_role(role=world.people["superuser"].roles.get(), ends_on=today(), reason="Ny jobb")
    assert next_workshops(coming, timezone.now())[0].cannot == 0
