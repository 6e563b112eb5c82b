"""Invented works as lines of files: as arXiv's snapshot and OpenAlex write them, and who is who as labels. Pure.

Shapes as in the readers of those formats. Every identifier is one that no real thing can have: months after the twelfth
(arXiv), more digits than are given out (OpenAlex), the prefix for examples (DOI), a block that is not ORCID's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

import msgspec

from publications.identifiers import orcid_check_digit
from publications.invented import people
from publications.invented.corpus import LAST, Corpus, Signed, Work

NOTICE = "Invented for demonstration: nobody wrote this work."
SOURCE = "Invented works"

_json = msgspec.json.Encoder().encode
_BEYOND = 9_000_000_000_000  # OpenAlex has given out eleven digits
_A_MONTH = 100_000
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACES = (
    "University of {}",
    "{} University",
    "{} Institute of Technology",
    "Technical University of {}",
    "{} State University",
    "{} Centre for Advanced Study",
)
_COUNTRIES = ("CN", "US", "DE", "GB", "IN", "KR", "JP", "FR", "IT", "ES", "CA", "BR", "PL", "SE", "TR", "VN")


def arxiv_id(work: Work) -> str:
    month, number = divmod(work.in_year, _A_MONTH)
    return f"{work.versions[0].year % 100:02}{13 + month}.{number:05}"


def labels(work: Work) -> bytes:
    """Whose each name is: one line a by-line, each with its end."""
    known = f"arxiv:{arxiv_id(work)}"
    return b"".join(
        _json({"work": known, "position": position, "person": signed.label}) + b"\n"
        for position, signed in enumerate(work.authors, 1)
    )


def arxiv(corpus: Corpus, work: Work) -> bytes:
    """One line of arXiv's metadata snapshot."""
    return _json(
        {
            "id": arxiv_id(work),
            "submitter": None,
            "authors": ", ".join(map(_written, work.authors)),
            "title": work.title,
            "comments": NOTICE,
            "journal-ref": None,
            "doi": _doi(work),
            "report-no": None,
            "categories": " ".join(work.codes),
            "license": None,
            "abstract": f"  {work.abstract}\n",
            "versions": [{"version": f"v{n}", "created": _rfc_822(day)} for n, day in enumerate(work.versions, 1)],
            "update_date": work.versions[-1].isoformat(),
            "authors_parsed": [
                [signed.family, signed.given, "", *_printed(corpus, work, signed)] for signed in work.authors
            ],
        }
    )


def openalex(corpus: Corpus, work: Work) -> bytes:
    """One line of OpenAlex's snapshot of works."""
    where = f"https://arxiv.org/abs/{arxiv_id(work)}"
    source = {"id": f"https://openalex.org/S{_BEYOND}", "display_name": SOURCE, "issn_l": None, "type": "repository"}
    location = {"is_oa": True, "landing_page_url": where, "source": source, "version": "submittedVersion"}
    topic = _topic(work)
    key, doi = f"https://openalex.org/W{_BEYOND + work.number}", _doi(work)
    return _json(
        {
            "id": key,
            "doi": doi and f"https://doi.org/{doi}",
            "title": work.title,
            "display_name": work.title,
            "publication_year": work.versions[-1].year,
            "publication_date": work.versions[-1].isoformat(),
            "ids": {"openalex": key},
            "language": "en",
            "primary_location": location,
            "type": "preprint",
            "authorships": list(_authorships(corpus, work)),
            "is_retracted": work.is_retracted,
            "is_paratext": False,
            "primary_topic": topic,
            "topics": [topic],
            "locations": [location],
            "referenced_works": [f"https://openalex.org/W{_BEYOND + cited}" for cited in work.references],
            "cited_by_count": work.cited_by,
            "abstract_inverted_index": _inverted(work.abstract),
            "updated_date": f"{LAST + 1}-01-01T00:00:00.000000",
        }
    )


FORMATS: dict[str, Callable[[Corpus, Work], bytes]] = {"arxiv": arxiv, "openalex": openalex}


def _doi(work: Work) -> str | None:
    return f"10.5555/invented.{work.number}" if work.has_doi else None


def _written(signed: Signed) -> str:
    return f"{signed.given} {signed.family}".strip()


@lru_cache(1 << 13)
def _rfc_822(day: date) -> str:
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year} 12:00:00 GMT"


def _printed(corpus: Corpus, work: Work, signed: Signed) -> Iterator[str]:
    if work.names_places and signed.institution is not None:
        yield _institution(corpus, signed.institution)[0]


@lru_cache(1 << 13)
def _institution(corpus: Corpus, number: int) -> tuple[str, str]:
    """Name and country."""
    draw = corpus.draws("place", number)
    return people.pick(_PLACES, draw).format(people.coined(draw)), people.pick(_COUNTRIES, draw)


def _authorships(corpus: Corpus, work: Work) -> Iterator[dict[str, object]]:
    last = len(work.authors) - 1
    for at, signed in enumerate(work.authors):
        person = {"id": None, "display_name": _written(signed), "orcid": None}
        if signed.institution is not None:
            number = int(signed.label[1:])
            person["id"] = f"https://openalex.org/A{_BEYOND + number}"
            if number % 3 == 0 and (number + work.number) % 2:
                person["orcid"] = f"https://orcid.org/{_orcid(number)}"
        yield {
            "author_position": "first" if at == 0 else "last" if at == last else "middle",
            "author": person,
            "institutions": list(_institutions(corpus, signed)),
            "raw_author_name": _written(signed),
        }


def _institutions(corpus: Corpus, signed: Signed) -> Iterator[dict[str, object]]:
    """Without a ROR id: every well-formed one may be somebody's."""
    if signed.institution is not None:
        name, country = _institution(corpus, signed.institution)
        key = f"https://openalex.org/I{_BEYOND + signed.institution}"
        yield {"id": key, "display_name": name, "ror": None, "country_code": country, "type": "education"}


def _orcid(number: int) -> str:
    digits = f"9999{number:011}"
    digits += orcid_check_digit(digits)
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def _topic(work: Work) -> dict[str, object]:
    subject = work.subject
    levels = {level: getattr(subject, level) for level in ("subfield", "field", "domain")}
    return {
        "id": f"https://openalex.org/T{_BEYOND + subject.number}",
        "display_name": subject.name,
        "score": 0.99,
        **{
            level: {"id": f"https://openalex.org/{code}", "display_name": name}
            for level, (code, name) in levels.items()
        },
    }


def _inverted(abstract: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at, word in enumerate(abstract.split()):
        index.setdefault(word, []).append(at)
    return index
