"""Bytes of foreign texts as letters. Which code page they are in is told by what comes out."""

import codecs
import re

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# A letter of several bytes in UTF-8.
LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", re.DOTALL
)
ODD = re.compile(rb"[\x80-\xff]+")
# Windows, the Macintosh of old, and DOS. The first is the most usual by far.
PAGES = ("cp1252", "mac_roman", "cp850")
NORDIC = set("æøåäöÆØÅÄÖ")
USUAL = (set(map(chr, range(0xC0, 0x100))) - set("×÷")) | set("ŠŽšž–—«»€\xa0")
# An apostrophe inside a name, as Windows has it; in DOS it is a capital Æ.
APOSTROPHE = re.compile(rb"(?<=[A-Za-z])\x92(?=[A-Za-z])")


class UnknownLetters(ValueError):
    """The bytes are in no code page that is known, or are no text."""


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16, with or without a mark, or an older code page.

    One odd byte in UTF-8 is read by itself and changes nothing else. Raises UnknownLetters.
    """
    mark = next((each for each in MARKS if content.startswith(each)), b"")
    try:
        if mark and MARKS[mark] == "utf-16":
            return content.decode("utf-16")
        if b"\0" in content:
            return content.decode(wide(content))
    except UnicodeDecodeError as error:
        raise UnknownLetters from error
    content = content.removeprefix(mark)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return mixed(content)


def wide(content: bytes) -> str:
    """Which UTF-16, by where the zeros stand: every other byte of text in Latin letters is one."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if max(first, second) < len(content) // 4 or min(first, second) > len(content) // 50:
        raise UnknownLetters
    return "utf-16-le" if second > first else "utf-16-be"


def mixed(content: bytes) -> str:
    """Letters of several bytes as UTF-8, and the other odd bytes by the code page in which they are
    what Nordic texts hold."""
    odd = LETTER.sub(b"", content)
    page = page_of(b"".join(ODD.findall(APOSTROPHE.sub(b"", odd))))
    found, at = [], 0
    for letter in LETTER.finditer(content):
        found += [content[at : letter.start()].decode(page), letter[0].decode("utf-8", "replace")]
        at = letter.end()
    return "".join([*found, content[at:].decode(page)])


def page_of(odd: bytes) -> str:
    """The code page in which all of some bytes are letters and marks in use: the one with the most
    Nordic letters, or Windows’ where none has any. Raises UnknownLetters where it can’t be told."""
    fitting = {}
    for page in PAGES:
        text = odd.decode(page, "replace")
        if set(text) <= USUAL:
            fitting[page] = sum(letter in NORDIC for letter in text)
    most = max(fitting.values(), default=0)
    best = [page for page in fitting if fitting[page] == most]
    if most and len(best) == 1 and (best == ["cp1252"] or "cp1252" not in fitting):
        return best[0]
    if most or "cp1252" not in fitting:
        raise UnknownLetters
    return "cp1252"
