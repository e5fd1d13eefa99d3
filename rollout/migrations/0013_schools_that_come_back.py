"""A school may leave a programme and come back."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):

    dependencies = [
        ('rollout', '0012_account_mail'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='participation', name='participation_once'),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('programme', 'school'), name='participation_one_open', violation_error_message='The school already takes part.'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('programme', 'school', 'starts_on'), name='participation_one_a_day', violation_error_message='The school already takes part.'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', F('starts_on')), _connector='OR'), name='participation_ends_after_start', violation_error_message='The last day can’t come before the first.'),
        ),
    ]
