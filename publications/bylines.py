"""Blocks of by-lines as the database holds them: read with what stands around them, written with their authors."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from publications.clusters import Byline, Evidence
from publications.copying import copy_rows
from publications.matching import NameCounts, parse

_MOST_NAMES = 100  # of a work: the first hundred of a collaboration recognise it as well as its five thousand

_BYLINES = """
select a.block, a.id, a.work_id, a.position, a.given, a.family, a.suffix, a.orcid, a.source_author,
       coalesce(p.merged_into_id, p.id), a.decided_by_id is not null, a.author_id, a.basis, a.reason, w.year,
       coalesce((select i.scheme || ':' || i.value from publications_workidentifier i where i.work_id = w.id
                 order by i.scheme collate "C", i.value collate "C" limit 1), w.public_id)
from publications_authorship a
join publications_work w on w.id = a.work_id
left join publications_author p on p.id = a.author_id
where a.block = any(%s)
"""
_COAUTHORS = """
select work_id, name, given, family, suffix from publications_authorship
where work_id = any(%s) and position <= %s order by work_id, position
"""
_TOPICS = """
select w.work_id, array_agg(t.code) from publications_worktopic w join publications_topic t on t.id = w.topic_id
where w.work_id = any(%s) group by w.work_id
"""
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
    """By-lines by block; what each row holds now; names as written (work -> key of the name -> name)."""

    bylines: dict[str, list[Byline]]
    held: dict[int, Held]
    written: dict[int, dict[str, str]]


def read_evidence(cursor: CursorWrapper) -> Evidence:
    """How common names and topics are in the whole corpus."""
    cursor.execute("select given, family, suffix, count(*) from publications_authorship group by 1, 2, 3")
    counts = NameCounts((parse(*name), count) for *name, count in cursor.fetchall())
    cursor.execute(
        "select t.code, count(*) from publications_worktopic w"
        " join publications_topic t on t.id = w.topic_id group by t.code"
    )
    topics = Counter(dict(cursor.fetchall()))
    cursor.execute("select count(*) from publications_work")
    return Evidence(counts, topics, cursor.fetchone()[0])


def read_blocks(cursor: CursorWrapper, blocks: Collection[str]) -> Blocks:
    """The by-lines of these blocks with their works' co-authors, topics, years and institutions."""
    cursor.execute(_BYLINES, [list(blocks)])
    rows = cursor.fetchall()
    works = sorted({row[2] for row in rows})
    written, coauthors = _coauthors(cursor, works)
    cursor.execute(_TOPICS, [works])
    topics = {work: frozenset(codes) for work, codes in cursor.fetchall()}
    cursor.execute(_PLACES, [[row[1] for row in rows]])
    places = {authorship: frozenset(ids) for authorship, ids in cursor.fetchall()}
    bylines: dict[str, list[Byline]] = defaultdict(list)
    held: dict[int, Held] = {}
    for row in rows:
        (
            block,
            id_,
            work,
            position,
            given,
            family,
            suffix,
            orcid,
            source_author,
            author,
            decided,
            holder,
            basis,
            reason,
            year,
            key,
        ) = row
        name = parse(given, family, suffix)
        held[id_] = Held(holder, basis, json.loads(reason))
        bylines[block].append(
            Byline(
                key=(key, position),
                id=id_,
                work=work,
                name=name,
                coauthors=coauthors[work] - {name.key},
                topics=topics.get(work, frozenset()),
                institutions=places.get(id_, frozenset()),
                year=year,
                orcid=orcid,
                source_author=source_author,
                author=author,
                is_decided=decided,
            )
        )
    return Blocks(bylines, held, written)


def _coauthors(cursor: CursorWrapper, works: list[int]) -> tuple[dict[int, dict[str, str]], dict[int, frozenset[str]]]:
    cursor.execute(_COAUTHORS, [works, _MOST_NAMES])
    written: dict[int, dict[str, str]] = defaultdict(dict)
    for work, name, given, family, suffix in cursor.fetchall():
        written[work].setdefault(parse(given, family, suffix).key, name)
    return written, defaultdict(frozenset, {work: frozenset(keys) for work, keys in written.items()})


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
