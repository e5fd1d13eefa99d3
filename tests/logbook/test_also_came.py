"""Guests from other schools, newcomers on no list yet, and a session that was only counted."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from rollout.common.bulk import make_rows
from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.logbook.actions import set_people
from rollout.logbook.also_came.actions import add_guest, match_newcomer
from rollout.logbook.also_came.queries import guests_found
from rollout.logbook.models import TrainingSession
from rollout.logbook.reached import ways_reached
from rollout.organisation.models import Employment
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World


def log(world: World, **changes: object) -> object:
    return world.client("superuser").post(
        address(world, "session_log"), filled_in(world, **changes)
    )


def test_a_guest_is_found_by_name_and_reached_at_their_own_school(world: World) -> None:
    client = world.client("superuser")
    url = address(world, "session_others", world.session)
    guest = make.employee(world.south, "Gry Gjest")
    page = client.get(url, {"q": "gry gj"}).content.decode()
    assert "Gry Gjest" in page
    assert guest.email not in page
    add = {"q": "gry gj", "person": guest.pk}
    client.post(address(world, "session_guest_add", world.session), add)
    world.session.refresh_from_db()
    assert world.session.head_count == 3
    assert (guest.pk, world.kit.pk) in ways_reached(world.owner.pk, today())
    shown = client.get(address(world, "session", world.session)).context["guests"]
    assert shown == [(guest, world.south)]


def test_a_search_never_browses(world: World) -> None:
    for n in range(12):
        make.employee(world.south, f"Gunn{n} Gjestesen")
    make.employee(world.north, "Guro Gjestesen")
    make.employee(world.south, "Gorm Gjestesen", "other")
    left = make.employee(world.south, "Gina Gjestesen")
    left.employments.update(ends_on=today() - dt.timedelta(days=1))
    world.programme.audience = ["teacher"]
    world.programme.save()
    found = guests_found(world.session, "Gjestesen", today())
    assert len(found) == 8
    assert {str(each.person)[:4] for each in found} == {"Gunn"}
    for text in ("", "gj", "g j", "12 g"):
        assert guests_found(world.session, text, today()) == []
    stranger = world.people["stranger"]
    assert guests_found(world.session, str(stranger), today()) == []


def test_guests_are_of_schools_that_take_part(world: World) -> None:
    make.employee(make.school(world.owner, "Utenfor skole"), "Gry Utenfor")
    assert guests_found(world.session, "Gry Utenfor", today()) == []
    guest = make.employee(world.south, "Gry Innenfor")
    assert [each.person for each in guests_found(world.session, "Gry Inn", today())] == [guest]
    world.south.participations.update(ends_on=today() - dt.timedelta(days=1))
    assert guests_found(world.session, "Gry Inn", today()) == []


def test_only_whom_the_search_has_found_is_added(world: World) -> None:
    guest = make.employee(world.south, "Gry Gjest")
    with pytest.raises(ValidationError, match="Søket finner ikke"):
        add_guest(session=world.session, person_id=guest.pk, search="Noen andre", day=today())
    assert world.session.attendances.count() == 2


def test_guests_stay_when_the_schools_own_list_is_changed(world: World) -> None:
    guest = make.employee(world.south)
    make.guest(world.session, guest)
    set_people(session=world.session, people=[world.teachers[3].pk])
    assert set(world.session.people.all()) == {guest, world.teachers[3]}
    assert world.session.head_count == 2
    form = world.client("superuser").get(address(world, "session_change", world.session))
    assert guest not in form.context["form"].roster
    remove = address(world, "session_guest_remove", world.session)
    world.client("superuser").post(remove, {"person": guest.pk})
    assert set(world.session.people.all()) == {world.teachers[3]}


def test_a_newcomer_counts_nowhere_until_a_staff_list_has_them(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    assert log(world, newcomers="Nora  Ny\n\nOla Ønske\n", people=[]).status_code == 302
    session = newest()
    assert session.head_count == 0
    assert [str(each) for each in session.newcomers.all()] == ["Nora Ny", "Ola Ønske"]
    new = make.person(world.owner, "OLA onske")
    row = Employment(person=new, school=world.north, position="teacher", starts_on=today())
    with django_capture_on_commit_callbacks(execute=True):
        make_rows([row], owner_id=world.owner.pk)
        session.refresh_from_db()
        assert session.head_count == 0  # the staff list is saved first
    session.refresh_from_db()
    assert (session.head_count, list(session.people.all())) == (1, [new])
    with django_capture_on_commit_callbacks(execute=True):
        by_hand = make.employee(world.north, "Nora Ny")
    assert by_hand in session.people.all()
    assert not session.newcomers.filter(person=None).exists()


def test_a_name_that_several_have_is_for_the_school_to_say(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    make.newcomer(world.session, "Kim Lik")
    first, second = [make.person(world.owner, "Kim Lik") for _ in range(2)]
    rows = [
        Employment(person=who, school=world.north, position="teacher", starts_on=today())
        for who in (first, second)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        make_rows(rows, owner_id=world.owner.pk)
    newcomer = world.session.newcomers.get()
    assert newcomer.person is None
    client = world.client("superuser")
    page = client.get(address(world, "session_others", world.session)).content.decode()
    assert first.email in page
    assert second.email in page
    data = {"newcomer": newcomer.pk, "person": second.pk}
    client.post(address(world, "session_newcomer_match", world.session), data)
    newcomer.refresh_from_db()
    assert newcomer.person == second
    assert second in world.session.people.all()
    with pytest.raises(ValidationError, match="allerede sagt"):
        match_newcomer(session=world.session, newcomer_id=newcomer.pk, person_id=first.pk)


def test_the_name_alone_at_another_school_matches_nobody(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    newcomer = make.newcomer(world.session, "Kim Lik")
    with django_capture_on_commit_callbacks(execute=True):
        make.employee(world.south, "Kim Lik")
    newcomer.refresh_from_db()
    assert newcomer.person is None


def test_a_newcomers_name_is_taken_off(world: World) -> None:
    newcomer = make.newcomer(world.session)
    drop = address(world, "session_newcomer_drop", world.session)
    world.client("principal").post(drop, {"newcomer": newcomer.pk})
    assert not world.session.newcomers.exists()


def test_at_most_ten_newcomers_are_written(world: World) -> None:
    names = "\n".join(f"Ny Nummer{n}" for n in range(11))
    assert "newcomers" in log(world, newcomers=names).context["form"].errors


def test_a_session_only_counted_reaches_nobody_and_says_so(world: World) -> None:
    before = programme_figures(world.programme, today()).schools[world.north.pk]
    assert log(world, people=[], head_count=23).status_code == 302
    session = newest()
    assert (session.counted_only, session.head_count) == (True, 23)
    after = programme_figures(world.programme, today()).schools[world.north.pk]
    assert after.coverage == before.coverage
    page = world.client("superuser").get(address(world, "session", session)).content.decode()
    assert "Bare antallet er notert" in page
    assert "telt" in world.client("superuser").get(address(world, "sessions")).content.decode()


def test_names_or_a_number_and_never_both(world: World) -> None:
    assert "head_count" in log(world, head_count=3).context["form"].errors
    assert "people" in log(world, people=[]).context["form"].errors
    assert TrainingSession.objects.count() == 1


def test_from_names_to_a_number_and_back(world: World) -> None:
    client, page = world.client("superuser"), address(world, "session_change", world.session)
    guest = make.employee(world.south, "Gry Gjest")
    make.guest(world.session, guest)
    make.newcomer(world.session, "Nora Ny")
    to_number = filled_in(world, people=[], head_count=9, revision=0)
    asked = client.post(page, to_number)
    assert "Gry Gjest, Nora Ny" in asked.content.decode()
    assert str(world.teachers[0]) in asked.content.decode()
    assert world.session.attendances.count() == 3
    sure = asked.context["form"].asked
    client.post(page, {**to_number, "sure": sure})
    world.session.refresh_from_db()
    assert (world.session.head_count, world.session.attendances.count()) == (9, 0)
    assert client.get(page).context["form"]["head_count"].value() == 9
    client.post(page, filled_in(world, people=[world.teachers[0].pk], revision=1))
    world.session.refresh_from_db()
    assert (world.session.counted_only, world.session.head_count) == (False, 1)


def test_one_only_counted_has_no_guests_and_has_a_count(world: World) -> None:
    guest = make.employee(world.south, "Gry Gjest")
    TrainingSession.objects.filter(pk=world.session.pk).update(counted_only=True)
    with pytest.raises(ValidationError, match="bare antallet"):
        add_guest(session=world.session, person_id=guest.pk, search="Gry Gjest", day=today())
    counted = TrainingSession.objects.filter(pk=world.session.pk)
    with pytest.raises(ValidationError, match="Skriv hvor mange"), transaction.atomic():
        counted.update(head_count=0)
