"""What a reader asked of a list of works, read from the address: filters, words and order. Pure.

The address is the state: every link on the page is the present question with one thing added or taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from publications.bibliography import Bibliography, Entry, ranked

PAGE = 50
LEAST_LETTERS = 2
SHOWN_IN_A_FACET = 20
FACETS = {
    "year": "Year",
    "topic": "Topic",
    "type": "Type",
    "coauthor": "Co-author",
    "source": "Source",
    "status": "Status",
}
# Each order ends in the title and the row, so that a list never changes between two pages of it.
SORTS: dict[str, tuple[str, Callable[[Entry], tuple]]] = {
    "-year": ("newest first", lambda entry: (-(entry.year or 0), entry.sort_title, entry.work_id)),
    "year": ("oldest first", lambda entry: (entry.year or 9999, entry.sort_title, entry.work_id)),
    "title": ("by title", lambda entry: (entry.sort_title, entry.work_id)),
}


@dataclass(frozen=True)
class Choice:
    """One link: what it says, how many works it leads to, where it leads."""

    label: str
    query: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]
    hidden: int


@dataclass(frozen=True)
class Question:
    """A well-formed question, and a sentence about each part of the address that was not."""

    filters: tuple[tuple[str, str], ...] = ()
    q: str = ""
    sort: str = "-year"
    ignored: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return self.q.split()

    def query(self, **changes: object) -> str:
        """The address's tail for this question with ``filters``, ``q`` or ``sort`` changed.

        >>> Question(filters=(("year", "2020"),)).query(sort="title")
        '?year=2020&sort=title'
        """
        state = {"filters": self.filters, "q": self.q, "sort": self.sort} | changes
        pairs = [*state["filters"]]
        pairs += [("q", state["q"])] if state["q"] else []
        pairs += [("sort", state["sort"])] if state["sort"] != "-year" else []
        return "?" + urlencode(pairs) if pairs else "?"


def read(address: QueryDict) -> Question:
    """The question in an address. What makes no sense is left out and said; unknown parameters are left out quietly."""
    filters, ignored = [], []
    for name in FACETS:
        for value in address.getlist(name):
            if name == "year" and value != "undated" and not value.strip().lstrip("-").isdecimal():
                ignored.append("Ignored filter: year must be a whole number.")
            else:
                filters.append((name, value.strip()))
    q = " ".join(address.get("q", "").replace("\0", " ").split())[:200]
    if 0 < len(q) < LEAST_LETTERS:
        ignored.append(f"Type at least {LEAST_LETTERS} characters.")
        q = ""
    sort = address.get("sort", "-year")
    if sort not in SORTS:
        ignored.append("Ignored order: works can be sorted by -year, year or title.")
        sort = "-year"
    return Question(tuple(dict.fromkeys(filters)), q, sort, ignored)


@dataclass(frozen=True)
class Answer:
    """The works that match a question, in its order, and the links that lead on from there."""

    question: Question
    entries: list[Entry]
    facets: list[Facet]
    chips: list[Choice]
    sorts: list[Choice]
    ignored: list[str]


def answer(question: Question, works: Bibliography) -> Answer:
    """Every filter narrows. A value that none of the works has is left out and said, so no link ends in nothing."""
    known = tuple((name, value) for name, value in question.filters if value in works.labels[name])
    ignored = [
        f"Ignored filter: none of these works has the {FACETS[name].lower()} “{value[:60]}”."
        for name, value in question.filters
        if (name, value) not in known
    ]
    asked = Question(known, question.q, question.sort)
    entries = [e for e in works.entries if e.found and all(value in e.values[name] for name, value in known)]
    return Answer(
        question=asked,
        entries=sorted(entries, key=SORTS[asked.sort][1]),
        facets=[facet for name in FACETS if (facet := _facet(name, entries, works, asked)).choices],
        chips=_chips(asked, works),
        sorts=[Choice(label, asked.query(sort=key), is_current=key == asked.sort) for key, (label, _) in SORTS.items()],
        ignored=question.ignored + ignored,
    )


def _facet(name: str, entries: list[Entry], works: Bibliography, asked: Question) -> Facet:
    """What the list could be narrowed to; what is chosen already is not offered again."""
    rows = [
        (value, label, n)
        for value, label, n in ranked(entries, name, works.labels[name])
        if (name, value) not in asked.filters
    ]
    if name == "year":
        rows.sort(key=lambda row: row[0], reverse=True)
    shown = rows[:SHOWN_IN_A_FACET] if name in ("coauthor", "topic") else rows
    choices = [
        Choice(label, asked.query(filters=(*asked.filters, (name, value))), count) for value, label, count in shown
    ]
    return Facet(name, FACETS[name], choices, len(rows) - len(shown))


def _chips(asked: Question, works: Bibliography) -> list[Choice]:
    chips = [
        Choice(
            f"{FACETS[name]}: {works.labels[name][value]}",
            asked.query(filters=tuple(pair for pair in asked.filters if pair != (name, value))),
        )
        for name, value in asked.filters
    ]
    return [*chips, Choice(f"Words: {asked.q}", asked.query(q=""))] if asked.q else chips
