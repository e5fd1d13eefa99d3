"""How a copy’s differences and updates are told."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rollout.library.copies.merging import Kind
from rollout.library.copies.queries import Update
from rollout.library.versions.differences import Differences, State

STATES: dict[str, str | Promise] = {
    State.SAME: gettext_lazy("unchanged"),
    State.CHANGED: gettext_lazy("changed"),
    State.ADDED: gettext_lazy("added"),
    State.DROPPED: gettext_lazy("taken out"),
}
KINDS: dict[str, str | Promise] = {
    Kind.FOLLOWS: gettext_lazy("You have left this as it was, so it follows."),
    Kind.MERGES: gettext_lazy("Both have changed this, and the two go well together."),
    Kind.CLASHES: gettext_lazy("Both have changed the same place. Choose how it is to be."),
    Kind.KEPT: gettext_lazy("Taken out of the original. You have changed it, so yours is kept."),
    Kind.OFFERED: gettext_lazy("You took this out, and the original has changed it since."),
}
ORDER_FOLLOWS = gettext_lazy("The steps have another order in the original. You have moved none.")


def settled_words(update: Update, *, takes: bool) -> str:
    """What became of all that an update offered."""
    if not takes:
        return _("Your copy stays as it is. None of this is offered again.")
    n, left = update.follow, update.to_choose
    told = ngettext("%(n)s change is taken in.", "%(n)s changes are taken in.", n) % {"n": n}
    waiting = ngettext("%(n)s needs your choice", "%(n)s need your choice", left) % {"n": left}
    return f"{told} {waiting}." if left else told


def update_words(update: Update) -> str:
    """What waits for a copy, as a sentence; empty where nothing does."""
    follow, choose, kept = update.follow, update.to_choose, update.kept
    told = [
        ngettext("%(n)s change follows by itself", "%(n)s changes follow by themselves", follow)
        % {"n": follow},
        ngettext("%(n)s needs your choice", "%(n)s need your choice", choose) % {"n": choose},
        ngettext("%(n)s of your steps is kept", "%(n)s of your steps are kept", kept) % {"n": kept},
    ]
    there = [words for words, n in zip(told, (follow, choose, kept), strict=True) if n]
    return f"{', '.join(there)}." if there else ""


def difference_words(told: Differences) -> str:
    """How much differs, such as “2 steps changed, 1 step added”."""
    n = {state: told.count(state) for state in State}
    changed, added, dropped = n[State.CHANGED], n[State.ADDED], n[State.DROPPED]
    moved, texts = told.moved, len(told.texts)
    words = [
        (changed, ngettext("%(n)s step changed", "%(n)s steps changed", changed)),
        (added, ngettext("%(n)s step added", "%(n)s steps added", added)),
        (dropped, ngettext("%(n)s step taken out", "%(n)s steps taken out", dropped)),
        (moved, ngettext("%(n)s step moved", "%(n)s steps moved", moved)),
        (texts, ngettext("%(n)s text changed", "%(n)s texts changed", texts)),
    ]
    there = [text % {"n": count} for count, text in words if count]
    return ", ".join(there) or _("as the original")
