"""How each rule's advice is said, from its facts, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.guidance.rules import Advice, Rule

Facts = Mapping[str, Any]


def no_staff(facts: Facts) -> str:
    return _("Nobody on the roster. Load the staff list, or take the school out of the programme.")


def no_superuser(facts: Facts) -> str:
    return _("No active superuser. Ask the principal to choose some.")


def few_superusers(facts: Facts) -> str:
    text = ngettext(
        "Only %(n)s active superuser.", "Only %(n)s active superusers.", facts["superusers"]
    )
    return text % {"n": facts["superusers"]}


def session_late(facts: Facts) -> str:
    return _("No session yet on “%(kit)s”, %(days)s days after the workshop.") % facts


def gone_quiet(facts: Facts) -> str:
    return _("No session for %(days)s school days.") % {"days": facts["school_days"]}


WORDS: dict[Rule, Callable[[Facts], str]] = {
    Rule.NO_STAFF: no_staff,
    Rule.NO_SUPERUSER: no_superuser,
    Rule.FEW_SUPERUSERS: few_superusers,
    Rule.SESSION_LATE: session_late,
    Rule.GONE_QUIET: gone_quiet,
}


def say(advice: Advice) -> str:
    """An advice in a sentence or two. It doesn't name the school: pages do."""
    return WORDS[advice.rule](advice.facts)
