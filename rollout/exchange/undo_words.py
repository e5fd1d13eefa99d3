"""Why something that an import made or changed stays, in a few words."""

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Having an account, and all that is done with it: nobody is told what somebody has done themselves.
ACCESS = gettext_lazy("has access to Rollout")
SESSIONS = gettext_lazy("is noted at a session")
COHORT = gettext_lazy("has a place in a cohort")
PROGRAMME = gettext_lazy("takes part in a programme")
BUILT_ON: dict[str, str | Promise] = {
    "Assessment": ACCESS,
    "Feed": ACCESS,
    "ModuleCompletion": ACCESS,
    "WayIn": ACCESS,
    "Scan": SESSIONS,
    "SessionAttendance": SESSIONS,
    "SessionNeed": SESSIONS,
    "SessionNewcomer": SESSIONS,
    "TrainingSession": SESSIONS,
    "GuestPlace": COHORT,
    "Membership": COHORT,
    "WorkshopAttendance": gettext_lazy("has answered or been to a workshop"),
    "Workshop": gettext_lazy("leads a workshop"),
    "Message": gettext_lazy("is written to about a workshop"),
    "MergedPerson": gettext_lazy("has been merged with somebody"),
    "Participation": PROGRAMME,
    "Programme": PROGRAMME,
    "Employment": gettext_lazy("an employment has been added"),
    "Role": gettext_lazy("a role has been added"),
    "ClosedPeriod": gettext_lazy("closed days have been added"),
}
CHANGED: dict[str, str | Promise] = {
    "Person": gettext_lazy("the person has been changed: %(fields)s"),
    "Employment": gettext_lazy("an employment has been changed: %(fields)s"),
    "Role": gettext_lazy("a role has been changed: %(fields)s"),
    "Membership": gettext_lazy("the place in a cohort has been changed"),
}
CHANGED_OTHERWISE = gettext_lazy("has been changed: %(fields)s")


def built_on_words(model: type[models.Model]) -> str:
    """What of a model's has come to rest on something."""
    known = BUILT_ON.get(model.__name__)
    return str(known or _("“%(what)s” has been added") % {"what": model._meta.verbose_name})


def changed_words(thing: models.Model, fields: Iterable[str]) -> str:
    """What of a row has been changed, by its columns."""
    columns = list(fields)
    if columns == ["user_id"]:
        return str(ACCESS)
    by_column = {field.attname: field for field in thing._meta.concrete_fields}
    names = [str(by_column[name].verbose_name) for name in columns if name != "user_id"]
    text = CHANGED.get(type(thing).__name__, CHANGED_OTHERWISE)
    return str(text) % {"fields": get_text_list(names, _("and"))}
