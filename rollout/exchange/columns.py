"""Which column is which: recognised from headings, remembered from last time, changeable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.exchange.sheets import Rows, UnreadableFile
from rollout.organisation.rules import fold

LOOK_FOR_HEADER_IN = 30


@dataclass(frozen=True)
class Field:
    """Something a file may tell, and the headings it is found under."""

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    required: bool = False


STAFF = (
    Field("last_name", _("last name"), ("etternavn", "last name", "surname", "familyname")),
    Field("first_name", _("first name"), ("fornavn", "first name", "given name", "givenname")),
    Field("full_name", _("full name"), ("navn", "fullt navn", "ansatt", "ansattnavn", "name")),
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
         "organisasjonsenhet", "enhet", "virksomhet", "avdeling"),
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
         "position", "job title", "title", "rolle", "stillingskode"),
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
        raise UnreadableFile(
            str(_("No row with column headings was found. The list needs at least two columns."))
        )
    return first, best[1] if best[0] == first else {}


def find_sheet(
    sheets: Sequence[Rows], fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> tuple[Rows, int, dict[str, int]]:
    """The sheet whose headings are known best, the fullest of equals, with its header's row."""
    found = []
    for rows in sheets:
        try:
            header_row, columns = find_header(rows, fields, remembered)
        except UnreadableFile:
            continue
        found.append((len(columns), sum(map(any, rows)), rows, header_row, columns))
    if not found:
        find_header(sheets[0], fields, remembered)
    _known, _filled, rows, header_row, columns = max(found, key=lambda sheet: sheet[:2])
    return rows, header_row, columns


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
    return [
        (number, {f: row[at].strip() if at < len(row) else "" for f, at in columns.items()})
        for number, row in enumerate(rows, 1)
        if number > header_row and any(cell.strip() for cell in row) and not repeats(row, header)
    ]


def repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row is the header once more, as on each page of a printed list."""
    filled = [(heading_key(cell), at) for at, cell in enumerate(row) if cell.strip()]
    return len(filled) > 1 and all(at < len(header) and header[at] == key for key, at in filled)
