"""Author rows made for new people, and kept true when by-lines come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import count

from django.db.backends.utils import CursorWrapper

from publications import summaries
from publications.called import call
from publications.copying import copy_rows
from publications.counting import recount
from publications.identifiers import public_id
from publications.pieces import Byline

_MADE = """
insert into publications_author (public_id, display_name, sort_name, search_name)
select public_id, '', '', '' from person order by public_id collate "C"
on conflict (public_id) do update set merged_into_id = null
returning public_id, id
"""
# Merges point straight at the survivor, so whoever was merged into the emptied record before goes along.
_MERGED = """
update publications_author a set merged_into_id = m.target
from merged m join publications_author emptied on emptied.id = m.id and emptied.n_works = 0
where (a.id = m.id or a.merged_into_id = m.id) and a.id <> m.target
"""
_STAMP = """
update publications_author set works_changed_at = now() where id = any(%s) or id in (
  select beside.author_id from publications_authorship own join publications_authorship beside using (work_id)
  where own.author_id = any(%s))
"""


def found(cursor: CursorWrapper, firsts: Sequence[Byline]) -> dict[int, int]:
    """Make an author for each new person, given by their first by-line; returns by-line id -> author id.

    The address comes from that by-line ("arxiv:1905.09747#3"). A record that was left without works is taken up
    again rather than doubled.
    """
    keys = {byline.id: f"{byline.key[0]}#{byline.key[1]}" for byline in firsts}
    addresses = {id_: public_id("author", key) for id_, key in keys.items()}
    taken = _taken(cursor, addresses.values())
    for id_, key in keys.items():
        for n in count(2):
            if addresses[id_] not in taken:
                break
            addresses[id_] = public_id("author", f"{key}~{n}")
            taken |= _taken(cursor, [addresses[id_]])
    copy_rows(cursor, "person", "public_id text", ((address,) for address in addresses.values()))
    cursor.execute(_MADE)
    made = dict(cursor.fetchall())
    return {id_: made[address] for id_, address in addresses.items()}


def _taken(cursor: CursorWrapper, addresses: Iterable[str]) -> set[str]:
    """Addresses of authors that have works, or that a decision was about: it holds for good."""
    cursor.execute(
        "select public_id from publications_author a where public_id = any(%s)"
        " and (exists (select from publications_authorship s where s.author_id = a.id)"
        "      or exists (select from publications_changeitem i where i.subject = 'author:' || a.public_id))",
        [list(addresses)],
    )
    return {address for (address,) in cursor.fetchall()}


def tidy(cursor: CursorWrapper, changes: Sequence[tuple[int | None, int]]) -> None:
    """Bring the authors on both sides of moved by-lines (from, to) up to date: counts, names, stamp, redirects."""
    touched = sorted({author for change in changes for author in change if author})
    if not touched:
        return
    refresh(cursor, touched)
    _redirect(cursor, changes)
    # For those who sign beside them a by-line that changed hands is a change of co-author.
    gained = sorted({new for old, new in changes if old})
    cursor.execute(_STAMP, [touched, gained])


def refresh(cursor: CursorWrapper, authors: Collection[int]) -> None:
    """Counts and names, from the by-lines as they are now; what their works add up to is due."""
    recount(cursor, authors)
    call(cursor, authors)
    cursor.execute("select distinct work_id from publications_authorship where author_id = any(%s)", [list(authors)])
    summaries.mark(cursor, [work for (work,) in cursor.fetchall()])


def _redirect(cursor: CursorWrapper, changes: Sequence[tuple[int | None, int]]) -> None:
    """A record whose by-lines all went to one other record leads there from now on."""
    went: dict[int, set[int]] = defaultdict(set)
    for old, new in changes:
        if old:
            went[old].add(new)
    one_way = [(old, *new) for old, new in sorted(went.items()) if len(new) == 1]
    copy_rows(cursor, "merged", "id bigint, target bigint", one_way)
    cursor.execute(_MERGED)
