"""By-lines parted into people without a database: crowds of one name, in any order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from publications.clusters import cluster
from publications.evidence import Evidence
from publications.matching import NameCounts, parse
from publications.neighbours import MOST
from publications.pieces import Byline, Piece
from publications.vocabulary import Vocabulary

WORDS = [f"{a}{b}{c}ing" for a in "bdfgk" for b in "aeiou" for c in "lmnrst"]
TOPICS = ("cs.CV", "cs.IT", "cs.LG")


class Counting(Evidence):
    """Knows how many pairs it was asked about."""

    n_weighed = 0

    def odds(self, one: Piece, other: Piece) -> float:
        self.n_weighed += 1
        return super().odds(one, other)


def crowd(given: str, family: str, n: int, *, coauthors: int = 0, words: int = 0) -> list[Byline]:
    """By-lines of one name, with so many of few co-authors' names and of few words each."""
    lot = random.Random(n)
    others = [f"{word} {family}" for word in WORDS]
    return [
        Byline(
            key=(f"arxiv:{at:06}", 1),
            id=at,
            work=at,
            name=parse(given, family),
            coauthors=frozenset(lot.sample(others, coauthors)),
            topics=frozenset(lot.sample(TOPICS, 1)),
            title=" ".join(lot.sample(WORDS, words)),
            year=2000 + at % 20,
        )
        for at in range(n)
    ]


def evidence(bylines: list[Byline]) -> Counting:
    others = [(parse("Wei", "Li"), 3000), (parse("Jun", "Wang"), 9000), (parse("Wei", "Zhang"), 3000)]
    n = len(bylines)
    counts = NameCounts.of([*((byline.name, 1) for byline in bylines), *others])
    return Counting(counts, Vocabulary(dict.fromkeys(TOPICS, n // 3), n, dict.fromkeys(WORDS, n // 20), n))


@pytest.mark.parametrize(
    ("name", "said"),
    [(("Wei", "Wang"), {"words": 5}), (("Wei", "Wang"), {"coauthors": 2}), (("Loet", "Leydesdorff"), {})],
)
def test_in_a_crowd_each_by_line_is_weighed_against_a_few(name, said):
    bylines = crowd(*name, 500, **said)
    asked = evidence(bylines)
    cluster(bylines, asked)
    assert asked.n_weighed <= 3 * MOST * len(bylines) < len(bylines) ** 2 / 2


def test_a_crowd_comes_to_the_same_people_in_any_order():
    bylines = [*crowd("Wei", "Wang", 150, coauthors=2, words=1), *crowd("W.", "Wang", 20, coauthors=2, words=1)]
    bylines = [replace(byline, id=at, work=at, key=(f"arxiv:{at:06}", 1)) for at, byline in enumerate(bylines)]
    seen = []
    for seed in range(3):
        random.Random(seed).shuffle(bylines)
        numbers = random.sample(range(10**6), len(bylines))
        renumbered = [replace(byline, id=n, work=n) for byline, n in zip(bylines, numbers, strict=True)]
        seen.append([[byline.key for byline in part] for part in cluster(renumbered, evidence(renumbered))])
    assert 1 < len(seen[0]) < 170
    assert seen[1] == seen[2] == seen[0]


def circle(group: str, n: int, start: int) -> list[Byline]:
    """By-lines of one "Bo Li" who keeps company of his own and writes about what the whole field writes about."""
    lot = random.Random(group)
    own = [f"{group}{word}" for word in WORDS[:30]]
    return [
        Byline(
            key=(f"arxiv:{at:06}", 1),
            id=at,
            work=at,
            name=parse("Bo", "Li"),
            coauthors=frozenset({f"{group} head", f"{group} {at}"}),
            topics=frozenset({"cs.LG"}),
            title=" ".join([*lot.sample(WORDS[:40], 3), *lot.sample(own, 3)]),
            abstract=" ".join([*lot.sample(WORDS[:40], 12), *lot.sample(own, 12)]),
            year=2015 + at % 5,
        )
        for at in range(start, start + n)
    ]


def test_two_busy_people_of_one_name_and_field_stay_two():
    bylines = [*circle("hinton", 30, 0), *circle("sontag", 30, 30)]
    counts = NameCounts.of([(parse("Bo", "Li"), 60), (parse("Jun", "Wu"), 90_000)])
    vocabulary = Vocabulary({"cs.LG": 20_000}, 170_000, dict.fromkeys(WORDS, 700), 25_000)
    parts = cluster(bylines, Evidence(counts, vocabulary))
    assert sorted(len(part) for part in parts) == [30, 30]
