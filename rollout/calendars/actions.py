"""Writes to days, places and weekdays. Each action is atomic, and the one door for its change."""

from collections.abc import Callable, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.calendars.models import (
    Availability,
    ClosedPeriod,
    MeetingWeekday,
    StartingPlace,
    Venue,
)
from rollout.calendars.places import PlaceRow
from rollout.calendars.rows import DayRow, new_things
from rollout.common.bulk import make_rows
from rollout.common.revisions import check_fresh
from rollout.organisation.models import Person, School, SchoolOwner

Days = ClosedPeriod | Availability


def check_rows(planned: Iterable[DayRow | PlaceRow], leave_out_errors: bool) -> None:
    """Refuse rows that can't be read, unless they shall be left out."""
    if any(row.state == "error" for row in planned) and not leave_out_errors:
        raise ValidationError(
            _("Some lines can’t be read. Put them right, or tick that they shall be left out.")
        )


@transaction.atomic
def add_rows(
    *, owner_id: int, plan: Callable[[], list[DayRow]], leave_out_errors: bool = False
) -> int:
    """Add what pasted rows give: all of it or nothing; how many were new.

    The rows are worked out anew behind the owner's lock, so that two people at once, or a second
    tap, add them once.
    """
    SchoolOwner.objects.select_for_update().get(pk=owner_id)
    planned = plan()
    check_rows(planned, leave_out_errors)
    return len(make_rows(new_things(planned), owner_id=owner_id))


@transaction.atomic
def add_days(*, days: Days) -> bool:
    """Add days that somebody wrote; a second tap finds them there, and adds nothing."""
    SchoolOwner.objects.select_for_update().get(pk=days.owner_id)
    fields = SAME_DAYS[type(days)]
    same = type(days)._default_manager.filter(**{name: getattr(days, name) for name in fields})
    if same.exists():
        return False
    days.full_clean()
    days.save()
    return True


SAME_DAYS: dict[type, tuple[str, ...]] = {
    ClosedPeriod: ("owner", "school", "name", "starts_on", "ends_on"),
    Availability: ("owner", "facilitator", "venue", "starts_on", "ends_on"),
}


@transaction.atomic
def change_days(*, days: Days, revision: int) -> Days:
    """Save changed days, unless somebody else changed them since, or a feed keeps them."""
    was = fresh_days(days)
    check_fresh(was, revision)
    days.revision = was.revision + 1
    days.full_clean()
    days.save()
    return days


@transaction.atomic
def take_out_days(*, days: Days) -> None:
    """Take days out that somebody wrote."""
    fresh_days(days).delete()


def fresh_days(days: Days) -> Days:
    """The days under lock. A feed's own come back at its next reading, so they aren't touched."""
    fresh = type(days)._default_manager.select_for_update().filter(pk=days.pk).first()
    if fresh is None:
        raise ValidationError(_("Somebody else has taken these days out already."))
    if fresh.feed_id:
        raise ValidationError(
            _("These days come from a subscribed calendar. Change them there instead.")
        )
    return fresh


@transaction.atomic
def save_venue(*, venue: Venue, revision: int) -> Venue:
    """Make or change a venue."""
    if venue.pk:
        was = Venue.objects.select_for_update().get(pk=venue.pk)
        check_fresh(was, revision)
        venue.revision = was.revision + 1
    venue.full_clean()
    venue.save()
    return venue


@transaction.atomic
def delete_venue(*, venue: Venue) -> None:
    """Take out a venue that no workshop has used; the others are part of what was, or will be."""
    Venue.objects.select_for_update().get(pk=venue.pk)
    used = venue.workshop_set.count()
    if used:
        raise ValidationError(
            ngettext(
                "%(n)s workshop is at this venue, so it stays. Give it another venue first.",
                "%(n)s workshops are at this venue, so it stays. Give them another venue first.",
                used,
            )
            % {"n": used}
        )
    venue.delete()


@transaction.atomic
def set_starting_place(
    *, person: Person, name: str, latitude: float, longitude: float
) -> StartingPlace:
    """Say where a facilitator sets out from."""
    place = StartingPlace.objects.filter(person=person).first() or StartingPlace(person=person)
    place.name, place.latitude, place.longitude = name, latitude, longitude
    place.full_clean()
    place.save()
    return place


@transaction.atomic
def set_weekdays(*, weekdays: Mapping[int, frozenset[int]]) -> int:
    """Say on which weekdays schools can meet, by the school's id; how many schools were told of.

    All five are the same as none chosen.
    """
    schools = list(School.objects.select_for_update().filter(pk__in=weekdays).order_by("pk"))
    if any(not weekdays[school.pk] for school in schools):
        raise ValidationError(_("Tick at least one weekday for each school."))
    MeetingWeekday.objects.filter(school__in=schools).delete()
    MeetingWeekday.objects.bulk_create(
        MeetingWeekday(school=school, weekday=weekday)
        for school in schools
        for weekday in sorted(weekdays[school.pk])
        if len(weekdays[school.pk]) < 5
    )
    return len(schools)


@transaction.atomic
def set_places(
    *, owner_id: int, plan: Callable[[], Iterable[PlaceRow]], leave_out_errors: bool = False
) -> int:
    """Give schools the addresses and places that pasted rows say: all or nothing."""
    SchoolOwner.objects.select_for_update().get(pk=owner_id)
    planned = list(plan())
    check_rows(planned, leave_out_errors)
    changed = [row.school for row in planned if row.state == "new" and row.school]
    for school in changed:
        school.full_clean()
        school.save()
    return len(changed)
