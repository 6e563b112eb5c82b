"""What a list says about people beside their names, so that namesakes can be told apart: three statements a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from publications.bibliography import MOST_COAUTHORS
from publications.models import Author, Institution, Topic

WORKS = 25  # of each person: what a glance says does not take reading all works of somebody who wrote thousands
SIGNED = """
with signed as (
  select p.id as beside, s.* from unnest(%(people)s::bigint[]) p (id) cross join lateral (
    select id, work_id, position from publications_authorship where author_id = p.id
    order by work_id desc limit %(works)s) s
)
"""
_PLACES = f"""
{SIGNED}
select distinct on (signed.beside) signed.beside, i.*
from signed
join publications_work w on w.id = signed.work_id
join publications_affiliation f on f.authorship_id = signed.id
join publications_institution i on i.id = f.institution_id
order by signed.beside, w.year desc nulls last, w.id desc, f.position
"""
_TOPICS = f"""
{SIGNED}
select * from (
  select signed.beside, t.*,
         row_number() over (partition by signed.beside order by count(distinct signed.work_id) desc, t.code) as place
  from signed
  join publications_worktopic wt on wt.work_id = signed.work_id
  join publications_topic t on t.id = wt.topic_id
  group by signed.beside, t.id
) ranked where place <= 6 order by place
"""
_COAUTHORS = f"""
{SIGNED}
select distinct on (beside) beside, a.id, a.public_id, a.display_name
from (
  select signed.beside, they.author_id, count(distinct w.id) as n,
         rank() over (partition by signed.beside order by count(distinct w.id) desc) as place
  from signed
  join publications_work w on w.id = signed.work_id and w.n_authors <= %(coauthors)s
  join publications_authorship they on they.work_id = w.id and they.author_id <> signed.beside
  group by 1, 2
) ranked
join publications_author a on a.id = author_id and a.merged_into_id is null and a.hidden_at is null
where place <= 3
order by beside, n desc, a.sort_name, a.id
"""


@dataclass(frozen=True)
class Glance:
    """One person in a list: where they last signed from, their three main topics, who they wrote most with."""

    author: Author
    institution: Institution | None
    topics: list[Topic]
    coauthor: Author | None


def institutions_of(ids: Collection[int]) -> dict[int, Institution]:
    """Author id -> where they last signed from."""
    return {place.beside: place for place in Institution.objects.raw(_PLACES, _about(ids))}


def topics_of(ids: Collection[int]) -> dict[int, list[Topic]]:
    """Author id -> their main topics, three at most, one for each name: two classifications may use the same."""
    found: dict[int, dict[str, Topic]] = defaultdict(dict)
    for topic in Topic.objects.raw(_TOPICS, _about(ids)):
        found[topic.beside].setdefault(topic.name, topic)
    return {pk: list(topics.values())[:3] for pk, topics in found.items()}


def at_a_glance(people: Collection[Author]) -> list[Glance]:
    ids = [person.pk for person in people]
    places = institutions_of(ids)
    coauthors = {coauthor.beside: coauthor for coauthor in Author.objects.raw(_COAUTHORS, _about(ids))}
    topics = topics_of(ids)
    return [
        Glance(person, places.get(person.pk), topics.get(person.pk, []), coauthors.get(person.pk)) for person in people
    ]


def _about(ids: Collection[int]) -> dict[str, object]:
    return {"people": list(ids), "works": WORKS, "coauthors": MOST_COAUTHORS}
