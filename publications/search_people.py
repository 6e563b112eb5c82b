"""People by their names: any words of it, in any order, however accents are written; and ways to tell them apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product

from django.contrib.postgres.search import TrigramWordDistance
from django.db import connection
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from publications import names
from publications.bibliography import MOST_COAUTHORS
from publications.glance import SIGNED
from publications.models import Affiliation, Author, Authorship, Institution, Topic, WorkTopic
from publications.narrowing import Narrowing

# Never null, the last one without doubles: a long list is read on from any row.
ORDER = ["-is_called", "-n_works", "sort_name", "id"]
FACETS = {"institution": "Institution", "topic": "Topic", "coauthor": "Co-author", "year": "Active in"}
COUNTED = 60  # people whose works the facets look at, ...
COUNTED_WORKS = 10  # ... and how many works of each
_MOST_WORDS = 8  # of a name: a longer text is a title, and each word is looked for in every name
_MOST_SPELLINGS = 64  # of a word
_AFTER_VOWEL = re.compile(r"(?<=[aou])e?")

_COUNT = f"""{SIGNED}, counted as (
  select 'institution' as facet, i.public_id as value, i.name as label, count(distinct beside) as n
  from signed join publications_affiliation f on f.authorship_id = signed.id
  join publications_institution i on i.id = f.institution_id group by i.id
  union all
  select 'topic', t.scheme || ':' || t.code, t.name, count(distinct beside)
  from signed join publications_worktopic using (work_id) join publications_topic t on t.id = topic_id group by t.id
  union all
  select 'coauthor', a.public_id, a.display_name, n from (
    select they.author_id, count(distinct beside) as n
    from signed join publications_work w on w.id = signed.work_id and w.n_authors <= %(coauthors)s
    join publications_authorship they on they.work_id = w.id and they.position <> signed.position
    group by 1 order by 2 desc limit 100
  ) they join publications_author a on a.id = they.author_id and a.merged_into_id is null and a.hidden_at is null
)
select facet, value, label, n from (
  select *, row_number() over (partition by facet order by n desc, label, value) as place from counted
) ranked where place <= 30 order by facet, place
"""


def reading_order(text: str) -> str:
    """A name as it is said, folded.

    >>> reading_order("Goldstein, Tom"), reading_order("Tom Goldstein")
    ('tom goldstein', 'tom goldstein')
    """
    family, comma, given = text.partition(",")
    return names.fold(f"{given} {family}" if comma else text)


def _query(words: Iterable[str]) -> str:
    """A ``tsquery`` for names with words that begin like these, or are these but for ä, ö, ü written with or without e.

    >>> _query(["mueller", "t"])
    "('mueller':* | 'muller') & 't':*"
    """
    asked = []
    for word in words:
        spelled = sorted({*_spelled(word)} - {word})
        either = " | ".join([f"'{word}':*", *(f"'{other}'" for other in spelled)])
        asked.append(f"({either})" if spelled else either)
    return " & ".join(asked)


def _spelled(word: str) -> Iterator[str]:
    """The word with and without an e after each a, o and u; of the many ways to write a long word, some.

    >>> sorted(_spelled("mueller")), sorted(_spelled("smith"))
    (['mueller', 'muller'], ['smith'])
    """
    first, *rest = _AFTER_VOWEL.split(word)
    for way in islice(product(("", "e"), repeat=len(rest)), _MOST_SPELLINGS):
        yield first + "".join(e + part for e, part in zip(way, rest, strict=True))


@dataclass(frozen=True)
class People:
    """Everybody whose name has all the words of a text, whoever is called exactly that first.

    ``chosen`` narrows by rows: an institution, a topic, a co-author, or a year they were active in.
    """

    words: tuple[str, ...]
    chosen: dict[str, object] = field(default_factory=dict)

    @classmethod
    def matching(cls, text: str, chosen: dict[str, object] | None = None) -> People:
        return cls(tuple(reading_order(text).split()), chosen or {})

    @cached_property
    def all(self) -> QuerySet[Author]:
        called = Q(search_name__in=self._full_forms())
        return (
            self._searched()
            .named(_query(self.words))
            .filter(*(_CONDITIONS[name](value) for name, value in self.chosen.items()))
            .annotate(is_called=Case(When(called, then=Value(True)), default=Value(False)))
            .order_by(*ORDER)
        )

    def counts(self) -> tuple[int, int]:
        """(how many there are, how many of them have this very name)."""
        found = self.all.order_by().aggregate(all=Count("pk"), called=Count("pk", filter=Q(is_called=True)))
        return found["all"], found["called"]

    def close(self, limit: int = 8) -> QuerySet[Author]:
        """For slips of the keyboard: the names that share most of their letters with the text."""
        text = " ".join(self.words)
        return (
            self._searched()
            .filter(search_name__trigram_word_similar=text)
            .order_by(TrigramWordDistance(text, "search_name"), "-n_works", "pk")[:limit]
        )

    def facets(self, narrowing: Narrowing) -> list:
        """What tells the first of them apart: where they signed, their topics, company and years, as links."""
        first = list(self.all.values_list("pk", "first_year", "last_year")[:COUNTED])
        rows = defaultdict(list)
        with connection.cursor() as cursor:
            people = [id_ for id_, _, _ in first]
            cursor.execute(_COUNT, {"people": people, "works": COUNTED_WORKS, "coauthors": MOST_COAUTHORS})
            for facet, value, label, n in cursor.fetchall():
                rows[facet].append((value, label, n))
        spans = [range(begin, end + 1) for _, begin, end in first if begin and end]
        for year in sorted({year for span in spans for year in span}, reverse=True):
            rows["year"].append((str(year), str(year), sum(year in span for span in spans)))
        return narrowing.facets(FACETS, rows)

    def _searched(self) -> QuerySet[Author]:
        everybody = Author.objects.visible().with_works()
        return everybody if 0 < len(self.words) <= _MOST_WORDS else everybody.none()

    def _full_forms(self) -> list[str]:
        """``search_name`` of a person with exactly these words, wherever the family name begins.

        >>> People(("jan", "van", "eyck"))._full_forms()
        ['jan van eyck', 'jan van eyck jan', 'jan van eyck jan van']
        """
        return [" ".join(self.words + self.words[:given]) for given in range(len(self.words))]


def _signed_with(coauthor: Author) -> Q:
    together = Authorship.objects.filter(author=coauthor, work__n_authors__lte=MOST_COAUTHORS)
    beside = Authorship.objects.filter(work__in=together.values("work")).exclude(author=coauthor)
    return Q(pk__in=beside.values("author"))


_CONDITIONS = {
    "institution": lambda place: Q(pk__in=Affiliation.objects.filter(institution=place).values("authorship__author")),
    "topic": lambda topic: Q(Exists(WorkTopic.objects.filter(topic=topic, work__authorships__author=OuterRef("pk")))),
    "coauthor": _signed_with,
    "year": lambda year: Q(first_year__lte=year, last_year__gte=year),
}


def chosen(narrowing: Narrowing) -> tuple[dict[str, object], Narrowing]:
    """The rows behind what an address narrows by, and the narrowing with labels; what is not there is said."""
    rows: dict[str, object] = {}
    for name, value in narrowing.filters.items():
        row = _row(name, value)
        if row is None:
            narrowing = narrowing.without(name, f"Ignored filter: there is no {FACETS[name].lower()} “{value[:60]}”.")
        else:
            rows[name] = row
            narrowing = narrowing.labelled(name, getattr(row, "name", str(row)))
    return rows, narrowing


def _row(name: str, value: str) -> object | None:
    if name == "year":
        return int(value) if value.isascii() and value.isdecimal() and len(value) == 4 else None
    if name == "institution":
        return Institution.objects.filter(public_id=value).first()
    if name == "coauthor":
        return Author.objects.visible().filter(public_id=value).first()
    scheme, _, code = value.partition(":")
    return Topic.objects.filter(scheme=scheme, code=code).first()
