"""Who to sign in as in the demo."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from django.conf import settings

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.common.dates import start_of, today
from rollout.demo import scanning
from rollout.demo.activity import open_days
from rollout.demo.organisation import DemoSchool, as_address_part
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import workshops_with_kit
from rollout.notifications.actions.feeds import make_feed
from rollout.organisation.access import ViewerRequest, acting_roles_of
from rollout.organisation.actions import grant_role
from rollout.organisation.models import Person, SchoolOwner
from rollout.planning.models import Programme

PASSWORD = "rollout-demo"  # noqa: S105  (only for the demo's invented people)


@dataclass(frozen=True)
class Persona:
    """A way into the demo; the key is the e-mail's first part."""

    key: str
    title: str
    text: str


PERSONAS = (
    Persona("prosjektleder", "Prosjektleder", "ser alle skoler og planlegger året"),
    Persona("superbruker", "Superbruker", "fører økter fra mobilen"),
    Persona("superbruker2", "Superbruker med planlagt økt", "bekrefter hvem som kom"),
    Persona("rektor", "Rektor", "følger egen skole"),
    Persona("laerer", "Lærer", "ser hva som kommer, og eget nivå"),
    Persona("fasilitator", "Fasilitator", "leder samlinger"),
    Persona("leser", "Skoleeiers leser", "ser tall uten navn"),
    Persona("ikt", "IKT-koordinator", "ser planen"),
    Persona("flere", "En med flere roller", "velger hvem hun ser som"),
)


def email_of(key: str) -> str:
    return f"{key}@demo.example"


LEAD = email_of("prosjektleder")
PARTNER = "laeringspartner.example"  # whose facilitators lead the workshops


def sign_in_for(person: Person, key: str) -> None:
    person.user = User.objects.create_user(email_of(key), PASSWORD)
    person.save()


def newcomer(owner: SchoolOwner, first: str, last: str, domain: str) -> Person:
    email = f"{as_address_part(first)}.{as_address_part(last)}@{domain}"
    return Person.objects.create(owner=owner, first_name=first, last_name=last, email=email)


def make_partners(owner: SchoolOwner, programme: Programme, random: Random) -> list[Person]:
    """The partner's facilitators, who work at no school."""
    people = [
        newcomer(owner, first, last, PARTNER)
        for first, last in (("Ragnhild", "Myrvold"), ("Jonas", "Tangvik"))
    ]
    for person in people:
        grant_role(
            person=person,
            kind=Kind.FACILITATOR,
            programme=programme,
            starts_on=programme.starts_on,
        )
    sign_in_for(people[0], "fasilitator")
    return people


def make(owner: SchoolOwner, programme: Programme, schools: list[DemoSchool]) -> None:
    """A sign-in for each role, at schools that have something to show."""
    started = programme.starts_on
    office = f"{as_address_part(owner.name.split()[0])}.kommune.example"
    for key, kind, first, last in (
        ("prosjektleder", Kind.PROJECT_LEAD, "Ingeborg", "Lien"),
        ("leser", Kind.READER, "Torstein", "Haugland"),
        ("ikt", Kind.IT_COORDINATOR, "Samira", "Nordli"),
    ):
        person = newcomer(owner, first, last, office)
        grant_role(person=person, kind=kind, starts_on=started)
        sign_in_for(person, key)
    strong = one_of(schools, "strong")
    steady = one_of(schools, "steady")
    weak = one_of(schools, "weak")
    sign_in_for(strong.superusers[0].person, "superbruker")
    TrainingSession.objects.filter(school=strong.school, status="planned").delete()
    scanning.make(programme, strong)
    sign_in_for(steady.superusers[0].person, "superbruker2")
    plan_one(programme, steady)
    sign_in_for(weak.people[0], "rektor")
    superusers = {role.person_id for role in steady.superusers}
    teachers = [p for p in steady.people[4 : 4 + steady.teachers] if p.pk not in superusers]
    sign_in_for(teachers[len(teachers) // 2], "laerer")
    several = strong.people[0]
    grant_role(person=several, kind=Kind.PROJECT_LEAD, starts_on=started)
    grant_role(person=several, kind=Kind.SUPERUSER, school=strong.school, starts_on=today())
    sign_in_for(several, "flere")


def make_calendars() -> None:
    """The superuser and the principal have their workshops on the phone; the others can."""
    for key in ("superbruker", "rektor"):
        user = User.objects.get(email=email_of(key))
        make_feed(acting_role=acting_roles_of(user.pk, today())[0])


def one_of(schools: list[DemoSchool], profile: str) -> DemoSchool:
    """A middling school that has superusers, of a profile where there is one."""
    able = [d for d in schools[:-2] if len(d.superusers) > 1]
    found = [d for d in able if d.profile == profile] or able
    return found[len(found) // 2]


def plan_one(programme: Programme, demo: DemoSchool) -> None:
    """A session planned for the last school day, on the newest kit that the school has been given
    and hasn't run, waiting to be confirmed. Has it run them all, it is yet to run the last."""
    TrainingSession.objects.filter(school=demo.school, status="planned").delete()
    yesterday = today() - dt.timedelta(days=1)
    given = workshops_with_kit(programme, demo.school).order_by("-starts_at")
    done = TrainingSession.objects.filter(school=demo.school, status="held").values("kit")
    days = open_days(programme, [demo])[demo.school.pk]
    last = [day for day in days if day <= yesterday][-1]
    kits = given.filter(starts_at__lt=start_of(last)).select_related("kit")
    workshop = kits.exclude(kit__in=done).first() or kits.first()
    if workshop and workshop.kit:
        TrainingSession.objects.filter(school=demo.school, kit=workshop.kit).delete()
        TrainingSession.objects.create(
            programme=programme,
            school=demo.school,
            kit=workshop.kit,
            held_by=demo.superusers[0].person,
            held_on=last,
            minutes=workshop.kit.minutes,
            status=TrainingSession.Status.PLANNED,
        )


def on_sign_in_page(request: ViewerRequest) -> dict[str, object]:
    """The personas, for the demo's sign-in page only."""
    return {"demo_personas": PERSONAS if settings.DEMO else ()}
