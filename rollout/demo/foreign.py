"""What stands in the way of making the demo anew in a database: anything that no demo made."""

from django.db import connection

from rollout.accounts.models import User
from rollout.demo.organisation import as_address_part
from rollout.demo.personas import PARTNER, PERSONAS, email_of
from rollout.organisation.models import SchoolOwner


def foreign_data() -> str:
    """What a database holds that isn't a demo's, in words; nothing where there is none."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return ""
    if not {SchoolOwner._meta.db_table, User._meta.db_table} <= tables:
        return f"tables that aren’t Rollout’s: {', '.join(sorted(tables)[:3])}"
    owners = sorted(SchoolOwner.objects.values_list("name", flat=True))
    demo = {email_of(persona.key) for persona in PERSONAS}
    emails = set(User.objects.values_list("email", flat=True))
    if owners and not emails & demo:
        return f"the school owner {owners[0]}"
    # Those whom the demo lets in have addresses that are no real person's.
    made = {PARTNER, *(f"{as_address_part(name.split()[0])}.example" for name in owners)}
    others = sorted(emails - demo - {e for e in emails if e.partition("@")[2] in made})
    return f"somebody who signs in as {others[0]}" if others else ""
