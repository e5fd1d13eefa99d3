"""Subscribed calendars: read again and again, and their days kept as the calendar has them.

A feed changes and removes only rows of its own, each known by its event's name. What is past stays,
as many calendars leave it out after a while.
"""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from rollout.calendars.fetch import FetchFailed, fetch
from rollout.calendars.ics import CalendarDays, Reading, UnreadableCalendar, read_calendar
from rollout.calendars.models import Availability, CalendarFeed, ClosedPeriod, Venue
from rollout.calendars.words import closes_school, kind_of
from rollout.common.bulk import make_rows, save_rows
from rollout.organisation.models import Person, School, SchoolOwner

log = logging.getLogger(__name__)

UNREADABLE = gettext_noop("it isn’t a calendar")
EMPTY = gettext_noop("the calendar has become empty")
NONE_READ = gettext_noop("none of its events can be read")
HOURS_BETWEEN = 6
DAYS_KNOWN = 7
LEFT_OUT_SHOWN = 30
Row = ClosedPeriod | Availability


def refresh_due_feeds() -> dict[str, int]:
    """Read every subscribed calendar whose turn it is; how many could be, and how many couldn't.
    One that can't be read is told on its page, and holds up no other."""
    due = timezone.now() - dt.timedelta(hours=HOURS_BETWEEN)
    feeds = CalendarFeed.objects.filter(is_active=True).filter(
        Q(tried_at__isnull=True) | Q(tried_at__lte=due)
    )
    errors = [bool(refresh_safely(feed).error) for feed in feeds.order_by("pk")]
    return {"read": errors.count(False), "unreadable": errors.count(True)}


def refresh_safely(feed: CalendarFeed) -> CalendarFeed:
    """One calendar's fault holds up no other; it has had its turn."""
    try:
        return refresh(feed)
    except Exception:
        log.exception("Calendar %s of owner %s", feed.pk, feed.owner_id)
        feed.error = UNREADABLE
        CalendarFeed.objects.filter(pk=feed.pk).update(tried_at=timezone.now(), error=UNREADABLE)
        return feed


def refresh(feed: CalendarFeed) -> CalendarFeed:
    """Read a calendar now, and make the feed's days what it says; the feed as it then is.

    The network is asked outside the transaction, so that nobody waits for it.
    """
    now = timezone.now()
    day = timezone.localdate(now)
    fresh = feed.read_at and now - feed.read_at < dt.timedelta(days=DAYS_KNOWN)
    try:
        fetched = fetch(feed.url, feed.etag if fresh and not feed.error else "")
        content = fetched.content
        reading = None if content is None else read_calendar(content, *window(day))
        return take_in(feed=feed, reading=reading, etag=fetched.etag, now=now)
    except (FetchFailed, UnreadableCalendar) as failed:
        reason = str(failed)
        log.warning("Calendar %s of owner %s: %s", feed.pk, feed.owner_id, reason)
        CalendarFeed.objects.filter(pk=feed.pk).update(tried_at=now, error=reason)
        feed.tried_at, feed.error = now, reason
        return feed


def window(day: dt.date) -> tuple[dt.date, dt.date]:
    """The days that are taken in: from half a year ago until two years ahead."""
    return day - dt.timedelta(days=180), day + dt.timedelta(days=730)


@transaction.atomic
def take_in(
    *, feed: CalendarFeed, reading: Reading | None, etag: str, now: dt.datetime
) -> CalendarFeed:
    """Make a feed's rows what the calendar says; without a reading it says the same as before.
    Twice the same changes nothing."""
    found = CalendarFeed.objects.select_for_update().filter(pk=feed.pk).first()
    if found is None or found.url != feed.url:
        # Taken out, or given another address, while the calendar was on its way.
        return feed
    found.tried_at = found.fetched_at = now
    day = timezone.localdate(now)
    found.error = ""
    if reading is not None:
        taken = [days for days in reading.days if is_taken(found, days)]
        if not reading.days and rows_of(found).filter(ends_on__gte=day).exists():
            raise UnreadableCalendar(NONE_READ if reading.unread else EMPTY)
        left = [d.name for d in reading.days if not is_taken(found, d) and not d.is_free]
        found.left_out = list(dict.fromkeys([*reading.unread, *left]))[:LEFT_OUT_SHOWN]
        found.etag, found.read_at = etag, now
        match_calendar(found, taken, day)
    found.save()
    return found


def is_taken(feed: CalendarFeed, days: CalendarDays) -> bool:
    """Whether an event closes. A person's or a venue's does unless it is marked as free time; a
    school's where its name says so, or the feed takes every one."""
    if feed.facilitator_id or feed.venue_id:
        return not days.is_free
    return feed.takes_all or closes_school(days.name)


def rows_of(feed: CalendarFeed) -> QuerySet[Any]:
    """The rows that a feed keeps."""
    model = Availability if feed.facilitator_id or feed.venue_id else ClosedPeriod
    return model._default_manager.filter(feed=feed)


def match_calendar(feed: CalendarFeed, taken: list[CalendarDays], day: dt.date) -> None:
    """Add, change and remove the feed's rows until they are the calendar's from a day on."""
    have = {row.uid: row for row in rows_of(feed)}
    wanted = {days.uid: row_for(feed, days) for days in taken}
    model = rows_of(feed).model
    fields = [f for f in SHOWN if hasattr(model, f)]
    new = [row for uid, row in wanted.items() if uid not in have]
    changed = []
    for uid, row in wanted.items():
        old = have.get(uid)
        if old and any(getattr(old, f) != getattr(row, f) for f in fields):
            row.pk, row.revision = old.pk, old.revision + 1
            changed.append(row)
    gone = [r.pk for uid, r in have.items() if uid not in wanted and r.ends_on >= day]
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    make_rows(new, owner_id=feed.owner_id)
    save_rows(changed, [*fields, "revision"], owner_id=feed.owner_id)


SHOWN = ("kind", "name", "reason", "starts_on", "ends_on")


def row_for(feed: CalendarFeed, days: CalendarDays) -> Row:
    """The row of an event. What a person's own calendar calls it is theirs, and isn't kept."""
    common = {
        "owner_id": feed.owner_id,
        "feed": feed,
        "uid": days.uid,
        "starts_on": days.first,
        "ends_on": days.last,
    }
    if feed.facilitator_id:
        return Availability(facilitator_id=feed.facilitator_id, **common)
    if feed.venue_id:
        return Availability(venue_id=feed.venue_id, reason=days.name, **common)
    name = days.name or feed.name
    return ClosedPeriod(school_id=feed.school_id, kind=kind_of(name), name=name, **common)


@transaction.atomic
def subscribe(
    *,
    owner: SchoolOwner,
    name: str,
    url: str,
    takes_all: bool = False,
    school: School | None = None,
    facilitator: Person | None = None,
    venue: Venue | None = None,
) -> CalendarFeed:
    """Subscribe to a calendar; the same address for the same schools or person is one feed."""
    SchoolOwner.objects.select_for_update().get(pk=owner.pk)
    whose = {"school": school, "facilitator": facilitator, "venue": venue}
    feed = CalendarFeed.objects.filter(owner=owner, url=url, **whose).first()
    if feed is None:
        feed = CalendarFeed(owner=owner, url=url, **whose)
    feed.name, feed.takes_all, feed.is_active = name, takes_all, True
    feed.full_clean()
    feed.save()
    return feed


@transaction.atomic
def change_feed(*, feed: CalendarFeed) -> CalendarFeed:
    """Save a subscription's name, address or choices; it is then read whole next time."""
    CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    feed.full_clean()
    feed.etag, feed.read_at, feed.tried_at = "", None, None
    feed.save()
    return feed


@transaction.atomic
def unsubscribe(*, feed: CalendarFeed) -> None:
    """End a subscription; the days that it gave go with it."""
    feed.delete()
