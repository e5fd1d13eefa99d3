"""What a kit says, as plain values: its texts, and its steps by their keys. Pure.

A field of a step or of a kit that versions keep, that copies take with them and that merges look at
is named here, once.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

Values = dict[str, Any]

KIT_TEXTS = (
    "title", "dimension", "purpose", "technical_goal", "guide", "module_title", "module_url",
    "module_minutes", "best_practice", "for_new", "for_on_the_way", "for_keen", "evidence",
    "minutes", "credit",
)  # fmt: skip
# What somebody writes of a step, in the order of its form; besides, whose idea it was.
STEP_FORM = ("part", "title", "minutes", "practice", "text", "notes", "film", "question")
STEP_FIELDS = (*STEP_FORM, "credit")
# The minutes of a kit that the steps of one of its parts make up, where that has any.
MADE_BY_STEPS = (("session", "minutes"), ("module", "module_minutes"))
# Texts of several lines: two changes of one are merged by lines.
LONG_TEXTS = {
    "purpose", "technical_goal", "guide", "best_practice", "for_new", "for_on_the_way", "for_keen",
    "evidence", "text", "notes", "question",
}  # fmt: skip
# What else is written in one's own words, on one line.
SHORT_TEXTS = {"title", "module_title"}


class Content(TypedDict):
    """What a kit says: the values of `KIT_TEXTS`, and for each step its key and the values of
    `STEP_FIELDS`, part by part in order. Minutes are None where the steps say how long it takes.
    """

    texts: Values
    steps: list[Values]


def empty_content() -> Content:
    return {"texts": {}, "steps": []}


def by_key(content: Content) -> dict[str, Values]:
    """The steps by their keys, in order."""
    return {step["key"]: step for step in content["steps"]}


def in_parts(steps: Iterable[Values]) -> list[Values]:
    """Steps part by part; within each they stay as they come."""
    return sorted(steps, key=lambda step: str(step["part"]))


def as_ordered(content: Content, keys: Sequence[str]) -> Content:
    """The same content with its steps in the order of these keys, which are all of theirs."""
    steps = by_key(content)
    return {"texts": content["texts"], "steps": in_parts(steps[key] for key in keys)}


def placed(order: Sequence[str], others: Sequence[str]) -> list[str]:
    """An order, and in it the keys that only the other one has: each after the one that it follows
    there, and first where it follows none."""
    found = list(order)
    for place, key in enumerate(others):
        if key in found:
            continue
        before = next((other for other in reversed(others[:place]) if other in found), None)
        found.insert(found.index(before) + 1 if before else 0, key)
    return found


def with_step(content: Content, key: str, values: Values | None, like: Content) -> Content:
    """The content with a step as given: in its place, or where `like` has it if it is new in its
    part; without it where none is given."""
    steps = by_key(content)
    was = steps.pop(key, None)
    stays = was and values and was["part"] == values["part"]
    order = [other for other in by_key(content) if other in steps or stays]
    if values is not None:
        order = placed(order, [other for other in by_key(like) if other in order or other == key])
        steps[key] = {**values, "key": key}
    return as_ordered({"texts": content["texts"], "steps": list(steps.values())}, order)


def mark(value: object) -> str:
    """A short mark of a value, which tells whether a page shows what there is now."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two say the same; a field that one of them hasn't got yet is an empty one."""
    if one is None or other is None:
        return one is other
    return all(value_of(one, name) == value_of(other, name) for name in {*one, *other})


def value_of(values: Mapping[str, Any] | None, name: str) -> Any:
    """A field's value; empty where there is none."""
    value = plain_lines((values or {}).get(name))
    return "" if value is None else value


def plain_lines(value: Any) -> Any:
    """A text with its lines ended as they are kept: a browser ends them otherwise, and a text that
    nobody has changed would differ from its original. Anything else as it is."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def same_content(one: Content, other: Content) -> bool:
    """Whether two say the same throughout, in the same order."""
    return (
        same(one["texts"], other["texts"])
        and list(by_key(one)) == list(by_key(other))
        and all(map(same, one["steps"], other["steps"]))
    )
