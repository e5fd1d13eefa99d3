"""The school calendar's pages: the year, changing days, pasting, subscribing, weekdays."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rollout.calendars import feeds
from rollout.calendars.fetch import GONE, Fetched, FetchFailed
from rollout.calendars.models import CalendarFeed, ClosedPeriod, MeetingWeekday
from rollout.common.dates import school_year_start, today
from tests import factories as make
from tests.calendars import files
from tests.personas import World

PASTE = reverse("closed_days_paste")
WEEKDAYS = reverse("meeting_weekdays")


def close(world: World, name: str, school: Any = None, **more: Any) -> ClosedPeriod:
    day = school_year_start(today()) + dt.timedelta(days=70)
    return ClosedPeriod.objects.create(
        owner=world.owner, school=school, kind="planning", name=name, starts_on=day, ends_on=day,
        **more,
    )  # fmt: skip


def test_the_year_shows_weeks_marks_and_who_is_closed(world: World) -> None:
    close(world, "Felles dag")
    close(world, "Vår dag", world.north)
    close(world, "Deres dag", world.south)
    page = world.client("lead").get(reverse("calendar")).content.decode()
    assert "Felles dag" in page
    assert "Deres dag" in page
    assert f"uke {(school_year_start(today()) + dt.timedelta(days=70)).isocalendar().week}" in page
    own = world.client("principal").get(reverse("calendar")).content.decode()
    assert "Vår dag" in own
    assert "Deres dag" not in own


def test_a_lead_looks_at_one_school_and_another_year(world: World) -> None:
    close(world, "Deres dag", world.south)
    client, url = world.client("lead"), reverse("calendar")
    assert "Deres dag" not in client.get(url, {"school": world.north.pk}).content.decode()
    assert "Deres dag" in client.get(url, {"school": world.south.pk}).content.decode()
    next_year = school_year_start(today()).year + 1
    page = client.get(url, {"year": next_year}).content.decode()
    assert f"{next_year}–{next_year + 1}" in page
    assert "Deres dag" not in page
    for wild in ("9999", "-1", "abc", "٣٣٣٣"):
        assert client.get(url, {"year": wild, "school": wild}).status_code == 200


def test_the_year_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any
) -> None:
    client, url = world.client("lead"), reverse("calendar")
    CalendarFeed.objects.create(owner=world.owner, school=world.north, name="A", url="https://x/a")
    close(world, "Dag 1", world.north)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
    for n in (2, 3):
        feed = CalendarFeed.objects.create(
            owner=world.owner, school=make.school(world.owner), name="A", url=f"https://x/{n}"
        )
        close(world, f"Dag {n}", feed.school, feed=feed, uid="a")
    with django_assert_num_queries(9):
        client.get(url)


def change(world: World, who: str, period: ClosedPeriod, **values: Any) -> Any:
    data = {
        "kind": "planning", "name": period.name, "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(), "school": period.school_id or "", "revision": 0,
        **values,
    }  # fmt: skip
    return world.client(who).post(reverse("closed_period_change", args=[period.pk]), data)


def test_days_are_put_right_and_a_stale_page_says_so(world: World) -> None:
    period = close(world, "Vår dag", world.north)
    assert change(world, "principal", period, name="Ny dag").status_code == 302
    page = change(world, "lead", period, name="Annen dag").content.decode()
    assert "Noen andre endret dette" in page
    period.refresh_from_db()
    assert (period.name, period.revision) == ("Ny dag", 1)


def test_everyones_days_and_a_feeds_days_arent_a_principals_to_change(world: World) -> None:
    everyone = close(world, "Felles dag")
    assert change(world, "principal", everyone, school=world.north.pk).status_code == 403
    feed = CalendarFeed.objects.create(
        owner=world.owner, school=world.north, name="A", url="https://x.example/a"
    )
    kept = close(world, "Fra kalender", world.north, feed=feed, uid="a")
    assert "form" in change(world, "principal", kept, name="Min").context
    world.client("principal").post(reverse("closed_period_delete", args=[kept.pk]))
    kept.refresh_from_db()
    assert kept.name == "Fra kalender"


@pytest.mark.parametrize(("year", "shown"), [("2027", "year=2027"), ("-5", ""), ("x", "")])
def test_taking_days_out_stays_in_the_year_that_is_shown(
    world: World, year: str, shown: str
) -> None:
    address = reverse("closed_period_delete", args=[close(world, "Sommerferie").pk])
    response = world.client("lead").post(address, {"year": year})
    assert response["Location"] == reverse("calendar") + (f"?{shown}" if shown else "")


def test_a_second_tap_adds_days_once(world: World) -> None:
    data = {"kind": "break", "name": "Fri", "starts_on": "2026-10-05", "ends_on": "2026-10-06"}
    for _tap in range(2):
        world.client("lead").post(reverse("calendar"), data)
    assert ClosedPeriod.objects.count() == 1


def paste(world: World, who: str, text: str, step: str = "read", **more: Any) -> Any:
    data = {"rows": text, "year": "2026-08-01", "step": step, **more}
    if who == "principal":
        data.setdefault("school", world.north.pk)
    return world.client(who).post(PASTE, data)


def test_pasted_rows_are_seen_before_they_are_saved(world: World) -> None:
    text = "Høstferie\tuke 40\nStudiedag\t31.2.2027\nVår dag\t13. november\tNordlia skole"
    page = paste(world, "lead", text).content.decode()
    assert "28.09.–02.10.2026" in page
    assert "31.2.2027" in page
    assert ClosedPeriod.objects.count() == 0
    assert "form" in paste(world, "lead", text, "save").context
    assert ClosedPeriod.objects.count() == 0
    assert paste(world, "lead", text, "save", leave_out="on").status_code == 302
    found = ClosedPeriod.objects.order_by("starts_on").values_list("name", "kind", "school")
    assert list(found) == [
        ("Høstferie", "break", None),
        ("Vår dag", "other", world.north.pk),
    ]


def test_saving_twice_adds_nothing_twice(world: World) -> None:
    for _tap in range(2):
        assert paste(world, "lead", "Høstferie;uke 40", "save").status_code == 302
    assert ClosedPeriod.objects.count() == 1


def test_a_principal_pastes_for_their_own_school_only(world: World) -> None:
    paste(world, "principal", "Vår dag;5.10.", "save")
    page = paste(world, "principal", "Deres dag;5.10.;Sørlia skole", "save").content.decode()
    assert "Sørlia skole" in page
    assert list(ClosedPeriod.objects.values_list("name", "school")) == [("Vår dag", world.north.pk)]
    stolen = paste(world, "principal", "Fri;6.10.", "save", school=world.south.pk)
    assert "school" in stolen.context["form"].errors


@pytest.mark.parametrize("text", ["", "   \n", "x\n" * 401])
def test_nothing_and_too_much_are_told(world: World, text: str) -> None:
    assert "rows" in paste(world, "lead", text).context["form"].errors


def test_a_calendar_files_events_become_rows_to_look_at(world: World) -> None:
    year = today().year
    events = files.GOOGLE.replace("2027", str(year + 1)).replace("2026", str(year))
    file = SimpleUploadedFile("skole.ics", files.crlf(events))
    page = paste(world, "lead", "Egen dag;5.10.2026", file=file)
    rows = page.context["form"]["rows"].value()
    autumn = f"Høstferie\t28.09.{year}\t02.10.{year}"
    assert rows.splitlines()[:2] == ["Egen dag;5.10.2026", autumn]
    assert page.context["left_out"] == ["Første skoledag etter juleferien"]
    assert paste(world, "lead", rows, "save").status_code == 302
    assert ClosedPeriod.objects.count() == 3


def test_a_file_that_is_no_calendar_is_told_and_the_rows_stay(world: World) -> None:
    file = SimpleUploadedFile("bilde.png", b"\x89PNG")
    page = paste(world, "lead", "Egen dag;5.10.2026", file=file)
    assert "file" in page.context["form"].errors
    assert "Egen dag" in page.content.decode()


class TestSubscribing:
    """A calendar's address, from its first reading to its end."""

    @pytest.fixture(autouse=True)
    def web(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day = today() + dt.timedelta(days=20)
        content = files.calendar(files.day(self.day.isoformat(), name="Elevfri"))

        def fetch(url: str, _etag: str = "") -> Fetched:
            if "gone" in url:
                raise FetchFailed(GONE)
            return Fetched(content, "")

        monkeypatch.setattr(feeds, "fetch", fetch)

    def subscribe(self, world: World, who: str = "lead", url: str = "") -> Any:
        data = {"name": "Skoleruta", "url": url or "webcal://skole.example/hemmelig-42.ics"}
        address = f"{reverse('closed_feed_new')}?school={world.north.pk}"
        return world.client(who).post(address, data)

    def test_it_is_read_at_once_and_its_address_is_not_shown(self, world: World) -> None:
        answer = self.subscribe(world)
        feed = CalendarFeed.objects.get()
        assert (feed.url, feed.school) == ("https://skole.example/hemmelig-42.ics", world.north)
        page = world.client("lead").get(answer["Location"]).content.decode()
        assert "Elevfri" in page
        assert "skole.example" in page
        assert "hemmelig-42" not in page
        year = {"year": school_year_start(self.day).year}
        own = world.client("principal").get(reverse("calendar"), year)
        assert "Elevfri" in own.content.decode()

    def test_what_went_wrong_is_told_and_can_be_tried_again(self, world: World) -> None:
        answer = self.subscribe(world, url="https://skole.example/gone.ics")
        client, feed = world.client("lead"), CalendarFeed.objects.get()
        assert feed.error == GONE
        assert "ds-alert" in client.get(answer["Location"]).content.decode()
        change = {"name": "Ny", "url": "https://skole.example/b.ics", "is_active": "on"}
        client.post(reverse("feed", args=[feed.pk]), change)
        client.post(reverse("feed_fetch", args=[feed.pk]))
        feed.refresh_from_db()
        assert (feed.error, feed.name) == ("", "Ny")
        client.post(reverse("feed", args=[feed.pk]), {"name": "Ny", "url": ""})
        feed.refresh_from_db()
        assert (feed.url, feed.is_active) == ("https://skole.example/b.ics", False)

    @pytest.mark.parametrize("url", ["http://x.example/a", "file:///etc/passwd", "skole.ics"])
    def test_other_addresses_are_refused_by_the_field(self, world: World, url: str) -> None:
        assert "url" in self.subscribe(world, url=url).context["form"].errors
        assert CalendarFeed.objects.count() == 0

    def test_it_ends_with_its_days(self, world: World) -> None:
        self.subscribe(world, "principal")
        feed = CalendarFeed.objects.get()
        southern = make.employee(world.south, "Sol Sør", "principal", signs_in=True)
        world.people["southern_principal"] = southern
        delete = reverse("feed_delete", args=[feed.pk])
        assert world.client("southern_principal").post(delete).status_code == 403
        world.client("principal").post(delete)
        assert not ClosedPeriod.objects.exists()


def tick(world: World, days: dict[Any, str], was: str = "01234", who: str = "lead") -> None:
    data: dict[str, Any] = {f"was-{school.pk}": was for school in days}
    for number in range(5):
        chosen = [school.pk for school, ticked in days.items() if str(number) in ticked]
        data[f"weekday-{number}"] = chosen
    world.client(who).post(WEEKDAYS, data)


def chosen_days(school: Any) -> list[int]:
    return list(MeetingWeekday.objects.filter(school=school).values_list("weekday", flat=True))


def test_weekdays_of_all_schools_are_ticked_in_one_table(world: World) -> None:
    tick(world, {world.north: "13", world.south: "01234"})
    assert (chosen_days(world.north), chosen_days(world.south)) == ([1, 3], [])
    tick(world, {world.north: ""}, was="13")
    assert chosen_days(world.north) == [1, 3]


def test_a_stale_table_leaves_others_changes(world: World) -> None:
    tick(world, {world.south: "24"})
    tick(world, {world.north: "1", world.south: "01234"})
    assert (chosen_days(world.north), chosen_days(world.south)) == ([1], [2, 4])


def test_a_principal_ticks_their_own_school_only(world: World) -> None:
    tick(world, {world.north: "1", world.south: "2"}, who="principal")
    assert (chosen_days(world.north), chosen_days(world.south)) == ([1], [])


def test_weekdays_cost_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any
) -> None:
    client = world.client("lead")
    client.get(WEEKDAYS)
    with django_assert_num_queries(7):
        client.get(WEEKDAYS)
    for _n in range(2):
        make.school(world.owner)
    with django_assert_num_queries(7):
        client.get(WEEKDAYS)
