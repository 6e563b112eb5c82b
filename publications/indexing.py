"""Works made findable by their words: ``IndexedWork`` follows from ``Work``, set by set.

Importing calls ``index_staged`` in its writing turn, where the words stand ready. ``catch_up`` takes up what is due:
works that changed without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape

from django.db.backends.utils import CursorWrapper

from publications import words
from publications.copying import copy_rows
from publications.turns import writing_turn

_BATCH = 5000  # works a turn
_TAG = re.compile("<[^<>]*>")

_TEXTS = "select id, title_text, abstract, abstract_html from publications_work where id = any(%s) order by id"
_COLUMNS = "title, text, topics, type, source_id, year, dated, changed_at"
_WRITE = f"""
insert into publications_indexedwork as old (work_id, {_COLUMNS})
select w.id, told.title, told.text,
       array(select topic_id from publications_worktopic t where t.work_id = w.id order by position, topic_id),
       w.type, w.source_id, w.year, coalesce(w.latest_on, make_date(w.year, 1, 1), '0001-01-01'), w.changed_at
from words_told told join publications_work w on w.id = told.work_id order by w.id
on conflict (work_id) do update set ({_COLUMNS}) = row (excluded.{_COLUMNS.replace(", ", ", excluded.")})
  where (old.{_COLUMNS.replace(", ", ", old.")}) is distinct from (excluded.{_COLUMNS.replace(", ", ", excluded.")})
"""
_NEW = f"""
insert into publications_indexedwork (work_id, {_COLUMNS})
select s.work_id, told.title, told.text,
       array(select topic_id from st_topic t where t.n = s.n order by position, topic_id),
       w.type, w.source_id, s.year, coalesce(w.latest_on, make_date(s.year, 1, 1), '0001-01-01'), now()
from st_work s join st_text w using (n) join st_words told using (n) where s.is_new order by s.work_id
"""
_DUE = """
select w.id from publications_work w left join publications_indexedwork i on i.work_id = w.id
where w.id > %s and i.changed_at is distinct from w.changed_at order by w.id limit %s
"""


def index(cursor: CursorWrapper, work_ids: Collection[int]) -> None:
    """Bring these works' rows up to date; rows that are right stay untouched. Call inside a writing turn."""
    if not work_ids:
        return
    cursor.execute(_TEXTS, [list(work_ids)])
    told = ((id_, *words_of(*texts)) for id_, *texts in cursor.fetchall())
    copy_rows(cursor, "words_told", "work_id bigint, title tsvector, text tsvector", told)
    cursor.execute(_WRITE)


def index_staged(cursor: CursorWrapper) -> None:
    """The same for the works of a chunk that has just been stored; words of new ones were made with its rows."""
    cursor.execute(_NEW)
    cursor.execute("select work_id from st_work where not is_new")
    index(cursor, [id_ for (id_,) in cursor.fetchall()])


def words_of(title: str, abstract: str, abstract_html: str) -> tuple[str, str]:
    """Words of the title, and of title and abstract, each as a vector is written: apart by a space."""
    of_title = words.of(title)
    return " ".join(of_title), " ".join(of_title | words.of(plain(abstract, abstract_html)))


def plain(text: str, html: str) -> str:
    """The words people see. Where there is mark-up the rendered form knows them; it is quicker than reading TeX again.

    >>> plain("on $\\\\ell_2$", "on <math><msub><mi>ℓ</mi><mn>2</mn></msub></math> &amp; so"), plain("bare", "")
    ('on ℓ2 & so', 'bare')
    """
    return unescape(_TAG.sub("", html.replace("<br>", " "))) if html else text


def settle(cursor: CursorWrapper) -> None:
    """After many works: merge what the index keeps aside while it is written to, and let the planner count anew."""
    cursor.execute("select gin_clean_pending_list('indexed_work_words'); analyze publications_indexedwork")


def catch_up() -> int:
    """Index whatever is due, in turns of some thousand works; returns how many there were."""
    last = total = 0
    while True:
        with writing_turn() as cursor:
            cursor.execute(_DUE, [last, _BATCH])
            due = [id_ for (id_,) in cursor.fetchall()]
            index(cursor, due)
            if not due:
                if total:
                    settle(cursor)
                return total
            last, total = due[-1], total + len(due)
