"""Staff lists: what each row of a file would become, before anything is written."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext_noop

from rollout.accounts.permissions import Kind
from rollout.organisation.models import Employment, Person, Position, Role, SchoolOwner
from rollout.organisation.queries import school_names
from rollout.organisation.rules import SchoolNames, fold, position_of

NO_NAME = gettext_noop("no name")
NO_EMAIL = gettext_noop("no e-mail")
BROKEN_EMAIL = gettext_noop("broken e-mail")
TWO_EMAILS = gettext_noop("two e-mails in one cell; keep one")
NO_SCHOOL = gettext_noop("no school")
UNKNOWN_SCHOOL = gettext_noop("unknown school")
UNKNOWN_POSITION = gettext_noop("unknown position")
BROKEN_PERCENTAGE = gettext_noop("percentage isn’t a number")
PERCENTAGE_TOO_HIGH = gettext_noop("percentage over 100")
TAKEN_AS_WHOLE = gettext_noop("percentage over 100, taken as 100")
PERCENTAGE_TOO_LOW = gettext_noop("percentage of 0 or less")
TWO_NAMES = gettext_noop("same e-mail as another name in the file")

TOO_LONG = gettext_noop("too long")
UNCLEAR_SUPERUSER = gettext_noop("superuser is neither yes nor no")

YES = {"x", "ja", "j", "1", "true", "yes", "y", "sann", "superbruker", "✓", "✔", "☑", "•"}
NO = {"", "nei", "n", "0", "false", "no", "usann", "-", "–"}
FOOTER = re.compile(
    r"^(antall|sum|totalt?|count|number of|uttrekk|slutt|end|side|generert|utskrift)\b|:$",
    re.IGNORECASE,
)


# Hours on top of a whole position are real; far more than that is a slip of the keys.
WHOLE, MOST_PERCENT = Decimal("100.00"), 150
TOGETHER = re.compile(r"[;,/\s]+")
RANKS = Position.values
NAME_LENGTH = 80


class RowError(Exception):
    """Why a row can't be taken, in the words above, with the cell that is at fault."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


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
    """What a row would become: new, changed, same, double (of an earlier row), or error."""

    row: int
    state: str
    who: str = ""
    school: str = ""
    reason: str = ""
    value: str = ""
    suggestions: list[int] = field(default_factory=list)
    change: str = ""


@dataclass
class StaffPerson:
    """One person over all the rows that name them."""

    email: str
    first_name: str
    last_name: str
    places: dict[int, Place] = field(default_factory=dict)
    rows: list[Outcome] = field(default_factory=list)


@dataclass
class Known:
    """What the database holds of the owner's people, by e-mail."""

    names: SchoolNames
    people: dict[str, Person]
    employments: dict[tuple[int, int], Employment]
    superusers: set[tuple[int, int]]


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

    def counts(self) -> dict[str, int]:
        states = list(self.state_of.values())
        return {
            "new": states.count("new"),
            "changed": states.count("changed"),
            "same": states.count("same"),
            "errors": sum(o.state == "error" for o in self.outcomes),
            "doubles": sum(o.state == "double" for o in self.outcomes),
            "missing": len(self.missing),
        }


def known(owner: SchoolOwner, day: dt.date) -> Known:
    """What the owner's people and schools are on a day. Five queries."""
    # Those that begin later are known too: a file with a later first day may have been loaded.
    present = Q(ends_on__isnull=True) | Q(starts_on__lte=day, ends_on__gte=day)
    employments = Employment.objects.filter(present, person__owner=owner).order_by("-starts_on")
    superusers = Role.objects.filter(present, person__owner=owner, kind=Kind.SUPERUSER)
    return Known(
        school_names(owner),
        {person.email: person for person in owner.people.all()},
        {(e.person_id, e.school_id): e for e in employments.select_related("person", "school")},
        set(superusers.values_list("person_id", "school_id")),  # type: ignore[arg-type]
    )


def plan_staff(rows: Iterable[tuple[int, Mapping[str, str]]], has: Known) -> StaffPlan:
    """What each row would become."""
    people: dict[str, StaffPerson] = {}
    outcomes: list[Outcome] = []
    in_error: set[str] = set()
    for number, row in rows:
        if is_footer(row):
            continue
        outcome = Outcome(number, "same", who=name_of(row), school=row.get("school", ""))
        outcomes.append(outcome)
        try:
            add_row(people, outcome, row, has)
        except RowError as error:
            outcome.state, outcome.reason, outcome.value = "error", error.reason, error.value
            if error.reason == UNKNOWN_SCHOOL:
                outcome.suggestions = has.names.suggest(error.value)
            in_error |= {clean_email(row), *TOGETHER.split(row.get("email", "").casefold())}
    state_of = {email: settle(person, has) for email, person in people.items()}
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


def is_footer(row: Mapping[str, str]) -> bool:
    """A line such as `Antall rader: 1170` that ends the list."""
    if "@" in row.get("email", "") or position_of(row.get("position", "")):
        return False
    filled = [value for value in row.values() if value]
    return len(filled) <= 3 and any(FOOTER.search(value) for value in filled)


def clean_email(row: Mapping[str, str]) -> str:
    visible = (c for c in row.get("email", "") if unicodedata.category(c) != "Cf")
    return "".join("".join(visible).split()).casefold().removeprefix("mailto:").rstrip(";,")


def name_of(row: Mapping[str, str]) -> str:
    return " ".join(filter(None, split_name(row)))


def split_name(row: Mapping[str, str]) -> tuple[str, str]:
    """First and last name, from two columns or from one written either way round."""
    first, last = row.get("first_name", ""), row.get("last_name", "")
    full = row.get("full_name", "")
    if full and not (first or last):
        if "," in full:
            last, _comma, first = (part.strip() for part in full.partition(","))
        else:
            first, _space, last = full.rpartition(" ")
    return first, last


def add_row(
    people: dict[str, StaffPerson],
    outcome: Outcome,
    row: Mapping[str, str],
    has: Known,
) -> None:
    """Check a row and add it to its person; RowError says what is wrong with it."""
    first, last = split_name(row)
    if not (first and last):
        raise RowError(NO_NAME)
    if max(len(first), len(last)) > NAME_LENGTH:
        raise RowError(TOO_LONG, f"{first} {last}"[:60])
    email = checked_email(row)
    place = checked_place(row, has)
    if (percentage_of(row.get("percentage", "")) or 0) > WHOLE:
        outcome.reason, outcome.value = TAKEN_AS_WHOLE, row["percentage"]
    outcome.school = has.names.names[place.school]
    person = people.setdefault(email, StaffPerson(email, first, last))
    if fold(f"{person.first_name} {person.last_name}") != fold(f"{first} {last}"):
        raise RowError(TWO_NAMES, email)
    if place.school in person.places:
        outcome.state = "double"
        person.places[place.school].merge(place)
    else:
        person.places[place.school] = place
        person.rows.append(outcome)


def checked_email(row: Mapping[str, str]) -> str:
    email = clean_email(row)
    if not email:
        raise RowError(NO_EMAIL)
    if email.count("@") > 1:
        raise RowError(TWO_EMAILS, row["email"])
    try:
        validate_email(email)
    except ValidationError:
        raise RowError(BROKEN_EMAIL, row["email"]) from None
    return email


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


def is_superuser(text: str) -> bool:
    """A tick or a yes; a word that is neither is told rather than guessed."""
    word = text.casefold().split()[0].rstrip(".,;") if text.strip() else ""
    word = word.removesuffix(".0")
    if word not in YES | NO:
        raise RowError(UNCLEAR_SUPERUSER, text)
    return word in YES


def percentage_of(text: str) -> Decimal | None:
    """A percentage as people write it: `92,31`, `80 %`, or a share such as 0.8."""
    plain = text.replace("%", "").replace(" ", "").replace("\xa0", "").replace(",", ".")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise RowError(BROKEN_PERCENTAGE, text) from None
    if not value.is_finite():
        raise RowError(BROKEN_PERCENTAGE, text)
    # Written as a share, 1 is a whole position; nobody is employed for one per cent.
    if 0 < value <= 1 and "%" not in text:
        value *= 100
    if value > MOST_PERCENT:
        raise RowError(PERCENTAGE_TOO_HIGH, text)
    if value <= 0:
        raise RowError(PERCENTAGE_TOO_LOW, text)
    return max(value, Decimal("0.01")).quantize(Decimal("0.01"))


def settle(person: StaffPerson, has: Known) -> str:
    """Compare a person with the database, and say so on each of their rows."""
    was = has.people.get(person.email)
    if was is None:
        for outcome in person.rows:
            outcome.state = "new"
        return "new"
    renamed = (was.first_name, was.last_name) != (person.first_name, person.last_name)
    state = "same"
    for outcome, place in zip(person.rows, person.places.values(), strict=True):
        if change := change_of(was, place, has):
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
    """Employments at the file's schools that the file doesn't name. Rows in error name theirs."""
    schools = {school for person in people.values() for school in person.places}
    return [
        employment
        for (_person, school), employment in has.employments.items()
        if school in schools
        and employment.ends_on is None
        and employment.person.email not in in_error
        and school not in getattr(people.get(employment.person.email), "places", {})
    ]
