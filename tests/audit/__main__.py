"""`python -m tests.audit 2000` audits so many random owners and prints what comes out."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if __name__ == "__main__":
    import django

    django.setup()
    from tests.audit.owners import audit_owners

    tally = audit_owners(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    for words, n in (
        ("owners", tally.owners),
        ("with totals shown", tally.totals),
        ("schools", tally.schools),
        ("of them shown", tally.shown),
        ("owners with something narrowed", tally.leaking),
        ("counts narrowed", tally.narrowed),
    ):
        print(f"{words:<32}{n:>8}")
    if tally.first:
        print(f"the first: {tally.first}")
