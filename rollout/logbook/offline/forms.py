"""The log form as a device keeps it: nobody’s, so that anybody’s browser may have it."""

from copy import deepcopy

from django import forms

from rollout.common.forms import DressedForm, dress
from rollout.logbook.forms import SessionForm
from rollout.logbook.models import TrainingSession

# What the device has its own way with, and what the page fills in from the school’s list.
APART = ("people", "client_key", "sure")
FROM_THE_LIST = ("kit", "held_by")


class BlankForm(DressedForm):
    """The fields of a session that was held, without a school: `FROM_THE_LIST` have no choices yet.
    A field that is added to the session’s form, and needs no rows to choose among, is here too."""

    def __init__(self) -> None:
        super().__init__(initial={"mode": TrainingSession.Mode.COMMON_TIME, "minutes": 45})
        for name, field in SessionForm.base_fields.items():
            by_row = isinstance(field, forms.ModelChoiceField) and name not in FROM_THE_LIST
            if not by_row and name not in APART:
                self.fields[name] = deepcopy(field)
        self.fields["people"] = deepcopy(SessionForm.base_fields["people"])
        dress(self)

    def shown_fields(self) -> list[forms.BoundField]:
        names = ("kit", "held_by", "held_on", "minutes")
        return [self[name] for name in names]

    def more_fields(self) -> list[forms.BoundField]:
        """What may be said besides. `reflection` the device shows only where a draft has it."""
        first = {field.name for field in self.shown_fields()} | {"people", "head_count"}
        return [field for field in self if field.name not in first]
