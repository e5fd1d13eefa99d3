"""What a closed pulse shows to a viewer, as its page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rollout.common.charts import Bar, Segment, stacked
from rollout.competence.suppression import Counts, added
from rollout.logbook.pulses.models import Pulse, PulseCount, PulseQuestion, PulseText
from rollout.logbook.pulses.queries import seen_by
from rollout.logbook.pulses.rules import ITEMS, MASTERY, SCALES, Words, is_low, mean
from rollout.organisation.access import Viewer

# More groups than these are told in a table.
MOST_BARS = 3


@dataclass(frozen=True)
class Group:
    """How a school, or all who were asked, have answered a question. `school` is empty for all."""

    school: str
    counts: Counts
    bar: Bar
    mean: float | None

    @property
    def n(self) -> int:
        return self.bar.total

    @property
    def by_choice(self) -> list[Segment]:
        """The answers in their order, each as a bar of its own from the left."""
        return [replace(segment, x=0.0) for segment in self.bar.segments]

    @property
    def numbers(self) -> list[int]:
        """How many gave each answer, in the order of the choices."""
        return [self.counts[value] for value in sorted(self.counts)]


@dataclass(frozen=True)
class Shown:
    """What is shown of a question: by group, all first, or what was written."""

    question: PulseQuestion
    groups: tuple[Group, ...]
    texts: tuple[str, ...] = ()

    @property
    def drawn(self) -> tuple[Group, ...]:
        """The groups with a bar of their own: all together alone, where there are many schools."""
        return self.groups if len(self.groups) <= MOST_BARS else self.groups[:1]

    @property
    def is_scale(self) -> bool:
        return self.question.kind == PulseQuestion.Kind.SCALE

    @property
    def is_text(self) -> bool:
        return self.question.kind == PulseQuestion.Kind.TEXT


@dataclass(frozen=True)
class ScaleMean:
    """A ready scale's mean over its four statements, of all who were asked."""

    name: Words
    mean: float
    n: int


@dataclass(frozen=True)
class Results:
    """A pulse's results: each question, the ready scales' means, and whether mastery is low."""

    questions: tuple[Shown, ...]
    scales: tuple[ScaleMean, ...]
    is_low: bool

    @property
    def has_any(self) -> bool:
        return any(shown.groups or shown.texts for shown in self.questions)


def results_of(pulse: Pulse, viewer: Viewer) -> Results:
    """What a viewer sees of a closed pulse; nothing of one that isn't closed. Three queries."""
    if not pulse.closed_at:
        return Results((), (), is_low=False)
    counts = seen_by(viewer, pulse.counts.select_related("school"))
    by_question: dict[int, list[PulseCount]] = {}
    for row in counts.order_by("school__name", "school", "value"):
        by_question.setdefault(row.question_id, []).append(row)
    written = PulseText.objects.filter(question__pulse=pulse)
    texts = dict(written.values_list("question", "texts")) if viewer.is_wide else {}
    shown = tuple(
        Shown(question, groups_of(question, by_question.get(question.pk, [])),
              tuple(texts.get(question.pk, ())))
        for question in pulse.questions.all()
    )  # fmt: skip
    low = any(
        is_low(group.counts)
        for each in shown
        for group in each.groups
        if pulse.kind == Pulse.Kind.SESSION and each.question.key == MASTERY
    )
    return Results(shown, scale_means(shown), low)


def groups_of(question: PulseQuestion, rows: Iterable[PulseCount]) -> tuple[Group, ...]:
    """A question's counts by group, those of all together first; groups that nobody answered in
    aren't there."""
    by_group: dict[str, dict[int, int]] = {}
    for row in rows:
        by_group.setdefault(str(row.school or ""), {})[row.value] = row.n
    names = {value: str(words) for value, words in question.options.items()}
    is_scale = question.kind == PulseQuestion.Kind.SCALE
    return tuple(
        Group(school, counts, stacked(school, counts, names), mean(counts) if is_scale else None)
        for school, counts in sorted(by_group.items(), key=lambda pair: pair[0] != "")
        if any(counts.values())
    )


def scale_means(shown: Iterable[Shown]) -> tuple[ScaleMean, ...]:
    """The means of the scales of which all four statements are shown."""
    whole = {
        each.question.key: group.counts
        for each in shown
        for group in each.groups
        if not group.school
    }
    means = []
    for scale, name in SCALES.items():
        items = [whole[key] for n in range(1, ITEMS + 1) if (key := f"{scale}_{n}") in whole]
        found = mean(added(items))
        if len(items) == ITEMS and found is not None:
            means.append(ScaleMean(name, found, max(sum(item.values()) for item in items)))
    return tuple(means)
