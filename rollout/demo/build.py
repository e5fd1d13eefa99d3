"""Makes the whole demo, the same for the same size, seed and day."""

import datetime as dt
from random import Random

from dateutil.easter import easter
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.calendars.models import ClosedPeriod, SchoolYear
from rollout.common.dates import month_start, school_year_start, start_of, today
from rollout.common.signals import figures_source_changed
from rollout.competence.actions import mark_kit
from rollout.competence.models import Area, Framework
from rollout.demo import (
    activity,
    adaptations,
    attachments,
    content,
    letting_in,
    mail,
    modules,
    organisation,
    personas,
    places,
    planning_table,
    pulses,
    rounds,
    swaps,
    told,
)
from rollout.library.models import Kit
from rollout.library.starting import STARTERS, KitFile, make_kit, read_kits
from rollout.logbook.actions import By, correct_session
from rollout.logbook.models import TrainingSession
from rollout.organisation.actions import end_role
from rollout.organisation.models import Person, SchoolOwner
from rollout.planning.actions import cancel_workshop, change_workshop, replace_workshop
from rollout.planning.kits import add_kits
from rollout.planning.models import Participation, Programme, Workshop

MONTHS_IN = 14


@transaction.atomic
def build(size: str = "municipality", seed: int = 1) -> Programme:
    """The demo's owner, schools, people, programme and all that has happened. Needs an empty,
    migrated database."""
    cache.clear()
    random = Random(seed)
    started = begin()
    owner = organisation.make_owner(content.MUNICIPALITIES[(seed - 1) % 12])
    schools = organisation.make_schools(owner, organisation.SIZES[size], random)
    organisation.make_people(owner, schools, started, random)
    organisation.make_superusers(schools, started)
    make_calendar(owner, schools, started)
    programme = make_programme(owner, schools, started)
    kits = make_kits(owner, programme, content.KITS)
    attachments.make(kits, start_of(started))
    mark_areas(kits)
    places.make_venues(owner)
    facilitators = personas.make_partners(owner, programme, random)
    cohorts = activity.make_cohorts(programme, schools, started)
    workshops = activity.make_workshops(
        programme, cohorts, kits, facilitators, planned_until(), random
    )
    places.make_feeds(owner, schools[2].school)
    activity.make_sessions(programme, schools, workshops, random)
    rounds.make_rounds(owner, schools, started, random)
    personas.make(owner, programme, schools)
    letting_in.make(owner)
    make_unusual(programme, schools)
    modules.make(programme)
    told.tell(programme, schools, seed)
    places.make_days_away(owner, programme, facilitators)
    places.make_weekdays([demo.school for demo in schools])
    mail.make_mail(programme)
    swaps.make(programme, schools)
    adaptations.make(owner, schools)
    pulses.make(programme, schools, random)
    make_pilot(owner, schools)
    make_other_kits(owner)
    planning_table.make_proposals(programme)
    places.make_doubt(schools[-1].school)
    personas.make_calendars()
    figures_source_changed.send(sender=Programme, owner_id=owner.pk)
    return programme


def begin() -> dt.date:
    """The first day of the month fourteen months ago."""
    day = month_start(today())
    for _ in range(MONTHS_IN):
        day = month_start(day - dt.timedelta(days=1))
    return day


def planned_until() -> dt.date:
    """The end of the school year that is under way five months from now, so that some months’
    workshops are always ahead; the next one is still to be planned."""
    year = school_year_start(today() + dt.timedelta(days=150)).year
    return dt.date(year + 1, 6, 30)


def make_calendar(
    owner: SchoolOwner, schools: list[organisation.DemoSchool], started: dt.date
) -> None:
    """Breaks and planning days for the school years in view, and one school's own days."""
    first = started.year if started.month >= 8 else started.year - 1
    for year in range(first, first + 4):
        SchoolYear.objects.create(
            owner=owner, starts_on=dt.date(year, 8, 18), ends_on=dt.date(year + 1, 6, 20)
        )
        periods = (
            ("break", "Høstferie", monday(year, 40), 5),
            ("break", "Juleferie", dt.date(year, 12, 22), 12),
            ("break", "Vinterferie", monday(year + 1, 8), 5),
            ("break", "Påskeferie", easter(year + 1) - dt.timedelta(days=6), 3),
            ("planning", "Planleggingsdag", monday(year, 46) + dt.timedelta(days=4), 1),
            ("planning", "Planleggingsdag", monday(year + 1, 1), 1),
            ("break", "Sommerferie", dt.date(year + 1, 6, 21), 57),
        )
        ClosedPeriod.objects.bulk_create(
            ClosedPeriod(
                owner=owner,
                kind=kind,
                name=name,
                starts_on=day,
                ends_on=day + dt.timedelta(days=days - 1),
            )
            for kind, name, day, days in periods
        )
    own = monday(today().year + 1, 10) + dt.timedelta(days=3)
    ClosedPeriod.objects.create(
        owner=owner,
        school=schools[1].school,
        kind="planning",
        name="Skolens egen planleggingsdag",
        starts_on=own,
        ends_on=own,
    )


def monday(year: int, week: int) -> dt.date:
    return dt.date.fromisocalendar(year, week, 1)


def make_programme(
    owner: SchoolOwner, schools: list[organisation.DemoSchool], started: dt.date
) -> Programme:
    framework = Framework.objects.get(code="digcompedu")
    programme = Programme.objects.create(
        owner=owner,
        **content.PROGRAMME,
        starts_on=started,
        ends_on=planned_until().replace(year=planned_until().year + 1),
        framework=framework,
        target_level=framework.levels.get(code="B1"),
        target_share=80,
        common_weekday=owner.common_weekday,
        common_from=owner.common_from,
        common_to=owner.common_to,
    )
    Participation.objects.bulk_create(
        Participation(programme=programme, school=demo.school, starts_on=started)
        for demo in schools
    )
    return programme


def make_kits(
    owner: SchoolOwner, programme: Programme, texts: tuple[dict[str, str | int], ...]
) -> list[Kit]:
    """Kits that a programme gives out in the order given: from their files, where there are."""
    files = {file.title: file for file in kit_files()}
    plain = [KitFile(text, ()) for text in texts]
    at = start_of(programme.starts_on)
    kits = [make_kit(owner=owner, file=files.get(file.title, file), at=at) for file in plain]
    add_kits(programme=programme, kits=kits)
    return kits


def mark_areas(kits: list[Kit]) -> None:
    """What each kit builds, in two frameworks."""
    marked = Area.objects.select_related("framework")
    areas = {f"{area.framework.code} {area.code}": area for area in marked}
    for kit, codes in zip(kits, content.AREAS, strict=True):
        mark_kit(kit=kit, areas=[areas[code] for code in codes])


def make_other_kits(owner: SchoolOwner) -> None:
    """Kits that are in the library and no programme gives out, from the files that are left."""
    for file in kit_files():
        make_kit(owner=owner, file=file)


def kit_files() -> list[KitFile]:
    return [*read_kits(STARTERS), *read_kits(content.KIT_FILES)]


def make_unusual(programme: Programme, schools: list[organisation.DemoSchool]) -> None:
    """One of each state that a page can have: moved, cancelled, replaced, not noted, corrected,
    taken back, a role that ended."""
    coming = list(
        Workshop.objects.filter(cohort__programme=programme, status="planned").order_by(
            "starts_at", "pk"
        )
    )
    moved, cancelled, replaced = coming[2], coming[3], coming[4]
    moved.starts_at += dt.timedelta(hours=1)
    moved.ends_at += dt.timedelta(hours=1)
    change_workshop(workshop=moved, revision=0, note="Rommet var opptatt")
    cancel_workshop(workshop=cancelled, revision=0, reason="Fasilitatoren er bortreist")
    cancel_workshop(workshop=replaced, revision=0, reason="Kolliderer med foreldremøter")
    replace_workshop(cancelled=replaced, starts_at=replaced.starts_at + dt.timedelta(days=6))
    leave_unnoted(programme)
    held = TrainingSession.objects.filter(programme=programme, status="held").order_by(
        "-held_on", "pk"
    )
    corrected = held[5]
    corrected.minutes = 75
    people = corrected.attendances.order_by("pk").values_list("person_id", flat=True)
    lead = Person.objects.get(roles__kind=Kind.PROJECT_LEAD, user__email=personas.LEAD)
    by = By(lead, Kind.PROJECT_LEAD)
    correct_session(session=corrected, revision=0, people=list(people)[1:], by=by)
    TrainingSession.objects.filter(pk=held[9].pk).update(status="cancelled")
    last = schools[-2].superusers
    for role in last:
        end_role(
            role=role, ends_on=today() - dt.timedelta(days=20), reason="Sluttet i rollen ved skolen"
        )


def leave_unnoted(programme: Programme) -> None:
    """A workshop that was a week ago, and whose attendance nobody has noted."""
    week_ago = timezone.now() - dt.timedelta(days=5)
    past = Workshop.objects.filter(
        cohort__programme=programme, status="held", starts_at__lt=week_ago
    ).order_by("-starts_at", "pk")
    workshop = past.first()
    if workshop:
        workshop.attendances.all().delete()
        workshop.status = Workshop.Status.PLANNED
        workshop.save()


def make_pilot(owner: SchoolOwner, schools: list[organisation.DemoSchool]) -> None:
    """A second programme that is about to start, with everything still to do."""
    start = month_start(today() + dt.timedelta(days=62))
    pilot = Programme.objects.create(
        owner=owner,
        **content.PROGRAMME_2,
        starts_on=start,
        ends_on=start + dt.timedelta(days=330),
        shares_superusers=False,
    )
    make_kits(owner, pilot, content.READING_KITS)
    Participation.objects.bulk_create(
        Participation(programme=pilot, school=demo.school, starts_on=start) for demo in schools[:4]
    )
