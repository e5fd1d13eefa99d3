"""Forms that several pages share."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from rollout.common.forms import DressedForm, RowsField, check_order, offer_rows
from rollout.organisation.models import School
from tests.personas import World


def asked(value: list[str]) -> list[str]:
    """What a field says of some ids, or the names of the rows that it finds."""
    field = RowsField(queryset=School.objects.order_by("name"))
    try:
        return [school.name for school in field.clean(value)]
    except ValidationError as error:
        return error.messages


def test_rows_are_found_by_their_ids(world: World) -> None:
    assert asked([str(world.south.pk), str(world.north.pk)]) == ["Nordlia skole", "Sørlia skole"]


@pytest.mark.parametrize("wild", ["9" * 19, "9" * 400, "-" + "9" * 30, "x", "0"])
def test_a_wild_id_is_a_wrong_choice(world: World, wild: str) -> None:
    (said,) = asked([str(world.north.pk), wild])
    assert wild[:18] in said
    assert len(said) < 120


class Meeting(DressedForm):
    """A form with two times, to try their order."""

    start = forms.TimeField(required=False)
    end = forms.TimeField(required=False)


@pytest.mark.parametrize(
    ("start", "end", "is_told", "is_told_where_they_may_be_the_same"),
    [
        ("14:00", "16:00", False, False),
        ("14:00", "14:00", True, False),
        ("16:00", "14:00", True, True),
        ("00:00", "00:00", True, False),
        ("14:00", "", False, False),
        ("", "14:00", False, False),
    ],
)
def test_an_end_before_its_start_is_told_at_the_end(
    start: str, end: str, is_told: bool, is_told_where_they_may_be_the_same: bool
) -> None:
    for may_be_same, expected in ((False, is_told), (True, is_told_where_they_may_be_the_same)):
        form = Meeting({"start": start, "end": end})
        assert form.is_valid()
        check_order(form, "start", "end", "Too early", may_be_same=may_be_same)
        assert form.errors == ({"end": ["Too early"]} if expected else {})


def test_rows_are_offered_only_by_a_field_that_chooses_among_rows() -> None:
    with pytest.raises(TypeError, match="start is a TimeField"):
        offer_rows(Meeting(), "start", School.objects.none())
