"""Who came besides the school's own: guests from other schools, and newcomers on no list yet."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from rollout.common.names import unaccented
from rollout.common.searching import holding
from rollout.logbook.models import SessionNewcomer, TrainingSession
from rollout.organisation.models import Employment, Person, School
from rollout.planning.roster import roster

LEAST_LETTERS = 3
MOST_FOUND = 8
MOST_NEWCOMERS = 10


def may_search(text: str) -> bool:
    """Whether a search names somebody: fewer letters would let everybody be browsed."""
    return sum(letter.isalpha() for letter in text) >= LEAST_LETTERS


def guests_found(session: TrainingSession, text: str, day: dt.date) -> list[Employment]:
    """Who may have come to a session as a guest, by name: a few of those on the roster of the
    programme's other schools on a day. Elsewhere it reaches nobody, so nobody is found there.
    Nobody for fewer than three letters. Those who are noted already aren't found."""
    if not may_search(text):
        return []
    programme, here = session.programme, session.school_id
    elsewhere = roster(programme, day)
    own = elsewhere.filter(school=here).values("person")
    named = holding(text, "person__first_name", "person__last_name")
    found = (
        elsewhere.filter(named)
        .exclude(person__in=own)
        .exclude(person__in=session.attendances.values("person"))
        .select_related("person", "school")
        .order_by("person__last_name", "person__first_name", "person", "school__name")
    )
    first: dict[int, Employment] = {}
    for employment in found[: MOST_FOUND * 3]:
        first.setdefault(employment.person_id, employment)
    return list(first.values())[:MOST_FOUND]


def schools_of_guests(session: TrainingSession, guests: Iterable[Person]) -> dict[int, School]:
    """By guest, the school where they worked on the session's day."""
    there = Employment.objects.on(session.held_on).filter(person__in=list(guests))
    return {row.person_id: row.school for row in there.select_related("school").order_by("pk")}


def waiting_newcomers(schools: Iterable[int]) -> list[SessionNewcomer]:
    """The newcomers at some schools' sessions of whom nobody knows yet who they are."""
    return list(
        SessionNewcomer.objects.waiting()
        .filter(session__school__in=list(schools), session__counted_only=False)
        .exclude(session__status=TrainingSession.Status.CANCELLED)
        .select_related("session__programme")
    )


def people_named(newcomers: Iterable[SessionNewcomer]) -> dict[int, list[Person]]:
    """By newcomer, who at the session's school has the name. One query."""
    return {pk: [row.person for row in rows] for pk, rows in employed_as(newcomers).items()}


def employed_as(newcomers: Iterable[SessionNewcomer]) -> dict[int, list[Employment]]:
    """By newcomer, the employment of each who has the name at the session's school: they may have
    begun after it, and hadn't left before it. One query."""
    waiting = list(newcomers)
    schools = {newcomer.session.school_id for newcomer in waiting}
    employed = Employment.objects.filter(school__in=schools).select_related("person").order_by("pk")
    at: dict[tuple[int, str], list[Employment]] = {}
    for row in employed if waiting else []:
        at.setdefault((row.school_id, unaccented(str(row.person))), []).append(row)
    found: dict[int, list[Employment]] = {}
    for newcomer in waiting:
        held_on = newcomer.session.held_on
        rows = at.get((newcomer.session.school_id, newcomer.folded), [])
        there = {r.person_id: r for r in rows if r.ends_on is None or r.ends_on >= held_on}
        found[newcomer.pk] = list(there.values())
    return found


def may_be_newcomer(session: TrainingSession) -> list[Person]:
    """Those at a session's school who aren't noted on it: one of them may be a newcomer."""
    left = Q(ends_on__isnull=True) | Q(ends_on__gte=session.held_on)
    there = Employment.objects.filter(left, school=session.school_id)
    people = Person.objects.filter(pk__in=there.values("person"))
    return list(people.exclude(pk__in=session.attendances.values("person")))
