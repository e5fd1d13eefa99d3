"""Which column is which: recognised from headings, remembered from last time, changeable."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from rollout.exchange.rows import (
    MAX_ROWS,
    TOO_MANY_ROWS,
    Part,
    Rows,
    Sheet,
    UnreadableFile,
)
from rollout.organisation.rules import fold

LOOK_FOR_HEADER_IN = 30
# A mark on rows that Excel doesn’t show, beside the fields that a file has columns for.
HIDDEN = "hidden"
# What Excel and others call a sheet that nobody has named.
UNNAMED = re.compile(r"(?:sheet|ark|blad|tabelle|table|tabell|worksheet|data)\s*\d*", re.IGNORECASE)
NO_HEADINGS = gettext_noop(
    "No row with column headings was found. The list needs at least two columns."
)


@dataclass(frozen=True)
class Field:
    """Something a file may tell, and the headings it is found under."""

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    required: bool = False


STAFF = (
    Field(
        "last_name",
        _("last name"),
        ("etternavn", "etternamn", "last name", "surname", "family name", "familyname"),
    ),
    Field(
        "first_name",
        _("first name"),
        ("fornavn", "førenamn", "first name", "given name", "givenname"),
    ),
    Field("middle_name", _("middle name"), ("mellomnavn", "middle name", "middlename")),
    Field(
        "full_name",
        _("full name"),
        ("navn", "fullt navn", "namn", "ansatt", "ansattnavn", "name"),
    ),
    Field(
        "email",
        _("e-mail"),
        ("e post", "epost", "e postadresse", "epostadresse", "e mail", "email", "mail",
         "jobb epost", "jobb e post", "e post jobb", "e postadresse jobb"),
        required=True,
    ),
    Field(
        "school",
        _("school"),
        ("arbeidssted", "skole", "skolenavn", "tjenestested", "school", "workplace",
         "organisasjonsenhet", "enhet", "virksomhet", "avdeling", "orgsourcedids", "orgsourcedid"),
    ),
    Field(
        "school_number",
        _("school’s organisation number"),
        ("organisasjonsnummer", "org nr", "orgnr", "skolens org nr", "skolens organisasjonsnummer"),
    ),
    Field(
        "position",
        _("position"),
        ("stillingstittel", "stillingstekst", "stillingsbetegnelse", "stilling", "tittel",
         "position", "job title", "title", "rolle", "role", "stillingskode"),
        required=True,
    ),
    Field(
        "percentage",
        _("percentage"),
        ("stillingsprosent", "prosent", "stillings", "still pst", "stillingspst",
         "stilling prosent", "stillings prosent", "still prosent", "percentage", "fte",
         "stillingsstørrelse"),
    ),
    Field("superuser", _("superuser"), ("superbruker", "superuser", "ressurslærer")),
    Field("status", _("status"), ("status", "ansattstatus", "arbeidsstatus", "stillingsstatus")),
    Field("enabled", _("active"), ("enableduser", "enabled", "aktiv", "active")),
)  # fmt: skip

SCHOOLS = (
    Field("name", _("name"), ("skolenavn", "skole", "navn", "name", "enhet", "school"), True),
    Field(
        "organisation_number",
        _("organisation number"),
        ("organisasjonsnummer", "orgnr", "org nr", "organisation number", "org number"),
    ),
    Field("municipality_number", _("municipality number"), ("kommunenummer", "kommunenr", "knr")),
    Field("municipality", _("municipality"), ("kommune", "kommunenavn", "municipality")),
    Field("grade_from", _("grades from"), ("trinn fra", "grade from", "fra trinn", "lowest grade")),
    Field("grade_to", _("grades to"), ("trinn til", "grade to", "til trinn", "highest grade")),
    Field("ownership", _("ownership"), ("eierforhold", "eierform", "ownership")),
    Field(
        "address", _("address"), ("besøksadresse", "adresse", "gateadresse", "address", "street")
    ),
    Field("pupils", _("pupils"), ("elever", "elevtall", "antall elever", "pupils", "pupils 2023")),
    Field("latitude", _("latitude"), ("lat", "latitude", "breddegrad")),
    Field("longitude", _("longitude"), ("lon", "lng", "longitude", "lengdegrad")),
    Field(
        "map_link",
        _("map link or coordinates"),
        ("kartlenke", "kart", "koordinater", "posisjon", "map link", "map", "coordinates"),
    ),
    Field(
        "former_owner",
        _("former owner"),
        ("former municipality", "tidligere kommune", "former owner"),
    ),
    Field("network", _("network"), ("nettverk", "network", "område")),
)

CLOSED_DAYS = (
    Field("name", _("name"), ("navn", "hva", "beskrivelse", "fri", "ferie", "name", "what"), True),
    Field(
        "starts_on", _("first day"), ("fra", "fra dato", "dato", "første dag", "from", "date"), True
    ),
    Field("ends_on", _("last day"), ("til", "til dato", "til og med", "siste dag", "to", "until")),
    Field("kind", _("kind"), ("type", "slag", "kind")),
    Field("school", _("school"), ("skole", "school", "enhet")),
)

FIELDS = {"staff": STAFF, "schools": SCHOOLS, "closed_days": CLOSED_DAYS}


def heading_key(text: str) -> str:
    return fold(text.replace("_", " ").replace("-", " ").replace("%", " prosent "))


def recognise(
    row: Sequence[str], fields: Sequence[Field], remembered: Mapping[str, str]
) -> dict[str, int]:
    """Column by field for a row of headings; what was chosen last time comes first."""
    keys = [heading_key(cell) for cell in row]
    found: dict[str, int] = {}
    for field in fields:
        wanted = [remembered[field.name]] if field.name in remembered else []
        for heading in [*wanted, *map(heading_key, field.headings)]:
            if heading in keys and keys.index(heading) not in found.values():
                found[field.name] = keys.index(heading)
                break
    return found


def find_header(
    rows: Rows, fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> tuple[int, dict[str, int]]:
    """The header's row number and its columns, past any title lines above it.

    Raises UnreadableFile where no row has at least two headings that are known.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:LOOK_FOR_HEADER_IN], 1):
        found = recognise(row, fields, remembered or {})
        if len(found) > len(best[1]):
            best = (number, found)
    if len(best[1]) >= 2:
        return best
    first = next((n for n, row in enumerate(rows, 1) if sum(map(bool, row)) >= 2), 0)
    if not first:
        raise UnreadableFile(NO_HEADINGS)
    return first, best[1] if best[0] == first else {}


@dataclass(eq=False)
class Found:
    """A sheet with its header's row and the columns that are known there."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]

    @property
    def header(self) -> list[str]:
        return self.sheet[self.header_row - 1]

    def is_like(self, other: "Found", fields: Sequence[Field]) -> bool:
        """Whether it has the same headings, or at least what a list of the kind needs."""
        keys, others = (list(map(heading_key, each.header)) for each in (self, other))
        width = max(len(keys), len(others))
        if [*keys, *[""] * (width - len(keys))] == [*others, *[""] * (width - len(others))]:
            return True
        kind = next((name for name, own in FIELDS.items() if own is fields), "")
        return bool(kind) and not lacking(self.columns, kind) and not lacking(other.columns, kind)


def find_sheet(
    sheets: Sequence[Rows], fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet whose headings are known best, the fullest of equals, with its header's row.

    Sheets like it are added to it, as where each school has its own; it tells which rows are whose,
    and which sheets are left out.
    """
    found, unknown = [], []
    for rows in sheets:
        sheet = rows if isinstance(rows, Sheet) else Sheet(rows)
        try:
            found.append(Found(sheet, *find_header(sheet, fields, remembered)))
        except UnreadableFile:
            unknown.append(sheet.name)
    if not found:
        find_header(sheets[0], fields, remembered)
    best = max(found, key=lambda one: (len(one.columns), sum(map(any, one.sheet))))
    alike = [one for one in found if one is best or one.is_like(best, fields)]
    unknown += [one.sheet.name for one in found if one not in alike]
    whole = joined(best, alike) if len(alike) > 1 else best
    if fields is STAFF and not {"school", "school_number"} & set(whole.columns):
        name_schools(whole)
    whole.sheet.left_out = list(filter(None, [*unknown, *best.sheet.left_out]))
    return whole.sheet, whole.header_row, whole.columns


def name_schools(found: Found) -> None:
    """Where no column says the school, the sheets do, one for each, if somebody has named them."""
    parts = found.sheet.parts or [Part(found.sheet.name, found.header_row + 1, 0)]
    if not all(part.sheet and not UNNAMED.fullmatch(part.sheet) for part in parts):
        return
    width = max(map(len, found.sheet))
    found.columns["school"] = width
    for number, row in enumerate(found.sheet, 1):
        name = next((part.sheet for part in reversed(parts) if part.first <= number), "")
        if any(row):
            row += [*[""] * (width - len(row)), name]
    found.header[width:] = [str(_("sheet"))]


def joined(best: Found, alike: Sequence[Found]) -> Found:
    """Several sheets as one, in the best one's columns; each sheet's rows follow the last one's."""
    columns, header = dict(best.columns), list(best.header)
    for one in alike:
        for name, at in one.columns.items():
            if name not in columns:
                columns[name] = len(header)
                header.append(one.header[at])
    whole = Sheet([header])
    for one in alike:
        own = one.header_row + 1
        whole.parts.append(Part(one.sheet.name, len(whole) + 1, own))
        shift = len(whole) - one.header_row
        whole.hidden |= {row + shift for row in one.sheet.hidden if row > one.header_row}
        whole += [as_in_best(row, one, best, columns) for row in one.sheet[one.header_row :]]
    if len(whole) > MAX_ROWS:
        raise UnreadableFile(TOO_MANY_ROWS, MAX_ROWS)
    return Found(whole, 1, columns)


def as_in_best(row: list[str], one: Found, best: Found, columns: Mapping[str, int]) -> list[str]:
    """A sheet's row with its cells in the columns that the best sheet has them in."""
    same = list(map(heading_key, one.header)) == list(map(heading_key, best.header))
    width = max(columns.values(), default=0) + 1
    found = [*row, *[""] * (width - len(row))] if same else [""] * width
    for name, at in one.columns.items():
        found[columns[name]] = row[at] if at < len(row) else ""
    return found


def lacking(columns: Mapping[str, int], kind: str) -> list[Field]:
    """The fields that must have a column and don't."""
    missing = [f for f in FIELDS[kind] if f.required and f.name not in columns]
    if kind == "staff":
        by_name = {field.name: field for field in STAFF}
        if not {"last_name", "full_name"} & set(columns):
            missing.append(by_name["last_name"])
        if not {"school", "school_number"} & set(columns):
            missing.append(by_name["school"])
    return missing


def data_rows(
    rows: Rows, header_row: int, columns: Mapping[str, int]
) -> list[tuple[int, dict[str, str]]]:
    """The rows below the header with their sheet numbers, blank ones and repeated headings left
    out, as text by field."""
    if not rows:
        return []
    header = [heading_key(cell) for cell in rows[header_row - 1]]
    hidden = rows.hidden if isinstance(rows, Sheet) else set()
    at = {name: [column, *twins(header, column)] for name, column in columns.items()}
    return [
        (
            number,
            {name: told_at(row, places) for name, places in at.items()}
            | ({HIDDEN: "x"} if number in hidden else {}),
        )
        for number, row in enumerate(rows, 1)
        if number > header_row and any(cell.strip() for cell in row) and not repeats(row, header)
    ]


def twins(header: Sequence[str], column: int) -> list[int]:
    """The other columns of the same heading."""
    key = header[column] if column < len(header) else ""
    return [at for at, other in enumerate(header) if key and other == key and at != column]


def told_at(row: Sequence[str], places: Sequence[int]) -> str:
    """What a row tells in one column; in several of the same heading, once if they agree, else all
    of it, which then is told as not understood."""
    cells = [row[at].strip() for at in places if at < len(row)]
    return " / ".join(dict.fromkeys(filter(None, cells)))


def repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row is the header once more, as on each page of a printed list."""
    filled = [(heading_key(cell), at) for at, cell in enumerate(row) if cell.strip()]
    return len(filled) > 1 and all(at < len(header) and header[at] == key for key, at in filled)
