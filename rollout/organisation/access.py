"""Who is looking, as what, and what they may reach. Every view declares what it asks for."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
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
HAT_IN_SESSION = "looks_as"
PROGRAMME_IN_SESSION = "programme"


@dataclass(frozen=True)
class Hat:
    """One thing somebody can look as: a role, or what an employment gives."""

    key: str
    kind: Kind
    person: Person
    place: str
    school_ids: tuple[int, ...] = ()
    programme_id: int | None = None


@dataclass
class Viewer:
    """The signed-in person under the hat they chose, at a moment; `hat` is None where they have
    none."""

    now: dt.datetime
    hats: list[Hat] = field(default_factory=list)
    hat: Hat | None = None
    chosen_programme: int | None = None
    # What `planning.queries.programmes_for` read for this request.
    known_programmes: list[Any] | None = None

    @property
    def day(self) -> dt.date:
        """The local day that they look on."""
        return timezone.localdate(self.now)

    @property
    def kind(self) -> str:
        return self.hat.kind if self.hat else ""

    @property
    def worn_hat(self) -> Hat:
        """What they look as. Raises PermissionDenied for somebody who has nothing to look as."""
        if self.hat is None:
            raise PermissionDenied
        return self.hat

    @property
    def person(self) -> Person:
        """Who they are. Raises PermissionDenied as `worn_hat` does."""
        return self.worn_hat.person

    @property
    def owner_id(self) -> int:
        """Their owner's id. Raises PermissionDenied as `worn_hat` does."""
        return self.person.owner_id

    @property
    def school_ids(self) -> tuple[int, ...]:
        """The schools that their hat is for: none for one that is for the whole owner."""
        return self.hat.school_ids if self.hat else ()

    @property
    def programme_id(self) -> int | None:
        """The one programme that their hat is for, where it is for one."""
        return self.hat.programme_id if self.hat else None

    @property
    def is_wide(self) -> bool:
        """Whether they reach every school of the owner or programme."""
        return self.kind in WIDE_KINDS

    def may(self, may: str) -> bool:
        if may == May.SIGNED_IN:
            return True
        if self.programme_id and may in OWNER_WIDE:
            return False
        return bool(self.hat) and allows(self.kind, May(may))

    def reaches(self, school_id: int) -> bool:
        return self.is_wide or school_id in self.school_ids

    def schools(self) -> QuerySet[School]:
        """The schools they may know of."""
        if not self.hat:
            return School.objects.none()
        schools = School.objects.filter(owner_id=self.owner_id)
        if self.programme_id:
            schools = schools.filter(participations__programme=self.programme_id).distinct()
        return schools if self.is_wide else schools.filter(pk__in=self.school_ids)

    def people(self) -> QuerySet[Person]:
        """The people whose names they may see that day: DOMAIN's rule for names at a school."""
        if not self.hat:
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
        return people.filter(pk=self.hat.person.pk)


class ViewerRequest(PageRequest):
    """A request as `AccessMiddleware` hands it on: who looks, and at which programme where the
    page is about one."""

    viewer: Viewer
    programme: Any


HAT_ORDER = [
    Kind.PROJECT_LEAD,
    Kind.FACILITATOR,
    Kind.PRINCIPAL,
    Kind.SUPERUSER,
    Kind.IT_COORDINATOR,
    Kind.READER,
    Kind.TEACHER,
]


def hats_of(user_id: int, day: dt.date) -> list[Hat]:
    """Everything this user can look as on a day, the widest first. Three small queries."""
    let_in = Person.objects.filter(user=user_id, way_in__ended_at__isnull=True)
    people = {p.pk: p for p in let_in.select_related("owner")}
    roles = Role.objects.on(day).filter(person__in=people)
    employments = list(
        Employment.objects.on(day)
        .filter(person__in=people)
        .values_list("pk", "person_id", "position", "school_id", "school__name", named=True)
    )
    named = list(roles.values_list(*ROLE, named=True))
    hats = [hat_of_role(role, people) for role in named if not is_within_another(role, named)]
    hats += [
        Hat(f"principal-{e.pk}", Kind.PRINCIPAL, people[e.person_id], e.school__name,
            (e.school_id,))
        for e in employments
        if e.position == Position.PRINCIPAL
    ]  # fmt: skip
    # Those with another hat at the school do a teacher's things under that one.
    covered = {(hat.person.pk, school) for hat in hats for school in hat.school_ids}
    for pk, person in people.items():
        left = [e for e in employments if e.person_id == pk and (pk, e.school_id) not in covered]
        if left:
            place = ", ".join(e.school__name for e in left)
            schools = tuple(e.school_id for e in left)
            hats.append(Hat(f"teacher-{pk}", Kind.TEACHER, person, place, schools))
    return sorted(hats, key=lambda hat: HAT_ORDER.index(hat.kind))


ROLE = (
    "pk",
    "kind",
    "person_id",
    "school_id",
    "school__name",
    "programme_id",
    "programme__name",
)


def is_within_another(role: Any, roles: list[Any]) -> bool:
    """Whether somebody is a superuser for all programmes at the school where this role is for one
    of them: they look as one superuser."""
    here = (Kind.SUPERUSER, role.person_id, role.school_id, None)
    wide = {(r.kind, r.person_id, r.school_id, r.programme_id) for r in roles}
    return role.kind == Kind.SUPERUSER and role.programme_id is not None and here in wide


def hat_of_role(role: Any, people: dict[int, Person]) -> Hat:
    person = people[role.person_id]
    return Hat(
        f"{role.kind}-{role.pk}",
        Kind(role.kind),
        person,
        role.school__name or role.programme__name or person.owner.name,
        (role.school_id,) if role.school_id else (),
        role.programme_id,
    )


def viewer_for(request: ViewerRequest, now: dt.datetime) -> Viewer:
    """The viewer behind a request; a hat that has ended is no longer worn."""
    if not request.user.is_authenticated:
        return Viewer(now)
    hats = hats_of(request.user.pk, timezone.localdate(now))
    chosen = request.session.get(HAT_IN_SESSION)
    worn = next((hat for hat in hats if hat.key == chosen), None)
    if worn is None and len(hats) == 1:
        worn = hats[0]
    return Viewer(now, hats, worn, request.session.get(PROGRAMME_IN_SESSION))


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
            if viewer.hat is None and viewer.hats and may != May.SIGNED_IN:
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
