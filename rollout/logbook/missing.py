"""Those who missed a session: who they are, what they can do on their own, and who can help."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.library.models import Kit, KitStep
from rollout.library.queries import has_steps, kit_root
from rollout.logbook.models import TrainingSession
from rollout.logbook.reached import ways_reached
from rollout.organisation.models import Employment, Person
from rollout.organisation.queries import superusers_of
from rollout.planning.models import Programme
from rollout.planning.roster import roster_people


def who_missed(session: TrainingSession, day: dt.date) -> list[Person]:
    """Those on the roster of the session's school whom its kit hasn't reached by a day, by
    surname."""
    people = list(roster_people(session.programme, session.school, day))
    ways = ways_reached(session.school.owner_id, day, [person.pk for person in people])
    return [person for person in people if (person.pk, session.kit.root_id) not in ways]


def helpers(
    programme: Programme, schools: Collection[int], kits: Collection[int], day: dt.date
) -> dict[int, list[int]]:
    """By kit, the ids of the colleagues at the schools who can help with it on a day, the likeliest
    first: who has held a session on it there, the last one first, and then the superusers whom it
    has reached. A kit is told by its root's id. Four queries."""
    roles = superusers_of(programme, day).filter(school__in=schools).order_by("pk")
    superusers = list(roles.values_list("person", flat=True))
    employed = Employment.objects.on(day).filter(school__in=schools)
    here = {*superusers, *employed.values_list("person", flat=True)}
    held = TrainingSession.objects.filter(
        programme=programme, school__in=schools, status="held", held_on__lte=day
    ).order_by("-held_on", "-pk")
    ways = ways_reached(programme.owner_id, day, superusers)
    found: dict[int, list[int]] = {kit: [] for kit in kits}
    for kit, person in held.annotate(root=kit_root("kit")).values_list("root", "held_by"):
        if kit in found and person in here:
            found[kit].append(person)
    for kit, people in found.items():
        people += [person for person in superusers if (person, kit) in ways]
    return found


def module_address(kit: Kit) -> str:
    """Where a kit's module is found, whoever follows the link; empty where it has none."""
    if has_steps(kit, KitStep.Part.MODULE):
        return f"{settings.BASE_URL}{reverse('kit_module', args=[kit.pk])}"
    return f"{settings.BASE_URL}{reverse('kit', args=[kit.pk])}" if kit.module_title else ""


def text_to_send(session: TrainingSession, day: dt.date) -> str:
    """A short text to those who missed a session; empty where there is nothing to send them to."""
    kit = session.kit
    told = {"kit": kit.title, "n": kit.module_minutes, "link": module_address(kit)}
    if not told["link"]:
        return ""
    if kit.module_minutes:
        text = ngettext(
            "Missed the session on “%(kit)s”? It takes %(n)s minute on your own, when it suits you:"
            " %(link)s",
            "Missed the session on “%(kit)s”? It takes %(n)s minutes on your own, when it suits"
            " you: %(link)s",
            kit.module_minutes,
        )
    else:
        text = _("Missed the session on “%(kit)s”? Take it on your own when it suits you: %(link)s")
    able = helpers(session.programme, [session.school_id], [kit.root_id], day)[kit.root_id]
    helper = Person.objects.filter(pk=able[0]).first() if able else None
    help_by = _("Ask %(name)s if you’d like help.") % {"name": helper} if helper else ""
    return f"{text % told}\n{help_by}".strip()
