"""Competence is shown from closed rounds. What there is today becomes one first round."""

import django.db.models.deletion
from django.db import migrations, models

from rollout.competence.first_rounds import make_first_rounds


def close_what_there_is(apps, schema_editor):
    make_first_rounds(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0009_proposal_revivals'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='assessment',
            options={'ordering': ['assessed_on', 'pk'], 'verbose_name': 'something they have done themselves'},
        ),
        migrations.AlterModelOptions(
            name='modulecompletion',
            options={'verbose_name': 'something they have done themselves'},
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True)),
                ('result', models.JSONField(blank=True, editable=False, null=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='rollout.framework', verbose_name='framework')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='rollout.schoolowner')),
                ('target_level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='rollout.level', verbose_name='target level')),
            ],
            options={
                'verbose_name': 'round',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='round_name_unique_in_owner', violation_error_message='There is already a round of this name.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_ends_after_start', violation_error_message='The last day can’t come before the first.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('result__isnull', True)), models.Q(('closed_on__isnull', False), ('result__isnull', False)), _connector='OR'), name='round_closed_with_result', violation_error_message='A round has a result from the day it is closed.')],
            },
        ),
        migrations.RunPython(close_what_there_is, migrations.RunPython.noop),
    ]
