"""Whole histories of a kit and a copy of it, on the database: take, edit, publish, merge."""

import itertools
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollout.library.actions import add_step, change_step, move_step, remove_step
from rollout.library.copies.actions import make_copy, settle_all, settle_part
from rollout.library.copies.merging import Kind
from rollout.library.copies.queries import Update, update_for
from rollout.library.models import Kit, KitStep
from rollout.library.versions.actions import publish
from rollout.library.versions.queries import content_of, latest_version
from rollout.library.versions.rules import Content, mark, same_content
from rollout.notifications.actions.causing import rolled_back
from tests import factories as make
from tests.personas import World

DEEDS = ("edit", "add", "drop", "move", "publish", "take", "decline", "settle")


def words_of(content: Content) -> set[str]:
    return {line for step in content["steps"] for line in str(step["text"]).split("\n") if line}


class History:
    """A kit of three steps, published, with a copy; each edit writes a word that is new."""

    def __init__(self, world: World, random: Random) -> None:
        self.random, self.words = random, self.new_words()
        self.kit = make.kit(world.owner)
        for _n in range(3):
            text = "\n".join(itertools.islice(self.words, 4))
            make.step(self.kit, text=text)
        publish(kit=self.kit)
        self.copy = make_copy(kit=self.kit, school=world.north)[0]

    def new_words(self) -> Iterator[str]:
        return (f"ord{n}" for n in itertools.count())

    def side(self) -> Kit:
        return Kit.objects.get(pk=self.random.choice([self.kit.pk, self.copy.pk]))

    def step(self, kit: Kit) -> KitStep | None:
        steps = list(kit.steps.all())
        return self.random.choice(steps) if steps else None

    def now(self) -> Update:
        return update_for(Kit.objects.get(pk=self.copy.pk))

    def edit(self) -> None:
        if step := self.step(self.side()):
            lines = step.text.split("\n")
            lines[self.random.randrange(len(lines))] = next(self.words)
            step.text = "\n".join(lines)
            change_step(step=step, revision=step.revision)

    def add(self) -> None:
        add_step(step=KitStep(kit=self.side(), title="Nytt", text=next(self.words)))

    def drop(self) -> None:
        if step := self.step(self.side()):
            remove_step(step=step, revision=step.revision)

    def move(self) -> None:
        kit = self.side()
        if step := self.step(kit):
            move_step(step=step, by=self.random.choice([-1, 1]), revision=kit.revision)

    def publish(self) -> None:
        now, latest = content_of(Kit.objects.get(pk=self.kit.pk)), latest_version(self.kit.pk)
        if latest and not same_content(now, latest.content):
            publish(kit=self.kit)

    def take(self) -> None:
        """All that needs no choice: no word of the school's own is lost, and once is enough."""
        before = self.now()
        if not before.offers:
            return
        settle_all(copy=self.copy, seen=before.mark, takes=True)
        after = self.now()
        own = words_of(before.ours) - words_of(before.base.content)
        assert own <= words_of(after.ours)
        assert {offer.kind for offer in after.offers} <= {Kind.CLASHES, Kind.OFFERED}
        if after.offers:
            settle_all(copy=self.copy, seen=after.mark, takes=True)
            assert self.now().ours == after.ours

    def decline(self) -> None:
        """One part: every byte stays, and it isn't offered again."""
        before = self.now()
        if not before.offers:
            return
        offer = self.random.choice(before.offers)
        settle_part(copy=self.copy, part=offer.part, seen=offer.mark, takes=False)
        after = self.now()
        assert mark(after.ours) == mark(before.ours)
        assert offer.part not in {other.part for other in after.offers}

    def settle(self) -> None:
        """Everything, with both sides' words where they clash: nothing of either is lost."""
        before = self.now()
        for offer in before.offers:
            fresh = self.now().offer(offer.part)
            if fresh is None:
                continue
            settle_part(
                copy=self.copy,
                part=fresh.part,
                seen=fresh.mark,
                takes=fresh.kind != Kind.KEPT,
                choices={clash.name: "both" for clash in fresh.clashes},
            )
        after = self.now()
        took = words_of(before.base.content)
        assert (words_of(before.ours) | words_of(before.theirs)) - took <= words_of(after.ours)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from(DEEDS), max_size=14), st.randoms(use_true_random=False))
@pytest.mark.django_db
def test_no_history_loses_a_word(world: World, deeds: list[str], random: Random) -> None:
    with rolled_back():
        history = History(world, random)
        for deed in [*deeds, "publish", "settle"]:
            getattr(history, deed)()
        assert {offer.part for offer in history.now().offers} <= {"order"}
        history.take()
        assert history.now().offers == []
