"""The works of one author, as light rows: what there is to count, filter and sort by, in two statements.

What a page shows of a work is fetched for that page only, by ``publications.listing``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection

from publications.models import Author, Topic, Work
from publications.sources import INVENTED, SOURCES

# A longer list of authors names a collaboration, not company kept: the work counts, its people are no co-authors.
MOST_COAUTHORS = 50

# Written out, because making this statement anew took longer than running it.
_ROWS = """
select s.work_id, s.position, s.name, w.year, w.type, w.sort_title, w.is_retracted, w.changed_at,
  source.key as source, source.name as source_name, teller.name as said_by,
  (select coalesce(bool_and(w.title_text ilike pattern or w.abstract ilike pattern), true)
   from unnest(%(patterns)s::text[]) pattern) as found,
  (select coalesce(json_agg(json_build_object('scheme', t.scheme, 'code', t.code, 'name', t.name) order by x.position),
                   '[]')
   from publications_worktopic x join publications_topic t on t.id = x.topic_id where x.work_id = w.id) as topics,
  array(select beside.author_id from publications_authorship beside
        where w.n_authors <= %(most)s and beside.work_id = w.id and beside.author_id <> s.author_id) as coauthors,
  (select coalesce(json_agg(json_build_object('id', i.public_id, 'name', i.name) order by f.position), '[]')
   from publications_affiliation f join publications_institution i on i.id = f.institution_id
   where f.authorship_id = s.id) as places
from publications_authorship s
join publications_work w on w.id = s.work_id
join publications_source teller on teller.id = w.said_by_id
left join publications_source source on source.id = w.source_id
where s.author_id = %(author)s order by s.position
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of the author. ``values`` maps a facet to the values by which this work is found."""

    work_id: int
    position: int
    name: str
    sort_title: str
    year: int | None
    said_by: str
    changed_at: datetime
    found: bool
    places: tuple[tuple[str, str], ...]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """An institution the author signed from: the years of the works that say so, in order, each once."""

    public_id: str
    name: str
    years: tuple[int, ...]
    n_works: int

    @property
    def seen(self) -> str:
        """When, in words.

        >>> Place("", "MIT", (2019,), 1).seen, Place("", "MIT", (2019, 2021), 5).seen, Place("", "MIT", (), 2).seen
        ('seen once, 2019', '2019–2021', '')
        """
        if not self.years:
            return ""
        span = "–".join(str(year) for year in dict.fromkeys((self.years[0], self.years[-1])))
        return f"seen once, {span}" if self.n_works == 1 else span


@dataclass(frozen=True)
class Bibliography:
    """All works of an author. ``labels`` maps a facet to its values and what each is called; ``topics`` and ``people``
    (co-authors with a page) are unsaved or partial rows by the value that stands for them in their facet."""

    entries: list[Entry]
    labels: dict[str, dict[str, str]]
    topics: dict[str, Topic]
    people: dict[str, Author]

    def count(self, facet: str) -> list[tuple[str, str, int]]:
        """(value, label, number of works), most works first."""
        return ranked(self.entries, facet, self.labels[facet])

    def years(self) -> dict[int, int]:
        """Works in each year from the first to the last, years without any included."""
        known = Counter(entry.year for entry in self.entries if entry.year)
        return {year: known[year] for year in range(min(known), max(known) + 1)} if known else {}

    def places(self) -> list[Place]:
        """Where the author signed from, latest first."""
        seen = sorted((place, entry.year or 0) for entry in self.entries for place in entry.places)
        found = []
        for (public_id, name), group in groupby(seen, key=lambda row: row[0]):
            years = [year for _, year in group]
            found.append(Place(public_id, name, tuple(sorted(set(filter(None, years)))), len(years)))
        return sorted(found, key=lambda place: (-max(place.years, default=0), -place.n_works, place.name))

    def fields(self) -> list[str]:
        """Names of the topics, most works first. Two classifications may use one name."""
        return list(dict.fromkeys(self.topics[value].name for value, _, _ in self.count("topic")))

    def names(self) -> list[str]:
        """How the author is written on the works, the usual way first."""
        return [name for name, _ in Counter(entry.name for entry in self.entries).most_common()]

    def sources(self) -> list[str]:
        """Whose descriptions these are."""
        return sorted({entry.said_by for entry in self.entries})

    def is_invented(self) -> bool:
        """Whether any of them was made up for a demonstration."""
        return SOURCES[INVENTED]["name"] in self.sources()

    def last_change(self) -> datetime | None:
        return max((entry.changed_at for entry in self.entries), default=None)


def ranked(entries: Iterable[Entry], facet: str, labels: dict[str, str]) -> list[tuple[str, str, int]]:
    """(value, label, number of works) of one facet over these works, most works first, then by label."""
    counts = Counter(value for entry in entries for value in entry.values[facet])
    return sorted(((value, labels[value], n) for value, n in counts.items()), key=lambda row: (-row[2], row[1].lower()))


def of(author: Author, *, words: Iterable[str] = ()) -> Bibliography:
    """Every work of the author; ``found`` says which have all these words in title or abstract. Two statements."""
    rows: dict[int, dict] = {}
    for row in _rows(author, words):
        rows.setdefault(row["work_id"], row)  # a name that stands twice on one work is still one work
    company = {pk for row in rows.values() for pk in row["coauthors"]}
    people = {
        person.pk: person
        for person in Author.objects.visible().filter(pk__in=company).only("public_id", "display_name")
    }
    topics = {_key(topic): Topic(**topic) for row in rows.values() for topic in row["topics"]}
    return Bibliography(
        entries=[_entry(row, people) for row in rows.values()],
        labels={
            "year": {_year(row): _year(row) for row in rows.values()},
            "topic": {key: str(topic) for key, topic in topics.items()},
            "type": {row["type"]: Work.Type(row["type"]).label for row in rows.values()},
            "coauthor": {person.public_id: person.display_name for person in people.values()},
            "source": {row["source"]: row["source_name"] for row in rows.values() if row["source"]},
            "status": {"retracted": "retracted"},
        },
        topics=topics,
        people={person.public_id: person for person in people.values()},
    )


def _entry(row: dict, people: dict[int, Author]) -> Entry:
    return Entry(
        work_id=row["work_id"],
        position=row["position"],
        name=row["name"],
        sort_title=row["sort_title"],
        year=row["year"],
        said_by=row["said_by"],
        changed_at=row["changed_at"],
        found=row["found"],
        places=tuple((place["id"], place["name"]) for place in row["places"]),
        values={
            "year": (_year(row),),
            "topic": tuple(_key(topic) for topic in row["topics"]),
            "type": (row["type"],),
            "coauthor": tuple({people[pk].public_id for pk in row["coauthors"] if pk in people}),
            "source": (row["source"],) if row["source"] else (),
            "status": ("retracted",) if row["is_retracted"] else (),
        },
    )


def _year(row: dict) -> str:
    return str(row["year"] or "undated")


def _key(topic: dict) -> str:
    return f"{topic['scheme']}:{topic['code']}"


def _rows(author: Author, words: Iterable[str]) -> list[dict]:
    asked = {"author": author.pk, "most": MOST_COAUTHORS, "patterns": [_containing(word) for word in words]}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _containing(word: str) -> str:
    r"""
    >>> _containing("100%")
    '%100\\%%'
    """
    return "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
