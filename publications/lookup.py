"""From an identifier somebody pasted to the record it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from publications import identifiers
from publications.models import Author, Authorship, Institution, Topic, Work, WorkIdentifier

_FORMS = {
    "pmid": r"(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/|pmid:?\s*)(\d{1,8})/?",
    "openalex": r"(?:(?:https?://)?(?:(?:api|explore|www)\.)?openalex\.org/(?:(?:works|authors|institutions|topics)/)?"
    r"|openalex:\s*)?([waitWAIT]\d{4,12})",
    "wikidata": r"(?:(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/|wikidata:\s*|wd:)([qQ]\d{1,12})|(Q\d{2,12})",
    "dblp": r"(?:(?:https?://)?(?:www\.)?dblp\.(?:org|uni-trier\.de)/pid/|dblp:\s*)(\w{1,4}/[\w-]{1,40})(?:\.html|\.xml)?"
    r"|(\d{1,4}/\d{1,6}(?:-\d{1,4})?)",
}
_PATTERNS = {scheme: re.compile(form, re.IGNORECASE if scheme != "wikidata" else 0) for scheme, form in _FORMS.items()}
_ORCID_LIKE = re.compile(
    r"(?:https?://)?(?:(?:www\.)?orcid\.org/|orcid:?\s*)?((?:\d{4}[-\u2010-\u2015\s]?){3}\d{3}[\dx])/?", re.IGNORECASE
)
_ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/|ror:\s*)(0[a-z0-9]{6}\d{2})/?", re.IGNORECASE)
_ARXIV_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format)/", re.IGNORECASE)
_DOI_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)


@dataclass(frozen=True)
class Identifier:
    """A well-formed identifier. ``url`` leads to it where it was registered."""

    scheme: str
    value: str
    url: str


def read(text: str) -> Identifier | None:
    """The identifier a text is, bare or as an address; None for other words.

    Raises ValueError with a sentence when it can only be an ORCID iD or a ROR id and its check digits are wrong.

    >>> read("https://doi.org/10.1109/TIT.2020.1").value, read("doi:10.1234/abc").url
    ('10.1109/tit.2020.1', 'https://doi.org/10.1234/abc')
    >>> read("http://www.arxiv.org/pdf/1905.09747v2.pdf").value, read("arXiv:hep-th/9901001v3").value
    ('1905.09747', 'hep-th/9901001')
    >>> [read(text).value for text in ("pmid: 123", "ror.org/047s2c258", "https://openalex.org/authors/a5023888391")]
    ['123', 'https://ror.org/047s2c258', 'A5023888391']
    >>> read("https://www.wikidata.org/wiki/Q42").url, read("https://dblp.org/pid/14/5580.html").url
    ('https://www.wikidata.org/wiki/Q42', 'https://dblp.org/pid/14/5580')
    >>> [read(text) for text in ("Tom Goldstein", "q1", "10 ways", "w", "2019")]
    [None, None, None, None, None]
    """
    text = text.strip().split("?", 1)[0] if "://" in text else text.strip()
    return _checked(text) or _arxiv_or_doi(text) or _of_a_form(text)


def _checked(text: str) -> Identifier | None:
    if like := _ORCID_LIKE.fullmatch(text):
        value = identifiers.orcid(re.sub(r"\W", "", like[1]))
        return Identifier("orcid", value, identifiers.url("orcid", value))
    if like := _ROR.fullmatch(text):
        address = identifiers.ror(like[1])
        if address is None:
            raise ValueError("That is not a valid ROR id: its check digits do not fit.")
        return Identifier("ror", address, address)
    address = identifiers.ror(text)  # bare, it is one only when the check digits fit
    return Identifier("ror", address, address) if address else None


def _arxiv_or_doi(text: str) -> Identifier | None:
    if value := identifiers.arxiv_id(_ARXIV_ADDRESS.sub("arxiv:", text)):
        return Identifier("arxiv", value, identifiers.url("arxiv", value))
    if value := identifiers.doi(_DOI_ADDRESS.sub("doi:", text)):
        return Identifier("doi", value, identifiers.url("doi", value))
    return None


def _of_a_form(text: str) -> Identifier | None:
    for scheme, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(text):
            value = next(filter(None, found.groups()))
            value = value if scheme == "dblp" else value.upper()
            return Identifier(scheme, value, identifiers.url(scheme, value))
    return None


Record = Author | Work | Institution | Topic


def records(identifier: Identifier) -> list[Record]:
    """What carries the identifier. More than one where sources print one DOI on several works, or one author id of a
    source stands on by-lines of several people."""
    find = _FINDERS.get(identifier.scheme, _works)
    return find(identifier)


def _works(identifier: Identifier) -> list[Record]:
    named = WorkIdentifier.objects.filter(scheme=identifier.scheme, value=identifier.value)
    return list(Work.objects.filter(pk__in=named.values("work")).order_by("pk"))


def _people_signed_as(identifier: Identifier) -> list[Record]:
    signed = Authorship.objects.filter(source_author=f"{identifier.scheme}:{identifier.value}")
    people = Author.objects.visible().filter(pk__in=signed.values("author"))
    return list(people.order_by("-n_works", "pk")[:20])


def _of_openalex(identifier: Identifier) -> list[Record]:
    kind = identifier.value[0]
    if kind == "A":
        return _people_signed_as(identifier)
    if kind == "T":
        return list(Topic.objects.filter(scheme="openalex", code=identifier.value))
    return _works(identifier) if kind == "W" else []


_FINDERS: dict[str, Callable[[Identifier], list[Record]]] = {
    "orcid": lambda identifier: list(Author.objects.visible().filter(orcid=identifier.value)),
    "ror": lambda identifier: list(Institution.objects.filter(ror=identifier.value)),
    "dblp": _people_signed_as,
    "openalex": _of_openalex,
}
