"""The way to a first year, step by step: one list, which knows what is done."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rollout.accounts.permissions import Kind
from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import in_force
from rollout.library.queries import central_kits
from rollout.organisation.models import Employment, Role, SchoolOwner
from rollout.organisation.queries import superusers_of
from rollout.planning.handing_out import hand_out_from
from rollout.planning.models import Programme, Workshop

# In the order that they are done; README tells of the same ones.
NAMES: dict[str, str | Promise] = {
    "schools": gettext_lazy("Schools"),
    "staff": gettext_lazy("Staff"),
    "programme": gettext_lazy("Programme"),
    "kits": gettext_lazy("Kits"),
    "calendar": gettext_lazy("Calendar"),
    "places": gettext_lazy("Venues and facilitators"),
    "year": gettext_lazy("The year’s workshops"),
    "invitations": gettext_lazy("Invitations"),
    "access": gettext_lazy("Access"),
}


@dataclass(frozen=True)
class Link:
    """Where something is done, and what the link says."""

    text: str
    url: str


@dataclass(frozen=True)
class Step:
    """A step: what it is for, how far it has come, and where it is done. Without a link it waits
    for the programme."""

    key: str
    text: str
    is_done: bool
    so_far: str = ""
    link: Link | None = None
    extra: Link | None = None

    @property
    def name(self) -> str | Promise:
        return NAMES[self.key]


@dataclass(frozen=True)
class Steps:
    """All the steps; the next one is the first that isn't done."""

    steps: tuple[Step, ...]

    def __iter__(self):
        return iter(self.steps)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def are_done(self) -> bool:
        return self.done == len(self.steps)

    def is_done(self, key: str) -> bool:
        return any(step.is_done for step in self.steps if step.key == key)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done and step.link), None)


def steps_for(owner: SchoolOwner, programme: Programme | None, day: dt.date) -> Steps:
    """The steps of an owner, and of its programme where there is one, as of a day."""
    superusers = superuser_roles(owner, programme, day)
    return Steps(
        (
            schools_step(owner),
            staff_step(owner, programme, len(superusers)),
            programme_step(programme),
            kits_step(owner, programme, day),
            calendar_step(owner, programme),
            places_step(owner, programme, day),
            year_step(programme),
            invitations_step(programme),
            access_step(programme, superusers),
        )
    )


def superuser_roles(
    owner: SchoolOwner, programme: Programme | None, day: dt.date
) -> dict[int, bool]:
    """By person, whether each superuser can sign in."""
    if programme:
        roles = superusers_of(programme, day)
    else:
        roles = Role.objects.filter(in_force(day), person__owner=owner, kind=Kind.SUPERUSER)
    return {pk: user is not None for pk, user in roles.values_list("person", "person__user")}


def schools_step(owner: SchoolOwner) -> Step:
    places = list(owner.schools.values_list("latitude", flat=True))
    without = places.count(None)
    on_map = ngettext("Put %(n)s school on the map", "Put %(n)s schools on the map", without)
    return Step(
        "schools",
        _("Load the national register’s list, and tick the schools that are yours."),
        bool(places),
        counted(len(places), ngettext("%(n)s school", "%(n)s schools", len(places))),
        Link(_("Load schools"), reverse("import_upload", args=["schools"])),
        Link(on_map % {"n": without}, reverse("school_places")) if without else None,
    )


def staff_step(owner: SchoolOwner, programme: Programme | None, superusers: int) -> Step:
    people = Employment.objects.filter(school__owner=owner).values("person").distinct().count()
    told = [ngettext("%(n)s person", "%(n)s people", people) % {"n": people}]
    if superusers:
        told.append(ngettext("%(n)s superuser", "%(n)s superusers", superusers) % {"n": superusers})
    else:
        told.append(_("no superusers yet"))
    return Step(
        "staff",
        _("Load the list from the HR system, with the superusers ticked."),
        bool(people and superusers),
        ", ".join(told) if people else "",
        Link(_("Load staff"), reverse("import_upload", args=["staff"])),
        choose_superusers(programme) if people and not superusers else None,
    )


def choose_superusers(programme: Programme | None) -> Link:
    """A programme that doesn't share its superusers chooses them among its cohorts."""
    if programme and not programme.shares_superusers:
        return Link(_("Choose superusers"), reverse("cohorts", args=[programme.pk]))
    return Link(_("Make somebody a superuser"), reverse("people"))


def programme_step(programme: Programme | None) -> Step:
    change = "programme_change" if programme else "programme_new"
    return Step(
        "programme",
        _("Say what you roll out, to whom and when, and how far is far enough."),
        programme is not None,
        str(programme or ""),
        Link(
            _("Change") if programme else _("Set up a programme"),
            reverse(change, args=[programme.pk if programme else 1]),
        ),
    )


def kits_step(owner: SchoolOwner, programme: Programme | None, day: dt.date) -> Step:
    """Done when there are kits, and none of them waits to be handed out to a planned workshop."""
    to_fill, hand_out = 0, None
    if programme:
        kits = programme.kit_places.count()
        to_fill = hand_out_from(programme, day).filled if kits else 0
        hand_out = Link(_("Hand out kits"), reverse("kits_hand_out", args=[programme.pk]))
        url = reverse("programme_kits", args=[programme.pk])
        is_known, name = bool(kits) or owner.kits.exists(), _("The programme’s kits")
    else:
        kits = central_kits(owner.pk).count()
        url, is_known, name = reverse("kits"), bool(kits), _("The library")
    told = [
        counted(kits, ngettext("%(n)s kit", "%(n)s kits", kits)),
        counted(to_fill, ngettext("%(n)s workshop waits", "%(n)s workshops wait", to_fill)),
    ]
    return Step(
        "kits",
        _("What each workshop is about. The year gives them out in turn."),
        bool(kits) and not to_fill,
        ", ".join(filter(None, told)),
        hand_out if to_fill else Link(name if is_known else _("Make a kit"), url),
    )


def calendar_step(owner: SchoolOwner, programme: Programme | None) -> Step:
    closed = ClosedPeriod.objects.filter(owner=owner, school__isnull=True)
    if programme:
        closed = closed.filter(ends_on__gte=programme.starts_on, starts_on__lte=programme.ends_on)
    count = closed.count()
    return Step(
        "calendar",
        _("Breaks and planning days, when nobody can meet. Public holidays are there already."),
        bool(count),
        counted(count, ngettext("%(n)s closed period", "%(n)s closed periods", count)),
        Link(_("Closed days"), reverse("calendar")),
    )


def places_step(owner: SchoolOwner, programme: Programme | None, day: dt.date) -> Step:
    venues = owner.venues.count()
    leaders = Role.objects.filter(
        in_force(day), person__owner=owner, kind=Kind.FACILITATOR, programme=programme
    )
    people = leaders.values("person").distinct().count() if programme else 0
    lead = Link(_("Facilitators"), reverse("facilitators"))
    meet = Link(_("Venues"), reverse("venues"))
    told = [
        counted(venues, ngettext("%(n)s venue", "%(n)s venues", venues)),
        counted(people, ngettext("%(n)s facilitator", "%(n)s facilitators", people)),
    ]
    first, second = (lead, meet) if venues and not people else (meet, lead)
    return Step(
        "places",
        _("Where the superusers meet, and who leads."),
        bool(venues and people),
        ", ".join(filter(None, told)),
        first,
        second,
    )


def link_of(programme: Programme | None, text: str, page: str) -> Link | None:
    """A link to one of the programme's pages; none before there is a programme."""
    return Link(text, reverse(page, args=[programme.pk])) if programme else None


def year_step(programme: Programme | None) -> Step:
    workshops = planned(programme).count() if programme else 0
    return Step(
        "year",
        _(
            "The planner shares the superusers out in cohorts, and finds dates, venues and "
            "facilitators for the whole year."
        ),
        bool(workshops),
        counted(workshops, ngettext("%(n)s workshop", "%(n)s workshops", workshops)),
        link_of(programme, _("Plan the year"), "proposals"),
        link_of(programme, _("Share them out by hand"), "cohorts"),
    )


def invitations_step(programme: Programme | None) -> Step:
    sent = planned(programme).filter(invited_at__isnull=False).count() if programme else 0
    return Step(
        "invitations",
        _("Each superuser gets a mail with the workshop for their calendar."),
        bool(sent),
        counted(sent, ngettext("%(n)s workshop announced", "%(n)s workshops announced", sent)),
        link_of(programme, _("Send invitations"), "invitations"),
    )


def access_step(programme: Programme | None, superusers: dict[int, bool]) -> Step:
    can = sum(superusers.values())
    told = _("%(n)s of %(all)s superusers can sign in") % {"n": can, "all": len(superusers)}
    return Step(
        "access",
        _("Let the superusers sign in, so that they can log their sessions."),
        bool(superusers) and all(superusers.values()),
        told if superusers else "",
        Link(_("Give access"), reverse("access_for_all")) if programme else None,
    )


def planned(programme: Programme):
    workshops = Workshop.objects.filter(cohort__programme=programme)
    return workshops.exclude(status=Workshop.Status.CANCELLED)


def counted(number: int, text: str) -> str:
    """A number of things in words; nothing where there are none."""
    return text % {"n": number} if number else ""
