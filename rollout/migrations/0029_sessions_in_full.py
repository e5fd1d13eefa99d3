"""Sessions tell when they began, who else held them, who came besides, and what came of them."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


MODES = {"together": "common_time", "small_group": "team"}


def rename_modes(apps, modes):
    for name in ("TrainingSession", "HistoricalTrainingSession"):
        rows = apps.get_model("rollout", name).objects
        for was, now in modes.items():
            rows.filter(mode=was).update(mode=now)


def to_new_modes(apps, schema_editor):
    rename_modes(apps, MODES)


def to_old_modes(apps, schema_editor):
    """What is new has no old name: it is told as what is nearest to it."""
    back = {now: was for was, now in MODES.items()}
    rename_modes(apps, back | {"own_pace": "one_to_one"})


def note_when_entered(apps, schema_editor):
    """A session was entered with its first version that tells it as held."""
    versions = apps.get_model("rollout", "HistoricalTrainingSession").objects
    held = versions.filter(id=models.OuterRef("pk"), status="held").order_by("history_date")
    first = models.Subquery(held.values("history_date")[:1])
    apps.get_model("rollout", "TrainingSession").objects.update(entered_at=first)


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', "0028_pulses"),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalTrainingSession_also_held_by',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalTrainingSession_also_held_by',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SessionNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('stopped', 'what stopped us'), ('help', 'help wanted')], max_length=10)),
                ('text', models.CharField(max_length=300)),
                ('goes_to', models.CharField(choices=[('principal', 'Principal'), ('project_lead', 'Project lead'), ('it_coordinator', 'IT coordinator'), ('facilitator', 'Facilitator')], max_length=20, verbose_name='who can solve it')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-session__held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SessionNewcomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='adapted_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why you changed it'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='begins_at',
            field=models.TimeField(blank=True, null=True, verbose_name='begins at'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='cancelled_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='counted_only',
            field=models.BooleanField(default=False, verbose_name='only how many'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='entered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='worked',
            field=models.CharField(blank=True, max_length=300, verbose_name='what worked'),
        ),
        migrations.AddField(
            model_name='sessionattendance',
            name='is_guest',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='adapted_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why you changed it'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='also_held_by',
            field=models.ManyToManyField(blank=True, related_name='sessions_held_too', to='rollout.person', verbose_name='together with'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='begins_at',
            field=models.TimeField(blank=True, null=True, verbose_name='begins at'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='cancelled_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='counted_only',
            field=models.BooleanField(default=False, verbose_name='only how many'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='entered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='worked',
            field=models.CharField(blank=True, max_length=300, verbose_name='what worked'),
        ),
        migrations.AlterField(
            model_name='historicaltrainingsession',
            name='mode',
            field=models.CharField(choices=[('common_time', 'in common time'), ('team', 'in a team'), ('one_to_one', 'one to one'), ('own_pace', 'at one’s own pace'), ('online', 'online')], default='common_time', max_length=12, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='trainingsession',
            name='mode',
            field=models.CharField(choices=[('common_time', 'in common time'), ('team', 'in a team'), ('one_to_one', 'one to one'), ('own_pace', 'at one’s own pace'), ('online', 'online')], default='common_time', max_length=12, verbose_name='how'),
        ),
        migrations.AddConstraint(
            model_name='trainingsession',
            constraint=models.CheckConstraint(condition=models.Q(('counted_only', False), ('head_count__gte', 1), _connector='OR'), name='session_counted_has_count', violation_error_message='Write how many came, or tick who did.'),
        ),
        migrations.AddConstraint(
            model_name='trainingsession',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_because', ''), ('status', 'cancelled'), _connector='OR'), name='session_reason_only_cancelled', violation_error_message='Only a cancelled session has a reason for it.'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession_also_held_by',
            name='history',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='rollout.historicaltrainingsession'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession_also_held_by',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='rollout.person'),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession_also_held_by',
            name='trainingsession',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='rollout.trainingsession'),
        ),
        migrations.AddField(
            model_name='sessionneed',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs_answered', to='rollout.person'),
        ),
        migrations.AddField(
            model_name='sessionneed',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='rollout.trainingsession'),
        ),
        migrations.AddField(
            model_name='sessionnewcomer',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='came_as_newcomer', to='rollout.person'),
        ),
        migrations.AddField(
            model_name='sessionnewcomer',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='newcomers', to='rollout.trainingsession'),
        ),
        migrations.AddConstraint(
            model_name='sessionneed',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('session', 'kind'), name='session_need_one_open', violation_error_message='This is already told of the session.'),
        ),
        migrations.AddConstraint(
            model_name='sessionneed',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='session_need_has_text', violation_error_message='Write what it is about.'),
        ),
        migrations.AddConstraint(
            model_name='sessionneed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'help'), _negated=True), ('goes_to', 'facilitator'), _connector='OR'), name='session_need_help_to_facilitator', violation_error_message='The facilitator is asked for help.'),
        ),
        migrations.AddConstraint(
            model_name='sessionneed',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_at__isnull', False), _connector='OR'), name='session_need_answer_has_time', violation_error_message='An answer is given at a time.'),
        ),
        migrations.AddConstraint(
            model_name='sessionnewcomer',
            constraint=models.UniqueConstraint(fields=('session', 'folded'), name='session_newcomer_once', violation_error_message='The name is already written on this session.'),
        ),
        migrations.RunPython(to_new_modes, to_old_modes),
        migrations.RunPython(note_when_entered, migrations.RunPython.noop),
    ]
