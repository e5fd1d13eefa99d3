"""Who is looking, as what, and what they may reach. Every view declares what it asks for."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, IntegerField, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from rollout.accounts.permissions import WIDE_KINDS, Kind, May, allows
from rollout.common.requests import PUBLIC, PageRequest, View, declare_access
from rollout.organisation.models import Employment, Person, Position, Role, School

# What somebody with a role in one programme doesn't get: it would reach the whole owner.
OWNER_WIDE = {May.WRITE_SETTINGS, May.WRITE_OWN_DAYS}
ACTING_ROLE_IN_SESSION = "looks_as"
PROGRAMME_IN_SESSION = "programme"


@dataclass(frozen=True)
class ActingRole:
    """One thing somebody can look as: a role, or what an employment gives."""

    key: str
    kind: Kind
    person: Person
    place: str
    school_ids: tuple[int, ...] = ()
    programme_id: int | None = None


@dataclass
class Viewer:
    """The signed-in person at a moment, in the role they chose; `acting_role` is None where there
    is none."""

    now: dt.datetime
    acting_roles: list[ActingRole] = field(default_factory=list)
    acting_role: ActingRole | None = None
    chosen_programme: int | None = None
    # What `planning.queries.programmes_for` read for this request.
    known_programmes: list[Any] | None = None

    @property
    def day(self) -> dt.date:
        """The local day that they look on."""
        return timezone.localdate(self.now)

    @property
    def kind(self) -> str:
        return self.acting_role.kind if self.acting_role else ""

    @property
    def own_acting_role(self) -> ActingRole:
        """What they look as. Raises PermissionDenied for somebody who has nothing to look as."""
        if self.acting_role is None:
            raise PermissionDenied
        return self.acting_role

    @property
    def person(self) -> Person:
        """Who they are. Raises PermissionDenied as `own_acting_role` does."""
        return self.own_acting_role.person

    @property
    def owner_id(self) -> int:
        """Their owner's id. Raises PermissionDenied as `own_acting_role` does."""
        return self.person.owner_id

    @property
    def school_ids(self) -> tuple[int, ...]:
        """The schools that their role is for: none for one that is for the whole owner."""
        return self.acting_role.school_ids if self.acting_role else ()

    @property
    def programme_id(self) -> int | None:
        """The one programme that their role is for, where it is for one."""
        return self.acting_role.programme_id if self.acting_role else None

    @property
    def is_wide(self) -> bool:
        """Whether they reach every school of the owner or programme."""
        return self.kind in WIDE_KINDS

    def may(self, may: str) -> bool:
        if may == May.SIGNED_IN:
            return True
        if self.programme_id and may in OWNER_WIDE:
            return False
        return bool(self.acting_role) and allows(self.kind, May(may))

    def reaches(self, school_id: int) -> bool:
        return self.is_wide or school_id in self.school_ids

    def schools(self) -> QuerySet[School]:
        """The schools they may know of."""
        if not self.acting_role:
            return School.objects.none()
        schools = School.objects.filter(owner_id=self.owner_id)
        if self.programme_id:
            schools = schools.filter(participations__programme=self.programme_id).distinct()
        return schools if self.is_wide else schools.filter(pk__in=self.school_ids)

    def people(self) -> QuerySet[Person]:
        """The people whose names they may see that day: DOMAIN's rule for names at a school."""
        if not self.acting_role:
            return Person.objects.none()
        people = Person.objects.filter(owner_id=self.owner_id)
        if self.kind == Kind.PROJECT_LEAD and not self.programme_id:
            return people
        if self.kind == Kind.FACILITATOR:
            superusers = Role.objects.on(self.day).filter(
                kind=Kind.SUPERUSER, school__in=self.schools()
            )
            return people.filter(pk__in=superusers.values("person"))
        if self.may(May.SEE_NAMES):
            here = Employment.objects.on(self.day).filter(school__in=self.schools())
            return people.filter(pk__in=here.values("person"))
        return people.filter(pk=self.acting_role.person.pk)


class ViewerRequest(PageRequest):
    """A request as `AccessMiddleware` hands it on: who looks, and at which programme where the
    page is about one."""

    viewer: Viewer
    programme: Any


KIND_ORDER = [
    Kind.PROJECT_LEAD,
    Kind.FACILITATOR,
    Kind.PRINCIPAL,
    Kind.SUPERUSER,
    Kind.IT_COORDINATOR,
    Kind.READER,
    Kind.TEACHER,
]


def acting_roles_of(user_id: int, day: dt.date) -> list[ActingRole]:
    """Everything this user can look as on a day, the widest first. Two small queries."""
    let_in = Person.objects.filter(user=user_id, way_in__ended_at__isnull=True)
    people = {p.pk: p for p in let_in.select_related("owner")}
    roles, employments = standing(people, day)
    acting_roles = [
        acting_role_of(role, people) for role in roles if not is_within_another(role, roles)
    ]
    acting_roles += [
        acting_role_of(e._replace(kind=Kind.PRINCIPAL), people)
        for e in employments
        if e.kind == Position.PRINCIPAL
    ]
    # Those with another role at the school do a teacher's things under that one.
    covered = {
        (acting_role.person.pk, school)
        for acting_role in acting_roles
        for school in acting_role.school_ids
    }
    for pk, person in people.items():
        left = [e for e in employments if e.person == pk and (pk, e.school) not in covered]
        if left:
            place = ", ".join(e.school_name for e in left)
            schools = tuple(e.school for e in left if e.school)
            acting_roles.append(ActingRole(f"teacher-{pk}", Kind.TEACHER, person, place, schools))
    return sorted(acting_roles, key=lambda acting_role: KIND_ORDER.index(acting_role.kind))


class Standing(NamedTuple):
    """A role, or an employment with its position as its kind."""

    is_employment: bool
    pk: int
    kind: str
    person: int
    school: int | None
    school_name: str
    programme: int | None
    programme_name: str


def standing(people: Collection[int], day: dt.date) -> tuple[list[Standing], list[Standing]]:
    """The roles and the employments of some people on a day. One query."""
    roles = Role.objects.on(day).filter(person__in=people)
    employments = Employment.objects.on(day).filter(person__in=people)
    no_number, no_text = Value(None, IntegerField()), Value("", CharField())
    of_both = ("person", "school", "school__name")
    found = (
        roles.order_by()
        .values_list(Value(0), "pk", "kind", *of_both, "programme", "programme__name")
        .union(
            employments.order_by().values_list(
                Value(1), "pk", "position", *of_both, no_number, no_text
            ),
            all=True,
        )
    )
    rows = sorted((Standing(bool(row[0]), *row[1:]) for row in found), key=lambda row: row.pk)
    return [r for r in rows if not r.is_employment], [r for r in rows if r.is_employment]


def is_within_another(role: Standing, roles: list[Standing]) -> bool:
    """Whether somebody is a superuser for all programmes at the school where this role is for one
    of them: they look as one superuser."""
    here = (Kind.SUPERUSER, role.person, role.school, None)
    wide = {(r.kind, r.person, r.school, r.programme) for r in roles}
    return role.kind == Kind.SUPERUSER and role.programme is not None and here in wide


def acting_role_of(role: Standing, people: dict[int, Person]) -> ActingRole:
    person = people[role.person]
    return ActingRole(
        f"{role.kind}-{role.pk}",
        Kind(role.kind),
        person,
        role.school_name or role.programme_name or person.owner.name,
        (role.school,) if role.school else (),
        role.programme,
    )


def viewer_for(request: ViewerRequest, now: dt.datetime) -> Viewer:
    """The viewer behind a request; a role that has ended is no longer looked from."""
    if not request.user.is_authenticated:
        return Viewer(now)
    acting_roles = acting_roles_of(request.user.pk, timezone.localdate(now))
    chosen = request.session.get(ACTING_ROLE_IN_SESSION)
    chosen_role = next(
        (acting_role for acting_role in acting_roles if acting_role.key == chosen), None
    )
    if chosen_role is None and len(acting_roles) == 1:
        chosen_role = acting_roles[0]
    return Viewer(now, acting_roles, chosen_role, request.session.get(PROGRAMME_IN_SESSION))


def public(view: View) -> View:
    """Declare that anybody may see this page."""
    return declare_access(view, PUBLIC)


def access(may: May) -> Callable[[View], View]:
    """Declare what a page asks for: others get 403, the signed-out go to sign-in.

    Somebody with several roles who hasn't chosen one yet is asked to, and comes back.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: ViewerRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            viewer = request.viewer
            if viewer.acting_role is None and viewer.acting_roles and may != May.SIGNED_IN:
                asked = urlencode({"next": request.get_full_path()})
                return redirect(f"{resolve_url('look_as')}?{asked}")
            if not viewer.may(may):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return declare_access(guarded, may)

    return declare


def to_sign_in(request: ViewerRequest) -> HttpResponse:
    """Send to sign-in; a fragment's request moves the whole page there."""
    if getattr(request, "htmx", False):
        page = request.htmx.current_url_abs_path or "/"
        target = redirect_to_login(page, resolve_url("account_login")).url
        return HttpResponseClientRedirect(target)
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


class AccessMiddleware:
    """Puts the viewer on the request, and refuses views that declare no access."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: ViewerRequest) -> HttpResponse:
        # It becomes the viewer once somebody asks, so that a page for anybody needs no query.
        viewer = SimpleLazyObject(lambda: viewer_for(request, timezone.now()))
        request.viewer = cast(Viewer, viewer)
        request.programme = None
        return self.get_response(request)

    def process_view(
        self, request: ViewerRequest, view: View, args: list[object], kwargs: dict[str, object]
    ) -> None:
        if not hasattr(view, "access") and not view.__module__.startswith("allauth."):
            raise PermissionDenied("This page doesn’t declare who may use it.")
