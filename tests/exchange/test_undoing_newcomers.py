"""Undoing a staff list that has found newcomers at sessions: they wait again."""

from typing import Any

import pytest
from django.urls import reverse

from rollout.exchange.models import ImportRun
from rollout.exchange.undoing import undo, undoing_of
from rollout.logbook.also_came.actions import match_newcomer
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Person
from tests import factories as make
from tests.exchange.test_staff import ADA, BO, load
from tests.personas import World

NORTH = "Nordlia skole"
ADA_NORTH = [*ADA[:3], NORTH, *ADA[4:]]
BO_NORTH = [*BO[:3], NORTH, *BO[4:]]


def loaded(world: World, commits: Any, *people: list[str]) -> ImportRun:
    """A staff list that is loaded and committed."""
    with commits(execute=True):
        return load(world.owner, *people)


def count_of(session: TrainingSession) -> int:
    return TrainingSession.objects.get(pk=session.pk).head_count


def test_a_newcomer_whom_the_import_found_waits_again(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    newcomer = make.newcomer(world.session, "Ada Ås")
    before = TrainingSession.objects.get(pk=world.session.pk)
    run = loaded(world, django_capture_on_commit_callbacks, ADA_NORTH, BO_NORTH)
    assert count_of(world.session) == before.head_count + 1
    undoing = undoing_of(run)
    assert (undoing.stays, undoing.waiting_again) == ([], 1)
    page = world.client("lead").get(reverse("import_undo", args=[run.pk])).content.decode()
    assert "1 nyansatt på en økt venter på en ansattliste igjen" in " ".join(page.split())
    undo(run=run)
    newcomer.refresh_from_db()
    assert (newcomer.person, newcomer.found_through, newcomer.attendance) == (None, None, None)
    after = TrainingSession.objects.get(pk=world.session.pk)
    assert after.head_count == before.head_count == after.attendances.count()
    assert after.history.latest().head_count == before.head_count
    assert after.revision == before.revision + 2
    assert not Person.objects.filter(first_name="Ada").exists()


def test_one_known_before_who_got_a_new_school_waits_again_too(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    ada = make.employee(world.south, "Ada Ås")
    Person.objects.filter(pk=ada.pk).update(email=ADA[2])
    newcomer = make.newcomer(world.session, "Ada Ås")
    run = loaded(world, django_capture_on_commit_callbacks, ADA_NORTH)
    assert world.session.attendances.filter(person__email=ADA[2]).exists()
    undo(run=run)
    newcomer.refresh_from_db()
    assert newcomer.person is None
    assert not SessionAttendance.objects.filter(person__email=ADA[2]).exists()
    assert Person.objects.filter(email=ADA[2]).exists()


@pytest.mark.parametrize("also_ticked", [False, True])
def test_one_whom_somebody_has_named_or_noted_stays(
    world: World, also_ticked: bool, django_capture_on_commit_callbacks: Any
) -> None:
    if also_ticked:
        make.newcomer(world.session, "Ada Ås")
    run = loaded(world, django_capture_on_commit_callbacks, ADA_NORTH)
    ada = Person.objects.get(first_name="Ada")
    if also_ticked:
        kit = make.kit(world.owner, "En annen pakke")
        make.session(world.programme, world.north, kit, people=[ada])
    else:
        newcomer = make.newcomer(world.session, "A. Aas")
        match_newcomer(session=world.session, newcomer_id=newcomer.pk, person_id=ada.pk)
    assert [unit.reasons for unit in undoing_of(run).stays] == [["er registrert på en økt"]]
