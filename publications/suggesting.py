"""What could be meant by the beginning of a text: a few people, works, topics and institutions, or the record of an
identifier. Bounded, because it is asked at every stroke of a key."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection

from publications import asking, lookup, search, words
from publications.glance import institutions_of, topics_of
from publications.models import Author, Institution, Topic, Work
from publications.search_people import People

MOST = 80  # characters: longer texts are no beginnings
_FEW, _SEVERAL = 3, 5
_LEAST = 3  # characters of a beginning of a title: fewer begin too many
_AMONG_NEWEST = """
select work_id from (
  select work_id, dated, title from publications_indexedwork order by dated desc, work_id desc limit 3000) newest
where title @@ %(query)s::tsquery order by dated desc, work_id desc limit %(few)s
"""
_AMONG_ALL = """
with begun as materialized (select work_id, dated from publications_indexedwork where title @@ %(query)s::tsquery)
select work_id from begun order by dated desc, work_id desc limit %(few)s
"""


@dataclass(frozen=True)
class Suggestion:
    """``kind`` is work, person, topic or institution; ``detail`` tells namesakes apart."""

    kind: str
    label: str
    detail: str
    url: str


def suggest(text: str) -> list[dict[str, str]]:
    """At most fourteen suggestions for a text as typed, nearest kind first; none where it is too short, long or odd."""
    text = search.cleaned(text)
    if len(text) > MOST or not text or search.refusal(text)[0]:
        return []
    try:
        identifier = lookup.read(text)
    except ValueError:
        return []
    if identifier:
        found = [_of_record(record) for record in lookup.records(identifier)[:_FEW]]
    else:
        found = [*_people(text), *_topics(text), *_institutions(text), *_works(text)]
    return [asdict(suggestion) for suggestion in found]


def _of_record(record: Author | Work | Institution | Topic) -> Suggestion:
    kinds = {Author: "person", Work: "work", Institution: "institution", Topic: "topic"}
    return Suggestion(kinds[type(record)], str(record), "", record.get_absolute_url())


def _people(text: str) -> list[Suggestion]:
    found = list(People.matching(text).all[:_SEVERAL])
    places = institutions_of([person.pk for person in found])
    topics = topics_of([person.pk for person in found if person.pk not in places])
    return [_person(person, places.get(person.pk) or next(iter(topics.get(person.pk, ())), None)) for person in found]


def _person(person: Author, known_by: Institution | Topic | None) -> Suggestion:
    years = "–".join(str(year) for year in dict.fromkeys((person.first_year, person.last_year)) if year)
    works = f"{person.n_works:,} work{'s'[: person.n_works != 1]}"
    detail = " · ".join(part for part in (known_by.name if known_by else "", works, years) if part)
    return Suggestion("person", person.display_name, detail, person.get_absolute_url())


def _topics(text: str) -> list[Suggestion]:
    return [_of_record(topic) for topic in search.topics(text)[:_FEW]]


def _institutions(text: str) -> list[Suggestion]:
    return [_of_record(place) for place in search.institutions(text)[:_FEW]]


def _works(text: str) -> list[Suggestion]:
    ids = _newest(_beginning(text))
    found = Work.objects.only("public_id", "title_text", "year").in_bulk(ids)
    return [_work(found[pk]) for pk in ids if pk in found]


def _work(work: Work) -> Suggestion:
    return Suggestion("work", work.title_text, str(work.year or ""), work.get_absolute_url())


def _newest(query: str) -> list[int]:
    """Ids of the newest works with these words in the title. Common words are met among the newest works of all, rare
    ones are few; the planner cannot tell which a beginning is."""
    if not query:
        return []
    ids = _ids(_AMONG_NEWEST, query)
    return ids if len(ids) == _FEW else _ids(_AMONG_ALL, query)


def _ids(statement: str, query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"query": query, "few": _FEW})
        return [pk for (pk,) in cursor.fetchall()]


def _beginning(text: str) -> str:
    """A ``tsquery`` for titles with these words, the last of which may have only begun.

    >>> _beginning("deep networks"), _beginning("deep ne"), _beginning("the"), _beginning("!")
    ("'deep' & ('network' | 'networks':*)", "'deep'", "('the' | 'the':*)", '')
    """
    typed = words.as_written(text)
    if not typed:
        return ""
    *whole, last = typed
    query = asking.read(" ".join(whole)).query
    if len(last) < _LEAST:
        return query
    plain = words.plain(last)
    begun = f"('{words.folded(last)}' | '{plain}':*)"
    return f"{query} & {begun}" if query else begun
