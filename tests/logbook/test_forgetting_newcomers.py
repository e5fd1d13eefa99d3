"""A newcomer’s name that no staff list has had for long is forgotten; that somebody came isn’t."""

import datetime as dt
from typing import Any

from django.utils import timezone

from rollout.logbook.actions import set_people
from rollout.logbook.also_came.actions import FORGOTTEN_AFTER, forget_newcomers, set_newcomers
from rollout.logbook.models import SessionNewcomer
from rollout.management.commands.tick import JOBS
from tests import factories as make
from tests.logbook.forms import address, filled_in
from tests.personas import World


def written(world: World, name: str, ago: dt.timedelta) -> SessionNewcomer:
    made = make.newcomer(world.session, name)
    made.written_at = timezone.now() - ago
    made.save()
    return made


def forget() -> int:
    return forget_newcomers(now=timezone.now())


def test_an_old_name_is_forgotten_and_a_newer_one_is_kept(world: World) -> None:
    day = dt.timedelta(days=1)
    for name in ("Nora Ny", "Ola Ønske"):
        written(world, name, FORGOTTEN_AFTER + day)
    kept = written(world, "Kim Lik", FORGOTTEN_AFTER - day)
    known = written(world, "Kari Kjent", FORGOTTEN_AFTER + day)
    SessionNewcomer.objects.filter(pk=known.pk).update(person=world.teachers[0])
    assert (forget(), forget()) == (2, 0)
    assert list(world.session.newcomers.waiting()) == [kept]
    assert world.session.newcomers.count() == 4
    rows = SessionNewcomer.objects.values_list("name", "folded")
    assert sorted(rows)[:2] == [("", ""), ("", "")]
    page = world.client("superuser").get(address(world, "session", world.session))
    assert "2 nyansatte kom i tillegg" in " ".join(page.content.decode().split())
    assert "Nora Ny" not in page.content.decode()
    assert FORGOTTEN_AFTER.days == 180  # as the pages say


def test_what_is_forgotten_stays_when_the_session_is_saved_and_meets_nobody(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    written(world, "Nora Ny", FORGOTTEN_AFTER * 2)
    forget()
    set_people(session=world.session, people=[world.teachers[0].pk])
    set_newcomers(session=world.session, names=["Ola Ønske"])
    with django_capture_on_commit_callbacks(execute=True):
        make.employee(world.north, "Nora Ny")
    assert world.session.newcomers.forgotten().count() == 1
    others = world.client("superuser").get(address(world, "session_others", world.session))
    assert [str(each) for each, _named in others.context["newcomers"]] == ["Ola Ønske"]


def test_a_session_that_only_forgotten_newcomers_came_to_can_be_corrected(world: World) -> None:
    written(world, "Nora Ny", FORGOTTEN_AFTER * 2)
    set_people(session=world.session, people=[])
    client, page = world.client("superuser"), address(world, "session_change", world.session)
    revision = client.get(page).context["revision"]
    data = filled_in(world, people=[], worked="Alt", revision=revision)
    assert client.post(page, data).context["form"].errors.keys() == {"people"}
    forget()
    answer = client.post(page, data)
    assert answer.status_code == 302, answer.context["form"].errors
    world.session.refresh_from_db()
    assert (world.session.worked, world.session.newcomers.forgotten().count()) == ("Alt", 1)


def test_the_clock_does_it() -> None:
    assert "names of newcomers forgotten" in {label for label, _job in JOBS}
