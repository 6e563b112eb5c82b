from django.db import migrations

# The ledger is append-only for everybody but this migration, which only writes down what the subject says already.
FORWARD = """
alter table publications_changeitem disable trigger change_item_is_append_only;
update publications_changeitem set about = split_part(subject, '#', 1);
alter table publications_changeitem enable trigger change_item_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("publications", "0008_curation_of_people")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
