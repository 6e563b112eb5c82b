from django.db import migrations

FORWARD = """
create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'The curation ledger is append-only: undo with a new change set.' using errcode = 'restrict_violation';
end $$;
create trigger change_set_is_append_only before update or delete on publications_changeset
  for each row execute function refuse_ledger_change();
create trigger change_item_is_append_only before update or delete on publications_changeitem
  for each row execute function refuse_ledger_change();
"""
BACKWARD = """
drop trigger change_set_is_append_only on publications_changeset;
drop trigger change_item_is_append_only on publications_changeitem;
drop function refuse_ledger_change();
"""


class Migration(migrations.Migration):
    dependencies = [("publications", "0002_works_and_people")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
