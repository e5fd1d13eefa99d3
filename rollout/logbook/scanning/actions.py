"""Writes about scanning. None of them notes attendance but `take_in_scans` and `hold_scanned`,
which somebody who may log the session asks for."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.library.models import Kit
from rollout.library.queries import about_kit
from rollout.logbook.actions import (
    NOTHING_BESIDE,
    Beside,
    By,
    check_not_cancelled,
    correct_session,
    hold_planned,
    log_session,
)
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.logbook.scanning.queries import people_of, who_may_scan
from rollout.logbook.scanning.rules import Standing, times_of
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme

# How long scans are kept once the session is noted as held; and where nobody ever notes it.
KEPT_AFTER = dt.timedelta(days=7)
KEPT_AT_MOST = dt.timedelta(days=90)
MOST_BY_DEVICE = 3


class NotNow(ValidationError):
    """A scan that comes too early or too late. Nothing is remembered of it."""


class NotOnList(ValidationError):
    """A scan by somebody who isn’t on the school’s roster."""


@transaction.atomic
def open_scanning(*, session: TrainingSession, now: dt.datetime) -> ScanWindow:
    """Let colleagues scan at a session, again where it was closed. The same twice is once."""
    fresh = TrainingSession.objects.select_for_update().get(pk=session.pk)
    check_not_cancelled(fresh)
    if fresh.counted_only:
        raise ValidationError(
            _("Only a number is noted for this session. Change it to take names.")
        )
    if now >= times_of(fresh.held_on, fresh.minutes, fresh.begins_at).closes_at:
        raise ValidationError(_("This session is over. Tick those who came yourself."))
    window, _made = ScanWindow.objects.get_or_create(session=fresh, defaults={"opened_at": now})
    if window.closed_at:
        window.closed_at = None
        window.save()
    return window


@transaction.atomic
def plan_and_open(
    *,
    programme: Programme,
    school: School,
    kit: Kit,
    by: By,
    client_key: uuid.UUID,
    now: dt.datetime,
) -> TrainingSession:
    """Plan a session of today by who asks, and let colleagues scan at it. One that the school has
    planned on the kit today already is opened instead; the same client key twice gives the first
    one."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    today_on_kit = about_kit(
        TrainingSession.objects.filter(
            programme=programme,
            school=school,
            held_on=timezone.localdate(now),
            status=TrainingSession.Status.PLANNED,
        ),
        kit.root_id,
    )
    if there := today_on_kit.first():
        open_scanning(session=there, now=now)
        return there
    session, _made = log_session(
        programme=programme,
        school=school,
        kit=kit,
        held_by=by.person,
        held_on=timezone.localdate(now),
        people=(),
        client_key=client_key,
        status=TrainingSession.Status.PLANNED,
        details={"minutes": kit.minutes},
        by=by,
    )
    open_scanning(session=session, now=now)
    return session


@transaction.atomic
def close_scanning(*, session: TrainingSession, now: dt.datetime) -> None:
    """Let nobody scan at a session any more; who has scanned stays."""
    window = ScanWindow.objects.select_for_update().filter(session=session).first()
    if window and window.closed_at is None:
        window.closed_at = max(now, window.opened_at)
        window.save()


@transaction.atomic
def record_scan(
    *, window: ScanWindow, person: Person, way: str, device: str, now: dt.datetime
) -> Scan:
    """Keep that somebody says they are there, until it is confirmed; twice is once. One whom a
    superuser has left out waits anew. What two phones have said, neither can take back.

    No lock: that the session is cancelled at the same moment leaves a scan that counts nowhere.
    """
    if window.standing_at(now) != Standing.OPEN:
        raise NotNow(_("The session can’t be scanned now."))
    if not who_may_scan(window.session).filter(pk=person.pk).exists():
        raise NotOnList(_("You aren’t on this school’s staff list."))
    check_device(window, device)
    said = {"way": way, "device": device, "scanned_at": now}
    scan, made = Scan.objects.get_or_create(session=window.session, person=person, defaults=said)
    if made:
        return scan
    if scan.device != device:
        scan.device = ""
        scan.way = way if way == Scan.Way.SIGNED_IN else scan.way
    if scan.left_out:
        scan.left_out, scan.scanned_at = False, now
    scan.save()
    return scan


def check_device(window: ScanWindow, device: str) -> None:
    """One phone says so for a few at most: who passes theirs round, not who marks everybody."""
    if Scan.objects.filter(session=window.session_id, device=device).count() >= MOST_BY_DEVICE:
        raise NotNow(_("This phone has said so for several already. Take the code once more."))


@transaction.atomic
def take_back_scan(*, scan: Scan, device: str) -> bool:
    """Take back what a phone said; whether it could. What another phone said, or what a superuser
    has confirmed, stays."""
    own = Scan.objects.select_for_update().filter(pk=scan.pk, device=device or None).first()
    if own is None or own.session.attendances.filter(person=own.person_id).exists():
        return False
    own.delete()
    return True


@transaction.atomic
def take_in_scans(
    *,
    session: TrainingSession,
    revision: int,
    shown: Collection[int],
    ticked: Collection[int],
    by: By,
) -> int:
    """Confirm those ticked of the scans that were shown, and leave the others out. To a held
    session they came too; a planned one has them ticked when it is noted as held. Gives how many
    were new on the list."""
    these = Scan.objects.select_for_update().filter(session=session, pk__in=shown)
    scans = list(these.order_by("pk"))
    confirmed = [scan for scan in scans if scan.pk in ticked]
    Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(left_out=True)
    Scan.objects.filter(pk__in=[scan.pk for scan in confirmed]).update(left_out=False)
    if session.status == TrainingSession.Status.PLANNED:
        return 0
    came = set(session.attendances.values_list("person_id", flat=True))
    new = people_of(confirmed) - came
    if new and session.counted_only:
        only = _("Only a number is noted for this session. Change it, and tick who came instead.")
        raise ValidationError(only)
    if new:
        correct_session(session=session, revision=revision, people=came | new, by=by)
    return len(new)


@transaction.atomic
def hold_scanned(
    *,
    session: TrainingSession,
    revision: int,
    people: Collection[int],
    by: By,
    seen: int,
    beside: Beside = NOTHING_BESIDE,
) -> bool:
    """A planned session was held, as `hold_planned` has it. Who had scanned when the form was
    shown, up to the scan `seen`, and isn’t among those who came is left out; who has since waits.
    """
    made = hold_planned(session=session, revision=revision, people=people, beside=beside, by=by)
    if made:
        shown = Scan.objects.filter(session=session, pk__lte=seen)
        shown.exclude(person__in=people).update(left_out=True)
    return made


@transaction.atomic
def delete_old_scans(*, now: dt.datetime) -> int:
    """Delete scans, and the keys of their codes, once they have done their work: of cancelled
    sessions, of those noted as held a week ago, and of those that nobody ever noted. Gives how many
    sessions that was."""
    versions = TrainingSession.history.model.objects.filter(
        id=OuterRef("pk"), status=TrainingSession.Status.HELD
    )
    held_since = Subquery(versions.order_by("history_date").values("history_date")[:1])
    long_ago = timezone.localdate(now - KEPT_AT_MOST)
    done = Q(status=TrainingSession.Status.CANCELLED) | Q(held_on__lt=long_ago)
    done |= Q(held_since__lt=now - KEPT_AFTER, held_on__lt=timezone.localdate(now - KEPT_AFTER))
    sessions = TrainingSession.objects.annotate(held_since=held_since).filter(
        Q(scan_window__isnull=False) | Q(scans__isnull=False), done
    )
    pks = list(sessions.values_list("pk", flat=True).distinct())
    Scan.objects.filter(session__in=pks).delete()
    ScanWindow.objects.filter(session__in=pks).delete()
    return len(pks)
