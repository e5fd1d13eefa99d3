"""Calendars that people fetch, and when each answer to an invitation was given."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0005_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='workshopattendance',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answered'),
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('project_lead', 'Project lead'), ('facilitator', 'Facilitator'), ('superuser', 'Superuser'), ('principal', 'Principal')], max_length=20, verbose_name='role')),
                ('key', models.CharField(editable=False, max_length=43, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='last fetched')),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='last changed')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_feeds', to='rollout.person')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='rollout.programme')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='rollout.school')),
            ],
            options={
                'verbose_name': 'calendar address',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.UniqueConstraint(models.F('person'), models.F('kind'), django.db.models.functions.comparison.Coalesce('school', 0), django.db.models.functions.comparison.Coalesce('programme', 0), condition=models.Q(('revoked_at__isnull', True)), name='feed_one_open_of_a_kind', violation_error_message='There is already an address for this calendar.')],
            },
        ),
    ]
