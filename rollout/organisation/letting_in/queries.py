"""Who has access, who would get it, and who can’t, by role."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.organisation.letting_in.letters import still
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.letting_in.states import WAITING, State, state_of, way_of
from rollout.organisation.models import Employment, Person, Position, Role, SchoolOwner

LET_IN = (Kind.SUPERUSER, Kind.PRINCIPAL, Kind.FACILITATOR)


@dataclass(frozen=True)
class Candidate:
    """Somebody with a role, and how it stands with their access. `holder` is somebody else here who
    signs in with their e-mail; `has_account` where one elsewhere has."""

    person: Person
    places: list[str]
    state: State
    way: WayIn | None
    holder: Person | None
    has_account: bool

    @property
    def cannot(self) -> bool:
        return self.can_wait and (not self.person.email or self.holder is not None)

    @property
    def can_wait(self) -> bool:
        return self.state in (State.NONE, State.ENDED)

    @property
    def would_get(self) -> bool:
        return self.can_wait and not self.cannot

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


@dataclass
class Group:
    """The people of a role."""

    kind: Kind
    rows: list[Candidate] = field(default_factory=list)

    @property
    def new(self) -> list[Candidate]:
        return [row for row in self.rows if row.would_get]

    @property
    def waiting(self) -> list[Candidate]:
        return [row for row in self.rows if row.is_waiting]

    @property
    def expired(self) -> list[Candidate]:
        return [row for row in self.rows if row.state == State.EXPIRED]

    @property
    def cannot(self) -> list[Candidate]:
        return [row for row in self.rows if row.cannot]

    @property
    def inside(self) -> list[Candidate]:
        return [row for row in self.rows if row.state == State.IN]


def people_let_in(owner: SchoolOwner, day: dt.date) -> list[Person]:
    """The owner’s superusers, principals and facilitators, with what they are: three queries."""
    roles = Role.objects.filter(still(day), kind__in=LET_IN)
    principals = Employment.objects.filter(in_force(day), position=Position.PRINCIPAL)
    such = Q(pk__in=roles.values("person")) | Q(pk__in=principals.values("person"))
    people = Person.objects.filter(such, owner=owner).select_related("owner", "user", "way_in")
    return list(
        people.prefetch_related(
            Prefetch("roles", roles.select_related("school", "programme"), to_attr="let_in_as"),
            Prefetch("employments", principals.select_related("school"), to_attr="leads_at"),
        )
    )


def groups_for(owner: SchoolOwner, now: dt.datetime, day: dt.date) -> list[Group]:
    """Everybody who gets access by their role, once, under the first role that they have."""
    people = people_let_in(owner, day)
    emails = [person.email for person in people if person.email]
    accounts = {user.email: user for user in User.objects.filter(email__in=emails, is_active=True)}
    holders = {
        person.user_id: person
        for person in Person.objects.filter(owner=owner, user__in=[u.pk for u in accounts.values()])
    }
    groups = {kind: Group(kind) for kind in LET_IN}
    for person in people:
        account = accounts.get(person.email)
        holder = holders.get(account.pk) if account else None
        is_other = holder is not None and holder.pk != person.pk
        kinds = kinds_of(person)
        first = next(kind for kind in LET_IN if kind in kinds)
        groups[first].rows.append(
            Candidate(
                person=person,
                places=places_of(person),
                state=state_of(person, now),
                way=way_of(person),
                holder=holder if is_other else None,
                has_account=account is not None and person.user_id is None,
            )
        )
    return [group for group in groups.values() if group.rows]


def kinds_of(person: Any) -> set[str]:
    """What somebody read by `people_let_in` is."""
    kinds = {role.kind for role in person.let_in_as}
    return kinds | {Kind.PRINCIPAL} if person.leads_at else kinds


def places_of(person: Any) -> list[str]:
    """Where somebody has the roles that let them in."""
    places = [str(role.school or role.programme) for role in person.let_in_as]
    places += [str(employment.school) for employment in person.leads_at]
    return list(dict.fromkeys(places))
