"""Into what parts a record that mixes people could fall: works held together by co-authors or institutions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from publications.bibliography import Bibliography, Entry
from publications.models import Work

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


def of(works: Bibliography) -> list[Part]:
    """The parts, the largest first. A work that shares neither co-author nor institution goes by its main topic."""
    ties = {entry.work_id: {*entry.values["coauthor"], *entry.places} for entry in works.entries}
    groups = connected(ties)
    loose = [group for group in groups if len(group) == 1]
    by_id = {entry.work_id: entry for entry in works.entries}
    by_topic = defaultdict(list)
    for (work,) in loose:
        by_topic[by_id[work].values["topic"][:1]].append(work)
    together = [group for group in groups if len(group) > 1] + list(by_topic.values())
    titles = {work.pk: work for work in Work.objects.filter(pk__in=by_id).only("public_id", "title_text")}
    found = [_part([by_id[work] for work in sorted(group)], works, titles) for group in together]
    return sorted(found, key=lambda part: (-len(part.works), part.name))


def connected(ties: Mapping[int, Iterable[Hashable]]) -> list[list[int]]:
    """Groups of keys that share a value, directly or through others, in the order of their first keys.

    >>> connected({1: {"a"}, 2: {"b"}, 3: {"a", "c"}, 4: {"c"}, 5: set()})
    [[1, 3, 4], [2], [5]]
    """
    root = {key: key for key in ties}

    def find(key: int) -> int:
        while root[key] != key:
            root[key] = key = root[root[key]]
        return key

    first: dict[Hashable, int] = {}
    for key, values in ties.items():
        for value in values:
            one, other = sorted((find(first.setdefault(value, key)), find(key)))
            root[other] = one
    groups = defaultdict(list)
    for key in ties:
        groups[find(key)].append(key)
    return list(groups.values())


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
