from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0016_it_is_known_when_works_came'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='author',
            index=models.Index(condition=models.Q(('matching_only', []), _negated=True), fields=['id'], name='author_has_a_former_name'),
        ),
    ]
