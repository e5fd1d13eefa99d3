"""What to bring to a workshop follows from what the schools have told."""

import pytest
from django.utils.translation import override

from rollout.insight.bringing import Bring, Ran, Told, Topic, what_to_bring
from rollout.insight.bringing_words import WORDS, say

CHANGED = Ran(is_adapted=True, adaptation="Egne årsplaner", worked="Alle prøvde", came=20)


def topics(*told: Told) -> list[Topic]:
    return [bring.topic for bring in what_to_bring(told)]


def only(*told: Told) -> Bring:
    (bring,) = what_to_bring(told)
    return bring


def test_nothing_is_brought_where_nothing_is_told() -> None:
    assert topics() == []
    assert topics(Told("Nord"), Told("Sør", ran=(Ran(),))) == []


def test_what_stopped_several_schools_is_taken_up() -> None:
    nord = Told("Nord", stopped=(("it_coordinator", "Lyd"), ("it_coordinator", "Nettet")))
    assert topics(nord, Told("Sør")) == []
    sor = Told("Sør", stopped=(("it_coordinator", "Nettet"), ("principal", "Tid")))
    found = only(nord, sor)
    schools = ["Nord", "Sør"]
    assert found.facts == {"role": "it_coordinator", "schools": schools, "text": "Nettet"}


def test_what_stopped_most_schools_comes_first() -> None:
    both = (("principal", "Tid"), ("it_coordinator", "Nettet"))
    schools = (Told("A", stopped=both), Told("B", stopped=both), Told("C", stopped=both[1:]))
    assert [b.facts["role"] for b in what_to_bring(schools)] == ["it_coordinator", "principal"]


def test_help_that_is_wanted_is_brought_of_three_at_most() -> None:
    schools = [Told(name, help_wanted=(f"Hjelp {name}",)) for name in "ABCD"]
    assert [b.facts["school"] for b in what_to_bring(schools)] == ["A", "B", "C"]


@pytest.mark.parametrize(("mean", "is_low"), [(None, False), (2.99, True), (3.0, False)])
def test_little_mastery_is_repeated_in_a_small_group(mean: float | None, is_low: bool) -> None:
    assert topics(Told("Nord", mean=mean)) == ([Topic.LOW] if is_low else [])


@pytest.mark.parametrize(("awaiting", "is_told"), [(0, False), (1, False), (2, True), (5, True)])
def test_time_is_set_aside_where_a_third_await_their_session(awaiting: int, is_told: bool) -> None:
    schools = [Told(str(n), awaits=n < awaiting) for n in range(5)]
    assert topics(*schools) == ([Topic.AWAITED] if is_told else [])


@pytest.mark.parametrize(("as_it_came", "changed", "is_told"), [(4, 1, True), (3, 1, False)])
def test_kits_run_as_they_came_are_a_sign(as_it_came: int, changed: int, is_told: bool) -> None:
    ran = (Ran(),) * as_it_came + (Ran(is_adapted=True),) * changed
    assert topics(Told("Nord", ran=ran)) == ([Topic.UNCHANGED] if is_told else [])


def test_two_sessions_are_no_sign() -> None:
    assert topics(Told("Nord", ran=(Ran(), Ran()))) == []


def test_a_good_adaptation_is_shown_by_its_school() -> None:
    more = Ran(is_adapted=True, adaptation="Flere kom", came=90)
    schools = (
        Told("Nord", ran=(more,)),
        Told("Sør", ran=(CHANGED, more)),
        Told("Øst", ran=(Ran(is_adapted=True, adaptation="Få", came=1),)),
    )
    found = [(b.facts["school"], b.facts["text"]) for b in what_to_bring(schools)]
    assert found == [("Sør", "Egne årsplaner"), ("Nord", "Flere kom")]


def test_what_is_in_the_way_comes_before_what_went_well() -> None:
    school = Told(
        "Nord",
        ran=(Ran(),) * 9 + (CHANGED,),
        stopped=(("principal", "Tid"),),
        help_wanted=("Hjelp",),
        mean=2.0,
        awaits=True,
    )
    assert topics(school, school) == [
        Topic.STOPPED, Topic.HELP, Topic.HELP, Topic.LOW, Topic.AWAITED, Topic.UNCHANGED,
        Topic.SHOW, Topic.SHOW,
    ]  # fmt: skip


def test_every_topic_is_said() -> None:
    assert set(WORDS) == set(Topic)
    tid = (("principal", "Tid"), ("facilitator", "Uklart"))
    school = Told("Nord", (CHANGED, *(Ran(),) * 9), tid, ("Et eksempel",), 2.0, True)
    with override("nb"):
        said = [say(each, "Filer") for each in what_to_bring([school, Told("Sør", (), tid)])]
    assert said == [
        "2 skoler (Nord, Sør) ble stoppet av noe som rektor kan løse: «Tid» Finn ut hva som blir "
        "gjort, og fortell dem det.",
        "2 skoler (Nord, Sør) ble stoppet av noe som kan tas opp på samlingen: «Uklart»",
        "Nord ønsker hjelp: «Et eksempel»",
        "Kolleger melder om lav mestring på Nord. Gå gjennom «Filer» en gang til i en liten "
        "gruppe.",
        "1 av 2 skoler har økten om «Filer» til gode. Sett av tid til å velge dag.",
        "I 9 av 10 økter ble læringspakken brukt slik den er. Spør hva de ville endret for sine "
        "egne kolleger.",
        "La Nord vise hva de gjorde: «Egne årsplaner» Det virket: «Alle prøvde»",
    ]
