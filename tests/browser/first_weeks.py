"""A new lead's first weeks by pages alone: the files as they are sent, and a hand that counts."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from rollout.common.dates import school_year_start, today
from rollout.library.starting import STARTERS
from rollout.organisation.rules import organisation_number_is_valid
from tests.exchange import files

LEAD, PASSWORD = "nina@solvik.example", "et langt passord"
KITS = ("Skrive sammen", "Lese på skjerm", "Vurdere underveis")
VENUES = {"Rådhuset": "40", "Biblioteket": "30"}
FACILITATORS = ("Finn", "Frida")
REGISTER = ["Kommunenummer", "Kommune", "Skolenavn", "Organisasjonsnummer", "Trinn fra",
            "Trinn til", "Eierforhold", "Besøksadresse"]  # fmt: skip
STAFF = ["Etternavn", "Fornavn", "E-post", "Arbeidssted", "Stillingstittel", "Stillingsprosent",
         "Superbruker"]  # fmt: skip
FIRST = ("Nord", "Sør", "Øst", "Vest", "Midt", "Inner", "Ytter", "Stor", "Lang", "Fager")
SECOND = ("lia", "bygda", "haugen")
NOT_OURS = (
    ["9901", "Solvik", "Solvik friskole", "1", "10", "Privat"],
    ["9901", "Solvik", "Solvik videregående skole", "11", "13", "Offentlig"],
    ["9902", "Nabo", "Nabo skole", "1", "10", "Offentlig"],
)


@dataclass(frozen=True)
class Size:
    """How large the municipality is."""

    schools: int
    people: int
    superusers: int

    @property
    def names(self) -> list[str]:
        every = [f"{first}{second} skole" for second in SECOND for first in FIRST]
        return every[: self.schools]


def register(size: Size) -> bytes:
    """The national register's list: the municipality's public schools, and some that aren't."""
    numbers = (str(n) for n in count(974_000_000) if organisation_number_is_valid(str(n)))
    own = [["9901", "Solvik", name, "1", "7", "Offentlig"] for name in size.names]
    rows = [[*row[:3], next(numbers), *row[3:], "Skoleveien 1"] for row in (*own, *NOT_OURS)]
    return files.csv([REGISTER, *rows])


def staff(size: Size) -> bytes:
    """The HR system's list: a principal at each school first, then the superusers in turn."""
    superusers = range(size.schools, size.schools + size.superusers)
    rows = [
        [
            f"Nummer{n}",
            "Kari",
            f"kari{n}@solvik.example",
            school,
            "Rektor" if n < size.schools else "Lærer",
            "100",
            "x" if n in superusers else "",
        ]
        for n, school in zip(range(size.people), cycle(size.names), strict=False)
    ]
    return files.csv([["Solvik kommune – uttrekk"], [], STAFF, *rows])


def breaks() -> str:
    """The breaks of two school years, as they are copied from the owner's page."""
    first = school_year_start(today()).year
    return "\n".join(
        f"Høstferie\t05.10.{year}\t09.10.{year}\n"
        f"Juleferie\t21.12.{year}\t02.01.{year + 1}\n"
        f"Vinterferie\t22.02.{year + 1}\t26.02.{year + 1}"
        for year in (first, first + 1)
    )


@dataclass
class Hand:
    """Counts what a lead does: each click, each field typed, chosen or given a file is one."""

    page: Page
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    step: str = ""

    @contextmanager
    def at(self, step: str) -> Iterator[None]:
        """What is done inside is counted as one step."""
        self.step, began = step, time.monotonic()
        self.counts[step] = 0
        yield
        self.seconds[step] = time.monotonic() - began

    def click(self, what: Locator) -> None:
        self.counts[self.step] += 1
        # Before its scripts have run, a button sends its form and the page comes anew.
        self.page.wait_for_load_state()
        what.click()

    def press(self, name: str) -> None:
        """A button in what the page is about."""
        self.click(self.page.locator("main").get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str) -> None:
        """A link in what the page is about."""
        self.click(self.page.locator("main").get_by_role("link", name=name, exact=True).first)

    def top(self, name: str) -> None:
        """An entry of the menu."""
        self.click(self.page.locator("#nav").get_by_role("link", name=name, exact=True))

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^\s*{label}(\s+\(valgfritt\))?\s*$"))

    def fill(self, label: str, text: str) -> None:
        self.counts[self.step] += 1
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.counts[self.step] += 1
        self.field(label).select_option(label=option)

    def send(self, label: str, file: Path) -> None:
        self.counts[self.step] += 1
        self.page.get_by_label(label).set_input_files(file)

    def is_told(self, text: str) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(text, timeout=30_000)

    def is_at(self, step: str) -> None:
        expect(self.page.locator("[aria-current=step]")).to_contain_text(step)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def table(self) -> str:
        """The counts and the machine's seconds, step by step."""
        rows = [f"{step:16}{n:4}{self.seconds[step]:8.1f}" for step, n in self.counts.items()]
        spent = sum(self.seconds.values())
        return "\n".join(
            [*rows, f"{'in all':16}{self.total:4}{spent:8.1f} s, {spent / 60:.1f} min"]
        )


@dataclass
class FirstWeeks:
    """The nine steps, from the sign-in page on: where one is taken, the page tells the next."""

    hand: Hand
    size: Size
    folder: Path
    plan: Callable[[], None]  # does what the planner's worker does, while the page follows it

    def walk(self) -> None:
        hand = self.hand
        hand.page.goto("/")
        for step in (self.sign_in, self.schools, self.staff, self.programme, self.kits,
                     self.calendar, self.venues, self.facilitators, self.year, self.invitations,
                     self.access):  # fmt: skip
            with hand.at(step.__name__.replace("_", " ")):
                step()

    def sign_in(self) -> None:
        self.hand.fill("E-post", LEAD)
        self.hand.fill("Passord", PASSWORD)
        self.hand.press("Logg inn")

    def schools(self) -> None:
        self.hand.follow("Last inn skoler")
        self.load("nsr.csv", register(self.size))

    def staff(self) -> None:
        self.hand.follow("Last inn ansatte")
        self.load("ansatte.csv", staff(self.size))

    def load(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.write_bytes(content)
        self.hand.send("Fil", path)
        self.hand.press("Les filen")
        self.hand.press("Importer")
        self.hand.is_told("Filen er lastet inn")

    def programme(self) -> None:
        self.hand.follow("Sett opp et program")
        self.hand.fill("Navn", "Sammen om læring")
        self.hand.fill("Verktøy eller arbeidsmåte", "Fellesrommet")
        self.hand.fill("Mål", "Alle lærer.")
        self.hand.press("Neste")
        self.hand.is_at("Hvem og når")
        self.hand.press("Neste")
        self.hand.is_at("Hvor langt")
        self.hand.press("Opprett programmet")
        self.hand.is_told("Programmet er satt opp")

    def kits(self) -> None:
        # A new owner has the kits that come with the product, where it comes with some.
        self.hand.follow(
            "Programmets læringspakker" if list(STARTERS.glob("*.json")) else "Lag en læringspakke"
        )
        for title in KITS:
            self.hand.follow("Legg til en læringspakke")
            self.hand.fill("Tittel", title)
            self.hand.press("Lagre")
            self.hand.is_told("sist i rekkefølgen")
        self.hand.press(f"↑ {KITS[2]} tidligere")
        expect(self.hand.page.locator("#kit-order li").nth(1)).to_contain_text(KITS[2])

    def calendar(self) -> None:
        self.hand.follow("Stengte dager")
        self.hand.follow("Lim inn eller les en fil")
        self.hand.fill("Rader", breaks())
        self.hand.press("Les radene")
        expect(self.hand.page.locator("#as-read")).to_be_in_viewport()
        self.hand.press("Lagre 6 rader")
        self.hand.is_told("6 rader er lagt til")

    def venues(self) -> None:
        self.hand.follow("Lokaler")
        for number, (name, seats) in enumerate(VENUES.items()):
            if number:
                self.hand.follow("Lokaler")
            self.hand.follow("Legg til et lokale")
            self.hand.fill("Navn", name)
            self.hand.fill("Plasser", seats)
            self.hand.press("Lagre")
            self.hand.is_told("Lagret")

    def facilitators(self) -> None:
        self.hand.follow("Fasilitatorer")
        for name in FACILITATORS:
            self.hand.follow("Legg til en fasilitator")
            self.hand.fill("Fornavn", name)
            self.hand.fill("Etternavn", "Fri")
            self.hand.fill("E-post", f"{name.lower()}@partner.example")
            self.hand.press("Lagre")
            self.hand.is_told(f"{name} Fri er fasilitator")

    def year(self) -> None:
        self.hand.follow("Planlegg året")
        self.hand.follow("Lag det første forslaget")
        self.hand.choose("La planleggeren arbeide i høyst", "10 sekunder")
        self.hand.press("Finn det beste året")
        expect(self.hand.page.get_by_role("heading", name="Venter på planleggeren")).to_be_visible()
        self.plan()
        accept = self.hand.page.get_by_role("link", name="Godta dette året")
        expect(accept).to_be_visible(timeout=40_000)
        self.hand.click(accept)
        self.hand.press("Godta")
        self.hand.is_told("er planen nå")

    def invitations(self) -> None:
        self.hand.follow("Send invitasjoner")
        self.hand.click(self.hand.page.get_by_label("Alle", exact=True))
        self.hand.counts[self.hand.step] += 1  # and yes to the question
        self.hand.page.once("dialog", lambda dialog: dialog.accept())
        self.hand.press("Send invitasjonene")
        self.hand.is_told("invitasjoner er på vei")

    def access(self) -> None:
        self.hand.follow("Gi tilgang")
        self.hand.press("Gi tilgang og send e-postene")
        self.hand.is_told("e-poster er på vei")
        self.hand.top("Oversikt")
        expect(self.hand.page.get_by_text("Kom i gang med programmet")).to_have_count(0)
