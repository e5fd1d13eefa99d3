"""Every address crossed with every persona: what the access table says is what happens."""

import re
from fnmatch import fnmatch

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from rollout.calendars.models import Availability, CalendarFeed, ClosedPeriod, PlaceSearch, Venue
from rollout.exchange.models import ImportRun
from rollout.library.copies.actions import make_copy
from rollout.library.versions.actions import publish
from rollout.notifications.actions.causing import rolled_back
from rollout.organisation.models import Role
from tests import factories as make
from tests.accounts.pages import (
    BY_SECRET,
    LETTERS,
    OF_ONES_OWNER,
    OF_THE_PROGRAMME,
    ONLY_READ,
    OPEN,
    PAGES,
    own_views,
)
from tests.factories.mail import message
from tests.logbook.pulses.scene import open_survey
from tests.personas import World
from tests.proposals.scene import ready_proposal


def parts(world: World) -> dict[str, list[object]]:
    """What each address is about, by its name or by how its name begins (with a star)."""
    owner, programme = world.owner, world.programme.pk
    workshop, facilitator = world.coming.pk, world.people["facilitator"]
    person = world.people["superuser"].pk
    days = {"starts_on": "2027-01-04", "ends_on": "2027-01-05"}
    run = ImportRun.objects.create(
        owner=owner, kind="staff", file_name="a.csv", rows=[["E-post", "Skole"], ["a", "b"]]
    )
    period = ClosedPeriod.objects.create(
        owner=owner, school=world.north, kind="other", name="Fri", **days
    )
    away = Availability.objects.create(owner=owner, facilitator=facilitator, **days)
    venue = Venue.objects.get_or_create(owner=owner, name="Salen")[0]
    feed = CalendarFeed.objects.create(
        owner=owner, school=world.north, name="Skoleruta", url="https://skole.example/a.ics"
    )
    mail = [programme, message(world.coming, world.people["superuser"]).pk]
    proposal = [programme, ready_proposal(world).number]
    planned = make.session(world.programme, world.north, world.kit, status="planned")
    survey = open_survey(world).pk
    step = make.step(world.kit, "Prøv selv", text="- **en**\n- to", notes="Gå rundt og hjelp.")
    publish(kit=world.kit)
    copy = make_copy(kit=world.kit, school=world.north)[0].pk
    return {
        **{name: [programme] for name in OF_THE_PROGRAMME},
        "programme_new": [1],
        "programme_kit_move": [programme, world.kit.pk],
        "programme_kit_remove": [programme, world.kit.pk],
        "closed_period_*": [period.pk],
        "starting_place": [facilitator.pk],
        "cohort_move": [programme, Role.objects.filter(school=world.north)[0].pk],
        "school": [programme, world.north.pk],
        "school_people": [programme, world.north.pk],
        "school_change": [world.north.pk],
        "school_away": [programme, world.north.pk],
        "substitute_arrange": [programme, world.north.pk],
        "substitute_undo": [programme, world.north.pk],
        "person": [person],
        "proof": [person],
        "sign_in_*": [person],
        "person_change": [person],
        "person_merge": [person],
        "employment_new": [person],
        "employment_change": [world.teachers[0].employments.get().pk],
        "address_add": [person],
        "address_remove": [person, 1],
        "role_give": [person],
        "role_end": [Role.objects.first().pk],
        "import_upload": ["staff"],
        "import_*": [run.pk],
        "kit": [world.kit.pk],
        "attachment": [make.attachment(world.kit).key],
        "attachment_remove": [world.kit.pk, make.attachment(world.kit).pk],
        "kit_steps": [world.kit.pk],
        "kit_step_new": [world.kit.pk],
        "kit_step*": [world.kit.pk, step.pk],
        "kit_version": [world.kit.pk, 1],
        "kit_differences": [copy],
        "kit_update*": [copy],
        "kit_take_home": [copy],
        "kit_*": [world.kit.pk],
        "module_*": [world.kit.pk],
        "assess_area": [world.programme.framework.areas.first().pk],
        "mail_*": mail,
        "unclear_settle": [programme, 1],
        "unclear_leave_out": [programme, 1],
        "facilitator_here": [programme, facilitator.pk],
        "facilitator*": [facilitator.pk],
        "venue*": [venue.pk],
        "feed*": [feed.pk],
        "place_choose": [PlaceSearch.objects.create(owner=owner, school=world.north).pk],
        "round_*": [make.open_round(owner).pk],
        "away_*": [away.pk],
        "proposal_workshop": [*proposal, 0, 0],
        "proposal_move": [*proposal, 0, 0],
        "proposal_cohort": [*proposal, 0],
        "proposal_move_superuser": [*proposal, 0],
        "proposal_pin": [*proposal, 0],
        "proposal*": proposal,
        "workshop*": [programme, workshop],
        "pulse_answer": [survey],
        "pulse_new": [programme],
        "pulse*": [programme, survey],
        "session_log": [programme],
        "session_plan": [programme],
        "session_scan_now": [programme],
        "session_hold": [programme, planned.pk],
        "session*": [programme, world.session.pk],
        "need_seen": [programme, make.need(world.session).pk],
        "*": [programme],
    }


def addresses(world: World) -> dict[str, str]:
    """Every address in the table, about something that is there."""
    about = parts(world)
    return {name: address_of(name, about) for name in PAGES}


def address_of(name: str, about: dict[str, list[object]]) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        found = about.get(name) or next(about[key] for key in about if fnmatch(name, key))
        return reverse(name, args=found)


def test_every_address_is_in_the_table() -> None:
    assert set(own_views()) == set(PAGES) | OPEN | BY_SECRET


# Pages that the menu has no entry for: every role's choice of role, and a kit that a link leads to.
BESIDE_THE_MENU = {
    "look_as", "kit", "kit_sheet", "kit_differences", "kit_versions", "kit_version",
}  # fmt: skip
MENU = re.compile(r'<nav[^>]*id="nav".*?</nav>', re.S)


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_each_persona_gets_what_the_table_says_and_the_menu_says_where_one_is(
    world: World, letter: str
) -> None:
    client = world.client(LETTERS[letter])
    got = {name: client.get(url) for name, url in addresses(world).items()}
    assert {name: page.status_code for name, page in got.items()} == {
        name: status if letter in allowed else 403
        for name, (allowed, status, _strangers) in PAGES.items()
    }
    pages = {name: page for name, page in got.items() if page.status_code == 200}
    astray = {name for name, page in pages.items() if entries_marked(page) not in (None, 1)}
    assert astray - BESIDE_THE_MENU == set()


def entries_marked(page: HttpResponse) -> int | None:
    """How many entries a page's menu marks as where one is; None where it has no menu."""
    if page.streaming or not page["Content-Type"].startswith("text/html"):
        return None
    menu = MENU.search(page.content.decode())
    return menu.group().count('aria-current="page"') if menu else None


def test_a_lead_of_another_owner_gets_what_the_table_says(world: World) -> None:
    urls, client = addresses(world), world.client("stranger")
    got = {name: client.get(url).status_code for name, url in urls.items()}
    assert got == {name: strangers for name, (_allowed, _status, strangers) in PAGES.items()}


def test_a_lead_of_another_owner_writes_nothing(world: World) -> None:
    client = world.client("stranger")
    got = {name: client.post(url).status_code for name, url in addresses(world).items()
           if is_of_another(name) and name not in ONLY_READ}  # fmt: skip
    assert {name for name, status in got.items() if status not in (403, 404)} == set()


def is_of_another(name: str) -> bool:
    """Whether the address in the table is about something of an owner that isn't the stranger's."""
    return PAGES[name][2] in (403, 404, 405) and name not in OF_ONES_OWNER


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_each_persona_writes_only_where_the_table_says(world: World, letter: str) -> None:
    client, urls = world.client(LETTERS[letter]), addresses(world)
    others = {name for name, (allowed, _get, _strangers) in PAGES.items() if letter not in allowed}
    got = {name: client.post(urls[name]).status_code for name in others}
    refusals = {name: {403, 405} if name in ONLY_READ else {403} for name in others}
    assert {name: status for name, status in got.items() if status not in refusals[name]} == {}


@pytest.mark.parametrize(
    "who", sorted({LETTERS[allowed[0]] for allowed, _get, _s in PAGES.values()})
)
def test_only_pages_that_are_looked_at_refuse_a_post(world: World, who: str) -> None:
    """By the first of those who may use them; those that only write refuse a GET, as the table
    says."""
    client, refused, mine = world.client(who), set(), set()
    for name, url in addresses(world).items():
        if who == LETTERS[PAGES[name][0][0]]:
            mine.add(name)
            with rolled_back():
                if client.post(url).status_code == 405:
                    refused.add(name)
    assert refused == mine & ONLY_READ


def test_a_lead_of_one_programme_reaches_that_one_only(world: World) -> None:
    other = make.programme(world.owner, [make.school(world.owner, "Utenfor skole")], "Annet")
    role = world.people["lead"].roles.get()
    role.programme = world.programme
    role.save()
    lead = world.client("lead")
    assert lead.get(reverse("cohorts", args=[world.programme.pk])).status_code == 200
    assert lead.get(reverse("cohorts", args=[other.pk])).status_code == 404
    for name in ("setup", "person_new", "imports", "school_list", "calendar"):
        assert lead.get(reverse(name)).status_code == 403


def test_a_facilitator_sees_superusers_of_their_programme_only(world: World) -> None:
    outside = make.superuser(make.school(world.owner), "Ute Nfor")
    page = world.client("facilitator").get(reverse("people")).content.decode()
    assert "Superbruker, Siri" in page
    assert "Nfor" not in page
    url = reverse("person", args=[outside.person.pk])
    assert world.client("facilitator").get(url).status_code == 404


def test_another_schools_employment_and_reasons_stay_there(world: World) -> None:
    teacher = world.teachers[0]
    elsewhere = make.employ(teacher, world.south)
    elsewhere.ends_on = elsewhere.starts_on
    elsewhere.save()
    page = world.client("superuser").get(reverse("person", args=[teacher.pk])).content.decode()
    assert "Nordlia skole" in page
    assert "Sørlia skole" not in page


def test_the_signed_out_are_sent_to_sign_in(world: World) -> None:
    client = world.client("anonymous")
    for url in addresses(world).values():
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=")
        assert client.post(url)["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", sorted(OPEN))
def test_open_pages_are_open(world: World, name: str) -> None:
    assert world.client("anonymous").get(reverse(name)).status_code in (200, 302, 405)


@pytest.mark.parametrize("name", sorted(BY_SECRET))
def test_a_wrong_secret_opens_nothing(world: World, name: str) -> None:
    for who in ("anonymous", "lead"):
        assert world.client(who).get(reverse(name, args=["a.b.c"])).status_code == 404


def test_a_fragment_asked_for_after_sign_out_moves_the_page(world: World) -> None:
    url = reverse("sessions", args=[world.programme.pk])
    client = world.client("anonymous")
    response = client.get(
        url, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=f"http://testserver{url}"
    )
    assert response["HX-Redirect"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["school", "school_people"])
def test_a_superuser_of_another_school_gets_404(world: World, name: str) -> None:
    url = reverse(name, args=[world.programme.pk, world.north.pk])
    assert world.client("southern").get(url).status_code == 404


def test_another_schools_session_is_404_to_see_and_to_change(world: World) -> None:
    southern = world.client("southern")
    for name in ("session", "session_change"):
        url = reverse(name, args=[world.programme.pk, world.session.pk])
        assert southern.get(url).status_code == 404
    hold = reverse("session_hold", args=[world.programme.pk, world.session.pk])
    assert southern.post(hold).status_code == 404
