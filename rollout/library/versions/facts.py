"""What a kit’s page tells of its versions."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from rollout.library.models import Kit
from rollout.library.versions.differences import Differences
from rollout.library.versions.models import KitVersion
from rollout.library.versions.queries import Shown, content_of, latest_version, not_published
from rollout.library.versions.rules import mark


@dataclass(frozen=True)
class Publishing:
    """A central kit for whoever publishes it: its latest version, and what has changed since. None
    of either where it was never published."""

    latest: KitVersion | None
    changes: Differences | None
    mark: str

    @property
    def may_publish(self) -> bool:
        return self.changes is None or self.changes.is_any

    @property
    def told(self) -> str:
        """How much has changed since, such as “2 steps, 1 text”."""
        steps = len(self.changes.changed_steps) if self.changes else 0
        texts = len(self.changes.texts) if self.changes else 0
        words = [
            (steps, ngettext("%(n)s step", "%(n)s steps", steps)),
            (texts, ngettext("%(n)s text of the kit", "%(n)s texts of the kit", texts)),
        ]
        return ", ".join(text % {"n": n} for n, text in words if n)


def publishing(shown: Shown) -> Publishing:
    """What there is to publish of a kit that is shown as it is. One query."""
    kit: Kit = shown.kit
    latest = latest_version(kit.pk)
    changes = not_published(kit, latest, shown.steps) if latest else None
    return Publishing(latest, changes, mark(content_of(kit, shown.steps)))
