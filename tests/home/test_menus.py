"""Each role's menu: every entry leads somewhere, and every page has its entry."""

import re

import pytest
from django.urls import reverse

from rollout.accounts.permissions import Kind, allows
from rollout.home.menus import MENUS, Entry
from tests.accounts.pages import LETTERS, PAGES, own_views
from tests.personas import World

VIEWS = own_views()
# What a browser gets by GET without a menu around it: a file, a fragment, a count of what is done.
NO_PAGE = {
    "workshop_calendar", "year_calendar", "proposal_room", "import_progress", "attachment",
    "offline_school",
}  # fmt: skip
# Where one chooses what to look as, there is no role yet whose menu could be shown.
BEFORE_THE_MENU = {"look_as"}
# Kits are read by all, from a link in a session or a workshop; these have no library.
READ_BY_LINK = {
    "kit", "kit_present", "kit_sheet", "kit_module", "kit_differences", "kit_versions",
    "kit_version",
}  # fmt: skip
WITHOUT_LIBRARY = {Kind.FACILITATOR, Kind.TEACHER, Kind.IT_COORDINATOR, Kind.READER}
KINDS = {
    "lead": Kind.PROJECT_LEAD,
    "facilitator": Kind.FACILITATOR,
    "principal": Kind.PRINCIPAL,
    "superuser": Kind.SUPERUSER,
    "teacher": Kind.TEACHER,
    "it": Kind.IT_COORDINATOR,
    "reader": Kind.READER,
}
ENTRIES = [
    pytest.param(entry, id=f"{kind}-{entry.name}") for kind, menu in MENUS.items() for entry in menu
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_asks_for_what_its_page_asks_for(entry: Entry) -> None:
    assert entry.may == VIEWS[entry.name].access


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_covers_pages_that_there_are(entry: Entry) -> None:
    assert set(entry.pages) - set(VIEWS) == set()


@pytest.mark.parametrize("kind", MENUS)
def test_a_role_is_given_the_entries_of_its_menu(kind: Kind) -> None:
    """Somebody with the role for the whole owner sees all of them."""
    assert [entry.name for entry in MENUS[kind] if not allows(kind, entry.may)] == []


@pytest.mark.parametrize("kind", MENUS)
def test_every_page_of_a_role_is_covered_by_an_entry_of_its_menu(kind: Kind) -> None:
    letter = next(letter for letter, who in LETTERS.items() if KINDS[who] == kind)
    pages = {
        name for name, (who, status, _) in PAGES.items() if letter in who and status in (200, 302)
    }
    covered = {page for page in pages if any(entry.covers(page) for entry in MENUS[kind])}
    linked = (READ_BY_LINK & pages) if kind in WITHOUT_LIBRARY else set()
    assert pages - covered == ((NO_PAGE & pages) | BEFORE_THE_MENU | linked)


def shown(world: World, who: str) -> list[str]:
    """The addresses in a persona's menu."""
    page = world.client(who).get(reverse("home")).content.decode()
    menu = re.search(r'<nav[^>]*id="nav".*?</nav>', page, re.S)
    return re.findall(r'href="([^"]+)"', menu.group()) if menu else []


@pytest.mark.parametrize("in_one_programme", [False, True])
@pytest.mark.parametrize("who", LETTERS.values())
def test_every_entry_that_is_shown_leads_to_its_page(
    world: World, who: str, in_one_programme: bool
) -> None:
    """Also for those whose role is for one programme only, who get nothing of the whole owner."""
    if in_one_programme:
        world.people[who].roles.update(programme=world.programme)
    addresses = shown(world, who)
    assert addresses
    got = {address: world.client(who).get(address).status_code for address in addresses}
    assert set(got.values()) == {200}, got


def test_a_lead_of_one_programme_is_not_shown_the_owners_set_up(world: World) -> None:
    assert reverse("setup") in shown(world, "lead")
    world.people["lead"].roles.update(programme=world.programme)
    assert reverse("setup") not in shown(world, "lead")
    assert reverse("people") in shown(world, "lead")


def test_undoing_a_proposal_is_told_under_workshops() -> None:
    """It asks before it undoes: a page that only a form leads to."""
    (workshops,) = [entry for entry in MENUS[Kind.PROJECT_LEAD] if entry.name == "workshops"]
    assert workshops.covers("proposal_undo")
