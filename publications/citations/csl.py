"""A work as a CSL item, the form reference managers exchange. Pure.

Source: the CSL 1.0.2 data schema, https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from publications import identifiers, names
from publications.models import Source, Work

_TYPES = {
    Work.Type.PREPRINT: "article",
    Work.Type.ARTICLE: "article-journal",
    Work.Type.PROCEEDINGS: "paper-conference",
    Work.Type.BOOK: "book",
    Work.Type.CHAPTER: "chapter",
    Work.Type.DISSERTATION: "thesis",
    Work.Type.DATASET: "dataset",
    Work.Type.REPORT: "report",
}
_LEADING = ("doi", "arxiv", "pmid", "openalex")
RETRACTED = "RETRACTED: "
# Words that open too many titles to tell one from another.
_OPENING = frozenset(
    "a an and are can do for from how in is of on the to toward towards what when why with".split()  # noqa: SIM905
)


class Signed(Protocol):
    """A name on a work; ``printed`` is set where the name as printed is not shown."""

    name: str
    printed: str
    given: str
    family: str
    suffix: str


def item(work: Work, byline: Iterable[Signed]) -> dict:
    """The work with these names. A retracted work says so in its title and in a note."""
    people = [_person(signed) for signed in byline]
    known = {identifier.scheme: identifier.value for identifier in work.identifiers.all()}
    described = {
        "id": _key(work, people),
        "type": _TYPES.get(work.type, "document"),
        "genre": "Preprint" if work.type == Work.Type.PREPRINT else "",
        "title": RETRACTED * work.is_retracted + work.title_text,
        "author": people,
        "issued": {"date-parts": [_date(work)]} if work.year else None,
        **_place(work),
        "number": f"arXiv:{known['arxiv']}" if work.type == Work.Type.PREPRINT and "arxiv" in known else "",
        "DOI": known.get("doi"),
        "PMID": known.get("pmid"),
        "URL": next((identifiers.url(scheme, known[scheme]) for scheme in _LEADING if scheme in known), ""),
        "note": _retraction(work),
    }
    return {field: value for field, value in described.items() if value}


def _person(signed: Signed) -> dict[str, str]:
    """A group, or a name of one word, is one literal; so is a name nobody has split yet."""
    given, family, suffix = signed.given, signed.family, signed.suffix
    if signed.printed:  # those are parts of a name that is shown nowhere
        given, family, suffix = names.split(signed.name)
    if not (given and family):
        return {"literal": signed.name}
    parts = {"family": family, "given": given, "suffix": suffix}
    return {part: value for part, value in parts.items() if value}


def _date(work: Work) -> list[int]:
    day = work.latest_on
    return [day.year, day.month, day.day] if day and day.year == work.year else [work.year]


def _place(work: Work) -> dict[str, str]:
    """A journal or conference holds the work; whoever else it appeared at publishes it."""
    if not work.source:
        return {}
    field = "container-title" if work.source.role == Source.Role.VENUE else "publisher"
    return {field: work.source.name}


def _retraction(work: Work) -> str:
    if not work.is_retracted:
        return ""
    day = f" {work.retracted_on.day} {work.retracted_on:%B %Y}" if work.retracted_on else ""
    return f"Retracted{day}{'. ' * bool(work.retraction_url)}{work.retraction_url}"


def _key(work: Work, people: list[dict[str, str]]) -> str:
    """Family name, year and first word of weight: byron2020graphs. The same for a work as long as its facts are.

    Names of several words are one ("vandermaaten"), and a work without name or year has neither in its key.
    """
    first = people[0] if people else {}
    family = names.fold(first.get("family") or first.get("literal", ""))[:40].replace(" ", "")
    words = [word for word in names.fold(work.title_text).split() if word not in _OPENING]
    return f"{family}{work.year or ''}{words[0][:40] if words else ''}" or work.public_id
