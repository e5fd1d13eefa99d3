"""A session that is open for scanning, and the phones that scan it."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.actions import open_scanning, record_scan
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.logbook.scanning.rules import code_of, shown_step
from rollout.organisation.models import Person
from tests import factories as make
from tests.personas import World


def planned_today(world: World, **fields: Any) -> TrainingSession:
    kit = make.kit(world.owner, "Planlagt pakke", minutes=30)
    make.gives_out(world.programme, kit)
    return make.session(
        world.programme, world.north, kit, today(), by=world.people["superuser"], status="planned"
    )


def opened(world: World) -> ScanWindow:
    return open_scanning(session=planned_today(world), now=timezone.now())


def code_now(window: ScanWindow) -> str:
    return code_of(window.scan_key, shown_step(timezone.now(), window.times))


def link(window: ScanWindow) -> str:
    return reverse("here_code", args=[code_now(window)])


def scan(window: ScanWindow, person: Person, way: str = "picked") -> Scan:
    return record_scan(
        window=window, person=person, way=way, device=f"d{person.pk}", now=timezone.now()
    )


class Phone:
    """A browser that has opened a code’s link."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.page = client.get(address)

    @property
    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.page.content.decode())
        assert found
        return found[1]

    def send(self, **fields: object) -> Any:
        return self.client.post(self.address, {"token": self.token, **fields}, follow=True)

    def pick(self, person: Person) -> Any:
        return self.send(person=person.pk, name=str(person))
