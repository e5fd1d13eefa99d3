"""Forms that several pages share."""

import pytest
from django.core.exceptions import ValidationError

from rollout.common.forms import RowsField
from rollout.organisation.models import School
from tests.personas import World


def asked(value: list[str]) -> list[str]:
    """What a field says of some ids, or the names of the rows that it finds."""
    field = RowsField(queryset=School.objects.order_by("name"))
    try:
        return [school.name for school in field.clean(value)]  # type: ignore[attr-defined]
    except ValidationError as error:
        return error.messages


def test_rows_are_found_by_their_ids(world: World) -> None:
    assert asked([str(world.south.pk), str(world.north.pk)]) == ["Nordlia skole", "Sørlia skole"]


@pytest.mark.parametrize("wild", ["9" * 19, "9" * 400, "-" + "9" * 30, "x", "0"])
def test_a_wild_id_is_a_wrong_choice(world: World, wild: str) -> None:
    (said,) = asked([str(world.north.pk), wild])
    assert wild[:18] in said
    assert len(said) < 120
