"""A programme that runs gets another last or first day: what falls outside is shown, and done."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.calendars.queries import public_holidays
from rollout.common.dates import today
from rollout.guidance.queries import cancelled_without_date
from rollout.logbook.reminders import queue_session_reminders
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.actions.reminding import queue_reminders
from rollout.notifications.models import Message
from rollout.organisation.models import Country
from rollout.organisation.queries import superusers_of
from rollout.planning.actions import invite_workshops
from rollout.planning.expected import members_on
from rollout.planning.models import Membership, Programme, Workshop
from rollout.planning.queries import unannounced
from rollout.planning.taking_part import save_programme
from tests import factories as make
from tests.home.changing import answer, change, settings, url
from tests.home.test_schools_leave import announce, everything, planned_session, waits
from tests.personas import World
from tests.planning.guests import open_tuesday

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def ends(world: World, day: dt.date, **changes: object) -> dict[str, object]:
    return settings(world, ends_on=day.isoformat(), **changes)


def state(workshop: Workshop) -> tuple[str, str]:
    fresh = Workshop.objects.get(pk=workshop.pk)
    return fresh.status, fresh.note


def test_an_end_before_workshops_shows_which_fall_outside(world: World, lead: Client) -> None:
    far = make.workshop(world.cohort, world.coming.day + 30 * DAY)
    announce(world.coming)
    sessions, before = [planned_session(world, days) for days in (40, 60)], everything()
    page = lead.post(url(world), ends(world, world.coming.day - DAY))
    assert everything() == before
    hanging = page.context["hanging"]
    assert hanging.foreseen.called_off == [world.coming, far]
    assert hanging.besides.sessions == sessions
    told = {(each.kind, each.person.first_name) for each in hanging.foreseen.caused.mails}
    assert told == {("cancellation", "Siri"), ("cancellation", "Finn")}
    text = page.content.decode()
    assert "2 samlinger avlyses" in text
    assert "ingen er invitert ennå" in text
    assert "Programmet avsluttes med denne dagen" not in text


def test_asked_for_again_they_are_cancelled_and_those_invited_hear_why(
    world: World, lead: Client
) -> None:
    announce(world.coming)
    last = world.coming.day - DAY
    assert change(lead, url(world), ends(world, last)).status_code == 302
    assert state(world.coming) == ("cancelled", f"Den siste dagen i programmet er {last:%d.%m.%Y}.")
    assert sorted(waits()) == [("cancellation", "Finn"), ("cancellation", "Siri")]
    mail = Message.objects.filter(kind="cancellation", recipient__first_name="Siri").get()
    assert f"Den siste dagen i programmet er {last:%d.%m.%Y}." in mail.body
    assert "ny dato" not in mail.body
    assert tell_those_concerned() == 0
    assert cancelled_without_date(world.programme, today()) == []


def test_a_workshop_on_the_last_day_stays(world: World, lead: Client) -> None:
    announce(world.coming)
    assert lead.post(url(world), ends(world, world.coming.day)).status_code == 302
    assert state(world.coming)[0] == "planned"
    assert waits() == []


def test_a_start_after_workshops_cancels_those_to_come_before_it(
    world: World, lead: Client
) -> None:
    announce(world.coming)
    later = world.coming.day + DAY
    page = lead.post(url(world), settings(world, starts_on=later.isoformat()))
    assert page.context["hanging"].foreseen.called_off == [world.coming]
    assert "1 samling som har vært" in page.content.decode()
    lead.post(url(world), answer(page))
    assert state(world.coming) == (
        "cancelled", f"Den første dagen i programmet er {later:%d.%m.%Y}.",
    )  # fmt: skip
    assert state(world.held)[0] == "held"
    assert [m.role.person for m in members_on(world.held)] == [world.people["superuser"]]


def test_what_has_changed_since_it_was_shown_is_shown_anew(world: World, lead: Client) -> None:
    announce(world.coming)
    last = world.coming.day - DAY
    page = lead.post(url(world), ends(world, last))
    far = make.workshop(world.cohort, world.coming.day + 30 * DAY)
    before = everything()
    again = lead.post(url(world), answer(page))
    assert again.context["is_other"]
    assert again.context["hanging"].foreseen.called_off == [world.coming, far]
    assert everything() == before
    assert lead.post(url(world), answer(again)).status_code == 302


def test_asked_for_twice_it_is_done_once(world: World, lead: Client) -> None:
    announce(world.coming)
    page = lead.post(url(world), ends(world, world.coming.day - DAY))
    for _ in range(2):
        assert lead.post(url(world), answer(page)).status_code == 302
    assert sorted(waits()) == [("cancellation", "Finn"), ("cancellation", "Siri")]


def test_a_save_that_is_refused_cancels_nothing(world: World, lead: Client) -> None:
    announce(world.coming)
    before = everything()
    data = ends(world, world.coming.day - DAY)
    del data["shares_superusers"]
    make.programme(world.owner, name="Et annet program")
    page = lead.post(url(world), data)
    assert "superbruker for alle programmer er i gruppene" in page.content.decode()
    assert everything() == before


@pytest.fixture
def ended(world: World, lead: Client) -> Programme:
    """The programme ended three days ago, and a workshop lay ahead of it."""
    announce(world.coming)
    change(lead, url(world), ends(world, today() - 3 * DAY))
    world.programme.refresh_from_db()
    return world.programme


def test_an_end_that_is_past_is_told_as_one(world: World, lead: Client) -> None:
    last = today() - 3 * DAY
    page = lead.post(url(world), ends(world, last))
    assert f"Programmet avsluttes med denne dagen, {last:%d.%m.%Y}." in page.content.decode()
    assert lead.post(url(world), answer(page)).status_code == 302
    assert state(world.coming)[0] == "cancelled"


def test_a_cancelled_workshop_needs_a_new_date_while_the_programme_runs(world: World) -> None:
    Workshop.objects.filter(pk=world.held.pk).update(status="cancelled")
    assert cancelled_without_date(world.programme, today()) == [world.held]
    world.programme.ends_on = today() - DAY
    assert cancelled_without_date(world.programme, today()) == []


@pytest.mark.parametrize("days", [-1, 30])
def test_the_next_step_is_told_while_the_programme_runs(
    world: World, lead: Client, days: int
) -> None:
    Workshop.objects.all().delete()
    page = change(lead, url(world), ends(world, today() + days * DAY))
    text = lead.get(page["Location"]).content.decode()
    assert "Programmet er lagret" in text
    assert ("av 9 steg" in text) == (days > 0)


PAGES = {
    "workshops": "proposals",
    "cohorts": "proposals",
    "proposals": "proposal_new",
    "invitations": "workshops",
    "reminders": "",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_programme_that_has_ended_say_so(
    world: World, lead: Client, ended: Programme, name: str
) -> None:
    text = lead.get(reverse(name, args=[ended.pk])).content.decode()
    assert f"Programmet ble avsluttet {ended.ends_on:%d.%m.%Y}" in text
    assert "Endre siste dag" in text
    for button in ("Del jevnt", "Nytt forslag", "Send invitasjonene"):
        assert button not in text


def test_the_overview_of_a_programme_that_has_ended_asks_for_no_more(
    world: World, lead: Client, ended: Programme
) -> None:
    page = lead.get("/")
    text = page.content.decode()
    assert "Programmet ble avsluttet" in text
    assert "Finn en dato" not in text
    assert "har ingen gruppe" not in text
    assert page.context["advice"] == []


@pytest.mark.parametrize("name", ["proposal_new", "plan_year"])
def test_nothing_is_planned_in_a_programme_that_has_ended(
    world: World, lead: Client, ended: Programme, name: str
) -> None:
    page = lead.get(reverse(name, args=[ended.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("proposals", args=[ended.pk])
    assert "Programmet er avsluttet. Endre den siste dagen først" in page.content.decode()


def test_nobody_is_invited_in_a_programme_that_has_ended(
    world: World, lead: Client, ended: Programme
) -> None:
    far = make.workshop(world.cohort, world.coming.day + 30 * DAY)
    assert list(unannounced(ended, timezone.now())) == []
    before = everything()
    data = {"workshops": [far.pk], "mails": "each"}
    page = lead.post(reverse("invitations", args=[ended.pk]), data, follow=True)
    assert "Programmet er avsluttet" in page.content.decode()
    assert everything() == before
    assert invite_workshops(workshops=[far]) == []


def test_superusers_arent_placed_in_a_programme_that_has_ended(
    world: World, lead: Client, ended: Programme
) -> None:
    role = world.people["southern"].roles.get()
    lead.post(reverse("cohort_move", args=[ended.pk, role.pk]), {"cohort": world.cohort.pk})
    lead.post(reverse("cohorts", args=[ended.pk]), {"count": 2})
    Programme.objects.update(shares_superusers=False)
    page = lead.get(reverse("cohorts", args=[ended.pk]))
    assert "Ta dem med" not in page.content.decode()
    choose = lead.post(reverse("superusers_choose", args=[ended.pk]), {"role": role.pk})
    assert choose.status_code == 302
    assert not role.person.roles.filter(programme=ended).exists()
    assert not Membership.objects.filter(role=role).exists()


@pytest.mark.parametrize(("last", "made"), [(90 * DAY, True), (-2 * DAY, False)])
def test_reminders_stop_with_the_programme(world: World, last: dt.timedelta, made: bool) -> None:
    invited = {"invited_at": timezone.now() - 30 * DAY}
    tuesday, siri = a_tuesday(), world.people["superuser"]
    make.workshop(world.cohort, tuesday + 7 * DAY, **invited)
    make.workshop(world.cohort, tuesday - 3 * DAY, about=make.kit(world.owner), came=[siri],
                  status="held", **invited)  # fmt: skip
    Programme.objects.update(ends_on=tuesday + last)
    with time_machine.travel(morning(tuesday), tick=False):
        assert bool(queue_reminders()) == made
        assert bool(queue_session_reminders()) == made
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert kinds == ({"reminder", "plan_session"} if made else set())


def test_who_came_on_the_last_day_is_still_asked_for(world: World) -> None:
    tuesday = a_tuesday()
    with time_machine.travel(morning(tuesday), tick=False):
        last = make.workshop(world.cohort, today(), facilitator=world.people["facilitator"])
        Workshop.objects.filter(pk=last.pk).update(invited_at=timezone.now())
        Programme.objects.update(ends_on=today())
    with time_machine.travel(morning(tuesday + DAY), tick=False):
        assert queue_reminders() == 1
    assert Message.objects.get().kind == "take_attendance"


def a_tuesday() -> dt.date:
    """One to come that is a school day, as the day after it is."""
    day = open_tuesday(today())
    while public_holidays(day + DAY, day + DAY, Country.NORWAY):
        day = open_tuesday(day + DAY)
    return day


def morning(day: dt.date) -> Any:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def test_a_school_that_has_left_isnt_asked_to_plan_a_session(world: World) -> None:
    with time_machine.travel(morning(a_tuesday()), tick=False):
        siri = world.people["superuser"]
        make.workshop(
            world.cohort, today() - 3 * DAY, about=make.kit(world.owner), status="held",
            came=[siri], invited_at=timezone.now() - 9 * DAY,
        )  # fmt: skip
        assert queue_session_reminders() == 1
        Message.objects.all().delete()
        world.north.participations.update(ends_on=today() - DAY)
        assert queue_session_reminders() == 0


def test_before_it_begins_what_was_to_begin_with_it_follows_its_first_day(world: World) -> None:
    """Otherwise an earlier start would leave the programme without schools and superusers."""
    programme = make.programme(world.owner, name="Neste år")
    programme.starts_on, programme.ends_on = today() + 30 * DAY, today() + 300 * DAY
    save_programme(programme=programme, schools=[world.north, world.south], day=today())
    role = world.people["superuser"].roles.get()
    cohort = make.cohort(programme, [role])
    for first in (today() + 10 * DAY, today() + 50 * DAY):
        programme.starts_on = first
        save_programme(programme=programme, schools=[world.north, world.south], day=today())
        assert role in superusers_of(programme, today())
        assert cohort.memberships.get().starts_on == first
        assert [m.role for m in members_on(make.workshop(cohort, first))] == [role]


def test_a_superusers_home_asks_for_no_more_once_the_programme_has_ended(
    world: World, ended: Programme
) -> None:
    text = world.client("superuser").get("/").content.decode()
    assert "Programmet ble avsluttet" in text
    assert reverse("session_log", args=[ended.pk]) in text
    assert reverse("session_plan", args=[ended.pk]) not in text
    assert "Din neste økt" not in text
