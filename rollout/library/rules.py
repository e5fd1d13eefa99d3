"""What a kit lacks before it is complete, and which mechanisms none of its steps serves."""

from collections.abc import Collection
from dataclasses import dataclass

MECHANISMS = ("knowledge", "motivate", "technique", "embed")
SESSION = "session"  # the part that a superuser takes colleagues through
PATHS = ("for_new", "for_on_the_way", "for_keen")


@dataclass(frozen=True)
class KitParts:
    """The names of a kit's texts that are written, and the part and mechanism of each step."""

    written: Collection[str]
    steps: Collection[tuple[str, str]]

    def has_steps(self, part: str) -> bool:
        return any(of == part for of, _mechanism in self.steps)


def lacking(kit: KitParts) -> list[str]:
    """What is still to be written, in the order in which it is best written. None where the kit is
    complete: it says why, has its three parts, a best practice, and a path for everyone.

    A guide that is one text, and a module that is found elsewhere, are parts too.
    """
    there = {
        "purpose": "purpose" in kit.written,
        "session": kit.has_steps("session"),
        "workshop": kit.has_steps("workshop") or "guide" in kit.written,
        "module": kit.has_steps("module") or "module_title" in kit.written,
        "best_practice": "best_practice" in kit.written,
        **{path: path in kit.written for path in PATHS},
    }
    return [name for name, is_there in there.items() if not is_there]


def unserved(kit: KitParts) -> list[str]:
    """The mechanisms that no step serves; none is told of a kit that has no steps yet."""
    served = {mechanism for _part, mechanism in kit.steps}
    return [name for name in MECHANISMS if name not in served] if kit.steps else []
