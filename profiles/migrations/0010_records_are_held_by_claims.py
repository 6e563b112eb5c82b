"""Records that an operator linked to an account get the claim they are held by; events become append-only."""

from django.db import migrations

FORWARD = """
create function refuse_claim_event_change() returns trigger language plpgsql as $$
begin
  -- An account that is deleted is taken out of its events; nothing else ever changes.
  if tg_op = 'UPDATE' and new.actor_id is null and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id' then
    return new;
  end if;
  raise exception 'Events of claims are append-only.' using errcode = 'restrict_violation';
end $$;
create trigger claim_event_is_append_only before update or delete on profiles_claimevent
  for each row execute function refuse_claim_event_change();
"""
BACKWARD = """
drop trigger claim_event_is_append_only on profiles_claimevent;
drop function refuse_claim_event_change();
"""


def claim_what_is_held(apps, schema_editor):
    Claim, Event, Profile = (apps.get_model("profiles", name) for name in ("Claim", "ClaimEvent", "Profile"))
    for profile in Profile.objects.filter(claim=None):
        claim = Claim.objects.create(user_id=profile.user_id, author_id=profile.author_id, state="approved", level=3)
        Event.objects.create(
            claim=claim, kind="moved", after="approved", role="operator", reason="An operator linked the record."
        )
        Profile.objects.filter(pk=profile.pk).update(claim=claim)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0009_claims")]
    operations = [
        migrations.RunPython(claim_what_is_held, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
