"""Search as people use it beside its own statements run bare: suggestions, people, works, first and last pages.

Questions are drawn from the corpus' own names and titles, in the order of public ids, which are hashes: as good as by
lot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.db import connection, transaction

from bzpeer.benchmarks import replay
from bzpeer.benchmarks.pages import Site
from publications import asking, search_works, words
from publications.models import Author, IndexedWork, Work
from publications.search_people import People

QUESTIONS, PASSES = 60, 3
SMALL = 10_000  # works
_COMMON = """
select word from ts_stat('select title from publications_indexedwork') where length(word) > 2
order by ndoc desc limit 20
"""
_SMALLER = """
create schema smaller;
create table smaller.publications_indexedwork (like public.publications_indexedwork including indexes);
create table smaller.publications_author (like public.publications_author including indexes);
insert into smaller.publications_indexedwork
  select i.* from public.publications_indexedwork i join public.publications_work w on w.id = i.work_id
  order by w.public_id limit %s;
insert into smaller.publications_author select * from public.publications_author where id in (
  select author_id from public.publications_authorship join smaller.publications_indexedwork using (work_id));
analyze smaller.publications_indexedwork, smaller.publications_author;
set local search_path = smaller, public;
"""


def measure() -> str:
    """Times of whole pages, how they grow, and what is lost by looking at part of the works only. Markdown."""
    site, asked = Site(), _questions()
    rows = [_row(site, name, addresses) for name, addresses in _addresses(asked).items()]
    return "\n".join(
        [
            f"{Work.objects.count():,} works, {Author.objects.visible().with_works().count():,} people;"
            f" {QUESTIONS} questions of each kind, the best of {PASSES} for each question, milliseconds.",
            "",
            "| what | p50 | p95 | SQL p95 | p95 ÷ SQL |",
            "|---|--:|--:|--:|--:|",
            *rows,
            "",
            _ends(site, asked["common word"]),
            _overlap(asked["common word"]),
            "",
            "| what | p95 of 10,000 works | p95 of all | growth |",
            "|---|--:|--:|--:|",
            *_growth(asked),
        ]
    )


def _questions() -> dict[str, list[str]]:
    titles = [
        sorted(words.of(work.title_text), key=len)[-3:] for work in Work.objects.order_by("public_id")[:QUESTIONS]
    ]
    people = [person.display_name for person in Author.objects.visible().with_works().order_by("public_id")[:QUESTIONS]]
    with connection.cursor() as cursor:
        cursor.execute(_COMMON)
        common = [word for (word,) in cursor.fetchall()]
    return {
        "common word": common,
        "1 word": [" ".join(title[-1:]) for title in titles],
        "2 words": [" ".join(title[-2:]) for title in titles],
        "3 words": [" ".join(title) for title in titles],
        "name": people,
        "beginning of a name": [name.split()[-1][:3] for name in people],
        "name with a slip": [_slipped(name) for name in people],
        "beginning of a title": [" ".join(title[-2:])[:-3] for title in titles],
    }


def _slipped(name: str) -> str:
    """Two letters the wrong way round.

    >>> _slipped("Tom Goldstein")
    'Tom Goldsetin'
    """
    at = len(name) - 4
    return name if at < 1 else name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _addresses(asked: dict[str, list[str]]) -> dict[str, list[str]]:
    kinds = {
        **{
            f"suggestions, {name}": ("suggestions/", name, {})
            for name in ("beginning of a name", "beginning of a title")
        },
        **{
            f"people, {name}": ("", name, {"in": "people"})
            for name in ("beginning of a name", "name", "name with a slip")
        },
        **{f"works, {name}": ("", name, {"in": "works"}) for name in ("common word", "1 word", "2 words", "3 words")},
        "everything, name": ("", "name", {}),
        "everything, common word": ("", "common word", {}),
    }
    return {
        said: [f"/search/{path}?" + urlencode({"q": text, **more}) for text in asked[name]]
        for said, (path, name, more) in kinds.items()
    }


def _row(site: Site, name: str, addresses: list[str]) -> str:
    heard = [replay.statements(lambda address=address: site.get(address)) for address in addresses]
    pages = _times(lambda address: site.get(address), addresses)
    bare = _times(replay.run, heard)
    page, sql = _nth(pages, 0.95), _nth(bare, 0.95)
    return f"| {name} | {_nth(pages, 0.5):.1f} | {page:.1f} | {sql:.1f} | {page / sql:.2f} |"


def _times(action: Callable[[object], object], inputs: Iterable[object]) -> list[float]:
    """Milliseconds for each input, the best of a few, sorted."""
    inputs = list(inputs)
    best = [float("inf")] * len(inputs)
    for _ in range(PASSES):
        for nth, given in enumerate(inputs):
            began = time.perf_counter()
            action(given)
            best[nth] = min(best[nth], (time.perf_counter() - began) * 1000)
    return sorted(best)


def _nth(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _ends(site: Site, common: list[str]) -> str:
    """First and last pages of long lists, of works and of people."""
    said = []
    for kind, texts in (("works", common), ("people", ["wei", "li", "chen", "wang", "jo", "ma", "an", "s k"])):
        first = [f"/search/?q={text.replace(' ', '+')}&in={kind}" for text in texts]
        begin = _nth(_times(site.get, first), 0.5)
        end = _nth(_times(site.get, [f"{address}&before=end" for address in first]), 0.5)
        said.append(f"last page of {kind} ÷ first page: {end / begin:.2f}")
    return "; ".join(said).capitalize() + "."


def _overlap(common: list[str]) -> str:
    """How many of the best twenty of all works are among the best twenty of those looked at."""
    shares = []
    for word in common:
        part = search_works.find(asking.read(word)).candidates[:20]
        whole = search_works.find(asking.read(word), most=IndexedWork.objects.count()).candidates[:20]
        best = {found.work_id for found in whole}
        shares.append(len(best & {found.work_id for found in part}) / len(best))
    return (
        f"Of the best twenty works for a common word when all are ranked, {sum(shares) / len(shares):.2f} are among"
        f" the best twenty of the {search_works.MOST:,} looked at (least {min(shares):.2f})."
    )


def _growth(asked: dict[str, list[str]]) -> Iterator[str]:
    """The same questions to a tenth thousand of works drawn by lot, in tables that are gone afterwards."""
    finds = {
        "common word": lambda text: search_works.find(asking.read(text)),
        "1 word": lambda text: search_works.find(asking.read(text)),
        "2 words": lambda text: search_works.find(asking.read(text)),
        "beginning of a name": lambda text: list(People.matching(text).all[:25]),
        "name": lambda text: list(People.matching(text).all[:25]),
    }
    large = {name: _nth(_times(find, asked[name]), 0.95) for name, find in finds.items()}
    with _smaller():
        small = {name: _nth(_times(find, asked[name]), 0.95) for name, find in finds.items()}
    for name in finds:
        yield f"| {name} | {small[name]:.2f} | {large[name]:.2f} | {large[name] / small[name]:.1f} |"


@contextmanager
def _smaller() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '10min'")
        cursor.execute(_SMALLER, [SMALL])
        yield
        transaction.set_rollback(True)
