"""Subscribed calendars, weekdays to meet on, the owner’s country; places are whole or none."""

import django.db.models.deletion
from django.db import migrations, models


def drop_half_places(apps, schema_editor):
    """A latitude without a longitude, or the other way round, is no place on the map."""
    for name in ("School", "Venue"):
        model = apps.get_model("rollout", name)
        half = models.Q(latitude__isnull=True) ^ models.Q(longitude__isnull=True)
        far = models.Q(latitude__lt=-90) | models.Q(latitude__gt=90)
        far |= models.Q(longitude__lt=-180) | models.Q(longitude__gt=180)
        model.objects.filter(half | far).update(latitude=None, longitude=None)


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0003_availability'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('url', models.CharField(max_length=2000, verbose_name='the calendar’s address')),
                ('takes_all', models.BooleanField(default=False, verbose_name='take in every event')),
                ('is_active', models.BooleanField(default=True, verbose_name='keep it up to date')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last tried')),
                ('fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='last fetched')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read whole')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='what went wrong')),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('left_out', models.JSONField(blank=True, default=list, verbose_name='events left out')),
            ],
            options={
                'verbose_name': 'subscribed calendar',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingWeekday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday')], verbose_name='weekday')),
            ],
            options={
                'ordering': ['weekday'],
            },
        ),
        migrations.AlterModelOptions(
            name='startingplace',
            options={'verbose_name': 'starting place'},
        ),
        migrations.AlterModelOptions(
            name='venue',
            options={'ordering': ['name'], 'verbose_name': 'venue'},
        ),
        migrations.AddField(
            model_name='availability',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='availability',
            name='uid',
            field=models.CharField(blank=True, editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name='closedperiod',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='closedperiod',
            name='uid',
            field=models.CharField(blank=True, editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name='schoolowner',
            name='country',
            field=models.CharField(choices=[('NO', 'Norway'), ('SE', 'Sweden')], default='NO', help_text='Its public holidays are closed days.', max_length=2, verbose_name='country'),
        ),
        migrations.AddField(
            model_name='venue',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='school',
            name='latitude',
            field=models.FloatField(blank=True, null=True, verbose_name='latitude'),
        ),
        migrations.AlterField(
            model_name='school',
            name='longitude',
            field=models.FloatField(blank=True, null=True, verbose_name='longitude'),
        ),
        migrations.RunPython(drop_half_places, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='school_place_whole', violation_error_message='A place on the map needs both latitude and longitude.'),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='venue_place_whole', violation_error_message='A place on the map needs both latitude and longitude.'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='facilitator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='rollout.person', verbose_name='facilitator'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='rollout.schoolowner'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='rollout.school', verbose_name='school'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='venue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='rollout.venue', verbose_name='venue'),
        ),
        migrations.AddField(
            model_name='availability',
            name='feed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rollout.calendarfeed', verbose_name='subscribed calendar'),
        ),
        migrations.AddField(
            model_name='closedperiod',
            name='feed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rollout.calendarfeed', verbose_name='subscribed calendar'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.UniqueConstraint(fields=('feed', 'uid'), name='availability_one_per_event', violation_error_message='This event of the subscribed calendar is already there.'),
        ),
        migrations.AddConstraint(
            model_name='closedperiod',
            constraint=models.UniqueConstraint(fields=('feed', 'uid'), name='closed_period_one_per_event', violation_error_message='This event of the subscribed calendar is already there.'),
        ),
        migrations.AddField(
            model_name='meetingweekday',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_weekdays', to='rollout.school'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('facilitator__isnull', True), ('venue__isnull', True)), models.Q(('school__isnull', True), ('venue__isnull', True)), models.Q(('facilitator__isnull', True), ('school__isnull', True)), _connector='OR'), name='feed_of_one', violation_error_message='A calendar is for schools, a facilitator or a venue.'),
        ),
        migrations.AddConstraint(
            model_name='meetingweekday',
            constraint=models.UniqueConstraint(fields=('school', 'weekday'), name='meeting_weekday_once', violation_error_message='The school already has this weekday.'),
        ),
        migrations.AddConstraint(
            model_name='meetingweekday',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 4)), name='meeting_weekday_in_week', violation_error_message='Choose a day from Monday to Friday.'),
        ),
    ]
