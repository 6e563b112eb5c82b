from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Needs no superuser: pg_trgm is a trusted extension, so the database's owner may create it."""

    dependencies = []
    operations = [TrigramExtension()]
