"""How each rule's advice is said, in both languages."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from rollout.guidance.rules import Advice, Rule, Weight
from rollout.guidance.words import WORDS, say
from rollout.insight.figures import UnitFigures
from rollout.insight.practice import Share

SAID = [
    (Rule.NO_STAFF, {}, "Nobody on the roster. Load the staff list, or take the school out of the "
     "programme.", "Ingen ansatte å nå. Last inn ansattlisten, eller ta skolen ut av programmet."),
    (Rule.NO_SUPERUSER, {}, "No active superuser. Ask the principal to choose some.",
     "Ingen aktiv superbruker. Be rektor velge noen."),
    (Rule.FEW_SUPERUSERS, {"superusers": 1}, "Only 1 active superuser.",
     "Bare 1 aktiv superbruker."),
    (Rule.FEW_SUPERUSERS, {"superusers": 2}, "Only 2 active superusers.",
     "Bare 2 aktive superbrukere."),
    (Rule.SESSION_LATE, {"kit": "Samskriving", "days": 40},
     "No session yet on “Samskriving”, 40 days after the workshop.",
     "Ingen økt om «Samskriving» ennå, 40 dager etter samlingen."),
    (Rule.GONE_QUIET, {"school_days": 25}, "No session for 25 school days.",
     "Ingen økt på 25 skoledager."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "english", "norwegian"), SAID)
def test_each_rule_is_said_from_its_facts_in_both_languages(
    rule: Rule, facts: dict[str, int | str], english: str, norwegian: str
) -> None:
    advice = Advice(rule, 1, facts, Weight())
    for language, words in (("en", english), ("nb", norwegian)):
        with translation.override(language):
            assert say(advice) == words


def test_no_rule_is_without_words() -> None:
    assert set(WORDS) == set(Rule) == {rule for rule, *_ in SAID}


@pytest.mark.parametrize(("pk", "linked"), [(3, True), (None, False)])
def test_a_schools_advice_leads_to_the_school_and_the_owners_stands_alone(
    pk: int | None, linked: bool
) -> None:
    unit = UnitFigures(pk, "Solvik", 0, (), {}, Share(0, 0), 0)
    rows = [{"unit": unit, "text": "Se over", "is_urgent": False}]
    context = {"advice": rows, "programme": type("Programme", (), {"pk": 1})}
    shown = render_to_string("home/advice.html", context)
    assert "Solvik" in shown
    assert ("/schools/3/" in shown) is linked
    assert ("href" in shown) is linked
