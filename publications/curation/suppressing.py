"""Hidden records stay hidden when by-lines are attributed anew. Inside a writing turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from publications.curation.subjects import KEYS, found
from publications.models import Author, Authorship, Suppression

ORCID = "orcid:"

_WORKS = """
select s.work_id from publications_authorship s join publications_workidentifier i using (work_id)
join publications_suppression x on x.about = i.scheme || ':' || i.value where s.author_id = any(%(authors)s)
union
select s.work_id from publications_authorship s join publications_work w on w.id = s.work_id
join publications_suppression x on x.about = 'work:' || w.public_id where s.author_id = any(%(authors)s)
"""
# A by-line that somebody took off the hidden record is another person's.
_FOLLOW = f"""
with keyed as ({KEYS}), taken as (
  select distinct s.author_id, s.id as byline, x.id as suppression
  from keyed join publications_suppression x on x.key = keyed.subject
  join publications_authorship s on s.id = keyed.id join publications_author hidden on hidden.id = x.author_id
  where s.author_id = any(%(authors)s) and not exists (
    select from publications_changeitem i where i.id = s.decided_by_id and i.after -> 'not' ? hidden.public_id)
), mostly as (
  select author_id from taken group by author_id having 2 * count(distinct byline) >= (
    select count(*) from publications_authorship s where s.author_id = taken.author_id)
), moved as (
  update publications_suppression x set author_id = taken.author_id
  from taken join mostly using (author_id) where x.id = taken.suppression and x.author_id <> taken.author_id
)
select author_id from mostly
"""
_BY_ORCID = """
select a.id from publications_author a where a.id = any(%(authors)s) and (
  exists (select from publications_suppression x where x.about = '' and x.key = 'orcid:' || a.orcid)
  or exists (select from publications_authorship s join publications_suppression x
             on x.about = '' and x.key = 'orcid:' || s.orcid where s.author_id = a.id and s.orcid <> '')
  and not exists (select from publications_authorship s where s.author_id = a.id and s.orcid <> ''
                  and not exists (select from publications_suppression x
                                  where x.about = '' and x.key = 'orcid:' || s.orcid)))
"""
# Attribution found that a hidden record is this one.
_BY_REDIRECT = """
select a.id from publications_author a join publications_author gone on gone.merged_into_id = a.id
where a.id = any(%(authors)s) and gone.hidden_at is not null and not exists (
  select from publications_changeitem i where i.subject = 'author:' || gone.public_id and i.after ? 'merged_into')
"""

# Records that were hidden only for by-lines that went elsewhere since.
_FREE = """
update publications_author a set hidden_at = null
where a.id = any(%(authors)s) and a.hidden_at is not null
  and not exists (select from publications_suppression x where x.author_id = a.id)
  and coalesce((
    select i.after -> 'hidden' from publications_changeitem i
    where i.subject = 'author:' || a.public_id and i.after ? 'hidden' order by i.id desc limit 1), 'null') = 'null'
"""


def set_hidden(cursor: CursorWrapper, public_id: str, keys: Mapping[str, str] | None) -> None:
    """Hide the record, and where its by-lines stand now, by these keys (key -> its work); None = show it again."""
    author = Author.objects.get(public_id=public_id)
    if keys is None:
        _show(author)
        return
    _hide(cursor, [author.pk])
    _keep(cursor, author.pk, keys)
    bylines = Authorship.objects.filter(pk__in=found([key for key, about in keys.items() if about]).values())
    keep_hidden(cursor, set(bylines.exclude(author=None).values_list("author", flat=True)))


def keep_hidden(cursor: CursorWrapper, authors: Collection[int]) -> None:
    """Hide those of these records that hold, by half or more, by-lines of hidden ones, or a hidden person's iD."""
    cursor.execute("select exists (select from publications_suppression)")
    if not authors or not cursor.fetchone()[0]:
        return
    asked = {"authors": list(authors)}
    cursor.execute(_WORKS, asked)
    works = [work for (work,) in cursor.fetchall()]
    hidden = set()
    for statement in (_FOLLOW, _BY_ORCID, _BY_REDIRECT):
        cursor.execute(statement, asked | {"works": works})
        hidden |= {author for (author,) in cursor.fetchall()}
    _hide(cursor, hidden)
    cursor.execute(_FREE, {"authors": list(set(authors) - hidden)})


def _show(author: Author) -> None:
    """Nothing that would hide the record again is left, wherever it came from."""
    one = Author.objects.one_with(author)
    ids = {author.orcid, *author.authorships.values_list("orcid", flat=True)} - {""}
    Suppression.objects.filter(Q(author__in=one) | Q(key__in=[ORCID + id_ for id_ in ids])).delete()
    one.update(hidden_at=None)


def _hide(cursor: CursorWrapper, authors: Collection[int]) -> None:
    cursor.execute(
        "update publications_author set hidden_at = now() where id = any(%s) and hidden_at is null", [list(authors)]
    )


def _keep(cursor: CursorWrapper, author: int, keys: Mapping[str, str]) -> None:
    cursor.execute(
        "insert into publications_suppression (author_id, key, about)"
        " select %s, key, about from unnest(%s::text[], %s::text[]) as k (key, about)"
        " on conflict (key) do update set author_id = excluded.author_id, about = excluded.about",
        [author, list(keys), list(keys.values())],
    )
