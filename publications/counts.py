"""How common names, topics and words are in the corpus: counted now and then, kept, and read for the names at hand.

Counting reads every by-line and many texts, so it is done when the corpus has grown or shrunk by a tenth; between two
counts, weights differ by less than anybody would notice. A corpus of a few works is always counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.backends.utils import CursorWrapper

from publications.copying import copy_rows
from publications.matching import Name, NameCounts, parse
from publications.vocabulary import Vocabulary, words

_TEXTS = 25_000  # enough to tell a rare word from a common one
_SMALL = 2_000  # works that are counted in no time
_DRIFT = 0.1

_READ = "select kind, key, n from publications_corpuscount where (kind, key) in (select * from unnest(%s, %s))"
_REPLACE = """
delete from publications_corpuscount;
insert into publications_corpuscount (kind, key, n) select kind, key, n from counted order by kind, key collate "C"
"""


def keep_current(cursor: CursorWrapper) -> None:
    """Count again when the corpus is no longer the one that was counted. Inside a writing turn."""
    cursor.execute("select count(*) from publications_work")
    n_works = cursor.fetchone()[0]
    cursor.execute("select n from publications_corpuscount where kind = 'works'")
    counted = (cursor.fetchone() or (0,))[0]
    if n_works < _SMALL or abs(n_works - counted) > _DRIFT * counted:
        copy_rows(cursor, "counted", "kind text, key text, n int", _count(cursor, n_works))
        cursor.execute(_REPLACE)


def _count(cursor: CursorWrapper, n_works: int) -> Iterator[tuple[str, str, int]]:
    """Rows (kind, key, n); what stands once is left out, which leaves out most of them."""
    cursor.execute("select given, family, suffix, count(*) from publications_authorship group by 1, 2, 3")
    names = NameCounts.of((parse(*name), n) for *name, n in cursor.fetchall())
    cursor.execute(
        "select t.code, count(*) from publications_worktopic w"
        " join publications_topic t on t.id = w.topic_id group by t.code"
    )
    topics = dict(cursor.fetchall())
    # Addresses are hashes, so the first of them are a fair sample, and the same one on every machine.
    cursor.execute(f"select title_text, abstract from publications_work order by public_id limit {_TEXTS}")
    in_texts: Counter[str] = Counter()
    for title, abstract in cursor.fetchall():
        in_texts.update({*words(title), *words(abstract)})
    yield "works", "", n_works
    yield "texts", "", min(n_works, _TEXTS)
    kinds = {
        "name": names.names,
        "family": names.families,
        "given": names.givens,
        "block": names.blocks,
        "world": names.worlds,
        "topic": topics,
        "word": in_texts,
    }
    for kind, counted in kinds.items():
        yield from ((kind, key, n) for key, n in counted.items() if n > 1)


def vocabulary(cursor: CursorWrapper) -> Vocabulary:
    """Topics and words; there are never very many of them."""
    found: dict[str, dict[str, int]] = {"topic": {}, "word": {}, "works": {}, "texts": {}}
    cursor.execute("select kind, key, n from publications_corpuscount where kind = any(%s)", [list(found)])
    for kind, key, n in cursor.fetchall():
        found[kind][key] = n
    return Vocabulary(found["topic"], found["works"].get("", 0), found["word"], found["texts"].get("", 0))


def names_like(cursor: CursorWrapper, names: Iterable[Name], beside: Iterable[str]) -> NameCounts:
    """The counts these names are doubted by, and those by which the names ``beside`` them (keys) are rare."""
    names = set(names)
    wanted = {("name", key) for key in beside} | {("world", world) for world in ("sinitic", "other")}
    for name in names:
        wanted |= {("name", name.key), ("family", name.last), ("given", name.given_key), ("block", name.block)}
    found: dict[str, dict[str, int]] = {kind: {} for kind in ("name", "family", "given", "block", "world")}
    cursor.execute(_READ, [list(column) for column in zip(*sorted(wanted), strict=True)])
    for kind, key, n in cursor.fetchall():
        found[kind][key] = n
    common = NameCounts(found["name"], found["family"], found["given"], found["block"], found["world"])
    common.know(names)
    return common
