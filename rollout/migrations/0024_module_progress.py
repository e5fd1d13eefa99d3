"""A module’s steps have films and questions, and each account its place in a module."""


import django.core.validators
import django.db.models.deletion
import rollout.library.modules.wording
from django.conf import settings
from django.db import migrations, models
from django.db.models import Sum


def take_minutes(apps, schema_editor):
    """Modules take as long as their steps."""
    steps = apps.get_model("rollout", "KitStep").objects.filter(part="module", minutes__gt=0)
    kits = apps.get_model("rollout", "Kit").objects
    sums = steps.order_by().values_list("kit").annotate(minutes=Sum("minutes"))
    for kit, minutes in sums:
        kits.filter(pk=kit).update(module_minutes=minutes)


class Migration(migrations.Migration):

    dependencies = [
        ("rollout", "0023_kit_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name='ModuleProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step_key', models.CharField(max_length=12)),
                ('place', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'place in a module',
            },
        ),
        migrations.AddField(
            model_name='kitstep',
            name='film',
            field=models.URLField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(message='Give an address that begins with https://.', schemes=['https'])], verbose_name='film’s address'),
        ),
        migrations.AddField(
            model_name='kitstep',
            name='question',
            field=models.TextField(blank=True, max_length=2000, validators=[rollout.library.modules.wording.check_question], verbose_name='question to check oneself by'),
        ),
        migrations.AddConstraint(
            model_name='kitstep',
            constraint=models.CheckConstraint(condition=models.Q(('film', ''), ('film__startswith', 'https://'), _connector='OR'), name='kit_step_film_by_https', violation_error_message='A film’s address begins with https://.'),
        ),
        migrations.AddField(
            model_name='moduleprogress',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moduleprogress',
            name='kit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rollout.kit'),
        ),
        migrations.AddConstraint(
            model_name='moduleprogress',
            constraint=models.UniqueConstraint(fields=('account', 'kit'), name='module_progress_once', violation_error_message='A module is gone on with at one place.'),
        ),
        migrations.RunPython(take_minutes, migrations.RunPython.noop),
    ]
