"""Into what parts a record that mixes people could fall: works that the evidence of attribution holds together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from publications import bibliography
from publications.bibliography import Bibliography, Entry
from publications.models import Author, Work
from publications.parting import parts_of

_NAMED = 4


@dataclass(frozen=True)
class Part:
    """Works (row ids) that belong together, and what holds them together, most frequent first."""

    works: tuple[int, ...]
    public_ids: frozenset[str]
    titles: tuple[str, ...]
    years: tuple[int, ...]
    coauthors: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def name(self) -> str:
        """The public id by which an address names the part."""
        return min(self.public_ids)


def of(record: Author) -> list[Part]:
    """The parts, the largest first. Works that nothing joins to another go together by their main topic."""
    works = bibliography.of(record)
    by_id = {entry.work_id: entry for entry in works.entries}
    groups = [[by_id[work] for work in sorted(set(group))] for group in parts_of(record)]
    together = [group for group in groups if len(group) > 1]
    by_topic = defaultdict(list)
    for (entry,) in (group for group in groups if len(group) == 1):
        by_topic[entry.values["topic"][:1]].append(entry)
    titles = {work.pk: work for work in Work.objects.filter(pk__in=by_id).only("public_id", "title_text")}
    found = [_part(group, works, titles) for group in [*together, *by_topic.values()]]
    return sorted(found, key=lambda part: (-len(part.works), part.name))


def _part(entries: list[Entry], works: Bibliography, titles: Mapping[int, Work]) -> Part:
    newest = sorted(entries, key=lambda entry: (-(entry.year or 0), entry.sort_title))
    return Part(
        works=tuple(entry.work_id for entry in entries),
        public_ids=frozenset(titles[entry.work_id].public_id for entry in entries),
        titles=tuple(titles[entry.work_id].title_text for entry in newest),
        years=tuple(sorted({entry.year for entry in entries if entry.year})),
        coauthors=_named(entries, works, "coauthor"),
        places=tuple(name for name, _ in Counter(name for e in entries for _, name in e.places).most_common(_NAMED)),
        topics=_named(entries, works, "topic"),
    )


def _named(entries: list[Entry], works: Bibliography, facet: str) -> tuple[str, ...]:
    """The most frequent values of a facet, as they are called."""
    counted = Counter(value for entry in entries for value in entry.values[facet])
    return tuple(works.labels[facet][value] for value, _ in counted.most_common(_NAMED))
