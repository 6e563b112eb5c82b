"""How long moderators take, as the public may know it: one statement, and nothing about single claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

DAYS = 90
FEWEST = 5  # decisions; fewer would tell of single ones

# A decision ends a round of a claim. What counts is the time for which the claim waited for moderators in that round,
# not the time for which moderators waited for the claimant.
_DECIDED = """
with spells as (
  select id, claim_id, before, after, role, created_at,
         before in ('submitted', 'needs_evidence', 'contested') and after in ('approved', 'rejected', 'revoked')
           and role in ('moderator', 'system') as decides,
         lead(created_at) over (partition by claim_id order by id) - created_at as lasted
    from profiles_claimevent where kind = 'moved'
), rounds as (
  select *, count(*) filter (where decides) over (partition by claim_id order by id rows unbounded preceding) as nth
    from spells
), waited as (
  select claim_id, nth + 1 as nth, sum(lasted) filter (where after in ('submitted', 'contested')) as wait
    from rounds group by claim_id, nth
)
select count(*),
       count(*) filter (where d.before <> 'contested' and d.after = 'approved'),
       count(*) filter (where d.after = 'rejected'),
       count(*) filter (where d.before = 'contested' and d.after = 'approved'),
       count(*) filter (where d.after = 'revoked'),
       percentile_cont(0.5) within group (order by coalesce(w.wait, interval '0')),
       percentile_cont(0.9) within group (order by coalesce(w.wait, interval '0'))
  from rounds d left join waited w using (claim_id, nth)
 where d.decides and d.created_at > now() - %s * interval '1 day'
"""


@dataclass(frozen=True)
class Turnaround:
    """Of the last 90 days: decisions by outcome, and how long half and nine tenths of them were waited for at most."""

    decided: int
    approved: int
    declined: int
    kept: int
    revoked: int
    median: timedelta | None
    ninth: timedelta | None

    @property
    def tells(self) -> bool:
        return self.decided >= FEWEST

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        said = ("approved", self.approved), ("declined", self.declined)
        return [*said, ("links kept after a contest", self.kept), ("links revoked", self.revoked)]

    @property
    def half(self) -> str:
        return days(self.median)

    @property
    def nine_tenths(self) -> str:
        return days(self.ninth)


def lately() -> Turnaround:
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [DAYS])
        return Turnaround(*cursor.fetchone())


def days(time: timedelta | None) -> str:
    """
    >>> days(timedelta(minutes=20)), days(timedelta(hours=30)), days(timedelta(days=2, hours=12)), days(None)
    ('1 hour', '30 hours', '2.5 days', '')
    """
    if time is None:
        return ""
    hours = max(round(time.total_seconds() / 3600), 1)
    return f"{hours} hour{'s'[: hours != 1]}" if hours < 48 else f"{hours / 24:.1f} days"
