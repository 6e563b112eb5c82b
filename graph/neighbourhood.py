"""What stands near an author, read straight from the by-lines: a handful of statements, no rule about drawing.

Retracted works are left out. A work with more than ``MOST_AUTHORS`` names makes no pairs.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from graph.collaboration import MOST_AUTHORS
from graph.facts import Institution, Neighbourhood, Person, Topic, Work
from publications.models import Author

MOST_PEOPLE = 79  # a slice has room for no more
_CLOSE = 12  # whose other works count as nearby


def read(author: Author, reached: Callable[[int], None]) -> Neighbourhood:
    """Read the neighbourhood; ``reached`` is told each of the steps 1 to 3 as it begins."""
    reached(1)
    own = _works(_OWN_WORKS, author=author.pk)
    found = Neighbourhood(Person(author.pk, author.public_id, author.display_name, tuple(own)), own)
    pairable = [work.id for work in own.values() if 2 <= work.n_authors <= MOST_AUTHORS]
    _read_people(found, pairable)
    reached(2)
    _read_topics(found)
    reached(3)
    _read_institutions(found)
    return found


def _read_people(found: Neighbourhood, pairable: list[int]) -> None:
    rows = _rows(_PEOPLE, works=pairable, author=found.centre.id, most=MOST_PEOPLE)
    found.people = [Person(id, public_id, name, tuple(works)) for id, public_id, name, works, _ in rows]
    found.n_people = rows[0][-1] if rows else 0
    ties = _rows(_TIES, people=[person.id for person in found.people])
    found.ties = {(low, high): tuple(works) for low, high, works in ties}
    _know(found, {work for works in found.ties.values() for work in works})


def _read_topics(found: Neighbourhood) -> None:
    for id, scheme, code, name, works in _rows(_TOPICS, works=list(found.centre.works)):
        found.topics.append(Topic(id, scheme, code, name, tuple(works)))
    nearby = _rows(
        _NEARBY,
        people=[person.id for person in found.people[:_CLOSE]],
        everybody=[person.id for person in found.people],
        own=list(found.centre.works),
        topics=[topic.id for topic in found.topics[:3]],
    )
    found.nearby = {work: tuple(signers) for work, signers in nearby}
    _know(found, set(found.nearby))
    about = _rows(_ABOUT, works=[*found.centre.works, *found.nearby])
    found.about = {work: tuple(topics) for work, topics in about}


def _read_institutions(found: Neighbourhood) -> None:
    people = [found.centre.id, *(person.id for person in found.people)]
    places: dict[int, Institution] = {}
    for id, public_id, name, author, works in _rows(_INSTITUTIONS, people=people):
        places.setdefault(id, Institution(id, public_id, name, {})).signed[author] = tuple(works)
    rank = {person: position for position, person in enumerate(people)}
    found.institutions = sorted(
        places.values(),
        key=lambda place: (
            -len(place.signed.get(found.centre.id, ())),
            -sum(1 / (1 + rank[person]) for person in place.signed),
            place.name,
        ),
    )
    _know(found, {work for place in found.institutions for works in place.signed.values() for work in works})


def _know(found: Neighbourhood, works: set[int]) -> None:
    unknown = works - found.works.keys()
    if unknown:
        found.works |= _works(_WORKS, works=sorted(unknown))


def _works(sql: str, **params: Any) -> dict[int, Work]:
    return {row[0]: Work(*row) for row in _rows(sql, **params)}


def _rows(sql: str, **params: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


_OWN_WORKS = """
select distinct work.id, work.public_id, work.title_text, work.year, work.n_authors
  from publications_authorship signed join publications_work work on work.id = signed.work_id
 where signed.author_id = %(author)s and not work.is_retracted
 order by work.year desc nulls last, work.title_text, work.id
"""
_WORKS = """
select id, public_id, title_text, year, n_authors from publications_work where id = any(%(works)s) order by id
"""
# Newman's weight: a work of n authors adds 1 / (n - 1) to each of its pairs.
_PEOPLE = """
select person.id, person.public_id, person.display_name, array_agg(work.id order by work.id), count(*) over ()
  from (select distinct work_id, author_id from publications_authorship
         where work_id = any(%(works)s) and author_id <> %(author)s) signed
  join publications_work work on work.id = signed.work_id
  join publications_author person on person.id = signed.author_id
   and person.merged_into_id is null and person.hidden_at is null
 group by person.id
 order by sum(1.0 / (work.n_authors - 1)) desc, person.sort_name, person.id
 limit %(most)s
"""
_TIES = f"""
with signed as materialized (
    select distinct work_id, author_id from publications_authorship where author_id = any(%(people)s))
select low.author_id, high.author_id, array_agg(work.id order by work.id)
  from signed low
  join signed high on high.work_id = low.work_id and high.author_id > low.author_id
  join publications_work work on work.id = low.work_id
   and work.n_authors <= {MOST_AUTHORS} and not work.is_retracted
 group by low.author_id, high.author_id
 order by low.author_id, high.author_id
"""
_TOPICS = """
select topic.id, topic.scheme, topic.code, topic.name, array_agg(about.work_id order by about.work_id)
  from publications_worktopic about join publications_topic topic on topic.id = about.topic_id
 where about.work_id = any(%(works)s)
 group by topic.id
 order by count(*) desc, topic.name, topic.id
"""
# Works of the closest people on the author's leading topics: tying most people together first, then the newest.
_NEARBY = f"""
select work.id, array_agg(distinct signed.author_id)
  from (select distinct near.work_id from publications_authorship near
          join publications_worktopic about on about.work_id = near.work_id and about.topic_id = any(%(topics)s)
         where near.author_id = any(%(people)s) and near.work_id <> all(%(own)s)) near
  join publications_work work on work.id = near.work_id
   and work.n_authors <= {MOST_AUTHORS} and not work.is_retracted
  join publications_authorship signed on signed.work_id = work.id and signed.author_id = any(%(everybody)s)
 group by work.id
 order by count(distinct signed.author_id) desc, work.year desc nulls last, work.title_text, work.id
 limit 20
"""
_ABOUT = """
select work_id, array_agg(topic_id order by position)
  from publications_worktopic where work_id = any(%(works)s) group by work_id order by work_id
"""
_INSTITUTIONS = """
select place.id, place.public_id, place.name, signed.author_id, array_agg(distinct work.id)
  from publications_authorship signed
  join publications_affiliation affiliation on affiliation.authorship_id = signed.id
  join publications_institution place on place.id = affiliation.institution_id
  join publications_work work on work.id = signed.work_id and not work.is_retracted
 where signed.author_id = any(%(people)s)
 group by place.id, signed.author_id
 order by place.id, signed.author_id
"""
