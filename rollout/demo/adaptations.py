"""A kit that schools have made their own: four copies, each in its state, and two versions."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery

from rollout.common.dates import start_of, today
from rollout.demo import content
from rollout.demo.organisation import DemoSchool
from rollout.demo.personas import LEAD, one_of
from rollout.library.actions import add_step, change_step
from rollout.library.copies.actions import make_copy, settle_all, take_home
from rollout.library.copies.queries import step_difference, update_for
from rollout.library.models import Kit, KitStep
from rollout.library.versions.actions import publish
from rollout.library.versions.models import KitVersion
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person, SchoolOwner


def make(owner: SchoolOwner, schools: list[DemoSchool]) -> None:
    """Four schools take their own copy of a kit. One leaves it as it is and follows to version 2;
    one has a change that goes well with that; one has a clash waiting, and a step worth taking
    home; the idea of the last is in version 2. The centre has gone on writing since."""
    kit = Kit.objects.get(owner=owner, school=None, title=content.ADAPTED_KIT)
    lead = Person.objects.get(user__email=LEAD)
    clashing, merging, following, heard = (Copy(kit, demo) for demo in four(schools))
    merging.change(**content.MERGES)
    clashing.change(**content.CLASHES)
    clashing.change(**content.WORTH_TAKING_HOME)
    clashing.add(**content.OWN_STEP)
    heard.change(**content.TAKEN_HOME)
    told = step_difference(heard.copy, content.TAKEN_HOME["key"])
    credit = f"{heard.author}, {heard.copy.school}"
    if told:
        take_home(copy=heard.copy, key=told.key, credit=credit, seen=told.mark)
    for change in content.VERSION_2:
        change_text(kit, lead, **change)
    third_week = today() - dt.timedelta(days=20)
    publish(kit=kit, by=lead, news=content.NEWS_2, at=start_of(third_week))
    for school in (following, heard):
        update = update_for(Kit.objects.get(pk=school.copy.pk))
        settle_all(copy=school.copy, seen=update.mark, takes=True)
    for change in content.NOT_PUBLISHED:
        change_text(kit, lead, **change)
    note_versions(third_week)


def four(schools: list[DemoSchool]) -> list[DemoSchool]:
    """The schools of the two superusers and the principal who sign in, and another."""
    named = [one_of(schools, profile) for profile in ("strong", "steady", "weak")]
    found: list[DemoSchool] = []
    for demo in [*named, *schools]:
        if demo.superusers and demo not in found:
            found.append(demo)
    return found[:4]


class Copy:
    """A school's copy, and the superuser who writes it."""

    def __init__(self, kit: Kit, demo: DemoSchool) -> None:
        self.copy = make_copy(kit=kit, school=demo.school)[0]
        self.author = demo.superusers[0].person

    def change(self, **told: Any) -> None:
        change_text(self.copy, self.author, **told)

    def add(self, **told: Any) -> None:
        add_step(step=KitStep(kit=self.copy, changed_by=self.author, **told))


def change_text(kit: Kit, by: Person, *, key: str, was: str, now: str) -> None:
    """Put other words in a step's text. Raises ValueError where the old ones aren't there."""
    step = kit.steps.get(key=key)
    if was not in step.text:
        raise ValueError(f"{step} doesn't say {was}")
    step.text = step.text.replace(was, now)
    step.changed_by = by
    change_step(step=step, revision=step.revision)


def note_versions(day: dt.date) -> None:
    """Sessions have used the first version of their kit, and from a day on the second."""
    for model in (TrainingSession, TrainingSession.history.model):
        for number, rows in ((1, model.objects.all()), (2, model.objects.filter(held_on__gte=day))):
            versions = KitVersion.objects.filter(kit=OuterRef("kit"), number=number).values("pk")
            with_it = rows.filter(kit__in=KitVersion.objects.filter(number=number).values("kit"))
            with_it.update(kit_version=Subquery(versions))
