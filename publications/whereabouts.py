"""Why a work is missing from somebody's record: where the work somebody pasted stands, by what the database says.

Nobody outside is asked, so what is not in the database is "not yet in our sources", never "does not exist".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch, Q, QuerySet

from publications import asking, lookup, matching, names, search, search_works
from publications.fingerprints import SHORT, fingerprint
from publications.models import Author, Authorship, ImportBatch, Work

MOST = 6  # candidates: whoever typed less of the title than tells them apart types more
_DIGITS = re.compile(r"\d{1,8}")
_WORD = re.compile(r"\w+")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_CODE = re.compile(r"\S*\d\S*")  # one word with a digit in it names no work but is meant for an identifier


class NotUnderstood(ValueError):
    """What was pasted is neither an identifier nor a title; the message is a sentence for people."""


@dataclass(frozen=True)
class Place:
    """Where one work stands as seen from one author.

    ``byline`` is the name on it that is the author's, or could be. ``is_theirs`` when it stands on the author's record;
    otherwise ``elsewhere`` is the record it stands on, None where nobody's (or a hidden) record has it.
    ``is_version`` when what was pasted names another version of the work than the one shown.
    """

    work: Work
    byline: Authorship | None
    is_theirs: bool
    elsewhere: Author | None
    is_version: bool


def places(text: str, author: Author) -> list[Place]:
    """The works that a DOI, arXiv id, PubMed id or title names, those of the author first.

    None of them: our sources do not have it. More than one: the title does not tell them apart.
    Raises NotUnderstood.
    """
    text = search.cleaned(text)
    identifier = _identifier(text)
    found = _identified(identifier) if identifier else _titled(text)
    seen = [_place(work, author, identifier) for work in _with_bylines(found, author)]
    return sorted(seen, key=lambda place: (not place.is_theirs, place.byline is None))


def last_update() -> datetime | None:
    """When a source was last brought in to the end."""
    return ImportBatch.objects.filter(state=ImportBatch.State.DONE).aggregate(on=Max("finished_at"))["on"]


def _identifier(text: str) -> lookup.Identifier | None:
    try:
        identifier = lookup.read(f"pmid:{text}" if _DIGITS.fullmatch(text) else text)
    except ValueError:
        identifier = None
    is_no_title = search.refusal(text)[0] or _CODE.fullmatch(text)
    if is_no_title if identifier is None else identifier.scheme in ("orcid", "ror"):
        raise NotUnderstood("That is not a DOI, arXiv id or PubMed id. You can also paste the title.")
    return identifier


def _identified(identifier: lookup.Identifier) -> QuerySet[Work]:
    """arXiv registers a DOI for each of its works, which is the arXiv id in another form."""
    known = Q(identifiers__scheme=identifier.scheme, identifiers__value=identifier.value)
    if identifier.scheme == "doi" and (own := _ARXIV_DOI.fullmatch(identifier.value)):
        known |= Q(identifiers__scheme="arxiv", identifiers__value=own[1])
    return Work.objects.filter(known).distinct()


def _titled(text: str) -> QuerySet[Work]:
    """The works of this very title, else those whose titles have all its words."""
    exact = Q(sort_title=text.lower())
    if len(names.fold(text).split()) >= SHORT:
        exact |= Q(fingerprint=fingerprint(text, ()))
    called = Work.objects.filter(exact)
    if called.exists():
        return called
    near = [found.work_id for found in search_works.find(asking.read(text)).candidates]
    return Work.objects.filter(*(Q(sort_title__contains=word) for word in _WORD.findall(text.lower())), pk__in=near)


def _with_bylines(works: QuerySet[Work], author: Author) -> QuerySet[Work]:
    """The first of the works, each with the names in its ``byline`` that are the author's or begin like it."""
    family, given = _name(author)
    like = Q(author=author) | Q(block=names.block(given, family))
    signed = Authorship.objects.filter(like).select_related("author").order_by("position")
    return works.select_related("source").prefetch_related(Prefetch("authorships", signed, to_attr="byline"))[:MOST]


def _place(work: Work, author: Author, identifier: lookup.Identifier | None) -> Place:
    own = next((signed for signed in work.byline if signed.author_id == author.pk), None)
    byline = own or next((signed for signed in work.byline if _could_be(signed, author)), None)
    other = byline.author if byline and not own else None
    return Place(
        work=work,
        byline=byline,
        is_theirs=own is not None,
        elsewhere=other if other and not other.hidden_at else None,
        is_version=identifier is not None and _names_another_version(work, identifier),
    )


def _could_be(signed: Authorship, author: Author) -> bool:
    """Is the name on the work one the author may go by?"""
    family, given = _name(author)
    written = matching.parse(signed.given, signed.family, signed.suffix)
    return bool(matching.compatible(written, matching.parse(given, family)))


def _name(author: Author) -> tuple[str, str]:
    family, _, given = author.sort_name.partition(", ")
    return family, given


def _names_another_version(work: Work, identifier: lookup.Identifier) -> bool:
    """arXiv's identifiers name the preprint, all others what was published."""
    is_arxiv = identifier.scheme == "arxiv" or bool(_ARXIV_DOI.fullmatch(identifier.value))
    shown = work.source.key == "arxiv" if work.source else is_arxiv
    return identifier.scheme in ("arxiv", "doi", "pmid") and is_arxiv != shown
