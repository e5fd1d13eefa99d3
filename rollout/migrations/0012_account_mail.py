"""Mail about sign-ins waits in line, apart from the outbox."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0011_kit_roots'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('written', 'written'), ('new_password', 'new password')], default='written', max_length=12)),
                ('address', models.EmailField(max_length=254)),
                ('language', models.CharField(max_length=5)),
                ('subject', models.CharField(blank=True, max_length=160)),
                ('body', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
            },
        ),
    ]
