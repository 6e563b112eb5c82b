"""What waits for moderators: claims of one record are one case, the first due first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from profiles.claim_desk import looking
from profiles.claims import standing
from profiles.models import CaseLook, User
from publications.models import Author

# Class of case -> what it is called; a case may be of several.
CLASSES = {
    "appeal": "appeal",
    "second": "second opinion waiting",
    "contest": "competing or contested",
    "high": "well-known record",
    "raise": "more evidence",
    "plain": "plain claim",
    "asked": "with the claimant",
}
AGES = {"overdue": timedelta(), "day": timedelta(days=1), "week": timedelta(days=7)}

# Of their own records moderators are not told here that anybody claims them.
_WAITING = """
with mine as (
  select coalesce(a.merged_into_id, a.id) as record_id
    from profiles_claim c join publications_author a on a.id = c.author_id where c.user_id = %(moderator)s
), claims as (
  select c.*, coalesce(a.merged_into_id, a.id) as record_id,
         c.state in ('submitted', 'contested') as is_ours,
         array(select e.actor_id from profiles_claimevent e where e.claim_id = c.id and e.kind = 'opinion' and e.id > (
                 select max(id) from profiles_claimevent where claim_id = c.id and kind = 'moved')) as opinions
    from profiles_claim c join publications_author a on a.id = c.author_id
   where c.state in ('submitted', 'needs_evidence', 'contested')
      or c.state = 'approved' and c.level < 4 and (
           select count(distinct kind) > 1 and bool_or(strength = 'strong') from profiles_evidence
            where claim_id = c.id and state = 'holds' and strength in ('strong', 'anchor'))
)
select record_id,
       count(*) filter (where state in ('submitted', 'needs_evidence')) as n_open,
       min(due_at) filter (where is_ours) as due_at,
       min(changed_at) as since,
       coalesce(bool_or(state = 'submitted' and appealed_at is not null), false) as is_appeal,
       bool_or(state = 'contested') or count(*) filter (where state in ('submitted', 'needs_evidence')) > 1
         or bool_or(state in ('submitted', 'needs_evidence')) and exists (
              select from profiles_profile p join publications_author o on o.id = p.author_id
               where record_id in (o.id, o.merged_into_id)) as is_contest,
       bool_or(state = 'approved') as may_rise,
       bool_or(is_ours) as is_ours,
       coalesce(bool_or(cardinality(opinions) > 0 and not %(moderator)s = any(opinions)), false) as wants_second,
       coalesce(bool_or(%(moderator)s = any(opinions)), false) as is_answered
  from claims where record_id not in (select record_id from mine)
 group by record_id order by due_at nulls last, since, record_id
"""


@dataclass
class Waiting:
    """One case. ``due_at`` is None where it waits for nobody or for the claimant; ``is_answered``: this moderator gave
    an opinion and another is waited for."""

    record_id: int
    n_open: int
    due_at: datetime | None
    since: datetime
    is_appeal: bool
    is_contest: bool
    may_rise: bool
    is_ours: bool
    wants_second: bool
    is_answered: bool
    is_high: bool = False
    record: Author | None = None
    look: CaseLook | None = None
    classes: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        return ", ".join(CLASSES[name] for name in self.classes)

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    def is_older(self, age: str) -> bool:
        if age == "overdue":
            return self.is_overdue
        return self.since < timezone.now() - AGES[age]


def waiting(moderator: User) -> list[Waiting]:
    """All cases for this moderator, each with its classes; records are not fetched yet. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"moderator": moderator.pk})
        cases = [Waiting(*row) for row in cursor.fetchall()]
    high = standing.high_profile([case.record_id for case in cases])
    for case in cases:
        case.is_high = case.record_id in high
        case.classes = _classes(case)
    return cases


def _classes(case: Waiting) -> list[str]:
    if not (case.is_ours or case.may_rise):
        return ["asked"]
    found = {
        "appeal": case.is_appeal,
        "second": case.wants_second,
        "contest": case.is_contest,
        "high": case.is_high,
        "raise": case.may_rise,
    }
    return [name for name, is_so in found.items() if is_so] or ["plain"]


def narrowed(cases: Sequence[Waiting], *, class_: str = "", age: str = "", of: User | None = None) -> list[Waiting]:
    """Of one class (those that wait for the claimant only when asked for), that old, looked at by one moderator."""
    found = [case for case in cases if (class_ in case.classes if class_ else "asked" not in case.classes)]
    if age:
        found = [case for case in found if case.is_older(age)]
    if of:
        looks = looking.at([case.record_id for case in found])
        found = [case for case in found if (look := looks.get(case.record_id)) and look.moderator == of]
    return found


def counts(cases: Sequence[Waiting]) -> dict[str, int]:
    """Class -> how many cases, in the order of the classes."""
    n = Counter(name for case in cases for name in case.classes)
    return {name: n[name] for name in CLASSES if n[name]}


def with_records(cases: Sequence[Waiting]) -> list[Waiting]:
    """These cases with their records and who looks at them. Two statements."""
    ids = [case.record_id for case in cases]
    records, looks = Author.objects.in_bulk(ids), looking.at(ids)
    for case in cases:
        case.record, case.look = records[case.record_id], looks.get(case.record_id)
    return list(cases)
