"""A copy’s differences and updates, ready for their pages: field by field, in pieces and words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from rollout.library.copies.merging import OURS, Clash, Offer
from rollout.library.copies.queries import Update, text_differences
from rollout.library.copies.words import KINDS, ORDER_FOLLOWS, STATES
from rollout.library.models import Kit, KitStep
from rollout.library.versions.differences import Differences, Piece, StepDifference, word_pieces
from rollout.library.versions.queries import content_of
from rollout.library.versions.rules import (
    KIT_TEXTS,
    LONG_TEXTS,
    SHORT_TEXTS,
    STEP_FIELDS,
    Content,
    Values,
    by_key,
    same,
    value_of,
)


@dataclass(frozen=True)
class FieldShown:
    """A field on both sides: what only the left has is struck through, and what only the right has
    is underlined."""

    label: str
    left: str
    right: str


def field_shown(label: str, was: str, now: str) -> FieldShown:
    left, right = word_pieces(was, now)
    return FieldShown(label, marked(left, "del", _("gone:")), marked(right, "ins", _("new:")))


def marked(pieces: list[Piece], tag: str, said: str) -> str:
    """Pieces of text as HTML; those that the other side hasn’t are marked, for the ear too."""
    shown = [marked_piece(piece, tag, said) if piece.is_other else piece.text for piece in pieces]
    return format_html_join("", "{}", ((text,) for text in shown))


def marked_piece(piece: Piece, tag: str, said: str) -> str:
    name = mark_safe(tag)  # noqa: S308  # one of ours
    told = '<{}><span class="ds-sr-only">{} </span>{}</{}>'
    return format_html(told, name, said, piece.text, name)


def label_of(model: type[Model], name: str) -> str:
    """What a field is called on pages, as a heading."""
    field: Any = model._meta.get_field(name)
    told = str(field.verbose_name)
    return told[:1].upper() + told[1:]


def text_of(model: type[Model], name: str, values: Values | None) -> str:
    """A field’s value in words."""
    value = value_of(values, name)
    field: Any = model._meta.get_field(name)
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


def fields_shown(
    model: type[Model], names: Iterable[str], was: Values | None, now: Values | None
) -> list[FieldShown]:
    """The fields that differ."""
    found = []
    for name in names:
        left, right = text_of(model, name, was), text_of(model, name, now)
        if left != right:
            found.append(field_shown(label_of(model, name), left, right))
    return found


@dataclass(frozen=True)
class TextShown:
    """One of the kit’s own texts beside the one that the school took. `mark` tells what is shown to
    whoever may take it home; `is_home` whether the central kit says the same already."""

    name: str
    fields: list[FieldShown]
    mark: str = ""
    is_home: bool = False


def texts_shown(
    took: Content, copy: Kit, told: Differences, *, may_take_home: bool
) -> list[TextShown]:
    """The kit’s own texts that the school has changed. Two queries more for whoever may take one
    home."""
    now = {name: getattr(copy, name) for name in told.texts}
    marks = {text.name: text.mark for text in text_differences(copy)} if may_take_home else {}
    return [
        TextShown(
            name,
            fields_shown(Kit, [name], took["texts"], now),
            marks.get(name, ""),
            copy.origin is not None and getattr(copy.origin, name) == now[name],
        )
        for name in told.texts
    ]


@dataclass(frozen=True)
class StepShown:
    """A step of a copy beside the one that the school took. `credit` is whom it would be after, and
    `is_home` whether the central kit says the same already."""

    told: StepDifference
    title: str
    state: str | Promise
    fields: list[FieldShown]
    credit: str = ""
    is_home: bool = False


def steps_shown(copy: Kit, told: Differences, *, with_authors: bool) -> list[StepShown]:
    """All steps with what differs, part by part. Two queries more for whoever may take one home."""
    authors = authors_of(copy) if with_authors else {}
    central: dict[str, Values] = {}
    if with_authors and copy.origin:
        central = by_key(content_of(copy.origin))
    return [
        StepShown(
            step,
            str(value_of(step.now or step.was, "title")),
            STATES[step.state],
            fields_shown(KitStep, STEP_FIELDS, step.was, step.now),
            authors.get(step.key, ""),
            same(without_credit(step.now), without_credit(central.get(step.key))),
        )
        for step in sorted(told.steps, key=lambda step: part_place(step.now or step.was))
    ]


def without_credit(values: Values | None) -> Values | None:
    return {**values, "credit": ""} if values else None


def authors_of(copy: Kit) -> dict[str, str]:
    """Whom each step is after: who changed it last at the school, and the school."""
    school = str(copy.school)
    return {
        step.key: f"{step.changed_by}, {school}" if step.changed_by else school
        for step in copy.steps.select_related("changed_by")
    }


@dataclass(frozen=True)
class ClashShown:
    """A field that clashes, its three texts, and what has been chosen and typed so far."""

    name: str
    label: str
    base: str
    ours: str
    theirs: str
    has_both: bool
    has_words: bool
    is_long: bool
    how: str
    words: str


@dataclass(frozen=True)
class OfferShown:
    """An offer in words, with what it would change here."""

    offer: Offer
    title: str
    told: str | Promise
    fields: list[FieldShown]
    clashes: list[ClashShown] = field(default_factory=list)


@dataclass(frozen=True)
class Typed:
    """What somebody has chosen and typed for one part."""

    part: str = ""
    how: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def offers_shown(update: Update, typed: Typed) -> list[OfferShown]:
    """All that waits for a copy, what asks for a choice first."""
    in_order = sorted(update.offers, key=lambda offer: (not offer.needs_choice, place_of(offer)))
    return [offer_shown(update, offer, typed) for offer in in_order]


def place_of(offer: Offer) -> int:
    """Texts come first, then the steps part by part, and the order last."""
    if offer.is_step:
        return 1 + part_place(offer.theirs or offer.ours)
    return 0 if offer.key else len(KitStep.Part) + 1


def part_place(values: Values | None) -> int:
    """The place of a step’s part among the parts, as pages have them."""
    return KitStep.Part.values.index(str(value_of(values, "part")))


def offer_shown(update: Update, offer: Offer, typed: Typed) -> OfferShown:
    if not offer.key:
        return OfferShown(offer, "", ORDER_FOLLOWS, [order_shown(update, offer)])
    model: type[Model] = KitStep if offer.is_step else Kit
    names = STEP_FIELDS if offer.is_step else KIT_TEXTS
    clashing = {clash.name for clash in offer.clashes}
    values = offer.theirs or offer.ours
    title = str(value_of(values, "title")) if offer.is_step else label_of(model, offer.key)
    return OfferShown(
        offer,
        title,
        KINDS[offer.kind],
        fields_shown(
            model, [name for name in names if name not in clashing], offer.ours, offer.merged
        ),
        [
            clash_shown(model, clash, typed if typed.part == offer.part else Typed())
            for clash in offer.clashes
        ],
    )


def order_shown(update: Update, offer: Offer) -> FieldShown:
    """The steps’ titles one a line, as they are here and as they would be."""
    titles = {key: str(step["title"]) for key, step in by_key(update.ours).items()}
    left, right = (
        "\n".join(titles[key] for key in (values or {})[offer.part])
        for values in (offer.ours, offer.merged)
    )
    return field_shown("", left, right)


def clash_shown(model: type[Model], clash: Clash, typed: Typed) -> ClashShown:
    told: dict[str, Any] = {
        side: text_of(model, clash.name, {clash.name: getattr(clash, side)})
        for side in ("base", "ours", "theirs")
    }
    return ClashShown(
        name=clash.name,
        label=label_of(model, clash.name),
        **told,
        has_both=clash.name in LONG_TEXTS,
        has_words=clash.name in LONG_TEXTS | SHORT_TEXTS,
        is_long=clash.name in LONG_TEXTS,
        how=typed.how.get(clash.name, OURS if typed.part else ""),
        words=typed.words.get(clash.name, str(clash.ours)),
    )
