"""Reads about levels. Nothing here shows one person's answers to another."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from rollout.competence.models import Area, Assessment, Framework, KitArea, Round
from rollout.library.models import Kit
from rollout.organisation.models import Person


def levels_on(
    people: Iterable[int] | None, framework: Framework, day: dt.date, owner_id: int
) -> dict[int, dict[int, int]]:
    """Each person's latest rank by area on a day: {person: {area: rank}}. One query.

    Of several on the day itself, the one entered last holds. `people` None is all of the owner's.
    """
    rows = Assessment.objects.filter(
        area__framework=framework, assessed_on__lte=day, person__owner=owner_id
    )
    if people is not None:
        rows = rows.filter(person__in=list(people))
    latest: dict[int, dict[int, int]] = {}
    ordered = rows.order_by("assessed_on", "pk").values_list("person_id", "area_id", "level__rank")
    for person, area, rank in ordered:
        latest.setdefault(person, {})[area] = rank
    return latest


def own_levels(person: Person, framework: Framework, day: dt.date) -> dict[int, int]:
    """A person's own latest rank by area, as far as their account has said it."""
    rows = own_answers(person, framework).filter(assessed_on__lte=day)
    ordered = rows.order_by("assessed_on", "pk").values_list("area_id", "level__rank")
    return dict(ordered)


def own_answers(person: Person, framework: Framework) -> QuerySet[Assessment]:
    """What a person's account may see: not what was said with an account that they had before."""
    seen = Q(sealed_for__isnull=True) | Q(sealed_for=person.user_id)
    return Assessment.objects.filter(seen, person=person, area__framework=framework)


def own_history(person: Person, framework: Framework) -> dict[int, list[Assessment]]:
    """A person's own assessments by area, the oldest first."""
    rows = own_answers(person, framework)
    history: dict[int, list[Assessment]] = {}
    for row in rows.select_related("level"):
        history.setdefault(row.area_id, []).append(row)
    return history


def last_closed_round(owner_id: int, framework_id: int, day: dt.date) -> Round | None:
    """The round that an owner's figures of competence come from on a day."""
    closed = Round.objects.filter(owner=owner_id, framework=framework_id, closed_on__lte=day)
    return closed.select_related("target_level").order_by("-closed_on", "-pk").first()


def open_round(owner_id: int, framework_id: int, day: dt.date) -> Round | None:
    """The round in which an answer of the day counts."""
    return Round.objects.filter(
        owner=owner_id,
        framework=framework_id,
        closed_on__isnull=True,
        starts_on__lte=day,
        ends_on__gte=day,
    ).first()


def areas_served(kit: Kit) -> QuerySet[Area]:
    """The areas that a kit serves, a copy those of its root."""
    served = Area.objects.filter(kit_marks__kit=kit.root_id)
    return served.select_related("framework").order_by("framework", "rank")


def kits_by_area(framework: Framework, kits: QuerySet[Kit]) -> dict[int, list[Kit]]:
    """Those of some central kits that serve each area of a framework, by the area. One query."""
    rows = KitArea.objects.filter(area__framework=framework, kit__in=kits).select_related("kit")
    found: dict[int, list[Kit]] = {}
    for row in rows.order_by("kit__title"):
        found.setdefault(row.area_id, []).append(row.kit)
    return found
