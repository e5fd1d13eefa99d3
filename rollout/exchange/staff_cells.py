"""A staff list's cells: what each means, or why it can't be taken."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop

from rollout.common.addresses import addresses_in, one_address
from rollout.common.names import NOTHING, is_nothing
from rollout.organisation.rules import fold

NO_EMAIL = gettext_noop("no e-mail")
BROKEN_EMAIL = gettext_noop("broken e-mail")
TWO_EMAILS = gettext_noop("two e-mails in one cell; keep one")
BROKEN_PERCENTAGE = gettext_noop("percentage isn’t a number")
PERCENTAGE_IS_DAY = gettext_noop("the percentage has become a date in the workbook")
PERCENTAGE_TOO_HIGH = gettext_noop("percentage over 100")
PERCENTAGE_TOO_LOW = gettext_noop("percentage of 0 or less")
PERCENTAGE_IS_SHARE = gettext_noop("percentage under 1; write half a position as 50 %")
UNCLEAR_SUPERUSER = gettext_noop("superuser is neither yes nor no")
NOT_SHOWN = gettext_noop("the row is hidden in the file; show it there to take it along")
HAS_LEFT = gettext_noop("the file says that they don’t work there any more")
NOT_STAFF = gettext_noop("not staff")
UNKNOWN_STATUS = gettext_noop("status isn’t known, taken as employed:")

YES = {"x", "ja", "j", "1", "true", "yes", "y", "sann", "superbruker", "✓", "✔", "☑", "•"}
NO = {"", "nei", "n", "0", "false", "no", "usann", "-", "–"}
EMPLOYED = {
    "", "active", "aktiv", "ansatt", "tilsatt", "i arbeid", "fast", "fast ansatt", "midlertidig",
    "vikar", "permisjon", "i permisjon", "sykmeldt", "ny", "employed", "1", "true", "ja", "x",
}  # fmt: skip
LEFT = {
    "tobedeleted", "inactive", "inaktiv", "ikke aktiv", "slettet", "sluttet", "slutta", "fratrådt",
    "avsluttet", "opphørt", "pensjonert", "deleted", "left", "terminated", "død", "passiv",
}  # fmt: skip
# OneRoster's roles for those who don't work at a school.
OTHERS = {"student", "parent", "guardian", "relative", "elev", "foresatt", "forelder"}
# Hours on top of a whole position are real; far more than that is a slip of the keys.
WHOLE, MOST_PERCENT = Decimal("100.00"), 150

DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d?:\d\d(?::\d\d)?(?:\.\d+)?")
NUMBER = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,20})?")


class RowError(Exception):
    """Why a row can't be taken, in the words above, with the cell that is at fault."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


class LeftOut(RowError):
    """Why a row that is right isn't for the staff list."""


def check_employed(row: Mapping[str, str]) -> str:
    """A status that isn't known; LeftOut for a row of somebody who isn't employed, as OneRoster
    says by `tobedeleted` and `enabledUser`."""
    if fold(row.get("position", "")) in OTHERS:
        raise LeftOut(NOT_STAFF, row["position"])
    status = fold(row.get("status", ""))
    if status in LEFT:
        raise LeftOut(HAS_LEFT, row["status"])
    enabled = fold(row.get("enabled", ""))
    if enabled and enabled in NO:
        raise LeftOut(HAS_LEFT, row["enabled"])
    if enabled and enabled not in YES:
        return row["enabled"]
    return "" if status in EMPLOYED else row["status"]


def email_of(row: Mapping[str, str]) -> str:
    """The one address of a row, or nothing."""
    return one_address(row.get("email", ""))


def checked_email(row: Mapping[str, str]) -> str:
    written = row.get("email", "")
    if not written.strip() or is_nothing(written):
        raise RowError(NO_EMAIL)
    email = one_address(written)
    if not email:
        several = len(addresses_in(written)) > 1 or written.count("@") > 1
        raise RowError(TWO_EMAILS if several else BROKEN_EMAIL, written)
    if fold(email.partition("@")[0]) in NOTHING:
        raise RowError(NO_EMAIL, written)
    try:
        validate_email(email)
    except ValidationError:
        raise RowError(BROKEN_EMAIL, written) from None
    return email


def is_superuser(text: str) -> bool:
    """A tick or a yes; a word that is neither is told rather than guessed."""
    word = text.casefold().split()[0].rstrip(".,;") if text.strip() else ""
    word = word.removesuffix(".0")
    if word not in YES | NO:
        raise RowError(UNCLEAR_SUPERUSER, text)
    return word in YES


def percentage_of(text: str) -> Decimal | None:
    """A percentage as people write it: `92,31`, `80 %`, or a share such as 0.8."""
    plain = text.replace("%", "", 1).strip().replace(",", ".")
    if not plain:
        return None
    if DAY.fullmatch(plain):
        raise RowError(PERCENTAGE_IS_DAY, text)
    if not NUMBER.fullmatch(plain):
        raise RowError(BROKEN_PERCENTAGE, text)
    value = Decimal(plain)
    # Written as a share, 1 is a whole position; nobody is employed for one per cent.
    if 0 < value <= 1 and "%" not in text:
        value *= 100
    elif 0 < value < 1:
        raise RowError(PERCENTAGE_IS_SHARE, text)
    if value > MOST_PERCENT:
        raise RowError(PERCENTAGE_TOO_HIGH, text)
    if value <= 0:
        raise RowError(PERCENTAGE_TOO_LOW, text)
    return max(value, Decimal("0.01")).quantize(Decimal("0.01"))
