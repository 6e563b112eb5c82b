"""A CSL item as a line to copy. Pure."""

from __future__ import annotations

_MOST_NAMES = 10


def line(item: dict, *, n_authors: int) -> str:
    """Names, year, title, place, address; ``n_authors`` may be more than the item names.

    >>> line({"title": "On Things", "author": [{"family": "Byron", "given": "Ada"}, {"literal": "CERN"}],
    ...       "issued": {"date-parts": [[2020]]}, "publisher": "arXiv", "URL": "https://arxiv.org/abs/1"}, n_authors=2)
    'Ada Byron and CERN (2020). On Things. arXiv. https://arxiv.org/abs/1'
    >>> line({"title": "What is this?", "author": [{"literal": "A"}]}, n_authors=12)
    'A et al. (no year). What is this?'
    """
    title = item["title"] if item["title"][-1] in ".?!" else f"{item['title']}."
    year = item["issued"]["date-parts"][0][0] if "issued" in item else "no year"
    place = item.get("container-title") or item.get("publisher")
    parts = [f"{_people(item.get('author', []), n_authors)} ({year}).", title]
    parts += [f"{place}."] if place else []
    return " ".join([*parts, item.get("URL", "")]).strip()


def _people(people: list[dict[str, str]], n_authors: int) -> str:
    """
    >>> _people([], 0), _people([{"literal": "A"}, {"literal": "B"}, {"literal": "C"}], 3)
    ('No author named', 'A, B and C')
    """
    called = [
        person.get("literal") or " ".join(person[part] for part in ("given", "family", "suffix") if part in person)
        for person in people
    ]
    if n_authors > _MOST_NAMES:
        return f"{called[0]} et al."
    *first, last = called or ["No author named"]
    return f"{', '.join(first)} and {last}" if first else last
