"""The frameworks that come with the product are there from the first start."""

from django.db import migrations

from rollout.competence.frameworks import load_frameworks


def load(apps, schema_editor):
    load_frameworks(apps)


class Migration(migrations.Migration):
    # Databases that were made before this migration had a name remember it by its number.
    replaces = [("rollout", "0002")]
    dependencies = [("rollout", "0001_start")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
