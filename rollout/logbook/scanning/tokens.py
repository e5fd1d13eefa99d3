"""What a phone is given: a page that lasts while somebody finds their name, and a receipt.

Neither is kept anywhere; both are signed.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import get_random_string

from rollout.logbook.scanning.models import Scan, ScanWindow

# How long a page that was opened with a good code lasts, and taking back what was said by it.
LASTS = dt.timedelta(minutes=3)
# How long the receipt can be looked at.
RECEIPT_LASTS = dt.timedelta(hours=12)
pages = signing.TimestampSigner(salt="rollout.logbook.scan", sep=".")
receipts = signing.TimestampSigner(salt="rollout.logbook.scanned", sep=".")


@dataclass(frozen=True)
class Pass:
    """Whose window a page was opened at, and by which phone."""

    window_id: int
    device: str


@dataclass(frozen=True)
class Receipt:
    """A scan, the phone that asked for it, and whether it may still take it back."""

    scan_id: int
    device: str
    is_fresh: bool


def make_pass(window: ScanWindow) -> str:
    return pages.sign(f"{window.pk}-{get_random_string(22)}")


def read_pass(token: str) -> Pass | None:
    """What a page says, or None where it isn’t one of ours or has had its time."""
    try:
        window, device = pages.unsign(token, max_age=LASTS).split("-")
    except signing.BadSignature:
        return None
    return Pass(int(window), device)


def make_receipt(scan: Scan, device: str) -> str:
    return receipts.sign(f"{scan.pk}-{device}")


def read_receipt(token: str) -> Receipt | None:
    """What a receipt says, or None where it isn’t one of ours or is too old."""
    try:
        scan, device = receipts.unsign(token, max_age=RECEIPT_LASTS).split("-")
    except signing.BadSignature:
        return None
    return Receipt(int(scan), device, is_fresh(token))


def is_fresh(token: str) -> bool:
    try:
        receipts.unsign(token, max_age=LASTS)
    except signing.SignatureExpired:
        return False
    return True
