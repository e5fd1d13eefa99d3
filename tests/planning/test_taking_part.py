"""Schools leave a programme and come back."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.notifications.models import Message
from rollout.organisation.actions import end_role
from rollout.organisation.models import School
from rollout.planning.actions import answer_invitation, invite_workshops
from rollout.planning.expected import members_on, next_workshops
from rollout.planning.models import Participation, Workshop
from rollout.planning.queries import schools_in
from rollout.planning.taking_part import set_schools
from tests import factories as make
from tests.home.changing import change, settings, url
from tests.personas import World

DAY = dt.timedelta(days=1)


def save(world: World, schools: list[School]):
    data = settings(world, schools=[school.pk for school in schools])
    return change(world.client("lead"), url(world), data)


def times(world: World) -> list[tuple[dt.date, dt.date | None]]:
    rows = Participation.objects.filter(programme=world.programme, school=world.north)
    return list(rows.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_a_school_leaves_and_comes_back_and_its_past_stays(world: World) -> None:
    left, first = today(), world.programme.starts_on
    assert save(world, [world.south]).status_code == 302
    assert times(world) == [(first, left)]
    with time_machine.travel(timezone.now() + 40 * DAY, tick=False):
        page = world.client("lead").get(url(world))
        assert world.north.pk not in page.context["parts"][1].initial["schools"]
        save(world, [world.north, world.south])
        assert times(world) == [(first, left), (today(), None)]
        schools = {
            day: world.north.pk in programme_figures(world.programme, day).schools
            for day in (left, left + DAY, today())
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
    before = world.programme.starts_on - DAY
    set_schools(programme=world.programme, schools=[world.south], day=before)
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
