"""How what a facilitator brings to a workshop is said, from its facts, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import Kind
from rollout.insight.bringing import Bring, Topic

Facts = Mapping[str, Any]


def stopped(facts: Facts, _kit: str) -> str:
    schools = facts["schools"]
    told = {"n": len(schools), "schools": ", ".join(schools), "text": facts["text"]}
    if facts["role"] == Kind.FACILITATOR:
        text = _(
            "%(n)s schools (%(schools)s) were stopped by what can be taken up at the workshop: "
            "“%(text)s”"
        )
        return text % told
    text = _(
        "%(n)s schools (%(schools)s) were stopped by what %(role)s can solve: “%(text)s” Find out "
        "what is being done, and tell them."
    )
    return text % {**told, "role": str(Kind(facts["role"]).label).lower()}


def help_wanted(facts: Facts, _kit: str) -> str:
    return _("%(school)s wants help: “%(text)s”") % facts


def low(facts: Facts, kit: str) -> str:
    text = _(
        "Colleagues told of little mastery at %(schools)s. Go through “%(kit)s” once more in a "
        "small group."
    )
    return text % {"schools": ", ".join(facts["schools"]), "kit": kit}


def awaited(facts: Facts, kit: str) -> str:
    text = ngettext(
        "%(n)s school of %(all)s awaits its session on “%(kit)s”. Set aside time to choose a day.",
        "%(n)s schools of %(all)s await their session on “%(kit)s”. Set aside time to choose days.",
        facts["n"],
    )
    return text % {**facts, "kit": kit}


def unchanged(facts: Facts, _kit: str) -> str:
    text = _(
        "In %(n)s of %(all)s sessions the kit was run as it came. Ask what they would change for "
        "their own colleagues."
    )
    return text % facts


def show(facts: Facts, _kit: str) -> str:
    if facts["worked"]:
        return _("Let %(school)s show what they did: “%(text)s” It worked: “%(worked)s”") % facts
    return _("Let %(school)s show what they did: “%(text)s”") % facts


WORDS: dict[Topic, Callable[[Facts, str], str]] = {
    Topic.STOPPED: stopped,
    Topic.HELP: help_wanted,
    Topic.LOW: low,
    Topic.AWAITED: awaited,
    Topic.UNCHANGED: unchanged,
    Topic.SHOW: show,
}


def say(bring: Bring, kit: str) -> str:
    """One thing to bring, in a sentence or two; the kit is the last workshop's."""
    return WORDS[bring.topic](bring.facts, kit)
