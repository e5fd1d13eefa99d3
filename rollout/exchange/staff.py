"""Staff lists: what each row of a file would become, before anything is written."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_noop

from rollout.accounts.permissions import Kind
from rollout.common.addresses import addresses_in
from rollout.exchange.columns import HIDDEN
from rollout.exchange.people import NoName, name_in, written
from rollout.exchange.staff_cells import (
    NOT_SHOWN,
    UNKNOWN_STATUS,
    WHOLE,
    LeftOut,
    RowError,
    check_employed,
    checked_email,
    email_of,
    is_superuser,
    percentage_of,
)
from rollout.organisation.keeping.models import OtherAddress
from rollout.organisation.models import Employment, Person, Position, Role, SchoolOwner
from rollout.organisation.queries import school_names
from rollout.organisation.rules import SchoolNames, fold, position_of

NO_SCHOOL = gettext_noop("no school")
UNKNOWN_SCHOOL = gettext_noop("unknown school")
UNKNOWN_POSITION = gettext_noop("unknown position")
TAKEN_AS_WHOLE = gettext_noop("percentage over 100, taken as 100")
TWO_NAMES = gettext_noop("same e-mail as another name in the file")
TOO_LONG = gettext_noop("too long")
SAME_PERSON = gettext_noop("is this the same person? Until now:")
NEW_EMAIL = gettext_noop("new e-mail, before:")
FOOTER = re.compile(
    r"^(antall|sum|totalt?|count|number of|uttrekk|slutt|end|side|generert|utskrift)\b|:$",
    re.IGNORECASE,
)
RANKS = Position.values
NAME_LENGTH = 80


@dataclass
class Place:
    """What somebody does at a school, as the file says it; `parts` are its rows' positions."""

    school: int
    superuser: bool
    parts: list[tuple[str, Decimal | None]] = field(default_factory=list)

    @property
    def position(self) -> str:
        """The largest part's; of equals, a principal's before a leader's before a teacher's."""
        return max(self.parts, key=lambda part: (part[1] or 0, -RANKS.index(part[0])))[0]

    @property
    def percentage(self) -> Decimal | None:
        known = [share for _position, share in self.parts if share is not None]
        # To the cent, as the database gives it back: an undo compares the two.
        return min(Decimal("100.00"), sum(known, Decimal("0.00"))) if known else None

    def merge(self, other: "Place") -> None:
        """Another row of the same person at the school: a like row is a double, others add up."""
        self.parts += [part for part in other.parts if part not in self.parts]
        self.superuser = self.superuser or other.superuser


@dataclass
class Outcome:
    """What a row would become: new, changed, same, double (of an earlier row), asked (somebody
    whose name is known by another address), left_out, or error."""

    row: int
    state: str
    who: str = ""
    school: str = ""
    reason: str = ""
    value: str = ""
    suggestions: list[int] = field(default_factory=list)
    change: str = ""
    thing: int | None = None  # whom it became, once it is imported


@dataclass
class StaffPerson:
    """One person over all the rows that name them."""

    email: str
    first_name: str
    last_name: str
    places: dict[int, Place] = field(default_factory=dict)
    rows: list[Outcome] = field(default_factory=list)
    # Who they are in the database, and who they may be: of the same name at the same school.
    was: Person | None = None
    namesakes: list[Person] = field(default_factory=list)
    # What has been said about that: "new", somebody's id, or nothing yet.
    choice: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Known:
    """What the database holds of the owner's people, by e-mail."""

    names: SchoolNames
    people: dict[str, Person]
    employments: dict[tuple[int, int], Employment]
    superusers: set[tuple[int, int]]
    other_addresses: dict[str, str] = field(default_factory=dict)  # to the person's e-mail

    def namesakes(self) -> dict[tuple[str, int], list[Person]]:
        """Who works at a school, by their names."""
        found: dict[tuple[str, int], list[Person]] = {}
        for (_person, school), employment in self.employments.items():
            found.setdefault((fold(employment.person), school), []).append(employment.person)
        return found


@dataclass
class StaffPlan:
    """All that an import would do. `missing` are open employments at the file's schools that the
    file doesn't name: of those who have moved to another school, and of those who are gone."""

    outcomes: list[Outcome]
    people: list[StaffPerson]
    state_of: dict[str, str]
    moved: list[Employment]
    gone: list[Employment]

    @property
    def missing(self) -> list[Employment]:
        return self.moved + self.gone

    @property
    def superusers(self) -> int:
        """How many the file names as superusers; one at two schools is one."""
        return sum(any(p.superuser for p in who.places.values()) for who in self.people)

    @property
    def principals(self) -> int:
        """How many have a principal's position."""
        places = [who.places.values() for who in self.people]
        return sum(any(p.position == "principal" for p in at) for at in places)

    def counts(self) -> dict[str, int]:
        states = list(self.state_of.values())
        return {
            "new": states.count("new"),
            "changed": states.count("changed"),
            "same": states.count("same"),
            "errors": sum(o.state == "error" for o in self.outcomes),
            "doubles": sum(o.state == "double" for o in self.outcomes),
            "missing": len(self.missing),
            "asked": states.count("asked"),
            "left_out": sum(o.state == "left_out" for o in self.outcomes),
        }

    @property
    def asked(self) -> list[StaffPerson]:
        """Those whose name is known by another address, answered or not."""
        return [person for person in self.people if person.namesakes]


def known(owner: SchoolOwner, day: dt.date) -> Known:
    """What the owner's people and schools are on a day. Six queries."""
    # Those that begin later are known too: a file with a later first day may have been loaded.
    present = Q(ends_on__isnull=True) | Q(starts_on__lte=day, ends_on__gte=day)
    employments = Employment.objects.filter(present, person__owner=owner).order_by("-starts_on")
    superusers = Role.objects.filter(present, person__owner=owner, kind=Kind.SUPERUSER)
    others = OtherAddress.objects.filter(owner=owner)
    return Known(
        school_names(owner),
        {person.email: person for person in owner.people.all()},
        {(e.person_id, e.school_id): e for e in employments.select_related("person", "school")},
        set(superusers.values_list("person_id", "school_id")),
        {e.lower(): own for e, own in others.values_list("email", "person__email") if own},
    )


SAME, NEW = "same", "new"
EVERYBODY = ""


def plan_staff(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    has: Known,
    choices: Mapping[str, str] | None = None,
) -> StaffPlan:
    """What each row would become.

    `choices` says by e-mail, or for EVERYBODY, whether somebody whose name is known by another
    address is the same person (their id, or SAME) or a NEW one.
    """
    people: dict[str, StaffPerson] = {}
    outcomes: list[Outcome] = []
    in_error: set[str] = set()
    for number, row in rows:
        if is_footer(row):
            continue
        outcome = Outcome(number, "same", who=written(row), school=row.get("school", ""))
        outcomes.append(outcome)
        try:
            add_row(people, outcome, row, has)
        except RowError as error:
            left_out = isinstance(error, LeftOut)
            outcome.state = "left_out" if left_out else "error"
            outcome.reason, outcome.value = error.reason, error.value
            if error.reason == UNKNOWN_SCHOOL:
                outcome.suggestions = has.names.suggest(error.value)
            in_error |= set() if left_out else set(addresses_in(row.get("email", "")))
            in_error |= set() if left_out else {email_of(row)}
    recognise_people(people, in_error, has, choices or {})
    state_of = {email: compare_with_known(person, has) for email, person in people.items()}
    missing = missing_from(people, in_error, has)
    new_at = {
        email
        for email, person in people.items()
        if (was := has.people.get(email))
        and any((was.pk, school) not in has.employments for school in person.places)
    }
    return StaffPlan(
        outcomes,
        list(people.values()),
        state_of,
        moved=[employment for employment in missing if employment.person.email in new_at],
        gone=[employment for employment in missing if employment.person.email not in new_at],
    )


def recognise_people(
    people: Mapping[str, StaffPerson],
    in_error: set[str],
    has: Known,
    choices: Mapping[str, str],
) -> None:
    """Who is who: by e-mail, and by what has been said where only the name is the same.

    Somebody whose own address is in the file too is another person. Nobody becomes two people.
    """
    by_name = has.namesakes()
    for person in people.values():
        person.was = has.people.get(person.email)
        if person.was is None:
            like = [
                p for school in person.places for p in by_name.get((fold(person.name), school), [])
            ]
            named = [p for p in like if p.email not in people and p.email not in in_error]
            person.namesakes = list({p.pk: p for p in named}.values())
            person.choice = choice_for(person, choices)
    chosen = [person.choice for person in people.values()]
    for person in people.values():
        same = next((p for p in person.namesakes if str(p.pk) == person.choice), None)
        if same and chosen.count(person.choice) > 1:
            person.choice = ""
        elif same:
            person.was = same


def choice_for(person: StaffPerson, choices: Mapping[str, str]) -> str:
    """What has been said about somebody: NEW, an id, or nothing where it isn't clear."""
    said = choices.get(person.email, choices.get(EVERYBODY, ""))
    if said == SAME and len(person.namesakes) == 1:
        said = str(person.namesakes[0].pk)
    return said if said in {NEW, *(str(p.pk) for p in person.namesakes)} else ""


def is_footer(row: Mapping[str, str]) -> bool:
    """A line such as `Antall rader: 1170` that ends the list."""
    if "@" in row.get("email", "") or position_of(row.get("position", "")):
        return False
    filled = [value for name, value in row.items() if value and name != HIDDEN]
    return len(filled) <= 3 and any(FOOTER.search(value) for value in filled)


def add_row(
    people: dict[str, StaffPerson],
    outcome: Outcome,
    row: Mapping[str, str],
    has: Known,
) -> None:
    """Check a row and add it to its person; RowError says what is wrong with it."""
    status = check_employed(row)
    if row.get(HIDDEN):
        raise RowError(NOT_SHOWN)
    try:
        name = name_in(row)
    except NoName as error:
        raise RowError(error.reason, error.value) from None
    if max(len(name.first), len(name.last)) > NAME_LENGTH:
        raise RowError(TOO_LONG, outcome.who[:60])
    email = checked_email(row)
    email = has.other_addresses.get(email.lower(), email)
    place = checked_place(row, has)
    if name.remark:
        outcome.reason, outcome.value = name.remark, name.beside
    if status:
        outcome.reason, outcome.value = UNKNOWN_STATUS, status
    if (percentage_of(row.get("percentage", "")) or 0) > WHOLE:
        outcome.reason, outcome.value = TAKEN_AS_WHOLE, row["percentage"]
    person = people.setdefault(email, StaffPerson(email, name.first, name.last))
    if fold(person.name) != fold(f"{name.first} {name.last}"):
        raise RowError(TWO_NAMES, email)
    outcome.who, outcome.school = person.name, has.names.names[place.school]
    if place.school in person.places:
        outcome.state = "double"
        person.places[place.school].merge(place)
    else:
        person.places[place.school] = place
        person.rows.append(outcome)


def checked_place(row: Mapping[str, str], has: Known) -> Place:
    spelling, number = row.get("school", ""), row.get("school_number", "")
    if not (spelling or number):
        raise RowError(NO_SCHOOL)
    school = (number and has.names.find(number)) or has.names.find(spelling or number)
    if not school:
        raise RowError(UNKNOWN_SCHOOL, spelling or number)
    position = position_of(row.get("position", ""))
    if position is None:
        raise RowError(UNKNOWN_POSITION, row.get("position", ""))
    percentage = percentage_of(row.get("percentage", ""))
    if percentage is not None:
        percentage = min(percentage, WHOLE)
    return Place(school, is_superuser(row.get("superuser", "")), [(position, percentage)])


def compare_with_known(person: StaffPerson, has: Known) -> str:
    """Compare a person with the database, and say so on each of their rows."""
    was = person.was
    if was is None:
        asked = bool(person.namesakes) and person.choice != NEW
        for outcome in person.rows:
            outcome.state = "asked" if asked else "new"
            if asked:
                outcome.reason = SAME_PERSON
                outcome.value = ", ".join(p.email for p in person.namesakes)
        return "asked" if asked else "new"
    renamed = (was.first_name, was.last_name) != (person.first_name, person.last_name)
    state = "same"
    for outcome, place in zip(person.rows, person.places.values(), strict=True):
        if was.email != person.email:
            outcome.change, outcome.value = NEW_EMAIL, was.email
        elif change := change_of(was, place, has):
            outcome.change = change
        elif renamed:
            outcome.change = gettext_noop("new name")
        outcome.state = "changed" if outcome.change else "same"
        state = "changed" if outcome.change else state
    return state


def change_of(was: Person, place: Place, has: Known) -> str:
    """What differs at a school, in a word or two; nothing where nothing does."""
    employment = has.employments.get((was.pk, place.school))
    if employment is None:
        return gettext_noop("new at the school")
    if employment.position != place.position:
        return gettext_noop("new position")
    if place.percentage is not None and employment.percentage != place.percentage:
        return gettext_noop("new percentage")
    if place.superuser and (was.pk, place.school) not in has.superusers:
        return gettext_noop("becomes superuser")
    return ""


def missing_from(
    people: Mapping[str, StaffPerson], in_error: set[str], has: Known
) -> list[Employment]:
    """Employments at the file's schools that the file doesn't name. Rows in error name theirs, and
    nobody is missing while it isn't said who they are."""
    schools = {school for person in people.values() for school in person.places}
    named = {person.was.pk: person for person in people.values() if person.was}
    unsure = {p.pk for person in people.values() if not person.choice for p in person.namesakes}
    return [
        employment
        for (who, school), employment in has.employments.items()
        if school in schools
        and employment.ends_on is None
        and employment.person.email not in in_error
        and who not in unsure
        and school not in getattr(named.get(who), "places", {})
    ]
