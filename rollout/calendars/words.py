"""What the words of a calendar say: which kind of closed day, and whether it closes a school."""

import re

from rollout.calendars.models import ClosedPeriod
from rollout.organisation.rules import fold

Kind = ClosedPeriod.ClosedKind

# The first that fits holds. Words are looked for in folded text, Norwegian, Swedish and English.
KIND_WORDS = (
    (Kind.PLANNING, r"planlegg|planning|kursdag|studiedag|kompetansedag|lärardag|inset\b"),
    (Kind.EXAM, r"eksamen|\bexam|heldagsprøve|nationella prov"),
    (
        Kind.BREAK,
        r"ferie|\w{3}lov\b|\blov(?:dag)?\b|break\b|\bholidays?\b|\bfri(?:dag|dager|dagar)?\b|"
        r"(?:skole|skule|elev|undervisnings|skol)fri|inn?eklemt|klemdag|klämdag|\bledigt?\b",
    ),
)
# Days with such words are school days, even where the rest names a break.
SCHOOL = r"sk[ou]l[ea]?"
OPEN_WORDS = re.compile(
    rf"\b(?:første|fyrste|siste|sista|första) {SCHOOL}\w*dag|{SCHOOL}start|{SCHOOL}slutt|"
    rf"\b{SCHOOL}n (?:starter|startar|begynner|byrjar|börjar|slutter|sluttar|slutar)|"
    r"avslutning|\w*termin(?:en|s?start|s?slutt?)?\b|^(?:startar|börjar|slutar)$|"
    r"\b1\.? sk[ou]l[ea]?dag|\ber (?:første|fyrste|första) dag\b|"
    r"\better \w*ferie|\befter \w+lov|first day|last day|back to school"
)
KINDS = {kind: re.compile(words) for kind, words in KIND_WORDS}


def kind_of(text: str) -> str:
    """The kind of closed day that a text names; other where it names none."""
    folded = fold(text)
    return next((kind for kind, words in KINDS.items() if words.search(folded)), Kind.OTHER)


def closes_school(text: str) -> bool:
    """Whether a calendar event's name says that pupils are free, or the school is busy."""
    return kind_of(text) != Kind.OTHER and not OPEN_WORDS.search(fold(text))
