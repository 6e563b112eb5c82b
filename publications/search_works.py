"""Works by the words of their titles and abstracts: ranked, narrowed, with the facets they can be narrowed by.

What is looked at is bounded, so that a common word costs little in a corpus of any size: of the works with all words in
the title the ``MOST`` that rank best for one word and, where those are fewer, the newest with all words in title and
abstract. Ranking, phrases and facets are about these candidates, and ``Found`` says when there are more.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from operator import attrgetter
from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from publications import asking, indexing, listing, marking
from publications.models import Source, Topic, Work
from publications.models.indexed_work import Weight
from publications.narrowing import Narrowing

MOST = 500
FACETS = {"year": "Year", "topic": "Topic", "type": "Type", "source": "Source"}

# Points: 1000 for all words in the title, up to 500 for a title of these words and no others, 20 for each year younger.
_TITLE = f"""
select work_id, dated, year, type, source_id, topics,
       (1000 + 500.0 * %(n)s / greatest(length(title), 1) + 20 * (coalesce(year, 1990) - 1990))::int as points
from publications_indexedwork where title @@ %(query)s::tsquery {{narrowed}}
order by {Weight.template} desc, work_id desc limit %(most)s
"""
_ELSEWHERE = """
select work_id, dated, year, type, source_id, topics,
       (800.0 * ({n_in_title}) / %(n)s + 20 * (coalesce(year, 1990) - 1990))::int as points
from publications_indexedwork where text @@ %(query)s::tsquery and not title @@ %(query)s::tsquery {narrowed}
order by dated desc, work_id desc limit %(most)s
"""
_CONDITIONS = {
    "year": "year = %(year)s",
    "type": "type = %(type)s",
    "source": "source_id = %(source)s",
    "topic": "topics @> array[%(topic)s]::bigint[]",
}
_ESTIMATE = "explain (format json) select from publications_indexedwork where text @@ %(query)s::tsquery {narrowed}"
_PHRASE = "select id from publications_work where id = any(%s) and {}"


class Candidate(NamedTuple):
    work_id: int
    dated: date
    year: int | None
    type: str
    source_id: int | None
    topics: list[int]
    points: int

    @property
    def key(self) -> list:
        """Best first, then newest; never twice the same."""
        return [-self.points, -self.dated.toordinal(), -self.work_id]


_rank = attrgetter("points", "dated", "work_id")


@dataclass(frozen=True)
class Found:
    """Candidates, best first. ``total`` counts the works with the words; an estimate where not all were looked at, but
    ``n_looked_at``, of which phrases leave fewer candidates."""

    wanted: asking.Wanted
    candidates: list[Candidate]
    total: int
    is_whole: bool
    n_looked_at: int


def find(wanted: asking.Wanted, chosen: dict[str, object] | None = None, *, most: int = 0) -> Found:
    """``chosen`` narrows by year, type, source id and topic id; ``most`` bounds the candidates, else ``MOST`` does."""
    if not wanted.words:
        return Found(wanted, [], 0, True, 0)
    chosen = chosen or {}
    asked = {"query": wanted.query, "without": wanted.unwanted, "n": len(wanted.words), "most": most or MOST, **chosen}
    narrowed = "".join(f" and {_CONDITIONS[name]}" for name in chosen)
    if wanted.without:
        narrowed += " and not text @@ %(without)s::tsquery"
    with connection.cursor() as cursor:
        candidates, is_whole = _candidates(cursor, wanted, narrowed, asked)
        n_looked_at = len(candidates)
        candidates = _with_phrases(cursor, wanted, candidates)
        total = len(candidates) if is_whole or wanted.phrases else _estimate(cursor, narrowed, asked)
    candidates.sort(key=_rank, reverse=True)
    return Found(wanted, candidates, max(total, len(candidates)), is_whole, n_looked_at)


def _candidates(
    cursor: CursorWrapper, wanted: asking.Wanted, narrowed: str, asked: dict
) -> tuple[list[Candidate], bool]:
    cursor.execute(_TITLE.format(narrowed=narrowed), asked)
    found = cursor.fetchall()
    is_whole = len(found) < asked["most"]
    if is_whole:
        each = {f"word{n}": f"'{word}'" for n, word in enumerate(wanted.words)}
        n_in_title = " + ".join(f"(title @@ %({name})s::tsquery)::int" for name in each)
        rest = asked["most"] - len(found)
        cursor.execute(_ELSEWHERE.format(narrowed=narrowed, n_in_title=n_in_title), asked | each | {"most": rest})
        more = cursor.fetchall()
        is_whole = len(more) < rest
        found += more
    return list(map(Candidate._make, found)), is_whole


def _with_phrases(cursor: CursorWrapper, wanted: asking.Wanted, candidates: list[Candidate]) -> list[Candidate]:
    """Those in whose title or abstract the words of each phrase follow one another."""
    if not wanted.phrases or not candidates:
        return candidates
    patterns = [_pattern(phrase) for phrase in wanted.phrases]
    condition = " and ".join("(title_text ~* %s or abstract ~* %s)" for _ in patterns)
    twice = [pattern for pattern in patterns for _ in range(2)]
    cursor.execute(_PHRASE.format(condition), [[found.work_id for found in candidates], *twice])
    kept = {id_ for (id_,) in cursor.fetchall()}
    return [found for found in candidates if found.work_id in kept]


def _pattern(phrase: tuple[str, ...]) -> str:
    r"""An expression for words in this order; between Chinese or Japanese signs there is nothing.

    >>> _pattern(("deep", "learning"))
    '\\mdeep\\W*learning\\M'
    """
    followed = r"\W*".join(phrase)
    return followed if any(len(word) == 1 and ord(word) > 0x3000 for word in phrase) else rf"\m{followed}\M"


def _estimate(cursor: CursorWrapper, narrowed: str, asked: dict) -> int:
    """What the planner knows of how common the words are, to two digits; counting them would look at every one."""
    cursor.execute(_ESTIMATE.format(narrowed=narrowed), asked)
    plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    rows = plan[0]["Plan"]["Plan Rows"]
    return round(rows, 2 - len(str(rows)))


def facets(found: Found, narrowing: Narrowing) -> list:
    """Years, topics, types and sources of the candidates, with how many each."""
    counts = {
        "year": Counter(str(c.year) for c in found.candidates if c.year),
        "topic": Counter(topic for c in found.candidates for topic in c.topics),
        "type": Counter(c.type for c in found.candidates),
        "source": Counter(c.source_id for c in found.candidates if c.source_id),
    }
    topics = Topic.objects.in_bulk(id_ for id_, _ in counts["topic"].most_common(30))
    sources = Source.objects.in_bulk(id_ for id_, _ in counts["source"].most_common(30))
    rows = {
        "year": [(year, year, n) for year, n in sorted(counts["year"].items(), reverse=True)],
        "topic": [(f"{t.scheme}:{t.code}", t.name, counts["topic"][id_]) for id_, t in topics.items()],
        "type": [(type_, Work.Type(type_).label, n) for type_, n in counts["type"].items()],
        "source": [(s.key, s.name, counts["source"][id_]) for id_, s in sources.items()],
    }
    for name in ("topic", "type", "source"):
        rows[name].sort(key=lambda row: (-row[2], row[1]))
    return narrowing.facets(FACETS, rows)


def chosen(narrowing: Narrowing) -> tuple[dict[str, object], Narrowing]:
    """The ids behind what an address narrows by, and the narrowing with labels; what nothing has is left out, said."""
    ids: dict[str, object] = {}
    for name, value in narrowing.filters.items():
        known = _known(name, value)
        if known is None:
            narrowing = narrowing.without(name, f"Ignored filter: there is no {FACETS[name].lower()} “{value[:60]}”.")
        else:
            ids[name], label = known
            narrowing = narrowing.labelled(name, label)
    return ids, narrowing


def _known(name: str, value: str) -> tuple[object, str] | None:
    if name == "year":
        return (int(value), value) if value.isascii() and value.isdecimal() and len(value) == 4 else None
    if name == "type":
        return (value, Work.Type(value).label) if value in Work.Type.values else None
    if name == "source":
        row = Source.objects.filter(key=value).first()
    else:
        scheme, _, code = value.partition(":")
        row = Topic.objects.filter(scheme=scheme, code=code).first()
    return (row.pk, row.name) if row else None


def items(candidates: Iterable[Candidate], wanted: Collection[str]) -> list[listing.Item]:
    """What a list shows of these works, with the words marked in the title or in a piece of the abstract."""
    found = listing.items((candidate.work_id, None, "") for candidate in candidates)
    return [_marked(item, wanted) for item in found]


def _marked(item: listing.Item, wanted: Collection[str]) -> listing.Item:
    work = item.work
    title = marking.marked(work.title_html or escape(work.title_text, quote=False), wanted)
    abstract = indexing.plain(work.abstract, work.abstract_html)
    return replace(item, marked_title=title, excerpt=marking.excerpt(abstract, wanted))
