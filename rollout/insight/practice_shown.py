"""The figures of practice, as pages and downloads show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.insight.practice import Dilution, Practice, Share
from rollout.logbook.models import TrainingSession

# In the order in which they are told; a way that isn't a session's mode is told as itself.
MODES: dict[str, str | Promise] = {
    **dict(TrainingSession.Mode.choices),
    "module": gettext_lazy("by the module"),
    "workshop": gettext_lazy("at the workshop"),
}
# The newest kits; older ones are folded.
KITS_SHOWN = 4


@dataclass(frozen=True)
class ModeRow:
    """How many a mode has reached, of all who are."""

    label: str | Promise
    share: Share


@dataclass(frozen=True)
class KitLoss:
    """What is lost of a kit on the way, with its title."""

    title: str
    dilution: Dilution


@dataclass(frozen=True)
class PracticeShown:
    """A school's practice, or the owner's, ready to be shown."""

    practice: Practice
    modes: list[ModeRow]
    kits: list[KitLoss]

    @property
    def kits_first(self) -> list[KitLoss]:
        return self.kits[:KITS_SHOWN]

    @property
    def kits_more(self) -> list[KitLoss]:
        return self.kits[KITS_SHOWN:]


def practice_shown(unit: UnitFigures, titles: Mapping[int, str]) -> PracticeShown:
    """A unit's practice with the newest kits first."""
    practice = unit.practice
    all_reached = practice.reached_pairs
    modes = [
        ModeRow(label, Share(practice.by_mode[mode], all_reached))
        for mode, label in MODES.items()
        if practice.by_mode.get(mode)
    ]
    kits = [KitLoss(titles.get(row.kit, ""), row) for row in reversed(practice.dilution)]
    return PracticeShown(practice, modes, kits)


def practice_sheet(figures: ProgrammeFigures) -> list[list[object]]:
    """A row a school, in the order of their names, and all of them last; empty is no figure."""
    heading: list[object] = [
        _("School"),
        _("Hours of professional development"),
        _("Technical share"),
        _("Adapted"),
        _("Noted within 3 days"),
        _("Used after 8 weeks"),
    ]
    units = [*sorted(figures.schools.values(), key=lambda unit: unit.name), figures.owner]
    return [heading, *([unit.name, *in_numbers(unit.practice)] for unit in units)]


def in_numbers(practice: Practice) -> list[object]:
    shares = (practice.technical, practice.adapted, practice.in_time, practice.used)
    values = [practice.hours, *(share.value for share in shares)]
    return ["" if value is None else round(value, 3) for value in values]
