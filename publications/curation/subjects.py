"""What the ledger calls a by-line or a record: keys that survive a rebuild of the database.

A by-line is named by an identifier of its work and the name as written ("arxiv:1905.11926#Thomas Goldstein", with
"#2" behind it for the second of that name on the work). A work may gain identifiers later, so a by-line answers to
several keys; the ledger writes the first of them and finds it by any. A DOI that stands on two works names neither.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from publications.models import Authorship, Work

AUTHOR = "author:"

# Every by-line of these works with each key it answers to, the key of its work and how good that one is.
KEYS = """
select b.id, k.key || '#' || b.written || case when b.n > 1 then '#' || b.n else '' end as subject, k.key, k.rank
from (
  select a.id, a.work_id, coalesce(nullif(a.printed, ''), a.name) as written,
         row_number() over (partition by a.work_id, coalesce(nullif(a.printed, ''), a.name) order by a.position) as n
  from publications_authorship a where a.work_id = any(%(works)s)
) b join (
  select i.work_id, i.scheme || ':' || i.value as key, array_position('{arxiv,openalex,pmid,doi}', i.scheme) as rank
  from publications_workidentifier i
  where i.work_id = any(%(works)s) and (i.scheme <> 'doi' or not exists (
    select from publications_workidentifier twin
    where twin.scheme = 'doi' and twin.value = i.value and twin.work_id <> i.work_id))
  union all
  select id, 'work:' || public_id, 9 from publications_work where id = any(%(works)s)
) k using (work_id)
"""
_SIGNED = f"""
with keyed as ({KEYS}), named as (
  select id, array_agg(subject order by rank, key collate "C") as subjects,
         (array_agg(key order by rank, key collate "C"))[1] as key
  from keyed where id = any(%(ids)s) group by id
)
select a.id, a.work_id, w.title_text, a.position, a.name, coalesce(nullif(a.printed, ''), a.name), a.block,
       p.public_id, a.basis, a.reason, i.id, coalesce(i.after -> 'not', '[]'), n.key, n.subjects
from publications_authorship a
join named n using (id) join publications_work w on w.id = a.work_id
left join publications_author p on p.id = a.author_id
left join publications_changeitem i on i.id = a.decided_by_id
order by n.key collate "C", a.position
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A by-line as it stands: whose it is (an address), by what decision, and its keys in the ledger, best first.

    ``apart`` are addresses of authors a decision said it is not; ``key`` is its work's.
    """

    id: int
    work: int
    title: str
    position: int
    name: str
    written: str
    block: str
    author: str | None
    basis: str
    reason: dict
    decided_by: int | None
    apart: tuple[str, ...]
    key: str
    subjects: tuple[str, ...]

    @property
    def subject(self) -> str:
        return self.subjects[0]

    @property
    def place(self) -> dict:
        """Where it stands: by it a decision finds the by-line when a better source writes the name otherwise."""
        return {"position": self.position, "block": self.block}

    @property
    def state(self) -> dict:
        """What the ledger keeps of it."""
        said = {"author": self.author, "basis": self.basis, "reason": self.reason}
        return said | ({"not": list(self.apart)} if self.apart else {})


def signed(ids: Collection[int]) -> list[Signed]:
    """The by-lines with these row ids, in the order of what the files say."""
    if not ids:
        return []
    works = Authorship.objects.filter(pk__in=ids).values_list("work", flat=True).distinct()
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED, {"works": list(works), "ids": list(ids)})
        rows = cursor.fetchall()
    return [Signed(*row[:9], json.loads(row[9]), row[10], tuple(json.loads(row[11])), *row[12:]) for row in rows]


def works_about(keys: Collection[str]) -> list[int]:
    """Row ids of the works with these keys ("arxiv:1905.11926")."""
    return _works([f"{key}#" for key in keys]) if keys else []


def found(subjects: Collection[str]) -> dict[str, int]:
    """Subject -> row id of the by-line that answers to it; what names none is left out."""
    if not subjects:
        return {}
    works = _works(subjects)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with keyed as ({KEYS}) select subject, id from keyed where subject = any(%(subjects)s)",
            {"works": works, "subjects": list(subjects)},
        )
        return dict(cursor.fetchall())


def _works(subjects: Collection[str]) -> list[int]:
    return list(Work.objects.filter(_named(subjects)).values_list("pk", flat=True).distinct())


def _named(subjects: Iterable[str]) -> Q:
    """Works that could be meant. A DOI may hold a "#" of its own, so each one may end the key."""
    named: dict[str, set[str]] = {}
    for subject in subjects:
        scheme, _, rest = subject.partition(":")
        parts = rest.split("#")
        named.setdefault(scheme, set()).update("#".join(parts[:end]) for end in range(1, len(parts)))
    asked = Q(public_id__in=named.pop("work", ()))
    for scheme, values in named.items():
        asked |= Q(identifiers__scheme=scheme, identifiers__value__in=values)
    return asked


def record(public_id: str) -> str:
    """The subject of an author record.

    >>> record("8fhp76kea6z6")
    'author:8fhp76kea6z6'
    """
    return AUTHOR + public_id
