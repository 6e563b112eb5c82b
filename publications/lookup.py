"""From an identifier somebody pasted to the record it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publications import identifiers
from publications.models import Author, Institution, Work, WorkIdentifier

_ORCID_LIKE = re.compile(r"^(?:https?://)?(?:orcid\.org/|orcid:\s*)?((?:\d{4}-?){3}\d{3}[\dx])/?$", re.IGNORECASE)
_PMID = re.compile(r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:\s*)(\d{1,8})/?$", re.IGNORECASE)
_OPENALEX = re.compile(r"^(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(w\d{4,})$", re.IGNORECASE)
_ROR = re.compile(r"^(?:https?://)?ror\.org/(0[a-hj-km-np-tv-z0-9]{6}\d{2})/?$", re.IGNORECASE)


@dataclass(frozen=True)
class Identifier:
    """A well-formed identifier. ``url`` leads to it where it was registered."""

    scheme: str
    value: str
    url: str


def read(text: str) -> Identifier | None:
    """The identifier a text is, bare or as an address; None for other words.

    Raises ValueError with a sentence when it can only be an ORCID iD and its check digit is wrong.

    >>> read("https://doi.org/10.1109/TIT.2020.1").value, read("doi:10.1234/abc").url
    ('10.1109/tit.2020.1', 'https://doi.org/10.1234/abc')
    >>> read("https://arxiv.org/abs/1905.09747v2").value, read("Tom Goldstein")
    ('1905.09747', None)
    >>> read("pmid: 123").scheme, read("https://ror.org/047s2c258").scheme
    ('pmid', 'ror')
    """
    if like := _ORCID_LIKE.match(text):
        return _identifier("orcid", identifiers.orcid(like[1]))
    if value := identifiers.arxiv_id(text):
        return _identifier("arxiv", value)
    if value := identifiers.doi(text):
        return _identifier("doi", value)
    if found := _PMID.match(text):
        return _identifier("pmid", found[1])
    if found := _OPENALEX.match(text):
        return _identifier("openalex", found[1].upper())
    if found := _ROR.match(text):
        address = f"https://ror.org/{found[1].lower()}"
        return Identifier("ror", address, address)
    return None


def _identifier(scheme: str, value: str) -> Identifier:
    return Identifier(scheme, value, identifiers.url(scheme, value))


def records(identifier: Identifier) -> list[Author | Work | Institution]:
    """What carries the identifier. More than one only where sources print one DOI on several works."""
    if identifier.scheme == "orcid":
        return list(Author.objects.visible().filter(orcid=identifier.value))
    if identifier.scheme == "ror":
        return list(Institution.objects.filter(ror=identifier.value))
    named = WorkIdentifier.objects.filter(scheme=identifier.scheme, value=identifier.value)
    return list(Work.objects.filter(pk__in=named.values("work")).order_by("pk"))
