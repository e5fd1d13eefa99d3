"""How often a run of the planner has been begun anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0008_guest_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='revivals',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
