"""What authors are called: by the forms on their works, by what they chose; and names they no longer bear.

A name that is for matching only stays in ``Authorship.printed``, where attribution and the ledger find it, and is
shown nowhere: the by-lines that print it show what the author is called instead.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from django.db.backends.utils import CursorWrapper

from publications import names

# The form with a first name rather than an initial, most used, longest: what people would call the author.
_FORMS = """
select author_id, given, family, suffix from (
  select distinct on (author_id) author_id, given, family, suffix from (
    select author_id, given, family, suffix, count(*) as n from publications_authorship
    where author_id = any(%(authors)s) and printed = '' group by 1, 2, 3, 4
  ) form
  order by author_id, (given ~ '^[[:alpha:]][^[:space:].]') desc, n desc, length(given || family) desc,
           given collate "C", family collate "C", suffix collate "C"
) usual
where not exists (select from publications_author p where p.id = author_id and p.chosen_name is not null)
union all
select id, chosen_name ->> 0, chosen_name ->> 1, chosen_name ->> 2 from publications_author
where id = any(%(authors)s) and chosen_name is not null
"""
_NAMED = """
update publications_author a
set display_name = n.display_name, sort_name = n.sort_name, search_name = n.search_name, kind = n.kind
from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
  as n (id, display_name, sort_name, search_name, kind)
where n.id = a.id
  and (a.display_name, a.sort_name, a.search_name, a.kind)
      is distinct from (n.display_name, n.sort_name, n.search_name, n.kind)
"""
_GROUP_WORDS = frozenset({"collaboration", "consortium", "team", "group", "committee", "initiative", "project"})

_FORMER = """
select a.id, a.author_id, coalesce(nullif(a.printed, ''), a.name), a.work_id, a.name from publications_authorship a
where a.author_id = any(%s) or a.author_id = any(%s) and a.printed <> ''
"""
_SHOW = """
update publications_authorship a set name = a.printed, printed = ''
where a.author_id = any(%(authors)s) and a.printed <> '' and a.id <> all(%(former)s)
"""
_HIDE = "update publications_authorship set printed = name where id = any(%s) and printed = ''"
_CALL = """
update publications_authorship a set name = p.display_name from publications_author p
where p.id = a.author_id and a.id = any(%s) and a.name <> p.display_name
"""
# By-lines beside it that name it as a shared co-author.
_QUOTE = """
update publications_authorship a set reason = jsonb_set(a.reason, '{shared_coauthors}', (
  select jsonb_agg(case when said = %(old)s then %(new)s else said end order by n)
  from jsonb_array_elements_text(a.reason -> 'shared_coauthors') with ordinality as e (said, n)))
where a.work_id = %(work)s and a.reason -> 'shared_coauthors' ? %(old)s
"""


def call(cursor: CursorWrapper, authors: Collection[int]) -> None:
    """Set what these authors are called and which names their by-lines show. Inside a writing turn."""
    cursor.execute(
        "select id, matching_only from publications_author where id = any(%s) and matching_only <> '[]'",
        [list(authors)],
    )
    retired = {author: json.loads(written) for author, written in cursor.fetchall()}
    # Only by-lines of people with such a name, or that hide one now: hardly ever any.
    cursor.execute(_FORMER, [list(retired), list(authors)])
    held = cursor.fetchall()
    former = [row[0] for row in held if is_among(row[2], retired.get(row[1], ()))]
    if held:
        cursor.execute(_SHOW, {"authors": list(authors), "former": former})
        cursor.execute(_HIDE, [former])
    _name(cursor, authors)
    if held:
        cursor.execute(_CALL, [former])
        _quote(cursor, {row[0]: (row[3], row[4]) for row in held})


def is_among(name: str, retired: Iterable[str]) -> bool:
    """Whether a name is one of these, accents, capitals and hyphens aside.

    >>> is_among("Zoë Müller-Smith", ["zoe muller smith"]), is_among("Z. Müller", ["Zoë Müller"])
    (True, False)
    """
    return names.fold(name) in {names.fold(other) for other in retired}


def _name(cursor: CursorWrapper, authors: Collection[int]) -> None:
    cursor.execute(_FORMS, {"authors": list(authors)})
    rows = [
        (
            author,
            names.full_name(*written),
            names.sort_name(*written),
            names.search_forms(*written),
            "person" if written[0] or not _GROUP_WORDS.intersection(names.fold(written[1]).split()) else "group",
        )
        for author, *written in cursor.fetchall()
    ]
    if rows:
        cursor.execute(_NAMED, [list(column) for column in zip(*rows, strict=True)])


def _quote(cursor: CursorWrapper, before: dict[int, tuple[int, str]]) -> None:
    """Reasons beside a by-line quote its name: they quote what it shows now."""
    cursor.execute("select id, name from publications_authorship where id = any(%s)", [list(before)])
    for id_, new in cursor.fetchall():
        work, old = before[id_]
        if new != old:
            cursor.execute(_QUOTE, {"work": work, "old": old, "new": new})
