"""Who of the demo's people has been let in, and whose mail is still unused."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.demo.personas import LEAD, PASSWORD
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.letting_in.queries import people_let_in
from rollout.organisation.models import Person, SchoolOwner

# Of ten: how long ago each got the mail, in days; None has got none. The first six have used it.
DAYS_AGO = (300, 290, 250, 200, 120, 90, 3, 3, 20, None)
HAVE_USED = 6


def make(owner: SchoolOwner) -> None:
    """Let in most superusers and principals, as a project lead has by now."""
    lead = Person.objects.get(owner=owner, user__email=LEAD)
    password = make_password(PASSWORD)
    people = [p for p in people_let_in(owner, today()) if p.user is None and p.email]
    for number, person in enumerate(people):
        days = DAYS_AGO[number % len(DAYS_AGO)]
        if days is None:
            continue
        has_used = number % len(DAYS_AGO) < HAVE_USED
        person.user = User(email=person.email, password=password if has_used else "!")
        person.user.save()
        person.save()
        sent = timezone.now() - dt.timedelta(days=days)
        used = sent + dt.timedelta(days=1) if has_used else None
        WayIn.objects.create(
            person=person, given_by=lead, asked_at=sent, sent_at=sent, used_at=used
        )
