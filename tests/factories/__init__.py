"""Small makers of things, each with only what the test doesn't say."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.calendars.models import Venue
from rollout.common.dates import local, today
from rollout.competence.actions import close_round
from rollout.competence.models import Area, Assessment, Framework, Level, Round
from rollout.library.actions import add_step
from rollout.library.attachments.actions import add_file
from rollout.library.attachments.models import Attachment
from rollout.library.attachments.reading import read_file
from rollout.library.models import Kit, KitStep
from rollout.logbook.models import (
    SessionAttendance,
    SessionNeed,
    SessionNewcomer,
    TrainingSession,
)
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from rollout.planning.kits import add_kits
from rollout.planning.models import (
    Cohort,
    GuestPlace,
    Membership,
    Participation,
    Programme,
    Workshop,
    WorkshopAttendance,
)

serial = itertools.count(1)
LONG_AGO = dt.timedelta(days=300)


def school_owner(name: str = "") -> SchoolOwner:
    return SchoolOwner.objects.create(
        name=name or f"Kommune {next(serial)}",
        common_weekday=3,
        common_from=dt.time(14),
        common_to=dt.time(16),
    )


def school(owner: SchoolOwner, name: str = "") -> School:
    return School.objects.create(owner=owner, name=name or f"Skole {next(serial)}")


def person(owner: SchoolOwner, name: str = "", *, signs_in: bool = False) -> Person:
    number = next(serial)
    first, _space, last = (name or f"Kari Nummer{number}").partition(" ")
    made = Person.objects.create(
        owner=owner, first_name=first, last_name=last, email=f"person{number}@example.test"
    )
    if signs_in:
        made.user = User.objects.create_user(made.email, "et langt passord")
        made.save()
    return made


def employ(who: Person, at: School, position: str = "teacher") -> Employment:
    return Employment.objects.create(
        person=who, school=at, position=position, starts_on=today() - LONG_AGO
    )


def employee(
    at: School, name: str = "", position: str = "teacher", *, signs_in: bool = False
) -> Person:
    made = person(at.owner, name, signs_in=signs_in)
    employ(made, at, position)
    return made


def role(
    who: Person,
    kind: str,
    *,
    at: School | None = None,
    programme: Programme | None = None,
    starts_on: dt.date | None = None,
) -> Role:
    return Role.objects.create(
        person=who,
        kind=kind,
        school=at,
        programme=programme,
        starts_on=starts_on or today() - LONG_AGO,
    )


def superuser(at: School, name: str = "", *, signs_in: bool = False) -> Role:
    return role(employee(at, name, signs_in=signs_in), Kind.SUPERUSER, at=at)


def programme(
    owner: SchoolOwner, schools: Iterable[School] = (), name: str = "Sammen om læring"
) -> Programme:
    framework = Framework.objects.get(code="digcompedu")
    made = Programme.objects.create(
        owner=owner,
        name=name,
        tool="Fellesrommet",
        goal="Alle lærer.",
        starts_on=today() - LONG_AGO,
        ends_on=today() + LONG_AGO,
        framework=framework,
        target_level=framework.levels.get(code="B1"),
    )
    for taking_part in schools:
        Participation.objects.create(programme=made, school=taking_part, starts_on=made.starts_on)
    return made


def taking_part(of: Programme, count: int) -> None:
    """So many more schools, which take part from a programme's first day."""
    for _number in range(count):
        Participation.objects.create(programme=of, school=school(of.owner), starts_on=of.starts_on)


def kit(owner: SchoolOwner, title: str = "", **fields: object) -> Kit:
    return Kit.objects.create(owner=owner, title=title or f"Pakke {next(serial)}", **fields)


def step(of: Kit, title: str = "", **fields: object) -> KitStep:
    """A step at the end of a part: the session plan where nothing else is said."""
    return add_step(step=KitStep(kit=of, title=title or f"Steg {next(serial)}", **fields))


def attachment(of: Kit, title: str = "Lysark", content: bytes = b"%PDF-1.7 ...") -> Attachment:
    """A file of a kit."""
    return add_file(kit=of, title=title, file=read_file(content))


def gives_out(programme: Programme, *kits: Kit) -> None:
    """Put kits at the end of a programme's order."""
    add_kits(programme=programme, kits=kits)


def cohort(of: Programme, roles: Iterable[Role] = (), name: str = "") -> Cohort:
    made = Cohort.objects.create(programme=of, name=name or f"Gruppe {next(serial)}")
    for member in roles:
        Membership.objects.create(cohort=made, role=member, starts_on=of.starts_on)
    return made


def workshop(
    of: Cohort,
    day: dt.date | None = None,
    *,
    about: Kit | None = None,
    status: str = "planned",
    came: Iterable[Person] = (),
    **fields: object,
) -> Workshop:
    day = day or today() + dt.timedelta(days=14)
    made = Workshop.objects.create(
        cohort=of,
        starts_at=local(day, dt.time(12)),
        ends_at=local(day, dt.time(15)),
        kit=about,
        status=status,
        **fields,
    )
    for who in came:
        WorkshopAttendance.objects.create(workshop=made, person=who, attended=True)
    return made


def venue(owner: SchoolOwner, seats: int | None = None, name: str = "") -> Venue:
    return Venue.objects.create(owner=owner, name=name or f"Sal {next(serial)}", seats=seats)


def guest_place(
    who: Person, instead_of: Workshop, at: Workshop | None = None, status: str = "taken"
) -> GuestPlace:
    """A place that is simply there; the product's own way to one is `guests.actions`."""
    at = at or workshop(cohort(instead_of.cohort.programme), instead_of.day)
    return GuestPlace.objects.create(
        person=who,
        workshop=at,
        instead_of=instead_of,
        status=status,
        agreed_start=at.starts_at,
        agreed_own_start=instead_of.starts_at,
    )


def session(
    of: Programme,
    at: School,
    about: Kit,
    day: dt.date | None = None,
    *,
    people: Iterable[Person] = (),
    by: Person | None = None,
    status: str = "held",
    **fields: object,
) -> TrainingSession:
    present = list(people)
    made = TrainingSession.objects.create(
        programme=of,
        school=at,
        kit=about,
        held_by=by or person(at.owner),
        held_on=day or today(),
        status=status,
        head_count=len(present),
        client_key=uuid.uuid4(),
        **fields,
    )
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=made, person=who) for who in present
    )
    return made


def need(
    of: TrainingSession, text: str = "", *, kind: str = "stopped", goes_to: str = "it_coordinator"
) -> SessionNeed:
    """What stopped a session, or help that is wanted, which goes to the facilitator."""
    goes_to = "facilitator" if kind == "help" else goes_to
    text = text or f"Nettet falt ut {next(serial)}"
    return SessionNeed.objects.create(session=of, text=text, kind=kind, goes_to=goes_to)


def newcomer(of: TrainingSession, name: str = "Nye Navnesen") -> SessionNewcomer:
    return SessionNewcomer.objects.create(session=of, name=name)


def guest(of: TrainingSession, who: Person) -> SessionAttendance:
    """Somebody of another school who came."""
    return SessionAttendance.objects.create(session=of, person=who, is_guest=True)


def assess(who: Person, rank: int, day: dt.date | None = None, areas: int = 6) -> None:
    """Answer a framework's first areas at one level."""
    level = Level.objects.get(framework__code="digcompedu", rank=rank)
    for area in Area.objects.filter(framework__code="digcompedu")[:areas]:
        Assessment.objects.create(person=who, area=area, level=level, assessed_on=day or today())


def open_round(
    owner: SchoolOwner,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    *,
    target: str = "B1",
) -> Round:
    """A round over the last year, unless told otherwise."""
    framework = Framework.objects.get(code="digcompedu")
    return Round.objects.create(
        owner=owner,
        framework=framework,
        target_level=framework.levels.filter(code=target).first(),
        name=f"Runde {next(serial)}",
        starts_on=starts_on or today() - dt.timedelta(days=365),
        ends_on=ends_on or today(),
    )


def closed_round(
    owner: SchoolOwner,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    *,
    target: str = "B1",
) -> Round:
    """A round that is closed on its last day, over what has been answered in it."""
    made = open_round(owner, starts_on, ends_on, target=target)
    return close_round(round_=made, day=made.ends_on)
