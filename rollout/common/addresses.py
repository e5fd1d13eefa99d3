"""Mail addresses as files and calendars write them, with what stands around them taken off."""

import re
from urllib.parse import unquote

# An address stands between such signs, or at an end: a part of a longer one is another one.
APART_BY = r"\s<>()\[\]\"“”,;:|"
ADDRESS = re.compile(
    rf"(?<![^{APART_BY}])[^{APART_BY}{{}}/\\=?&]+@[^{APART_BY}{{}}'‘’/\\=?&@%]+(?=[{APART_BY}'‘’?]|$)"
)
SCHEME = re.compile(
    rf"(?<![^{APART_BY}])(?:(?:mailto|smtp|e-?mail|e-?post)\s*:+\s*)+", re.IGNORECASE
)
APART = re.compile(r"(?<=\S)\s*@\s*(?=\S)")
AROUND = " \t.,;:<>()[]{}\"'“”‘’|"


# No address is so long, nor is what people write around it.
MOST_LETTERS = 2000


def addresses_in(text: str) -> list[str]:
    """The different addresses in a text, in lower case; none in one that is far too long."""
    if len(text) > MOST_LETTERS:
        return []
    found = [one.strip(AROUND).casefold() for one in ADDRESS.findall(SCHEME.sub(" ", text))]
    return list(dict.fromkeys(one for one in found if one.count("@") == 1))


def one_address(text: str) -> str:
    """The one address that a text is: bare, as `Kari Lien <kari@skole.example>`, or with a note in
    brackets after it. Empty where there is none, several, or it isn't clear where it begins."""
    if len(text) > MOST_LETTERS:
        return ""
    text = SCHEME.sub(" ", text).strip()
    named = re.search(r"<([^<>]*@[^<>]*)>", text)
    found = addresses_in(text)
    if len(found) > 1:
        return ""
    if named:
        inner = addresses_in(named[1])
        is_clear = bool(found) and inner == found and is_bare(named[1], inner[0])
        return inner[0] if is_clear else ""
    bare = re.sub(r"\([^()@]*\)\s*$|\?[^@]*$", "", text).strip(AROUND)
    if not found and bare.count("@") == 1 and len(bare.split()) <= 3:
        found = addresses_in(APART.sub("@", bare))
        bare = APART.sub("@", bare)
    return found[0] if len(found) == 1 and is_bare(bare, found[0]) else ""


def is_bare(text: str, address: str) -> bool:
    """Whether a text holds the address, perhaps several times, and no other words."""
    left = text.casefold().replace(address, " ")
    return not any(map(str.isalnum, left)) and address in text.casefold()


def from_uri(text: str) -> str:
    """The address of MAILTO:Kari%40Skole.example, in lower case; empty where it is none."""
    plain = text.strip()
    if SCHEME.match(plain) and "%" in plain:
        plain = unquote(plain)
    return one_address(plain)
