"""Numbers, names and positions as files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.organisation.rules import (
    KnownSchool,
    SchoolNames,
    fold,
    organisation_number_is_valid,
    position_of,
)

SCHOOLS = [
    KnownSchool(1, "Sten-Tærud skole", "973608886", 1, 10),
    KnownSchool(2, "Blaker skole", "875272772"),
    KnownSchool(3, "Stav skole", "974555778", 8, 10),
    KnownSchool(4, "Østersund ungdomsskole", "975289133", 8, 10),
    KnownSchool(5, "Sørum skole", "975272753", 1, 7),
    KnownSchool(6, "Sørumsand skole", "975272745", 1, 7),
    KnownSchool(7, "Frydenlund skole og ressurssenter", "974555700"),
    KnownSchool(8, "Haug barneskole", ""),
    KnownSchool(9, "Haug ungdomsskole", ""),
]


@pytest.fixture
def names() -> SchoolNames:
    return SchoolNames(SCHOOLS, [("fjellheimen montessori", 2)])


@pytest.mark.parametrize("number", ["973608894", "975272729", "875272772", "974555794"])
def test_real_organisation_numbers_hold(number: str) -> None:
    assert organisation_number_is_valid(number)


@pytest.mark.parametrize(
    "number", ["973608895", "12345678", "9736088940", "abcdefghi", "", "173608894"]
)
def test_wrong_organisation_numbers_do_not(number: str) -> None:
    assert not organisation_number_is_valid(number)


@given(
    st.sampled_from([s.number for s in SCHOOLS if s.number]), st.integers(0, 8), st.integers(1, 9)
)
def test_one_wrong_digit_is_always_found(number: str, place: int, step: int) -> None:
    digit = (int(number[place]) + step) % 10
    assert not organisation_number_is_valid(number[:place] + str(digit) + number[place + 1 :])


@pytest.mark.parametrize(
    ("written", "school"),
    [
        ("Sten Tærud", 1),
        ("  sten-tærud  SKOLE ", 1),
        ("BLAKER SKOLE", 2),
        ("Stav u.skole", 3),
        ("Østersund u.skole", 4),
        ("Østersund", 4),
        ("Sørum", 5),
        ("Sørumsand", 6),
        ("973608886", 1),
        ("973 608 886", 1),
        ("Haug barneskole", 8),
        ("Fjellheimen Montessori", 2),
    ],
)
def test_a_school_is_known_however_it_is_written(
    names: SchoolNames, written: str, school: int
) -> None:
    assert names.find(written) == school


@pytest.mark.parametrize(
    "written",
    ["Haug", "Fjellheimen", "", "skole", "Sørumsanda", "Østersund barneskole", "Sørum u.skole"],
)
def test_an_unsure_name_is_not_guessed(names: SchoolNames, written: str) -> None:
    assert names.find(written) is None


def test_an_unsure_name_gets_likely_ones(names: SchoolNames) -> None:
    assert names.suggest("Blakker skole")[0] == 2
    assert 6 in names.suggest("Sørumsanda")
    assert names.suggest("Fjellheim") == []


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "position"),
    [
        ("Lærer", "teacher"),
        ("Adjunkt med tillegg", "teacher"),
        ("Lektor m/tillegg", "teacher"),
        ("Rektor", "principal"),
        ("Assisterende rektor", "leader"),
        ("Ass. rektor", "leader"),
        ("Avdelingsleder", "leader"),
        ("SFO-leder", "after_school_leader"),
        ("Fagarbeider", "assistant"),
        ("Skolesekretær", "other"),
        ("Rektors sekretær", "other"),
        ("Sekretær for rektor", "other"),
        ("Avd.leder", "leader"),
        ("Adj. m/oppr.", "teacher"),
        ("Barne- og ungdomsarbeider", "assistant"),
        ("teacher", "teacher"),
    ],
)
def test_positions_are_known_by_their_titles(title: str, position: str) -> None:
    assert position_of(title) == position


@pytest.mark.parametrize("title", ["Astronaut", "", "   "])
def test_an_unknown_title_is_not_guessed(title: str) -> None:
    assert position_of(title) is None
