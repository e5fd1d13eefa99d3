"""Several who hold one session, when it begins, and when it was entered."""

import datetime as dt

from rollout.common.dates import local, today
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World


def page(world: World, session: TrainingSession, who: str = "superuser") -> str:
    return world.client(who).get(address(world, "session", session)).content.decode()


def test_a_colleague_who_held_it_too_is_told_everywhere(world: World) -> None:
    other = world.teachers[0]
    form = filled_in(world, also_held_by=[other.pk], begins_at="14:15")
    assert world.client("superuser").post(address(world, "session_log"), form).status_code == 302
    session = newest()
    assert session.held_by == world.people["superuser"]
    assert list(session.also_held_by.all()) == [other]
    assert session.begins_at == dt.time(14, 15)
    names = f"{world.people['superuser']}, {other}"
    assert f"Gjennomført av {names}" in page(world, session)
    assert "14.15" in page(world, session)
    sessions = world.client("lead").get(address(world, "sessions")).content.decode()
    assert names in sessions


def test_each_version_tells_who_held_it_together(world: World) -> None:
    client, other = world.client("superuser"), world.teachers[0]
    client.post(address(world, "session_log"), filled_in(world, also_held_by=[other.pk]))
    session = newest()
    change = address(world, "session_change", session)
    assert client.post(change, filled_in(world, revision=0)).status_code == 302
    versions = client.get(address(world, "session", session)).context["history"]
    assert [version.together_with for version in versions] == ["", str(other)]


def test_nobody_from_elsewhere_holds_it_and_nobody_twice(world: World) -> None:
    client, outsider = world.client("superuser"), make.employee(world.south)
    form = filled_in(world, also_held_by=[outsider.pk])
    assert "also_held_by" in client.post(address(world, "session_log"), form).context["form"].errors
    own = world.people["superuser"].pk
    client.post(address(world, "session_log"), filled_in(world, also_held_by=[own]))
    assert not newest().also_held_by.exists()


def test_a_session_entered_well_after_says_so(world: World) -> None:
    client = world.client("superuser")
    for days, told in ((3, False), (4, True)):
        day = today() - dt.timedelta(days=days)
        sure = f"day:{day} kit:{world.kit.pk}:{day}"
        form = filled_in(world, held_on=day.isoformat(), sure=sure)
        assert client.post(address(world, "session_log"), form).status_code == 302
        assert (newest().entered_later_on == today()) is told
        assert ("Registrert senere" in page(world, newest())) is told
    assert "registrert " in client.get(address(world, "sessions")).content.decode()


def test_it_is_entered_once_and_a_planned_one_when_it_is_held(world: World) -> None:
    client = world.client("superuser")
    planned = make.session(world.programme, world.north, world.kit, status="planned")
    assert planned.entered_at is None
    hold = filled_in(world, revision=0, sure=f"day:{today()} double:{world.kit.pk}:{today()}")
    client.post(address(world, "session_hold", planned), hold)
    planned.refresh_from_db()
    assert planned.entered_at is not None
    long_ago = local(today() - dt.timedelta(days=9), dt.time(12))
    TrainingSession.objects.filter(pk=planned.pk).update(entered_at=long_ago)
    client.post(address(world, "session_change", planned), filled_in(world, revision=1))
    planned.refresh_from_db()
    assert planned.entered_at == long_ago
