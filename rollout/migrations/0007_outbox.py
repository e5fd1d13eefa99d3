"""Mail waits in an outbox, and each programme has its times for reminders."""

import datetime
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0006_feeds_and_answer_times'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='address')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('update', 'changed workshop'), ('cancellation', 'cancelled workshop'), ('place_taken', 'got a place'), ('place_left', 'gave up a place'), ('reminder', 'reminder'), ('take_attendance', 'note who came'), ('plan_session', 'plan your session')], max_length=16, verbose_name='kind')),
                ('language', models.CharField(max_length=5)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('subject', models.CharField(max_length=160, verbose_name='subject')),
                ('body', models.TextField(max_length=4000, verbose_name='text')),
                ('is_edited', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('queued', 'queued'), ('held', 'held back'), ('sending', 'being sent'), ('handing_over', 'being handed over'), ('sent', 'sent'), ('failed', 'failed'), ('uncertain', 'uncertain'), ('cancelled', 'taken back')], default='queued', max_length=12, verbose_name='status')),
                ('problem', models.CharField(blank=True, choices=[('address', 'The mail server doesn’t take mail for this address.'), ('refused', 'The mail server refused this mail.'), ('unreachable', 'The mail server can’t be reached right now.'), ('busy', 'The mail server asked us to wait.'), ('lost', 'The connection was lost while the mail was handed over.'), ('stopped', 'The sending stopped while the mail was handed over.'), ('not_made', 'The mail couldn’t be made. Tell those who run the system.'), ('overtaken', 'A newer mail took its place.'), ('called_off', 'The workshop was cancelled or moved before it went out.'), ('not_expected', 'The person is no longer expected at the workshop.'), ('reread', 'The workshop has changed since this was edited. Read it through.')], max_length=12)),
                ('detail', models.TextField(blank=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('due_at', models.DateTimeField(verbose_name='goes out')),
                ('claim', models.UUIDField(blank=True, editable=False, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('claimed_by', models.CharField(blank=True, editable=False, max_length=120)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('message_id', models.CharField(editable=False, max_length=200)),
                ('key', models.CharField(default=uuid.uuid4, editable=False, max_length=120)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='rollout.programme')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='rollout.person')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='rollout.workshop')),
            ],
            options={
                'verbose_name': 'mail',
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(fields=['status', 'due_at'], name='message_due'), models.Index(fields=['workshop', 'recipient'], name='message_of_workshop')],
                'constraints': [models.UniqueConstraint(fields=('key',), name='message_key_once', violation_error_message='This mail is already in the outbox.'), models.UniqueConstraint(fields=('message_id',), name='message_id_once', violation_error_message='Another mail already has this number.'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='message_sent_has_time', violation_error_message='A mail that is sent has the time it was sent.'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['sending', 'handing_over']), _negated=True), ('claim__isnull', False), _connector='OR'), name='message_sending_is_claimed', violation_error_message='A mail that is being sent has a sender.')],
            },
        ),
        migrations.CreateModel(
            name='ReminderTimes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=True, verbose_name='Send reminders')),
                ('before_first', models.PositiveSmallIntegerField(blank=True, default=7, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='first reminder, days before')),
                ('before_last', models.PositiveSmallIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='last reminder, days before')),
                ('attendance_after', models.PositiveSmallIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='ask the facilitator who came, days after')),
                ('session_after', models.PositiveSmallIntegerField(blank=True, default=3, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='ask superusers to plan their session, days after')),
                ('earliest', models.TimeField(default=datetime.time(7, 0), verbose_name='not before')),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_times', to='rollout.programme')),
            ],
            options={
                'verbose_name': 'reminders',
                'constraints': [models.CheckConstraint(condition=models.Q(('before_first__isnull', True), ('before_last__isnull', True), ('before_first__gt', models.F('before_last')), _connector='OR'), name='reminders_in_order', violation_error_message='The first reminder comes before the last one.'), models.CheckConstraint(condition=models.Q(('earliest__gte', datetime.time(6, 0)), ('earliest__lte', datetime.time(17, 0))), name='reminders_by_day', violation_error_message='Choose a time between 6 and 17.')],
            },
        ),
    ]
