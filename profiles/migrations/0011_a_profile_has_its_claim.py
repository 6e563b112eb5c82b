import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0010_records_are_held_by_claims")]
    operations = [
        migrations.AlterField(
            model_name="profile",
            name="claim",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="profile", to="profiles.claim"
            ),
        ),
    ]
