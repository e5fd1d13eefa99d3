"""What stands in the way of making the demo anew in a database: anything that no demo made."""

from django.db import connection

from rollout.accounts.models import User
from rollout.demo.personas import PERSONAS, email_of
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
    # Those whom the demo lets in have addresses at its owner, which no real person has.
    place = email_of(PERSONAS[0].key).partition("@")[2]
    others = sorted(email for email in emails if email.partition("@")[2] != place)
    return f"somebody who signs in as {others[0]}" if others else ""
