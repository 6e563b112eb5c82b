from django.db import migrations

# The first day after the period that follows which are there already are in.
DUE = """
set local statement_timeout = '10min';
update profiles_follow f set due_on = case coalesce(f.frequency, u.digests)
    when 'daily' then current_date + 1
    when 'weekly' then (date_trunc('week', current_date) + interval '7 days')::date
    when 'monthly' then (date_trunc('month', current_date) + interval '1 month')::date
  end
from profiles_user u where u.id = f.user_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0018_follows_know_when_they_are_due'),
    ]

    operations = [
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
