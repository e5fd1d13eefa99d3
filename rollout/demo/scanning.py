"""A session of today that colleagues are scanning, at the superuser’s school."""

import datetime as dt

from django.utils import timezone

from rollout.common.dates import start_of, today
from rollout.demo.activity import open_days
from rollout.demo.organisation import DemoSchool
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import workshops_with_kit
from rollout.logbook.scanning.actions import open_scanning
from rollout.logbook.scanning.models import Scan
from rollout.planning.models import Programme

PICKED, SIGNED_IN = Scan.Way.PICKED, Scan.Way.SIGNED_IN


def make(programme: Programme, demo: DemoSchool) -> None:
    """A session planned for today, on the newest kit that the school has been given, with two in
    three on the roster who have scanned. None where the school is closed today."""
    if today() not in open_days(programme, [demo])[demo.school.pk]:
        return
    given = workshops_with_kit(programme, demo.school).filter(starts_at__lt=start_of(today()))
    workshop = given.select_related("kit").order_by("-starts_at").first()
    if workshop is None or workshop.kit is None:
        return
    session = TrainingSession.objects.create(
        programme=programme,
        school=demo.school,
        kit=workshop.kit,
        held_by=demo.superusers[0].person,
        held_on=today(),
        minutes=workshop.kit.minutes,
        status=TrainingSession.Status.PLANNED,
    )
    now = timezone.now()
    open_scanning(session=session, now=now)
    superusers = {role.person_id for role in demo.superusers}
    came = [person for n, person in enumerate(demo.people[: 4 + demo.teachers]) if n % 3]
    Scan.objects.bulk_create(
        Scan(
            session=session,
            person=person,
            way=SIGNED_IN if person.pk in superusers else PICKED,
            scanned_at=max(start_of(today()), now - dt.timedelta(seconds=9 * number)),
        )
        for number, person in enumerate(came)
    )
