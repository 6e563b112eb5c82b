import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0002_follows_and_trust'),
    ]

    operations = [
        migrations.AddField(
            model_name='trust',
            name='data_version',
            # Scores from before are due: no author was ever stamped then.
            field=models.DateTimeField(default=datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc), help_text='works_changed_at of the author when the facts were read'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='trust',
            name='read_at',
            field=models.DateTimeField(help_text='when reading the facts began'),
        ),
    ]
