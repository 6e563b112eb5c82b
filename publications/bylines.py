"""Blocks of by-lines as the database holds them: read with what stands around them, written with their authors."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from publications.copying import copy_rows
from publications.matching import parse
from publications.pieces import Byline

_MOST_NAMES = 100  # of a work: the first hundred of a collaboration recognise it as well as its five thousand

_BYLINES = """
select a.id, a.block, a.work_id, a.position, a.given, a.family, a.suffix, a.orcid, a.source_author,
       a.decided_by_id is not null, a.author_id, coalesce(p.merged_into_id, p.id), a.basis, a.reason
from publications_authorship a left join publications_author p on p.id = a.author_id
where """
_OF_BLOCKS, _OF_AUTHOR = "a.block = any(%s)", "a.author_id = %s"
_WORKS = """
select w.id, w.title_text, w.abstract, w.year,
       coalesce((select i.scheme || ':' || i.value from publications_workidentifier i where i.work_id = w.id
                 order by i.scheme collate "C", i.value collate "C" limit 1), w.public_id),
       array(select t.code from publications_worktopic wt join publications_topic t on t.id = wt.topic_id
             where wt.work_id = w.id)
from publications_work w where w.id = any(%s)
"""
_COAUTHORS = """
select work_id, name, given, family, suffix from publications_authorship
where work_id = any(%s) and position <= %s order by work_id, position
"""
# Who is not whom: a decision that took a by-line from one author and gave it to another says so of both.
_APART = """
select distinct coalesce(p.merged_into_id, p.id), coalesce(o.merged_into_id, o.id)
from publications_authorship a
join publications_changeitem i on i.id = a.decided_by_id
join publications_author p on p.id = a.author_id
cross join lateral jsonb_array_elements_text(i.after -> 'not') as kept(address)
join publications_author o on o.public_id = kept.address
where """
_PLACES = """
select f.authorship_id, array_agg(f.institution_id) from publications_affiliation f
where f.authorship_id = any(%s) group by f.authorship_id
"""


class Held(NamedTuple):
    """What an authorship row says now."""

    author: int | None
    basis: str
    reason: dict


class Blocks(NamedTuple):
    """By-lines by id; their block; what each row holds now; names as written (work -> key of the name -> name)."""

    bylines: dict[int, Byline]
    block: dict[int, str]
    held: dict[int, Held]
    written: dict[int, dict[str, str]]

    def by_block(self) -> dict[str, list[Byline]]:
        found: dict[str, list[Byline]] = defaultdict(list)
        for id_, byline in self.bylines.items():
            found[self.block[id_]].append(byline)
        return found


def read_blocks(cursor: CursorWrapper, blocks: Collection[str]) -> Blocks:
    """The by-lines of these blocks with their works' co-authors, topics, titles, years and institutions."""
    return _read(cursor, _OF_BLOCKS, list(blocks))


def read_author(cursor: CursorWrapper, author: int) -> Blocks:
    """The by-lines of one author, whatever blocks they are in."""
    return _read(cursor, _OF_AUTHOR, author)


def _read(cursor: CursorWrapper, which: str, value: object) -> Blocks:
    cursor.execute(_BYLINES + which, [value])
    rows = cursor.fetchall()
    works = _works(cursor, sorted({row[2] for row in rows}))
    cursor.execute(_PLACES, [[row[0] for row in rows]])
    places = {authorship: frozenset(ids) for authorship, ids in cursor.fetchall()}
    apart = _apart(cursor, which, value)
    return Blocks(
        {
            row[0]: _byline(row, works[row[2]], places.get(row[0], frozenset()), apart.get(row[11], frozenset()))
            for row in rows
        },
        {row[0]: row[1] for row in rows},
        {row[0]: Held(row[10], row[12], json.loads(row[13])) for row in rows},
        {id_: work.written for id_, work in works.items()},
    )


def _apart(cursor: CursorWrapper, which: str, value: object) -> dict[int, frozenset[int]]:
    """Author -> the authors that are certainly other people."""
    cursor.execute(_APART + which, [value])
    apart: dict[int, set[int]] = defaultdict(set)
    for one, other in cursor.fetchall():
        if one != other:
            apart[one].add(other)
            apart[other].add(one)
    return {author: frozenset(others) for author, others in apart.items()}


class _Work(NamedTuple):
    key: str
    year: int | None
    title: str
    abstract: str
    topics: frozenset[str]
    names: frozenset[str]
    written: dict[str, str]


def _byline(row: tuple, work: _Work, institutions: frozenset[int], apart: frozenset[int]) -> Byline:
    id_, _, work_id, position, given, family, suffix, orcid, source_author, is_decided, _, author, *_ = row
    name = parse(given, family, suffix)
    return Byline(
        key=(work.key, position),
        id=id_,
        work=work_id,
        name=name,
        coauthors=work.names - {name.key},
        topics=work.topics,
        title=work.title,
        abstract=work.abstract,
        institutions=institutions,
        year=work.year,
        orcid=orcid,
        source_author=source_author,
        author=author,
        is_decided=is_decided,
        apart=apart,
    )


def _works(cursor: CursorWrapper, ids: list[int]) -> dict[int, _Work]:
    cursor.execute(_COAUTHORS, [ids, _MOST_NAMES])
    written: dict[int, dict[str, str]] = defaultdict(dict)
    for work, name, *parts in cursor.fetchall():
        written[work].setdefault(parse(*parts).key, name)
    cursor.execute(_WORKS, [ids])
    return {
        id_: _Work(key, year, title, abstract, frozenset(topics), frozenset(written[id_]), written[id_])
        for id_, title, abstract, year, key, topics in cursor.fetchall()
    }


class Link(NamedTuple):
    """What an authorship row is to say."""

    id: int
    author: int
    basis: str
    reason: dict


def write_links(cursor: CursorWrapper, links: Iterable[Link]) -> None:
    """Point by-lines to their authors. Decided rows are left alone, whoever asks."""
    rows = ((link.id, link.author, link.basis, json.dumps(link.reason)) for link in sorted(links))
    copy_rows(cursor, "link", "id bigint, author_id bigint, basis text, reason jsonb", rows)
    cursor.execute(
        "update publications_authorship a set author_id = l.author_id, basis = l.basis, reason = l.reason"
        " from link l where a.id = l.id and a.decided_by_id is null"
    )
