"""Letting people in, persons kept right by hand, and sessions saved for a school by others."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0013_schools_that_come_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='accountmail',
            name='number',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='assessment',
            name='sealed_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='saved_as',
            field=models.CharField(blank=True, choices=[('project_lead', 'Project lead'), ('facilitator', 'Facilitator'), ('superuser', 'Superuser'), ('principal', 'Principal'), ('teacher', 'Teacher'), ('it_coordinator', 'IT coordinator'), ('reader', 'Owner’s reader')], editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name='historicaltrainingsession',
            name='saved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='rollout.person'),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='saved_as',
            field=models.CharField(blank=True, choices=[('project_lead', 'Project lead'), ('facilitator', 'Facilitator'), ('superuser', 'Superuser'), ('principal', 'Principal'), ('teacher', 'Teacher'), ('it_coordinator', 'IT coordinator'), ('reader', 'Owner’s reader')], editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name='trainingsession',
            name='saved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person'),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='kind',
            field=models.CharField(choices=[('written', 'written'), ('new_password', 'new password'), ('way_in', 'access')], default='written', max_length=12),
        ),
        migrations.CreateModel(
            name='MergedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_id', models.BigIntegerField(unique=True)),
                ('name', models.CharField(max_length=161)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('moved', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='rollout.person')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='WayIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='way_in', to='rollout.person')),
            ],
            options={
                'verbose_name': 'way in',
            },
        ),
        migrations.AddField(
            model_name='accountmail',
            name='way_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='rollout.wayin'),
        ),
        migrations.CreateModel(
            name='OtherAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_addresses', to='rollout.schoolowner')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_addresses', to='rollout.person')),
            ],
            options={
                'verbose_name': 'other address',
                'ordering': ['email'],
                'constraints': [models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('email'), name='other_address_unique_in_owner', violation_error_message='Somebody at this owner already has this e-mail.')],
            },
        ),
        migrations.CreateModel(
            name='UnclearAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('unknown', 'from an address that is nobody’s here'), ('somebody_else', 'from another address than the one it answers for'), ('forwarded', 'sent to one person’s address, and from another person’s'), ('not_signed', 'sent to an address that we haven’t given anybody')], max_length=13)),
                ('sender', models.EmailField(max_length=254)),
                ('sender_name', models.CharField(blank=True, max_length=160)),
                ('attendee', models.CharField(max_length=254)),
                ('answer', models.CharField(max_length=5)),
                ('reason', models.CharField(blank=True, max_length=160)),
                ('said_at', models.DateTimeField()),
                ('asked_start', models.BigIntegerField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rollout.person')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unclear_answers', to='rollout.workshop')),
            ],
            options={
                'ordering': ['said_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('workshop', 'sender', 'attendee', 'said_at'), name='unclear_answer_once', violation_error_message='This answer is kept already.')],
            },
        ),
        migrations.AddConstraint(
            model_name='wayin',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='way_in_has_a_mail', violation_error_message='A way in begins with its first mail.'),
        ),
        migrations.AddConstraint(
            model_name='wayin',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='way_in_sent_or_failed', violation_error_message='A mail has gone out, or it has not.'),
        ),
    ]
