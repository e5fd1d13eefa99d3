"""Each programme has its own kits, in its own order, and says whose superusers it has.

Invitations may go out together, as one mail for the year.
"""

import django.db.models.deletion
from django.db import migrations, models


def take_over(apps, schema_editor):
    """A programme keeps the kits that its workshops use, in the order of the first of each.

    The owner's only programme keeps the rest of the library after them, and one without any
    keeps all of it, as they gave it out until now.
    """
    programmes = apps.get_model('rollout', 'Programme').objects
    kits = apps.get_model('rollout', 'Kit').objects
    workshops = apps.get_model('rollout', 'Workshop').objects
    rows = apps.get_model('rollout', 'ProgrammeKit').objects
    for programme in programmes.order_by('pk'):
        central = list(
            kits.filter(owner=programme.owner_id, school=None).order_by('pk').values_list('pk', flat=True)
        )
        about = workshops.filter(cohort__programme=programme, kit__isnull=False)
        about = about.order_by('starts_at', 'pk').values_list('kit_id', 'kit__origin_id')
        used = [origin or kit for kit, origin in about]
        alone = programmes.filter(owner=programme.owner_id).count() == 1
        order = dict.fromkeys(kit for kit in used if kit in central)
        if alone or not order:
            order |= dict.fromkeys(central)
        rows.bulk_create(
            rows.model(programme=programme, kit_id=kit, position=number)
            for number, kit in enumerate(order, start=1)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0015_letting_people_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='shares_superusers',
            field=models.BooleanField(default=True, help_text='Those who are superusers for all programmes are superusers in this one too.', verbose_name='superusers of all programmes'),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='shares_superusers',
            field=models.BooleanField(default=True, help_text='Those who are superusers for all programmes are superusers in this one too.', verbose_name='superusers of all programmes'),
        ),
        migrations.CreateModel(
            name='ProgrammeKit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='rollout.kit')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kit_places', to='rollout.programme')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'kit'), name='programme_kit_once', violation_error_message='The kit is already in the programme’s order.'),
                    models.UniqueConstraint(fields=('programme', 'position'), name='programme_kit_one_a_place', violation_error_message='Another kit has this place in the order.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='programme',
            name='kits',
            field=models.ManyToManyField(related_name='programmes', through='rollout.ProgrammeKit', to='rollout.kit'),
        ),
        migrations.AddField(
            model_name='message',
            name='batch',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['batch', 'recipient'], name='message_of_batch'),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
