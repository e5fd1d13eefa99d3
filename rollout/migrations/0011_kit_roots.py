"""A kit's origin is always the first kit: a copy of a copy becomes a copy of that."""

from django.db import migrations, models
from django.db.models import F


def name_the_first(apps, schema_editor):
    kits = apps.get_model('rollout', 'Kit').objects
    origin_of = dict(kits.exclude(origin=None).values_list('pk', 'origin'))
    for kit, origin in origin_of.items():
        seen = {kit}
        while origin in origin_of and origin not in seen:
            seen.add(origin)
            origin = origin_of[origin]
        if origin != origin_of[kit]:
            kits.filter(pk=kit).update(origin=origin)


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0010_rounds'),
    ]

    operations = [
        migrations.RunPython(name_the_first, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='kit',
            constraint=models.CheckConstraint(condition=models.Q(('origin__isnull', True), models.Q(('origin', F('pk')), _negated=True), _connector='OR'), name='kit_not_its_own_copy', violation_error_message='A kit can’t be a copy of itself.'),
        ),
    ]
