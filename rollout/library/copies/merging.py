"""A new central version and a school's own copy put together, part by part. Pure.

Three contents meet: the base that the copy last took or declined, ours (the school's copy) and
theirs (the origin as it is published). They are compared part by part: each of the kit's texts,
each step by its key, and the order of the steps. What the origin hasn't changed since the base is
no concern; everything else is offered, once: whether it is taken or declined, the base moves to
what the origin says, and it is offered anew only when the origin changes that part again.

The order is theirs where the school has moved nothing; otherwise it stays ours, and new steps come
after the step that they follow at home.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rollout.library.copies.lines import merged_lines
from rollout.library.versions.rules import (
    KIT_TEXTS,
    LONG_TEXTS,
    Content,
    Values,
    as_ordered,
    by_key,
    mark,
    placed,
    same,
    value_of,
    with_step,
)

ORDER = "order"
TEXT, STEP = "text.", "step."


class Kind(StrEnum):
    """What becomes of a part that the origin has changed."""

    FOLLOWS = "follows"  # the school has left it alone: it follows
    MERGES = "merges"  # both have changed it, and the two go together
    CLASHES = "clashes"  # both have changed the same: somebody chooses
    KEPT = "kept"  # taken out at home, changed at the school: it is kept
    OFFERED = "offered"  # taken out at the school, changed at home: somebody chooses


@dataclass(frozen=True)
class Clash:
    """A field that both have changed, each in its way."""

    name: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True)
class Offer:
    """A part that the origin has changed: as it was, as it is with us and with them (None where it
    isn't there), and as it would be here once taken. In what clashes, `merged` has our words."""

    part: str
    kind: Kind
    base: Values | None
    ours: Values | None
    theirs: Values | None
    merged: Values | None
    clashes: tuple[Clash, ...] = ()

    @property
    def needs_choice(self) -> bool:
        return self.kind in (Kind.CLASHES, Kind.OFFERED)

    @property
    def mark(self) -> str:
        """Tells whether a page shows the offer as it is now."""
        return mark([self.part, self.base, self.ours, self.theirs])

    @property
    def key(self) -> str:
        """The step’s key, or the text’s name."""
        return self.part.partition(".")[2]

    @property
    def is_step(self) -> bool:
        return self.part.startswith(STEP)


def offers(base: Content, ours: Content, theirs: Content) -> list[Offer]:
    """What the origin has changed since the base and the copy hasn't got: texts, steps, order."""
    found = [
        offer_of(part, *(values_of(content, part) for content in (base, ours, theirs)))
        for part in parts_of(base, ours, theirs)
    ]
    found.append(order_offer(base, ours, theirs))
    return [offer for offer in found if offer]


def parts_of(*contents: Content) -> list[str]:
    """The texts and steps of some contents, each once; steps in the last one’s order."""
    keys: list[str] = []
    for content in reversed(contents):
        keys = placed(keys, list(by_key(content)))
    return [TEXT + name for name in KIT_TEXTS] + [STEP + key for key in keys]


def values_of(content: Content, part: str) -> Values | None:
    """What a content says of a text or step; None where it has no such step."""
    if part.startswith(STEP):
        return by_key(content).get(part.removeprefix(STEP))
    name = part.removeprefix(TEXT)
    return {name: content["texts"].get(name)}


def offer_of(
    part: str, base: Values | None, ours: Values | None, theirs: Values | None
) -> Offer | None:
    """What is offered of a text or step; None where there is nothing to take."""
    if same(theirs, base) or same(theirs, ours):
        return None
    if same(ours, base):
        return Offer(part, Kind.FOLLOWS, base, ours, theirs, theirs)
    if theirs is None:
        return Offer(part, Kind.KEPT, base, ours, theirs, None)
    if ours is None:
        return Offer(part, Kind.OFFERED, base, ours, theirs, theirs)
    merged, clashes = merge(base or {}, ours, theirs)
    kind = Kind.CLASHES if clashes else Kind.MERGES
    return Offer(part, kind, base, ours, theirs, merged, clashes)


def merge(base: Values, ours: Values, theirs: Values) -> tuple[Values, tuple[Clash, ...]]:
    """Two changes of the same put together field by field, inside texts line by line; and the
    fields that clash, which are ours in it."""
    merged, clashes = {**theirs, **ours}, []
    for name in merged:
        was, own, other = (value_of(values, name) for values in (base, ours, theirs))
        if own == other or other == was:
            continue
        text = merged_lines(was, own, other) if name in LONG_TEXTS and own != was else None
        if own == was:
            merged[name] = theirs[name]
        elif text is not None:
            merged[name] = text
        else:
            clashes.append(Clash(name, was, own, other))
    return merged, tuple(clashes)


def order_offer(base: Content, ours: Content, theirs: Content) -> Offer | None:
    """The order of the steps, where the origin has moved some and the school none."""
    contents = (base, ours, theirs)
    was, own, other = (list(by_key(content)) for content in contents)
    if not is_moved(base, theirs) or is_moved(base, ours):
        return None
    merged = placed([key for key in other if key in own], own)
    if merged == own or list(by_key(as_ordered(ours, merged))) == own:
        return None
    orders: list[Values] = [{ORDER: order} for order in (was, own, other, merged)]
    return Offer(ORDER, Kind.FOLLOWS, orders[0], orders[1], orders[2], orders[3])


def is_moved(was: Content, now: Content) -> bool:
    """Whether the steps that both have in the same part stand in another order."""
    before, after = by_key(was), by_key(now)
    both = {key for key in before if key in after and before[key]["part"] == after[key]["part"]}
    return [key for key in before if key in both] != [key for key in after if key in both]


def with_part(content: Content, part: str, values: Values | None, like: Content) -> Content:
    """The content with a text or step as given, or with the order of `like`. A new step comes where
    `like` has it."""
    if part == ORDER:
        own = list(by_key(content))
        return as_ordered(content, placed([key for key in by_key(like) if key in own], own))
    if part.startswith(STEP):
        return with_step(content, part.removeprefix(STEP), values, like)
    return {"texts": {**content["texts"], **(values or {})}, "steps": content["steps"]}


def taken(ours: Content, theirs: Content, offer: Offer, values: Values | None) -> Content:
    """The copy with an offer taken, as merged or chosen."""
    return with_part(ours, offer.part, values, theirs)


def moved_on(base: Content, ours: Content, theirs: Content, parts: Sequence[str]) -> Content:
    """The base once these parts are settled, and with them all that is alike on both sides."""
    alike = [
        part
        for part in parts_of(base, ours, theirs)
        if same(values_of(ours, part), values_of(theirs, part))
    ]
    for part in (*parts, *alike):
        base = with_part(base, part, None if part == ORDER else values_of(theirs, part), theirs)
    return base if order_offer(base, ours, theirs) else with_part(base, ORDER, None, theirs)


def all_taken(base: Content, ours: Content, theirs: Content) -> tuple[Content, Content]:
    """The base and the copy once all is taken that needs no choice. What was taken out at home and
    changed at the school is kept as the school has it."""
    parts = []
    for offer in offers(base, ours, theirs):
        if offer.needs_choice or offer.part == ORDER:
            continue
        parts.append(offer.part)
        if offer.kind != Kind.KEPT:
            ours = taken(ours, theirs, offer, offer.merged)
    base = moved_on(base, ours, theirs, parts)
    if order := order_offer(base, ours, theirs):
        ours = taken(ours, theirs, order, order.merged)
        base = moved_on(base, ours, theirs, [ORDER])
    return base, ours


OURS, THEIRS, BOTH, OWN_WORDS = "ours", "theirs", "both", "own"


def chosen(offer: Offer, choices: Mapping[str, str], words: Mapping[str, str]) -> Values | None:
    """What becomes of an offer’s part when somebody has chosen for each field that clashes: ours,
    theirs, both one after the other, or own words. Raises KeyError where a choice is missing."""
    if offer.merged is None:
        return None
    values = dict(offer.merged)
    for clash in offer.clashes:
        ways = {OURS: clash.ours, THEIRS: clash.theirs}
        if clash.name in LONG_TEXTS:
            ways[BOTH] = "\n\n".join(text for text in (clash.ours, clash.theirs) if text)
        how = choices[clash.name]
        values[clash.name] = words[clash.name] if how == OWN_WORDS else ways[how]
    return values
