"""Writes of schools' own copies: taking one, taking and declining updates, and taking a school's
idea home."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.library.actions import locked
from rollout.library.copies import merging
from rollout.library.copies.merging import Kind, Offer
from rollout.library.copies.models import CopyBase
from rollout.library.copies.queries import (
    Update,
    own_copy,
    step_difference,
    text_differences,
    update_for,
)
from rollout.library.copies.writing import write_content
from rollout.library.models import Kit, KitStep
from rollout.library.versions.differences import StepDifference
from rollout.library.versions.queries import content_of, latest_version
from rollout.library.versions.rules import Content, Values, with_step
from rollout.organisation.models import School

MOST_CREDIT = 200  # characters


@transaction.atomic
def make_copy(*, kit: Kit, school: School) -> tuple[Kit, bool]:
    """A school's own copy of a central kit as it was last published, and whether this call made it:
    a school has one at most. One never published is copied as it is."""
    origin = locked(kit.pk)
    if origin.school_id:
        raise ValidationError(_("This is a school’s own copy. Take one of the central kit."))
    if own := own_copy(origin, [school.pk]):
        return own, False
    version = latest_version(origin.pk)
    content: Content = version.content if version else content_of(origin)
    copy = Kit(owner_id=origin.owner_id, school=school, origin=origin, title=origin.title)
    copy.minutes = origin.minutes
    write_content(copy, content)
    CopyBase.objects.create(kit=copy, version=version, content=content_of(copy))
    return copy, True


@transaction.atomic
def settle_part(
    *,
    copy: Kit,
    part: str,
    seen: str,
    takes: bool,
    choices: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> Offer:
    """Take or decline what the origin has changed of one part. `seen` is the mark of the offer that
    the page showed; `choices` and `words` say what becomes of each field that clashes.

    To decline moves the base alone: the copy stays as it is, and the change isn't offered again.
    """
    update = update_for(locked(copy.pk))
    offer = update.offer(part)
    if offer is None:
        raise ValidationError(_("This is settled already: nothing waits here any more."))
    check_seen(offer.mark, seen)
    ours = update.ours
    if takes:
        values = chosen(offer, choices or {}, words or {})
        ours = merging.taken(ours, update.theirs, offer, values)
        write_content(update.copy, ours)
        ours = content_of(update.copy)
    base = merging.moved_on(update.base.content, ours, update.theirs, [part])
    keep_base(update, base, takes=takes)
    return offer


@transaction.atomic
def settle_all(*, copy: Kit, seen: str, takes: bool) -> Update:
    """Take all that needs no choice, or decline all that there is; gives what was offered. `seen`
    is the mark of the offers that the page showed."""
    update = update_for(locked(copy.pk))
    if not update.offers:
        raise ValidationError(_("This is settled already: nothing waits here any more."))
    check_seen(update.mark, seen)
    if takes:
        base, ours = merging.all_taken(update.base.content, update.ours, update.theirs)
        write_content(update.copy, ours)
    else:
        base = update.theirs
    keep_base(update, base, takes=takes)
    return update


def check_seen(now: str, seen: str) -> None:
    """Refuse what was decided on a page that showed something else."""
    if now != seen:
        raise ValidationError(
            _("This changed while you had it open. Look at it as it is now, and choose again."),
            code="stale",
        )


def keep_base(update: Update, content: Content, *, takes: bool) -> None:
    base = update.base
    base.content = content
    if takes:
        base.version = update.version
    base.save()


def chosen(offer: Offer, choices: Mapping[str, str], words: Mapping[str, str]) -> Values | None:
    """What becomes of an offer's part. Raises ValidationError where a choice is missing, and for
    what a step or kit can't say."""
    if offer.kind == Kind.KEPT:
        return None
    try:
        values = merging.chosen(offer, choices, words)
    except KeyError as error:
        raise ValidationError(_("Choose how it is to be, for each text that clashes.")) from error
    names = {clash.name for clash in offer.clashes}
    row = (KitStep if offer.is_step else Kit)(**{name: (values or {})[name] for name in names})
    row.clean_fields(exclude={field.name for field in row._meta.fields} - names)
    return values


@transaction.atomic
def take_home(*, copy: Kit, key: str, credit: str, seen: str) -> KitStep:
    """Let the central kit have a school's version of a step, with its author named: put together
    with what the centre has changed since, or placed after the step that it follows at the school.
    It reaches other schools when the kit is published. `seen` is the mark of what the page showed.
    """
    origin = locked(copy.root_id)
    told = step_difference(copy, key)
    if told is None or told.now is None:
        raise ValidationError(_("The school has taken this step out."))
    check_seen(told.mark, seen)
    content = content_of(origin)
    values = brought_home(told, next((s for s in content["steps"] if s["key"] == key), None))
    values["credit"] = with_credit(values["credit"], credit)
    write_content(origin, with_step(content, key, values, content_of(copy)))
    return origin.steps.get(key=key)


@transaction.atomic
def take_text_home(*, copy: Kit, name: str, credit: str, seen: str) -> Kit:
    """Let the central kit have one of a school’s own texts of it, such as its purpose, with whose
    idea it was: put together with what the centre has changed since. `seen` is the mark of what the
    page showed."""
    origin = locked(copy.root_id)
    told = next((text for text in text_differences(copy) if text.name == name), None)
    if told is None:
        raise ValidationError(_("The school has this text as it took it."))
    check_seen(told.mark, seen)
    content = content_of(origin)
    if content["texts"][name] is None:
        raise ValidationError(_("The steps say how long it takes. Take those home instead."))
    values, clashes = merging.merge(told.was, {name: content["texts"][name]}, told.now)
    if clashes:
        raise ValidationError(
            _("The central text has been changed in the same place. Bring the two together there.")
        )
    content["texts"]["credit"] = with_credit(content["texts"]["credit"], credit)
    write_content(origin, merging.with_part(content, merging.TEXT + name, values, content))
    return origin


def brought_home(told: StepDifference, central: Values | None) -> Values:
    """A step as the centre will have it. Raises ValidationError where the two clash."""
    if told.now is None or central is None:
        return dict(told.now or {})
    values, clashes = merging.merge(told.was or {}, central, told.now)
    if clashes:
        raise ValidationError(
            _("The central step has been changed in the same place. Bring the two together there.")
        )
    return values


def with_credit(before: str, credit: str) -> str:
    """Whom a step or a kit's texts are after, once another is named. Raises ValidationError where
    nobody is, and where there are too many."""
    new = " ".join(credit.split())
    if not new:
        raise ValidationError(_("Say whose idea it was."))
    found = before if new in before.split("; ") else "; ".join(filter(None, [before, new]))
    if len(found) > MOST_CREDIT:
        raise ValidationError(_("That is too long: name the school alone."))
    return found
