"""Proposals for a year."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0004_calendars_and_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('purpose', models.CharField(choices=[('year', 'a whole year'), ('change', 'least change')], default='year', max_length=6)),
                ('status', models.CharField(choices=[('draft', 'not run yet'), ('waiting', 'waiting for the planner'), ('running', 'being planned'), ('ready', 'ready'), ('impossible', 'not possible'), ('failed', 'stopped by a fault'), ('accepted', 'accepted')], default='draft', max_length=10)),
                ('wishes', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('problem', models.JSONField(null=True)),
                ('before', models.JSONField(null=True)),
                ('plan', models.JSONField(null=True)),
                ('cost', models.PositiveIntegerField(null=True)),
                ('bound', models.IntegerField(null=True)),
                ('diagnosis', models.JSONField(null=True)),
                ('run', models.PositiveIntegerField(default=0)),
                ('stop_asked', models.BooleanField(default=False)),
                ('track', models.JSONField(default=list)),
                ('started_at', models.DateTimeField(null=True)),
                ('alive_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=300)),
                ('pins', models.JSONField(default=dict)),
                ('earlier', models.JSONField(default=list)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('undo', models.JSONField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='rollout.programme')),
            ],
            options={
                'verbose_name': 'proposal',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='proposal_number_once', violation_error_message='There is already a proposal of this number.'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['ready', 'accepted']), _negated=True), ('plan__isnull', False), _connector='OR'), name='proposal_ready_has_plan', violation_error_message='A proposal that is ready has a plan.'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('status', 'accepted')), models.Q(models.Q(('status', 'accepted'), _negated=True), ('accepted_at__isnull', True)), _connector='OR'), name='proposal_accepted_has_time', violation_error_message='An accepted proposal has the time when it was.'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('bound__isnull', True), ('bound__lte', models.F('cost')), _connector='OR'), name='proposal_bound_under_cost', violation_error_message='The bound can’t be over the cost.')],
            },
        ),
    ]
