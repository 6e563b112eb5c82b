"""Lists of what was found, narrowed by what an address says: filters, chips, and facets as links. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from publications.browsing import Choice, Facet

SHOWN = 10  # choices of a facet
_SHOWN_YEARS = 30


@dataclass(frozen=True)
class Narrowing:
    """What an address asks (``kept``: the words and the kind of list) and narrows by, a value for each name."""

    kept: tuple[tuple[str, str], ...]
    filters: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, address: QueryDict, names: Iterable[str], **kept: str) -> Narrowing:
        filters = {name: address[name].strip() for name in names if address.get(name, "").strip()}
        return cls(tuple(kept.items()), {name: value for name, value in filters.items() if "\0" not in value})

    def without(self, name: str, why: str = "") -> Narrowing:
        filters = {known: value for known, value in self.filters.items() if known != name}
        return replace(self, filters=filters, ignored=(*self.ignored, why) if why else self.ignored)

    def labelled(self, name: str, label: str) -> Narrowing:
        return replace(self, labels=self.labels | {name: label})

    def query(self, **changes: str) -> str:
        return "?" + urlencode([*self.kept, *(self.filters | changes).items()])

    def chips(self, names: Mapping[str, str]) -> list[Choice]:
        """What is chosen, each as a link that takes it away."""
        return [
            Choice(f"{names[name]}: {self.labels.get(name, value)}", self.without(name).query())
            for name, value in self.filters.items()
        ]

    def facets(self, names: Mapping[str, str], rows: Mapping[str, list[tuple[str, str, int]]]) -> list[Facet]:
        """Links to the list narrowed by one value more; (value, label, count) each, what is chosen already left out."""
        made = []
        for name, label in names.items():
            if name in self.filters or not rows.get(name):
                continue
            shown = rows[name][: _SHOWN_YEARS if name == "year" else SHOWN]
            often = Counter(said for _, said, _ in shown)
            choices = [
                Choice(_told_apart(said, value) if often[said] > 1 else said, self.query(**{name: value}), count)
                for value, said, count in shown
            ]
            made.append(Facet(name, label, choices, len(rows[name]) - len(shown)))
        return made


def _told_apart(label: str, value: str) -> str:
    """Two classifications may call a topic the same; the code tells them apart, or the name of the classification.

    >>> [_told_apart("Learning", value) for value in ("arxiv:stat.ML", "openalex:T10320", "8fhp76kea6z6")]
    ['Learning (stat.ML)', 'Learning (OpenAlex)', 'Learning']
    """
    scheme, _, code = value.partition(":")
    return f"{label} ({'OpenAlex' if scheme == 'openalex' else code})" if code else label
