"""Two persons who are one: what the preview tells is what happens, and no level is learnt by it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.competence.queries import own_levels
from rollout.logbook.models import SessionAttendance
from rollout.organisation.keeping.actions import add_address
from rollout.organisation.keeping.models import MergedPerson
from rollout.organisation.letting_in.actions import let_in
from rollout.organisation.models import Person
from rollout.planning.models import Membership, WorkshopAttendance
from tests import factories as make
from tests.factories.mail import message
from tests.logbook.forms import address as sessions
from tests.logbook.forms import filled_in, newest
from tests.personas import World


@pytest.fixture
def twin(world: World) -> Person:
    """The superuser once more, as another list spells her."""
    return make.employee(world.south, "Siri Superbruker-Hansen")


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def address(kept: Person, gone: Person) -> str:
    return f"{reverse('person_merge', args=[kept.pk])}?other={gone.pk}"


def merge(lead: Client, kept: Person, gone: Person, **values: str) -> Any:
    url = address(kept, gone)
    fingerprint = lead.get(url).context["fingerprint"]
    return lead.post(url, {"fingerprint": fingerprint} | values, follow=True)


def is_there(person: Person) -> bool:
    return Person.objects.filter(pk=person.pk).exists()


def test_everything_moves_and_the_other_goes(world: World, lead: Client, twin: Person) -> None:
    superuser = world.people["superuser"]
    session = make.session(world.programme, world.south, world.kit, by=twin, people=[twin])
    merge(lead, superuser, twin)
    session.refresh_from_db()
    assert not is_there(twin)
    assert session.held_by == superuser
    assert list(session.people.all()) == [superuser]
    assert {e.school for e in superuser.employments.all()} == {world.north, world.south}
    assert [a.email for a in superuser.other_addresses.all()] == [twin.email]


def test_a_year_of_things_moves(world: World, lead: Client, twin: Person) -> None:
    """Several of each, some of which both have."""
    superuser = world.people["superuser"]
    for number in range(3):
        day = today() - dt.timedelta(days=number + 1)
        who = [twin, superuser] if number else [twin]
        make.session(world.programme, world.south, world.kit, day, by=twin, people=who)
        held = make.workshop(world.cohort, day, status="held", came=who, facilitator=twin)
        message(held, twin)
    merge(lead, superuser, twin)
    assert superuser.session_attendances.count() == 3
    assert superuser.sessions_held.count() == 4
    assert list(superuser.sessions_held.values_list("head_count", flat=True)[:3]) == [1, 1, 1]
    assert superuser.facilitates.count() == 3
    assert not is_there(twin)


def test_the_preview_changes_nothing_and_tells_what_happens(
    world: World, lead: Client, twin: Person
) -> None:
    make.session(world.programme, world.south, world.kit, by=twin, people=[twin])
    page = lead.get(address(world.people["superuser"], twin))
    assert is_there(twin)
    assert dict(page.context["moved"]) == {
        "Ansettelser": 1,
        "Økter de kom på": 1,
        "Økter de holdt": 1,
    }
    assert "kan ikke angres" in page.content.decode()


def test_one_who_was_noted_twice_at_a_session_came_once(world: World, lead: Client) -> None:
    one, two = world.teachers[:2]
    merge(lead, one, two)
    world.session.refresh_from_db()
    assert world.session.head_count == 1
    assert SessionAttendance.objects.filter(session=world.session).count() == 1


def test_two_who_held_a_session_together_are_one_who_held_it(world: World, lead: Client) -> None:
    superuser, twin = world.people["superuser"], world.teachers[0]
    client = world.client("superuser")
    client.post(sessions(world, "session_log"), filled_in(world, also_held_by=[twin.pk]))
    session = newest()
    merge(lead, superuser, twin)
    assert session.held_by == superuser
    assert list(session.also_held_by.all()) == []
    versions = client.get(sessions(world, "session", session)).context["history"]
    assert [version.together_with for version in versions] == [""]


@pytest.mark.parametrize("keeps_guest", [True, False])
def test_a_guest_who_works_at_the_school_is_no_guest(
    world: World, lead: Client, keeps_guest: bool
) -> None:
    guest, own = make.employee(world.south, "Gry Gjest"), world.teachers[0]
    session = make.session(world.programme, world.north, world.kit, people=[own, guest])
    session.attendances.filter(person=guest).update(is_guest=True)
    kept, gone = (guest, own) if keeps_guest else (own, guest)
    merge(lead, kept, gone)
    row = SessionAttendance.objects.get(session=session)
    assert (row.person, row.is_guest) == (kept, False)


def test_the_same_employment_and_role_are_one_from_the_first_day(
    world: World, lead: Client
) -> None:
    superuser = world.people["superuser"]
    again = make.superuser(world.north, "Siri Igjen")
    early = again.starts_on - dt.timedelta(days=100)
    again.starts_on = early
    again.save()
    make.cohort(world.programme, [again], "Gruppe B")
    merge(lead, superuser, again.person)
    assert superuser.employments.count() == 1
    assert superuser.roles.get().starts_on == early
    open_ones = Membership.objects.filter(role__person=superuser, ends_on__isnull=True)
    assert [m.cohort for m in open_ones] == [world.cohort]


def test_an_answer_that_only_the_other_has_given_holds(world: World, lead: Client) -> None:
    superuser, twin = world.people["superuser"], make.employee(world.north)
    for who, answer in ((superuser, ""), (twin, "no")):
        WorkshopAttendance.objects.create(workshop=world.coming, person=who, answer=answer)
    merge(lead, superuser, twin)
    assert WorkshopAttendance.objects.get(workshop=world.coming).answer == "no"


def test_a_stale_preview_does_nothing(world: World, lead: Client, twin: Person) -> None:
    superuser = world.people["superuser"]
    url = address(superuser, twin)
    fingerprint = lead.get(url).context["fingerprint"]
    make.employ(twin, world.north, "assistant")
    page = lead.post(url, {"fingerprint": fingerprint}, follow=True)
    assert is_there(twin)
    assert "Noe er endret" in page.content.decode()
    assert superuser.employments.count() == 1


def test_twice_is_once(world: World, lead: Client, twin: Person) -> None:
    url = address(world.people["superuser"], twin)
    fingerprint = lead.get(url).context["fingerprint"]
    assert lead.post(url, {"fingerprint": fingerprint}).status_code == 302
    assert lead.post(url, {"fingerprint": fingerprint}).status_code == 404


def test_a_trace_tells_who_did_it(world: World, lead: Client, twin: Person) -> None:
    merge(lead, world.people["superuser"], twin)
    trace = MergedPerson.objects.get()
    assert (trace.was_id, trace.name, trace.email) == (twin.pk, str(twin), twin.email)
    assert trace.by == world.people["lead"]
    page = lead.get(reverse("person", args=[trace.person_id])).content.decode()
    assert "Superbruker-Hansen" in page
    assert "Lise Leder" in page


def test_the_preview_never_tells_whether_somebody_has_answered(
    world: World, lead: Client, twin: Person
) -> None:
    url = address(world.people["superuser"], twin)
    before = lead.get(url)
    make.assess(twin, 3)
    after = lead.get(url)
    for name in ("moved", "doubles"):
        assert before.context[name] == after.context[name]


def test_own_answers_stay_with_the_account_that_gave_them(world: World, lead: Client) -> None:
    """A lead who makes somebody up, with a sign-in of their own, learns nothing by a merge."""
    teacher, framework = world.people["teacher"], world.programme.framework
    made_up = make.employee(world.north, "Opp Diktet", signs_in=True)
    make.assess(teacher, 3)
    merge(lead, made_up, teacher)
    made_up.refresh_from_db()
    assert made_up.assessments.count() == 6
    assert own_levels(made_up, framework, today()) == {}


def test_the_sign_in_that_is_chosen_stays_with_its_answers(world: World, lead: Client) -> None:
    teacher, framework = world.people["teacher"], world.programme.framework
    other = make.employee(world.north, "Tuva Annet", signs_in=True)
    make.assess(teacher, 3)
    merge(lead, other, teacher, account="gone")
    other.refresh_from_db()
    assert other.user == teacher.user
    assert len(own_levels(other, framework, today())) == 6
    assert not User.objects.get(email=other.email).is_active


def test_a_sign_in_that_only_one_has_stays(world: World, lead: Client) -> None:
    teacher, other = world.people["teacher"], make.employee(world.north)
    make.assess(teacher, 3)
    merge(lead, other, teacher)
    other.refresh_from_db()
    assert other.user == teacher.user
    assert len(own_levels(other, world.programme.framework, today())) == 6


def test_both_s_other_addresses_are_the_one_s(world: World, lead: Client, twin: Person) -> None:
    add_address(person=twin, email="siri@privat.example")
    merge(lead, world.people["superuser"], twin)
    found = {a.email for a in world.people["superuser"].other_addresses.all()}
    assert found == {"siri@privat.example", twin.email}


def test_nobody_makes_themselves_another(world: World, lead: Client, twin: Person) -> None:
    merge(lead, twin, world.people["lead"])
    assert is_there(world.people["lead"])


def test_another_owner_s_people_are_not_found(world: World, lead: Client, twin: Person) -> None:
    stranger = world.people["stranger"]
    assert lead.get(address(twin, stranger)).status_code == 404
    assert world.client("stranger").get(address(stranger, twin)).status_code == 404


def test_those_alike_are_found_by_surname_and_by_search(
    world: World, lead: Client, twin: Person
) -> None:
    url = reverse("person_merge", args=[world.people["superuser"].pk])
    same = make.person(world.owner, "Sirii Superbruker")
    assert f"?other={same.pk}" in lead.get(url).content.decode()
    found = lead.get(url, {"q": "hansen siri"}).content.decode()
    assert f"?other={twin.pk}" in found
    assert f"?other={same.pk}" not in found


def test_a_sign_in_that_is_used_is_proposed_before_one_that_isn_t(
    world: World, lead: Client
) -> None:
    invited, teacher = world.teachers[0], world.people["teacher"]
    let_in(person=invited, by=world.people["lead"])
    page = " ".join(lead.get(address(invited, teacher)).content.decode().split())
    assert 'value="gone" checked' in page
    page = " ".join(lead.get(address(teacher, invited)).content.decode().split())
    assert 'value="kept" checked' in page
