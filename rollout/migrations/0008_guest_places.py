"""Places with another cohort, the line for them, and substitute teachers."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0007_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuestPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'in line'), ('taken', 'has a place'), ('left', 'gave it up'), ('lost', 'the workshop was cancelled')], max_length=10, verbose_name='status')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='in line since')),
                ('agreed_start', models.DateTimeField(verbose_name='start when it was agreed')),
                ('agreed_own_start', models.DateTimeField(verbose_name='own start when it was agreed')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('instead_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moved_away', to='rollout.workshop')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_places', to='rollout.person')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_places', to='rollout.workshop')),
            ],
            options={
                'verbose_name': 'place with another cohort',
                'ordering': ['since', 'pk'],
                'indexes': [models.Index(fields=['workshop', 'status'], name='guest_place_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('workshop', models.F('instead_of')), _negated=True), name='guest_place_elsewhere', violation_error_message='This is the workshop of your own cohort.'), models.UniqueConstraint(condition=models.Q(('status', 'taken')), fields=('person', 'instead_of'), name='guest_place_one_move', violation_error_message='You have already moved to another workshop this time.'), models.UniqueConstraint(condition=models.Q(('status__in', ('taken', 'waiting'))), fields=('person', 'workshop'), name='guest_place_once', violation_error_message='You already have a place, or a number in line, there.')],
            },
        ),
        migrations.CreateModel(
            name='SubstituteDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('arranged_at', models.DateTimeField(auto_now_add=True)),
                ('arranged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='arranged_substitutes', to='rollout.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitute_days', to='rollout.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitute_days', to='rollout.school')),
            ],
            options={
                'verbose_name': 'substitute teacher arranged',
                'ordering': ['day', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('school', 'person', 'day'), name='substitute_day_once', violation_error_message='A substitute is already arranged for this day.')],
            },
        ),
    ]
