"""People near an author who have not written with them yet: common co-authors and topics, each with its reason.

A hint for readers, never a message to anybody. Hidden people are neither named nor a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from publications.models import Author
from publications.names import slug

MOST = 20
_CLOSEST = 60  # co-authors whose co-authors are looked at
_TOPICS = 5  # of the author, most works first
_RECENT = 5  # years: who stopped longer before the author's last work is left out
_NAMED = 3

# A common co-author counts by the weaker of the two ties and, as Adamic and Adar do, the less the more people they tie.
_CANDIDATES = """
with mine as (
  select case when low_id = %(author)s then high_id else low_id end as person, weight
    from graph_coauthortie where %(author)s in (low_id, high_id)
), close as (
  select m.person, m.weight from mine m
    join publications_author a on a.id = m.person and a.hidden_at is null and a.merged_into_id is null
   order by m.weight desc, m.person limit %(closest)s
), beyond as (
  select c.person as via, c.weight, t.other, t.tie, count(*) over (partition by c.person) as n
    from close c cross join lateral (
      select high_id as other, weight as tie from graph_coauthortie where low_id = c.person
      union all select low_id, weight from graph_coauthortie where high_id = c.person) t
), found as (
  select other, sum(least(weight, tie) / ln(1 + n)) as nearness, count(*) as n_common,
         (array_agg(via order by least(weight, tie) desc, via))[1:%(named)s] as via
    from beyond where other <> %(author)s and other not in (select person from mine) group by other
   order by nearness desc, other limit 300
), subjects as (
  select t.topic_id from publications_worktopic t
   where t.work_id in (select work_id from publications_authorship where author_id = %(author)s)
   group by t.topic_id order by count(*) desc, t.topic_id limit %(topics)s
), shared as (
  select distinct f.other, s.work_id, p.name
    from found f join publications_authorship s on s.author_id = f.other
    join publications_worktopic t on t.work_id = s.work_id and t.topic_id in (select topic_id from subjects)
    join publications_topic p on p.id = t.topic_id
), named as (
  select other, name, count(*) as n from shared group by other, name
), about as (
  select other, (array_agg(name order by n desc, name))[1:2] as names,
         (select count(distinct work_id)::int from shared s where s.other = named.other) as n
    from named group by other
)
select a.public_id, a.display_name, a.n_works, a.last_year, f.n_common,
       (select array_agg(v.display_name order by array_position(f.via, v.id)) from publications_author v
         where v.id = any(f.via)), about.names, about.n
  from found f
  join publications_author a on a.id = f.other and a.hidden_at is null and a.merged_into_id is null
   and a.kind = 'person' and a.last_year >= %(since)s
  join about on about.other = f.other
 order by f.nearness * ln(1 + about.n) desc, a.sort_name, a.id limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """``via`` names the closest common co-authors, ``topics`` what both work on, ``n_about`` their works on these."""

    public_id: str
    name: str
    n_works: int
    last_year: int
    n_common: int
    via: list[str]
    topics: list[str]
    n_about: int

    @property
    def url(self) -> str:
        return reverse("author", args=[self.public_id, slug(self.name)])

    @property
    def n_more(self) -> int:
        return self.n_common - len(self.via)


def candidates(author: Author) -> list[Candidate]:
    """The nearest first; none for an author without co-authors or without dated works. One statement."""
    if author.last_year is None:
        return []
    with connection.cursor() as cursor:
        asked = {"closest": _CLOSEST, "topics": _TOPICS, "named": _NAMED, "most": MOST}
        cursor.execute(_CANDIDATES, asked | {"author": author.pk, "since": author.last_year - _RECENT})
        return [Candidate(*row) for row in cursor.fetchall()]
