"""A new lead comes from an empty database to invitations and access by pages alone, in few steps.

Run it with -s to see how many clicks and fields each step takes, and how long the machine worked.
FIRST_WEEKS=whole walks with a whole municipality's people; `python -m tests.benchmarks.first_weeks`
does that.
"""

import os
import threading
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.competence.frameworks import load_frameworks
from rollout.notifications.models import AccountMail, Message
from rollout.organisation.models import Employment, Person, Role, School
from rollout.planning.kits import kits_of
from rollout.planning.models import Membership, Programme, Workshop
from rollout.proposals.models import Proposal
from rollout.proposals.runs import carry_out
from tests.browser.first_weeks import FACILITATORS, KITS, LEAD, PASSWORD, FirstWeeks, Hand, Size

IS_WHOLE = os.environ.get("FIRST_WEEKS") == "whole"
SIZE = Size(29, 1150, 84) if IS_WHOLE else Size(29, 150, 84)
MOST_ACTIONS = 68
# Each of many in a transaction of their own: one who can't be let in stops no other.
ONE_BY_ONE = [
    {"model": f"rollout.{name}", "field": "get()"} for name in ("Person", "Message", "WayIn")
]


@pytest.fixture
def newcomer(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A lead made as README says, in a database with nothing else. The workers don't run."""
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, *ONE_BY_ONE]
    load_frameworks(apps)
    call_command("create_lead", LEAD, owner="Solvik kommune", first_name="Nina", last_name="Ny")
    lead = User.objects.get()
    lead.set_password(PASSWORD)
    lead.save()
    queued = SimpleNamespace(enqueue=lambda *_args: None)
    monkeypatch.setattr("rollout.proposals.actions.run_proposal", queued)
    monkeypatch.setattr("rollout.notifications.tasks.is_asked_by", lambda _when: True)


def plan() -> None:
    """Let a worker begin with the proposal that waits; in the suite it has little time."""
    proposal = Proposal.objects.get()
    if not IS_WHOLE:
        proposal.wishes["seconds"] = 3
        proposal.save()

    def work() -> None:
        try:
            carry_out(proposal.pk, proposal.run)
        finally:
            connection.close()

    threading.Thread(target=work).start()


@pytest.mark.usefixtures("newcomer")
def test_from_an_empty_database_to_invitations_and_access(
    browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    viewport = {"width": 1280, "height": 900}
    context = browser.new_context(base_url=live_server.url, locale="nb-NO", viewport=viewport)
    hand = Hand(context.new_page())
    FirstWeeks(hand, SIZE, tmp_path, plan).walk()
    context.close()
    print(f"\n{hand.table()}")  # noqa: T201
    assert hand.total <= MOST_ACTIONS
    check_what_is_there()
    check_mail()
    check_access()


def check_what_is_there() -> None:
    assert set(School.objects.values_list("name", flat=True)) == set(SIZE.names)
    assert Person.objects.count() == SIZE.people + len(FACILITATORS) + 1
    assert Employment.objects.filter(position="principal").count() == SIZE.schools
    programme = Programme.objects.get()
    assert [kit.title for kit in kits_of(programme)] == [KITS[0], KITS[2], KITS[1]]
    assert Membership.objects.values("role__person").distinct().count() == SIZE.superusers


def check_mail() -> None:
    """Each superuser is asked to each of the workshops of their own cohort, once, and nobody to
    any other; so is each workshop's facilitator."""
    mails = Message.objects.filter(kind=Message.Kind.INVITATION, status=Message.Status.QUEUED)
    sent = Counter(mails.values_list("workshop", "recipient"))
    expected: Counter[tuple[int, int]] = Counter()
    for workshop in Workshop.objects.select_related("cohort"):
        members = workshop.cohort.memberships.values_list("role__person", flat=True)
        expected.update((workshop.pk, person) for person in members)
        expected.update([(workshop.pk, workshop.facilitator_id)])
    assert sent == expected
    superusers = Role.objects.filter(kind=Kind.SUPERUSER).values("person")
    assert (
        mails.filter(recipient__in=superusers).values("recipient").distinct().count()
        == SIZE.superusers
    )


def check_access() -> None:
    mails = AccountMail.objects.filter(kind=AccountMail.Kind.WAY_IN)
    assert mails.count() == SIZE.superusers + SIZE.schools + len(FACILITATORS)
    assert len(set(mails.values_list("address", flat=True))) == mails.count()
