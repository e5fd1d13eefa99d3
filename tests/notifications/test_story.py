"""A year from its files to the mail server, as it once went wrong: a few come and go, and nobody
else hears of it."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from rollout.common.dates import local, today
from rollout.exchange.models import ImportRun
from rollout.planning.models import Membership, Workshop
from rollout.proposals.actions import make_proposal
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.proposals.rules import Wishes
from rollout.proposals.runs import carry_out
from rollout.scheduler.price import cost
from rollout.scheduler.problem import CohortPlan, Plan, Problem
from tests import factories as make
from tests.exchange import files
from tests.notifications.mail_server import Inbox
from tests.personas import World, make_world
from tests.proposals.scene import first_days, wishes

SCHOOLS = ("Bakken", "Dalen", "Elva", "Fjellet", "Haugen", "Lia")
NOVEMBER = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)


def staff(gone: tuple[str, ...] = (), come: tuple[tuple[str, str], ...] = ()) -> list[list[str]]:
    """A staff file: three superusers at each school, but for those who are gone, and who came."""
    people = [(f"Super{n}", school) for school in SCHOOLS for n in range(3)]
    rows = [each for each in people if "".join(each) not in gone]
    return [
        [school, name, f"{name}.{school}@skole.example".lower(), school, "Lærer", "100", "x"]
        for name, school in [*rows, *come]
    ]


def load(client: Client, rows: list[list[str]], first_day: str) -> None:
    content = files.csv(files.staff_rows(*rows))
    file = SimpleUploadedFile("ansatte.csv", content)
    client.post(reverse("import_upload", args=["staff"]), {"file": file})
    run = ImportRun.objects.latest("pk")
    applied = {"first_day": first_day, "end_missing": "on", "leave_out": "on"}
    client.post(reverse("import_apply", args=[run.pk]), applied)
    run.refresh_from_db()
    assert run.status == "applied", run.result


def year(world: World) -> Proposal:
    """December to February in three groups, everyone with others than they were shared out with."""
    asked = wishes(world, first="2026-12-01", last="2027-02-28", cohorts=3, mode="split", seconds=5)
    problem = problem_of(world.programme, asked, today())
    plan = Plan(
        tuple(
            CohortPlan(
                1,
                problem.venues[number].id,
                problem.facilitators[number].id,
                first_days(problem, 1, number),
                {school.id: 1 for school in problem.schools},
            )
            for number in range(3)
        )
    )
    return make_proposal(
        programme=world.programme, by=None, wishes=asked, problem=problem.to_json(),
        plan=plan.to_json(), cost=cost(problem, plan), status=Proposal.Status.READY,
    )  # fmt: skip


def accept_by_page(client: Client, proposal: Proposal, *, twice: bool = False) -> Counter[str]:
    """Look at what it causes, and accept that; where many are touched, say so once more. Gives how
    many mails each of those whom it names is to get."""
    url = reverse("proposal_accept", args=[proposal.programme_id, proposal.number])
    foreseen = client.get(url).context["foreseen"].caused
    asked = {"revision": proposal.revision, "seen": foreseen.fingerprint}
    client.post(url, asked | ({"sure": "yes"} if twice else {}))
    proposal.refresh_from_db()
    return Counter(each.person.email for each in foreseen.mails)


def arrived(inbox: Inbox, since: int = 0) -> Counter[str]:
    """How many mails each has got."""
    return Counter(parseaddr(str(mail["To"]))[1] for mail in inbox.mails[since:])


def tick(machine: Any) -> None:
    """A quarter of an hour later the timer has run."""
    machine.shift(dt.timedelta(minutes=15))
    call_command("tick", stdout=io.StringIO())


@pytest.fixture
def november() -> Iterator[Any]:
    """All of it happens that autumn, whatever day it is."""
    with time_machine.travel(NOVEMBER) as machine:
        yield machine


@pytest.fixture
def world(db: None, november: Any) -> World:
    """An owner with six schools that come by file, and no workshop yet."""
    made = make_world()
    Workshop.objects.all().delete()
    Membership.objects.all().delete()
    made.programme.cohorts.all().delete()
    made.programme.participations.all().delete()
    for name in SCHOOLS:
        school = make.school(made.owner, name)
        begun = {"starts_on": made.programme.starts_on}
        made.programme.schools.add(school, through_defaults=begun)
    for name in ("Storsalen", "Låven"):
        make.venue(made.owner, 30, name)
    third = make.person(made.owner, "Fritz Fasilitator")
    make.role(third, "facilitator", programme=made.programme)
    return made


def test_a_changed_staff_file_moves_those_in_it_and_nobody_else(
    world: World, november: Any, inbox: Inbox
) -> None:
    client, programme = world.client("lead"), world.programme
    load(client, staff(), "2026-08-01")
    client.post(reverse("cohorts", args=[programme.pk]), {"count": 3})
    assert Membership.objects.count() == 18
    proposal = year(world)
    accept_by_page(client, proposal)
    assert proposal.status == "accepted"

    ahead = Workshop.objects.filter(status="planned")
    client.post(reverse("invitations", args=[programme.pk]), {"workshops": [w.pk for w in ahead]})
    tick(november)
    assert len(inbox.mails) == 9 * 7
    groups = groups_of(world)

    gone = ("Super0Bakken", "Super1Elva")
    new = (("Nina", "Bakken"), ("Nils", "Elva"))
    load(client, staff(gone, new), "2026-12-01")
    client.post(reverse("proposal_change", args=[programme.pk]))
    change = Proposal.objects.latest("pk")
    Proposal.objects.filter(pk=change.pk).update(wishes=change.wishes | {"seconds": 5})
    carry_out(change.pk, change.run)
    change.refresh_from_db()
    accept_by_page(client, change)
    assert change.status == "ready"  # two of nineteen are more than a tenth
    named = accept_by_page(client, change, twice=True)
    assert change.status == "accepted"
    tick(november)

    come = {"nina.bakken@skole.example", "nils.elva@skole.example"}
    left = {"super0.bakken@skole.example", "super1.elva@skole.example"}
    assert named == dict.fromkeys(come, 3)
    assert arrived(inbox, 63) == dict.fromkeys(come | left, 3)
    assert {**groups_of(world), **dict.fromkeys(come | left, "")} == {
        **groups,
        **dict.fromkeys(come | left, ""),
    }

    url = reverse("proposal_undo", args=[programme.pk, change.number])
    shown = client.post(url, {"revision": change.revision}).context["foreseen"].caused
    assert {each.person.email for each in shown.mails} == come
    agreed = {"revision": change.revision, "seen": shown.fingerprint, "sure": "yes"}
    client.post(url, agreed)
    tick(november)
    assert arrived(inbox, 63 + 12) == dict.fromkeys(come, 3)


def groups_of(world: World) -> dict[str, str]:
    """In which group each superuser will meet in January."""
    day = local(dt.date(2027, 1, 15), dt.time(12)).date()
    rows = Membership.objects.filter(cohort__programme=world.programme, starts_on__lte=day)
    open_ones = rows.exclude(ends_on__lt=day)
    return dict(open_ones.values_list("role__person__email", "cohort__name"))


def test_the_plan_that_is_accepted_is_what_the_planner_mends(world: World) -> None:
    """With nothing changed there is nothing to mend, and nobody to tell."""
    client = world.client("lead")
    load(client, staff(), "2026-08-01")
    client.post(reverse("cohorts", args=[world.programme.pk]), {"count": 3})
    proposal = year(world)
    problem, plan = Problem.from_json(proposal.problem), Plan.from_json(proposal.plan)
    accept_by_page(client, proposal)
    page = client.get(reverse("proposal_change", args=[world.programme.pk]))
    announced = page.context["announced"]
    assert page.context["clashes"] == []
    assert sorted(c.size for c in announced.plan.cohorts) == sorted(c.size for c in plan.cohorts)
    assert announced.problem.superusers == problem.superusers
    assert Wishes.from_json(proposal.wishes).first == announced.wishes.first
