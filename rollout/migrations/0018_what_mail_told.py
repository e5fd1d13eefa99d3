"""A mail remembers what it tells, and a proposal the names of its cohorts."""

import datetime as dt

from django.db import migrations, models
from django.db.models import F


def remember(apps, schema_editor):
    """What was told of workshops that haven't changed since is what holds now."""
    Message = apps.get_model("rollout", "Message")
    fresh = Message.objects.filter(sequence=F("workshop__revision")).select_related("workshop")
    for message in fresh.iterator():
        workshop = message.workshop
        message.told = {
            "starts_at": workshop.starts_at.astimezone(dt.UTC).isoformat(),
            "ends_at": workshop.ends_at.astimezone(dt.UTC).isoformat(),
            "venue": workshop.venue_id,
            "link": workshop.link,
            "facilitator": workshop.facilitator_id,
        }
        message.save(update_fields=["told"])


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0017_programme_kits'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='told',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='message',
            name='asks_anew',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='proposal',
            name='names',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='message',
            name='problem',
            field=models.CharField(blank=True, choices=[('address', 'The mail server doesn’t take mail for this address.'), ('refused', 'The mail server refused this mail.'), ('unreachable', 'The mail server can’t be reached right now.'), ('busy', 'The mail server asked us to wait.'), ('lost', 'The connection was lost while the mail was handed over.'), ('stopped', 'The sending stopped while the mail was handed over.'), ('not_made', 'The mail couldn’t be made. Tell those who run the system.'), ('overtaken', 'A newer mail took its place.'), ('called_off', 'The workshop was cancelled or moved before it went out.'), ('not_expected', 'The person is no longer expected at the workshop.'), ('folded', 'It would have told nothing new: what was said before holds again.'), ('reread', 'The workshop has changed since this was edited. Read it through.')], max_length=12),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
