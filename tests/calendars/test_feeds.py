"""Subscribed calendars: their days follow the calendar, and nobody else's days do."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rollout.calendars import feeds
from rollout.calendars.feeds import (
    change_feed,
    refresh,
    refresh_due_feeds,
    subscribe,
    unsubscribe,
)
from rollout.calendars.fetch import GONE, Fetched, FetchFailed
from rollout.calendars.models import Availability, CalendarFeed, ClosedPeriod, Venue
from rollout.insight.cache import stamp_of
from tests import factories as make
from tests.calendars import files
from tests.personas import World

TODAY = dt.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def on_a_day() -> Any:
    with time_machine.travel(dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


class Web:
    """What the calendar's address answers."""

    def __init__(self) -> None:
        self.content: bytes | None = b""
        self.failure = ""
        self.etags: list[str] = []

    def __call__(self, _url: str, etag: str = "") -> Fetched:
        self.etags.append(etag)
        if self.failure:
            raise FetchFailed(self.failure)
        return Fetched(self.content, '"1"')


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    fake = Web()
    monkeypatch.setattr(feeds, "fetch", fake)
    return fake


def school_feed(world: World, **more: Any) -> CalendarFeed:
    return subscribe(
        owner=world.owner, school=world.north, name="Skoleruta", url="https://skole.example/a.ics",
        **more,
    )  # fmt: skip


def rows() -> list[tuple[str, str, str]]:
    found = ClosedPeriod.objects.order_by("starts_on", "pk")
    return [(p.name, p.kind, f"{p.starts_on}–{p.ends_on}") for p in found]


def test_a_schools_calendar_gives_the_days_that_close_it(world: World, web: Web) -> None:
    web.content = files.crlf(files.GOOGLE)
    feed = refresh(school_feed(world))
    assert [row[:2] for row in rows()] == [
        ("Høstferie", "break"),
        ("Planleggingsdag – elevene har fri, SFO er åpen", "planning"),
    ]
    assert {p.school_id for p in ClosedPeriod.objects.all()} == {world.north.pk}
    assert feed.left_out == ["Første skoledag etter juleferien"]
    assert (feed.error, feed.fetched_at) == ("", timezone.now())


def test_events_come_move_and_go_and_hand_made_days_stay(world: World, web: Web) -> None:
    mine = ClosedPeriod.objects.create(
        owner=world.owner, school=world.north, kind="other", name="Høstferie",
        starts_on="2026-10-05", ends_on="2026-10-05",
    )  # fmt: skip
    feed = school_feed(world)
    web.content = files.calendar(
        files.day("2026-10-05", "a", last="2026-10-10"), files.day("2027-02-22", "b", "Vinterferie")
    )
    refresh(feed)
    was = {p.uid: p.pk for p in ClosedPeriod.objects.filter(feed=feed)}
    web.content = files.calendar(
        files.day("2026-10-12", "a", last="2026-10-17"), files.day("2026-12-21", "c", "Juleferie")
    )
    refresh(feed)
    now = {p.uid: p for p in ClosedPeriod.objects.filter(feed=feed)}
    assert set(now) == {"a", "c"}
    assert (now["a"].pk, now["a"].starts_on) == (was["a"], dt.date(2026, 10, 12))
    mine.refresh_from_db()
    assert (mine.name, mine.starts_on, mine.feed_id) == ("Høstferie", dt.date(2026, 10, 5), None)


def test_what_is_past_stays_when_the_calendar_forgets_it(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(
        files.day("2026-06-22", "old", "Sommerferie"), files.day("2026-10-05", "new")
    )
    refresh(feed)
    web.content = files.calendar(files.day("2026-10-05", "new"))
    refresh(feed)
    assert ClosedPeriod.objects.filter(uid="old").exists()


def test_a_calendar_that_became_empty_is_told_and_takes_nothing(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(files.day("2026-10-05"))
    refresh(feed)
    web.content = files.calendar()
    assert refresh(feed).error == feeds.EMPTY
    assert ClosedPeriod.objects.count() == 1


def test_a_failure_is_told_and_the_days_stay(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(files.day("2026-10-05"))
    refresh(feed)
    web.failure = GONE
    assert refresh(feed).error == GONE
    feed.refresh_from_db()
    assert feed.error == GONE
    assert ClosedPeriod.objects.count() == 1
    web.failure = ""
    assert refresh(feed).error == ""


def test_half_a_calendar_takes_no_days(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(files.day("2026-10-05", "a"), files.day("2026-11-05", "b"))
    refresh(feed)
    web.content = web.content[: web.content.index(b"20261105")]
    assert refresh(feed).error
    assert ClosedPeriod.objects.count() == 2


def test_the_same_calendar_twice_writes_nothing(
    world: World, web: Web, django_assert_max_num_queries: Any
) -> None:
    feed = school_feed(world)
    web.content = files.calendar(*(files.day("2026-10-05", str(n)) for n in range(50)))
    refresh(feed)
    first = list(ClosedPeriod.objects.values_list("pk", "revision"))
    stamp = stamp_of(world.owner.pk)
    with django_assert_max_num_queries(8):
        refresh(feed)
    assert list(ClosedPeriod.objects.values_list("pk", "revision")) == first
    assert stamp_of(world.owner.pk) == stamp


def test_an_unchanged_calendar_is_asked_for_by_its_tag_for_a_week(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(files.day("2026-10-05"))
    feed = refresh(feed)
    web.content = None
    feed = refresh(feed)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        web.content = files.calendar(files.day("2026-10-05"))
        refresh(feed)
    assert web.etags == ["", '"1"', ""]


def test_after_a_failure_the_whole_calendar_is_asked_for(world: World, web: Web) -> None:
    web.content = files.calendar(files.day("2026-10-05"))
    feed = refresh(school_feed(world))
    web.failure = GONE
    feed = refresh(feed)
    web.failure = ""
    refresh(feed)
    assert web.etags == ["", '"1"', ""]


def test_a_changed_address_is_read_whole_and_the_old_ones_answer_is_left(
    world: World, web: Web
) -> None:
    web.content = files.calendar(files.day("2026-10-05"))
    old = refresh(school_feed(world))
    feed = CalendarFeed.objects.get(pk=old.pk)
    feed.url = "https://skole.example/b.ics"
    change_feed(feed=feed)
    assert (feed.etag, feed.read_at, feed.tried_at) == ("", None, None)
    web.content = files.calendar(files.day("2026-10-06", "b"))
    refresh(old)
    assert [p.uid for p in ClosedPeriod.objects.all()] == ["a"]


def test_a_calendar_whose_days_are_all_past_may_become_empty(world: World, web: Web) -> None:
    feed = school_feed(world)
    web.content = files.calendar(files.day("2026-06-22", "old"))
    refresh(feed)
    web.content = files.calendar()
    assert refresh(feed).error == ""
    assert ClosedPeriod.objects.filter(uid="old").exists()


def test_a_day_that_is_today_goes_when_the_calendar_takes_it_out(world: World, web: Web) -> None:
    feed = school_feed(world)
    later = files.day("2026-10-05", "later")
    web.content = files.calendar(files.day(TODAY.isoformat(), "now"), later)
    refresh(feed)
    web.content = files.calendar(later)
    refresh(feed)
    assert [p.uid for p in ClosedPeriod.objects.all()] == ["later"]


def test_an_event_without_a_name_is_called_what_the_calendar_is(world: World, web: Web) -> None:
    web.content = files.calendar(files.day("2026-10-05", name=""))
    refresh(school_feed(world, takes_all=True))
    assert ClosedPeriod.objects.get().name == "Skoleruta"


def test_reading_feeds_keeps_the_figures_right(world: World, web: Web) -> None:
    feed = school_feed(world)
    stamp = stamp_of(world.owner.pk)
    web.content = files.calendar(files.day("2026-10-05"))
    refresh(feed)
    assert stamp_of(world.owner.pk) > stamp


def test_a_facilitators_calendar_gives_days_without_what_is_done(world: World, web: Web) -> None:
    finn = world.people["facilitator"]
    feed = subscribe(owner=world.owner, facilitator=finn, name="Min", url="https://x.example/a.ics")
    web.content = files.crlf(files.OUTLOOK)
    refresh(feed)
    away = Availability.objects.order_by("starts_on")
    assert {row.reason for row in away} == {""}
    days = [(row.starts_on.isoformat(), row.ends_on.isoformat()) for row in away]
    assert days[0] == ("2026-10-19", "2026-10-30")
    assert len(days) == 4
    feed.refresh_from_db()
    assert feed.left_out == []


def test_a_venues_calendar_keeps_why_it_is_taken(world: World, web: Web) -> None:
    venue = Venue.objects.create(owner=world.owner, name="Salen")
    feed = subscribe(owner=world.owner, venue=venue, name="Rom", url="https://x.example/a.ics")
    web.content = files.calendar(files.day("2026-10-05", name="Kommunestyremøte"))
    refresh(feed)
    assert Availability.objects.get().reason == "Kommunestyremøte"


def test_subscribing_twice_is_one_feed_and_ending_it_takes_its_days(world: World, web: Web) -> None:
    web.content = files.calendar(files.day("2026-10-05"))
    feed = school_feed(world)
    assert school_feed(world).pk == feed.pk
    refresh(feed)
    unsubscribe(feed=feed)
    assert (CalendarFeed.objects.count(), ClosedPeriod.objects.count()) == (0, 0)


def test_feeds_are_read_when_their_turn_comes_and_one_bad_holds_up_none(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.content = files.calendar(files.day("2026-10-05"))
    good, other = school_feed(world), make.school_owner("Annen kommune")
    bad = subscribe(owner=other, name="Dårlig", url="https://y.example/a.ics")
    paused = subscribe(owner=other, name="Pause", url="https://z.example/a.ics")
    CalendarFeed.objects.filter(pk=paused.pk).update(is_active=False)

    def fetch(url: str, etag: str = "") -> Fetched:
        return Fetched(b"<html>", "") if "y.example" in url else web(url, etag)

    monkeypatch.setattr(feeds, "fetch", fetch)
    assert refresh_due_feeds() == {"read": 1, "unreadable": 1}
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.read_at
    assert bad.error
    assert refresh_due_feeds() == {"read": 0, "unreadable": 0}
    with time_machine.travel(timezone.now() + dt.timedelta(hours=6, minutes=1)):
        assert refresh_due_feeds() == {"read": 1, "unreadable": 1}


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.dates(dt.date(2026, 9, 2), dt.date(2027, 6, 1)),
        st.sampled_from(["Høstferie", "Planleggingsdag", "Eksamen", "Foreldremøte"]),
    ),
    unique_by=lambda event: event[0],
    min_size=1,
    max_size=6,
)


class TestAnyCalendar(TestCase):
    """Whatever calendar comes after whatever other, the days are those of the last."""

    @settings(max_examples=25, deadline=None)
    @given(EVENTS, EVENTS)
    def test_the_last_reading_holds(self, first: Any, second: Any) -> None:
        owner = make.school_owner()
        feed = CalendarFeed.objects.create(owner=owner, name="A", url="https://x.example/a")
        mine = ClosedPeriod.objects.create(
            owner=owner, kind="break", name="Min", starts_on=TODAY, ends_on=TODAY
        )
        for events in (first, second, second):
            content = files.calendar(*(files.day(d.isoformat(), uid, n) for uid, d, n in events))
            reading = feeds.read_calendar(content, *feeds.window(TODAY))
            feeds.take_in(feed=feed, reading=reading, etag="", now=timezone.now())
        kept = set(ClosedPeriod.objects.filter(feed=feed).values_list("uid", "starts_on", "name"))
        assert kept == {event for event in second if event[2] != "Foreldremøte"}
        assert ClosedPeriod.objects.filter(pk=mine.pk).exists()
