"""A change shows whom it concerns before it is made, and does exactly that."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.notifications.actions.causing import GRACE, Caused, Notice, rolled_back
from rollout.notifications.models import Message
from rollout.planning.actions import change_workshop, invite_workshops
from rollout.planning.models import Membership, Workshop
from rollout.proposals.accepting.actions import accept_proposal, foresee_accepting, undo_acceptance
from rollout.proposals.announced import change_problem
from rollout.proposals.foreseeing import Consent, Foreseen
from rollout.proposals.models import Proposal
from rollout.scheduler.moves import move_date, move_members
from rollout.scheduler.problem import Plan
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import change_proposal, ready_proposal, wishes, year_ahead


def invited_year(world: World, schools: int = 3) -> None:
    """A year accepted and announced, its invitations out, and two superusers at each new school."""
    for number in range(schools):
        school = make.school(world.owner, f"Østlia {number}")
        begun = {"starts_on": world.programme.starts_on}
        world.programme.schools.add(school, through_defaults=begun)
        for who in ("Anna", "Berit"):
            make.superuser(school, f"{who} Østlia{number}")
    proposal = ready_proposal(world)
    accept_proposal(proposal=proposal, revision=proposal.revision, by=None)
    ahead = Workshop.objects.filter(status="planned", starts_at__year=year_ahead())
    invite_workshops(workshops=list(ahead))
    Message.objects.update(status="sent", sent_at=timezone.now())


def one_moves(world: World, n: int = 1) -> Proposal:
    """A least change in which so many of a school's superusers meet with the other cohort."""
    wishes(world)
    announced = change_problem(world.programme, today())
    assert announced
    plan = announced.plan
    for _ in range(n):
        source = max(range(len(plan.cohorts)), key=lambda c: plan.cohorts[c].size)
        school = max(plan.cohorts[source].members)
        plan = move_members(plan, school, source, next(c for c in (1, 0, 2) if c != source), 1)
    return change_proposal(world, announced, plan)


def address(world: World, proposal: Proposal, name: str = "proposal_accept") -> str:
    return reverse(name, args=[world.programme.pk, proposal.number])


def seen_on(client: Client, url: str) -> str:
    found = re.search(r'name="seen" value="(\w*)"', client.get(url).content.decode())
    assert found
    return found[1]


def queued() -> set[tuple[str, int, int]]:
    waiting = Message.objects.filter(status="queued")
    return set(waiting.values_list("kind", "workshop", "recipient"))


def test_the_page_names_those_who_are_told_and_no_others(world: World) -> None:
    invited_year(world)
    proposal = one_moves(world)
    client, url = world.client("lead"), address(world, proposal)
    before = (Membership.objects.count(), Message.objects.count())
    page = client.get(url)
    caused = page.context["foreseen"].caused
    assert (Membership.objects.count(), Message.objects.count()) == before
    (moved,) = page.context["foreseen"].moved
    assert {str(person) for person in caused.people} == {moved.name}
    assert moved.name in page.content.decode()
    shown = {(each.kind, each.workshop.pk, each.person.pk) for each in caused.mails}
    client.post(url, {"revision": 0, "seen": seen_on(client, url), "sure": "yes"})
    assert queued() == shown
    assert {kind for kind, _w, _p in shown} == {"place_taken", "place_left"}


def test_that_nobody_hears_of_it_is_said_once(world: World) -> None:
    proposal = ready_proposal(world)
    page = world.client("lead").get(address(world, proposal)).content.decode()
    assert page.count("Ingen får e-post på grunn av dette") == 1
    assert "Du kan angre til invitasjonene går ut." in page


def test_a_change_says_what_is_another_where_the_day_is_the_same(world: World) -> None:
    invited_year(world)
    announced = change_problem(world.programme, today())
    assert announced
    first, second = announced.plan.cohorts
    day = first.dates[-1]
    elsewhere = {day: next(v.id for v in announced.problem.venues if v.id != first.venue_on(day))}
    plan = Plan((replace(first, other_venues=elsewhere), second))
    foreseen = foresee_accepting(proposal=change_proposal(world, announced, plan))
    moved = [told for told in foreseen.caused.mails if told.workshop.day == day]
    assert moved
    assert {told.news for told in moved} == {("nytt sted",)}
    shown = render_to_string("proposals/caused_person.html", {"person": "Anna", "told": moved})
    assert "– nytt sted" in shown


def test_those_who_get_mail_stand_before_those_who_are_spared_one(world: World) -> None:
    spared, told = make.person(world.owner, "Aa Aa"), make.person(world.owner, "Zz Zz")
    mails = [
        Notice(spared, world.coming, "", None, world.coming.starts_at),
        Notice(told, world.coming, "update", None, world.coming.starts_at),
    ]
    foreseen = Foreseen(Caused(mails, 2))
    assert [person for person, _told in foreseen.first_people] == [told, spared]


def test_what_has_changed_since_it_was_shown_isnt_done(world: World) -> None:
    invited_year(world)
    proposal = one_moves(world)
    client, url = world.client("lead"), address(world, proposal)
    seen = seen_on(client, url)
    other = Workshop.objects.filter(status="planned", invited_at__isnull=False).last()
    Message.objects.filter(workshop=other).delete()
    Workshop.objects.filter(pk=other.pk).update(invited_at=None)
    page = client.post(url, {"revision": 0, "seen": seen, "sure": "yes"})
    assert "Se på det slik det er nå" in page.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == "ready"
    assert seen_on(client, url) != seen


def test_more_than_a_tenth_of_those_invited_is_asked_twice_with_the_number(world: World) -> None:
    invited_year(world, schools=2)
    proposal = one_moves(world)
    client, url = world.client("lead"), address(world, proposal)
    seen = seen_on(client, url)
    page = client.post(url, {"revision": 0, "seen": seen})
    assert "1 av de 8 som er invitert" in page.content.decode()
    assert not queued()
    client.post(url, {"revision": 0, "seen": seen, "sure": "yes"})
    assert queued()


def test_a_tenth_or_less_is_asked_once(world: World) -> None:
    invited_year(world, schools=9)
    proposal = one_moves(world)
    client, url = world.client("lead"), address(world, proposal)
    client.post(url, {"revision": 0, "seen": seen_on(client, url)})
    assert queued()


def test_undone_before_the_mails_go_out_nobody_hears_of_it(world: World) -> None:
    invited_year(world)
    before = set(Membership.objects.values_list("cohort", "role", "starts_on", "ends_on"))
    proposal = one_moves(world)
    accept_proposal(proposal=proposal, revision=0, by=None)
    waiting = Message.objects.filter(status="queued")
    assert waiting
    assert min(m.due_at for m in waiting) > timezone.now() + GRACE - dt.timedelta(minutes=1)
    client = world.client("lead")
    assert "venter til" in client.get(address(world, proposal, "proposal")).content.decode()
    client.post(address(world, proposal, "proposal_undo"), {"revision": 1})
    assert not queued()
    after = set(Membership.objects.values_list("cohort", "role", "starts_on", "ends_on"))
    assert after == before


def test_a_least_change_that_is_undone_can_be_accepted_again(world: World) -> None:
    invited_year(world)
    wishes(world)
    announced = change_problem(world.programme, today())
    assert announced
    ahead = announced.plan.cohorts[0].dates[-1]
    later = ahead + dt.timedelta(days=1 if ahead.weekday() < 4 else -1)
    plan = move_date(announced.plan, 0, len(announced.plan.cohorts[0].dates) - 1, later)
    proposal = change_proposal(world, announced, plan)
    for _ in range(2):
        proposal.refresh_from_db()
        done = accept_proposal(proposal=proposal, revision=proposal.revision, by=None)
        undo_acceptance(proposal=done, revision=done.revision)
    assert not queued()


def test_undone_afterwards_the_same_people_are_shown_first_and_told(world: World) -> None:
    invited_year(world)
    proposal = one_moves(world)
    accept_proposal(proposal=proposal, revision=0, by=None)
    told = {(w, p) for _kind, w, p in queued()}
    Message.objects.filter(status="queued").update(status="sent", sent_at=timezone.now())
    client, url = world.client("lead"), address(world, proposal, "proposal_undo")
    page = client.post(url, {"revision": 1})
    proposal.refresh_from_db()
    assert proposal.status == "accepted"
    seen = page.context["foreseen"].caused.fingerprint
    shown = page.context["foreseen"].caused.mails
    assert {(each.workshop.pk, each.person.pk) for each in shown} == told
    client.post(url, {"revision": 1, "seen": seen, "sure": "yes"})
    assert {(w, p) for _kind, w, p in queued()} == told


def test_a_preview_keeps_nothing_and_starts_nothing(
    world: World, django_capture_on_commit_callbacks
) -> None:
    invited_year(world)
    proposal = one_moves(world)
    before = (Message.objects.count(), list(Membership.objects.values_list("pk")))
    with django_capture_on_commit_callbacks() as after:
        assert foresee_accepting(proposal=proposal).caused.mails
    assert after == []
    assert (Message.objects.count(), list(Membership.objects.values_list("pk"))) == before


def test_a_year_of_which_nobody_is_told_needs_no_second_look(world: World) -> None:
    proposal = ready_proposal(world)
    client, url = world.client("lead"), address(world, proposal)
    assert seen_on(client, url) == ""
    client.post(url, {"revision": 0})
    proposal.refresh_from_db()
    assert proposal.status == "accepted"
    undo_acceptance(proposal=proposal, revision=1, consent=Consent())


def test_a_plan_that_cant_be_accepted_says_so_rather_than_showing_it(world: World) -> None:
    invited_year(world)
    proposal = one_moves(world)
    workshop = Workshop.objects.filter(status="planned", invited_at__isnull=False).first()
    workshop.link = "https://motet.example/"
    change_workshop(workshop=workshop, revision=workshop.revision)
    page = world.client("lead").get(address(world, proposal), follow=True)
    assert "Planen er endret" in page.content.decode()


def test_the_cohorts_are_called_the_same_before_and_after(world: World) -> None:
    world.coming.delete()
    proposal = ready_proposal(world)
    client, url = world.client("lead"), address(world, proposal, "proposal")
    shown = [row.name for row in client.get(url).context["rows"]]
    accept_proposal(proposal=proposal, revision=0, by=None)
    plan = Plan.from_json(proposal.plan)
    made = {
        w.cohort.name: w.cohort
        for w in Workshop.objects.filter(starts_at__year=year_ahead()).select_related("cohort")
    }
    assert set(shown) == set(made)
    for name, year in zip(shown, plan.cohorts, strict=True):
        days = {w.day for w in made[name].workshops.filter(starts_at__year=year_ahead())}
        assert days == set(year.dates)
        schools = {f"s{m.role.school_id}" for m in made[name].memberships.filter(ends_on=None)}
        assert schools == set(year.members)
    assert [row.name for row in client.get(url).context["rows"]] == shown


@pytest.mark.django_db
def test_whatever_is_done_inside_is_taken_back() -> None:
    with rolled_back():
        made = make.school_owner()
    assert not type(made).objects.filter(pk=made.pk).exists()
