"""A school leaves a programme that runs: what hangs on it is shown, and then all of it is done."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from rollout.notifications.actions.concerned import asked_people, tell_those_concerned
from rollout.notifications.models import Message
from rollout.notifications.outbox import expected_people
from rollout.planning.actions import invite_workshops, take_attendance
from rollout.planning.expected import members_on
from rollout.planning.guests.actions import take_place
from rollout.planning.models import GuestPlace, Membership, Participation, Workshop
from rollout.planning.queries import unplaced_superusers
from tests import factories as make
from tests.home.changing import answer, asks, change, settings, url
from tests.personas import World
from tests.planning.guests import make_swap

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def without_north(world: World) -> dict[str, object]:
    return settings(world, schools=[world.south.pk])


def announce(*workshops: Workshop) -> None:
    """Invited, and the invitations have gone out."""
    invite_workshops(workshops=workshops)
    Message.objects.update(status="sent", sent_at=timezone.now())


def planned_session(world: World, days: int = 10) -> TrainingSession:
    return make.session(
        world.programme, world.north, world.kit, today() + days * DAY, status="planned",
        by=world.teachers[0],
    )  # fmt: skip


def everything() -> list[Any]:
    """All that a school's leaving could change."""
    models = (Participation, Membership, GuestPlace, TrainingSession, Workshop, Message)
    return [list(model.objects.order_by("pk").values()) for model in models]


def waits() -> list[tuple[str, str]]:
    """The mail that waits: its kind, and to whom."""
    rows = Message.objects.filter(status="queued").select_related("recipient").order_by("pk")
    return [(message.kind, message.recipient.first_name) for message in rows]


def is_settled(workshop: Workshop) -> bool:
    """Whether those expected are those who have been asked, and nobody is left to be told."""
    asked = {person for _workshop, person in asked_people([workshop])}
    return tell_those_concerned() == 0 and asked == set(expected_people(workshop))


def test_before_it_is_saved_the_page_tells_what_hangs_on_it(world: World, lead: Client) -> None:
    swap = make_swap(world)
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    announce(swap.own, swap.there)
    session, before = planned_session(world), everything()
    page = lead.post(url(world), without_north(world))
    assert everything() == before
    text = page.content.decode()
    assert "Ingenting er lagret ennå" in text
    assert "Nordlia skole er med til og med i dag" in text
    hanging = page.context["hanging"]
    assert [(each.name, each.before) for each in hanging.foreseen.left] == [
        ("Siri Superbruker", "Gruppe A")
    ]
    assert [place.workshop for place in hanging.foreseen.given_back] == [swap.there]
    assert hanging.besides.sessions == [session]
    told = {(each.kind, each.workshop.pk) for each in hanging.foreseen.caused.mails}
    assert told == {("place_left", swap.there.pk)}
    left = "Ingen er igjen i Gruppe A"
    for words in ("Siri Superbruker", left, "Pål Rektor", str(world.kit), "1 person får 1"):
        assert words in text


def test_asked_for_again_all_of_it_is_done_and_the_past_stays(world: World, lead: Client) -> None:
    swap = make_swap(world)
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    announce(swap.own, swap.there)
    session = planned_session(world)
    assert change(lead, url(world), without_north(world)).status_code == 302
    assert world.north.participations.get().ends_on == today()
    assert Membership.objects.get(role__person=swap.siri).ends_on == today()
    assert swap.status(swap.siri) == ["left"]
    session.refresh_from_db()
    assert session.status == "cancelled"
    assert session.saved_by == world.people["lead"]
    assert waits() == [("place_left", "Siri")]
    assert "Nordlia skole er ikke lenger med i" in Message.objects.get(kind="place_left").body
    assert is_settled(swap.own)
    assert is_settled(swap.there)
    assert [m.role.person for m in members_on(world.held)] == [swap.siri]


def test_a_session_whose_day_has_passed_is_the_schools_to_confirm(
    world: World, lead: Client
) -> None:
    session = planned_session(world, days=-3)
    change(lead, url(world), without_north(world))
    session.refresh_from_db()
    assert session.status == "planned"


def test_who_leaves_is_still_expected_today(world: World, lead: Client) -> None:
    workshop = make.workshop(world.cohort, today())
    change(lead, url(world), without_north(world))
    siri = world.people["superuser"]
    assert [member.role.person for member in members_on(workshop)] == [siri]
    assert list(unplaced_superusers(world.programme, today())) == list(
        world.people["southern"].roles.all()
    )
    take_attendance(workshop=workshop, revision=0, came=[siri.pk])
    assert workshop.attendances.get().attended


def test_a_superuser_who_meets_for_another_school_too_is_told_nothing(
    world: World, lead: Client
) -> None:
    siri = world.people["superuser"]
    other = make.role(siri, "superuser", at=world.south)
    world.cohort.memberships.create(role=other, starts_on=world.programme.starts_on)
    announce(world.coming)
    change(lead, url(world), without_north(world))
    assert waits() == []
    assert is_settled(world.coming)


def test_where_nothing_hangs_on_it_nobody_is_asked(world: World, lead: Client) -> None:
    page = lead.post(url(world), settings(world, schools=[world.north.pk]))
    assert page.status_code == 302
    assert world.south.participations.get().ends_on == today()


def test_what_has_changed_since_it_was_shown_is_shown_anew(world: World, lead: Client) -> None:
    announce(world.coming)
    page = lead.post(url(world), without_north(world))
    newcomer = make.superuser(world.north, "Nora Ny")
    world.cohort.memberships.create(role=newcomer, starts_on=today())
    tell_those_concerned()
    before = everything()
    again = lead.post(url(world), answer(page))
    assert "Dette får andre følger enn du så" in again.content.decode()
    assert "Nora Ny" in again.content.decode()
    assert everything() == before
    assert lead.post(url(world), answer(again)).status_code == 302
    assert members_on(world.coming) == []


def test_asked_for_twice_it_is_done_once(world: World, lead: Client) -> None:
    announce(world.coming)
    page = lead.post(url(world), without_north(world))
    assert lead.post(url(world), answer(page)).status_code == 302
    done = everything()
    assert lead.post(url(world), answer(page)).status_code == 302
    assert everything() == done


def test_a_page_that_was_open_while_another_saved_saves_nothing(world: World, lead: Client) -> None:
    shown = lead.get(url(world)).context["shown"]
    other = make.school(world.owner, "Vestlia skole")
    change(lead, url(world), settings(world, schools=[world.north.pk, other.pk]))
    before = everything()
    page = lead.post(url(world), settings(world, shown=shown, goal="Alle skriver"))
    text = page.content.decode()
    assert "Noen andre endret dette" in text
    assert "Alle skriver" in text
    assert everything() == before


def test_going_back_keeps_what_was_typed_and_saves_nothing(world: World, lead: Client) -> None:
    announce(world.coming)
    page = lead.post(url(world), settings(world, schools=[world.south.pk], goal="Alle skriver"))
    before = everything()
    form = lead.post(url(world), {**answer(page), "back": "yes"})
    assert "Alle skriver" in form.content.decode()
    assert form.context["parts"][1]["schools"].value() == [str(world.south.pk)]
    assert everything() == before


def test_ticked_on_again_before_anybody_has_heard_of_it_nobody_does(
    world: World, lead: Client
) -> None:
    announce(world.coming)
    before = Membership.objects.get().pk, Membership.objects.get().ends_on
    change(lead, url(world), without_north(world))
    page = lead.post(url(world), settings(world))
    placed = page.context["foreseen"].placed
    assert [(each.name, each.after) for each in placed] == [("Siri Superbruker", "Gruppe A")]
    lead.post(url(world), answer(page))
    assert (Membership.objects.get().pk, Membership.objects.get().ends_on) == before
    assert waits() == []
    assert is_settled(world.coming)


def test_back_after_a_time_they_meet_where_they_did_and_are_asked(
    world: World, lead: Client
) -> None:
    announce(world.coming)
    change(lead, url(world), without_north(world))
    Message.objects.update(status="sent", sent_at=timezone.now())
    with time_machine.travel(timezone.now() + 10 * DAY, tick=False):
        newcomer = make.superuser(world.north, "Nora Ny")
        make.cohort(world.programme, name="Gruppe B")
        change(world.client("lead"), url(world), settings(world))
        assert {m.role.person for m in members_on(world.coming)} == {
            world.people["superuser"], newcomer.person,
        }  # fmt: skip
        assert sorted(waits()) == [("place_taken", "Nora"), ("place_taken", "Siri")]
        assert is_settled(world.coming)


def test_a_school_that_has_never_met_needs_a_cohort_and_the_lead_is_told(
    world: World, lead: Client
) -> None:
    other = make.school(world.owner, "Vestlia skole")
    make.superuser(other, "Vera Vest")
    everybody = [world.north.pk, world.south.pk, other.pk]
    page = lead.post(url(world), settings(world, schools=everybody), follow=True)
    assert not asks(page)
    assert "1 superbruker har ingen gruppe ennå" in page.content.decode()


def test_with_a_new_setting_of_another_kind_nothing_is_asked(world: World, lead: Client) -> None:
    announce(world.coming)
    assert lead.post(url(world), settings(world, coverage_target=80)).status_code == 302
    world.programme.refresh_from_db()
    assert world.programme.coverage_target == 80
