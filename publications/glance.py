"""What a list says about people beside their names, so that namesakes can be told apart: three statements a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from publications.bibliography import MOST_COAUTHORS
from publications.models import Author, Institution, Topic

_PLACES = """
select distinct on (s.author_id) s.author_id as beside, i.*
from publications_authorship s
join publications_work w on w.id = s.work_id
join publications_affiliation f on f.authorship_id = s.id
join publications_institution i on i.id = f.institution_id
where s.author_id = any(%s)
order by s.author_id, w.year desc nulls last, w.id desc, f.position
"""
_TOPICS = """
select * from (
  select s.author_id as beside, t.*,
         row_number() over (partition by s.author_id order by count(distinct s.work_id) desc, t.code) as place
  from publications_authorship s
  join publications_worktopic wt on wt.work_id = s.work_id
  join publications_topic t on t.id = wt.topic_id
  where s.author_id = any(%s) group by s.author_id, t.id
) ranked where place <= 6 order by place
"""
_COAUTHORS = """
select distinct on (me.author_id) me.author_id as beside, a.id, a.public_id, a.display_name
from publications_authorship me
join publications_work w on w.id = me.work_id and w.n_authors <= %s
join publications_authorship they on they.work_id = w.id and they.author_id <> me.author_id
join publications_author a on a.id = they.author_id and a.merged_into_id is null and a.hidden_at is null
where me.author_id = any(%s)
group by me.author_id, a.id
order by me.author_id, count(distinct w.id) desc, a.sort_name, a.id
"""


@dataclass(frozen=True)
class Glance:
    """One person in a list: where they last signed from, their three main topics, who they wrote most with."""

    author: Author
    institution: Institution | None
    topics: list[Topic]
    coauthor: Author | None


def at_a_glance(people: Collection[Author]) -> list[Glance]:
    ids = [person.pk for person in people]
    places = {place.beside: place for place in Institution.objects.raw(_PLACES, [ids])}
    coauthors = {coauthor.beside: coauthor for coauthor in Author.objects.raw(_COAUTHORS, [MOST_COAUTHORS, ids])}
    topics = defaultdict(dict)
    for topic in Topic.objects.raw(_TOPICS, [ids]):
        # Two classifications may call a topic the same.
        topics[topic.beside].setdefault(topic.name, topic)
    return [
        Glance(person, places.get(person.pk), list(topics[person.pk].values())[:3], coauthors.get(person.pk))
        for person in people
    ]
