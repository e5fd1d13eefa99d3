"""Where facilitators and venues are and when they can’t; each workshop’s own name in calendars."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


def give_names(apps, schema_editor):
    Workshop = apps.get_model("rollout", "Workshop")
    for workshop in Workshop.objects.filter(uid__isnull=True).only("pk"):
        Workshop.objects.filter(pk=workshop.pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0002_frameworks'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalworkshop',
            name='invited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='invitations sent'),
        ),
        migrations.AddField(
            model_name='historicalworkshop',
            name='uid',
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='venue',
            name='latitude',
            field=models.FloatField(blank=True, null=True, verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='venue',
            name='longitude',
            field=models.FloatField(blank=True, null=True, verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='invited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='invitations sent'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='uid',
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.RunPython(give_names, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='workshop',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name='StartingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='place')),
                ('latitude', models.FloatField(verbose_name='latitude')),
                ('longitude', models.FloatField(verbose_name='longitude')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='starting_place', to='rollout.person')),
            ],
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                ('facilitator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='unavailable', to='rollout.person', verbose_name='facilitator')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailable', to='rollout.schoolowner')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='unavailable', to='rollout.venue', verbose_name='venue')),
            ],
            options={
                'verbose_name': 'days away',
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('facilitator__isnull', True), ('venue__isnull', True), _connector='XOR'), name='availability_of_one', violation_error_message='Choose a facilitator or a venue.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='availability_in_order', violation_error_message='The last day can’t come before the first.')],
            },
        ),
    ]
