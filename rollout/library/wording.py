"""Whom a kit’s paths are for, and what it lacks, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHOSE_PATH: dict[str, str | Promise] = {
    "for_new": _("for those who are new to it"),
    "for_on_the_way": _("for those who are on the way"),
    "for_keen": _("for those who are keen"),
}
LACKING: dict[str, str | Promise] = {
    "purpose": _("A purpose: what pupils and colleagues gain from it."),
    "session": _("A session plan: the steps that a superuser takes colleagues through."),
    "workshop": _("A workshop guide: how superusers are made ready."),
    "module": _("An e-learning module, for those who couldn’t come."),
    "best_practice": _("A best practice: how one school did it."),
    "for_new": _("A path for those who are new to it."),
    "for_on_the_way": _("A path for those who are on the way."),
    "for_keen": _("A path for those who are keen."),
}
UNSERVED: dict[str, str | Promise] = {
    "knowledge": _("Build knowledge: show why and how it works, a little at a time."),
    "motivate": _("Motivate: let everybody choose a goal, and see that it is worth the trouble."),
    "technique": _("Develop technique: show it, let them try it, give feedback."),
    "embed": _("Embed in practice: agree what each does this week, and when you ask about it."),
}
