"""One name is enough; an import keeps what was noticed and said of its file."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0019_looking_up_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='choices',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importrun',
            name='sheets',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='person',
            name='first_name',
            field=models.CharField(blank=True, max_length=80, verbose_name='first name'),
        ),
        migrations.AlterField(
            model_name='person',
            name='last_name',
            field=models.CharField(blank=True, max_length=80, verbose_name='last name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('first_name', ''), ('last_name', ''), _negated=True), name='person_has_a_name', violation_error_message='A person has a name: a first name, a last name or both.'),
        ),
    ]
