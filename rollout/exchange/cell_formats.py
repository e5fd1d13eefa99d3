"""What Excel shows for a number: its format says whether it is a share, a date or hours."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

GENERAL = ("", "General", "@")
# What a format shows as it stands, what it leaves room for, and its colours and conditions.
LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.DOTALL)
PLACES = re.compile(r"[0#?]")
THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
MOST_DIGITS = 30


def format_of(number: int, own: dict[int, str]) -> str:
    """The format with a number: the workbook's own, or one that every Excel has."""
    return own.get(number) or BUILTIN_FORMATS.get(number, "General")


def shown(text: str, code: str, epoch: dt.datetime = WINDOWS_EPOCH) -> str:
    """A number as its format shows it, not rounded; ValueError for what is no number."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    if code in GENERAL or abs(value.adjusted()) > MOST_DIGITS:
        return number_as_text(value) if abs(value.adjusted()) <= MOST_DIGITS else text
    if is_date_format(code):
        return date_text(float(value), code, epoch)
    return number_text(value, section_of(value, code))


def number_as_text(value: Decimal) -> str:
    """An integer without a point, another as short as it is the same to Excel."""
    if value == value.to_integral_value():
        return str(int(value))
    return f"{float(value):.15g}"


def date_text(value: float, code: str, epoch: dt.datetime) -> str:
    """A day as 2026-05-12; a time of day, or hours, as they are written."""
    try:
        found = from_excel(value, epoch, timedelta=is_timedelta_format(code))
    except (OverflowError, ValueError):
        return "#VALUE!"
    return found.date().isoformat() if isinstance(found, dt.datetime) else str(found)


def section_of(value: Decimal, code: str) -> str:
    """The part of a format that is for such a number: over, under or exactly 0."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


def number_text(value: Decimal, section: str) -> str:
    """The number with what its format does to it and writes beside it."""
    words = "".join(a or b for a, b in LITERAL.findall(section))
    bare = LITERAL.sub("", section)
    if not PLACES.search(bare):
        return words if "general" not in bare.casefold() else number_as_text(value)
    percents = bare.count("%")
    if match := THOUSANDS.search(bare):
        value /= Decimal(1000) ** len(match[1])
    text = number_as_text(value * 100**percents)
    if set(bare) == {"0"} and text.isdecimal():
        text = text.zfill(len(bare))
    if percents or "%" in words:
        text += " %"
    # A unit or the like belongs to what is shown; signs and blanks only set it apart.
    unit = words.replace("%", "").strip()
    return f"{text} {unit}" if any(map(str.isalpha, unit)) else text
