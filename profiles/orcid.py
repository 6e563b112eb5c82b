"""What ORCID says: whose iD was proven here, and the works on an iD's public record, each with who says so.

Shapes: the public API v3.0, https://pub.orcid.org/v3.0/{iD}/works.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from time import monotonic, time

import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from profiles.models import User
from publications import identifiers

_SESSION = "orcid"
_PROVEN_FOR = 1800  # seconds
_TIMEOUT = (3, 5)  # seconds to connect, and between two pieces
_MOST_SECONDS = 20
_MOST_BYTES = 30_000_000  # some 10,000 works


class Unavailable(RuntimeError):
    """ORCID could not be asked; the message is a sentence for people. Worth trying again later."""


@dataclass(frozen=True)
class ListedByOrcid:
    """One statement that a work is theirs; several may be about the same work.

    ``identifiers``: scheme -> values, normalised, of the schemes "doi", "arxiv" and "pmid". ``source``: the name of who
    added it. ``by_others``: it was added by an organisation of its own accord, not by or for the person.
    """

    title: str
    year: int | None
    identifiers: dict[str, list[str]]
    source: str
    by_others: bool


def registered() -> bool:
    """Whether ORCID knows this site, so that people can sign in there."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["orcid"]["APPS"])


def of(user: User) -> str | None:
    """The iD this account has proven to be the person's, by signing in at ORCID; None when it has none."""
    address = SocialAccount.objects.filter(user=user, uid__startswith=f"{settings.ORCID_URL}/").values_list("uid")
    return address[0][0].rpartition("/")[2] if address else None


def prove(session: MutableMapping, address: str) -> None:
    """Remember for half an hour that whoever has this session signed in at ORCID with the iD of this address."""
    session[_SESSION] = {"iD": address.rpartition("/")[2], "at": time()}


def proven(session: MutableMapping) -> str | None:
    """The iD proven in this session lately, with or without an account."""
    said = session.get(_SESSION)
    return said["iD"] if said and time() - said["at"] < _PROVEN_FOR else None


def works(orcid_id: str) -> list[ListedByOrcid]:
    """The public works of an iD, one for each source that says so, asked for now.

    Raises Unavailable when ORCID is away, slow, or answers something else.
    """
    body = _fetch(f"{settings.ORCID_API_URL}/v3.0/{identifiers.orcid(orcid_id)}/works")
    try:
        return list(_listed(json.loads(body), orcid_id))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unavailable("ORCID answered something that is not a list of works.") from problem


def _fetch(address: str) -> bytes:
    until, body = monotonic() + _MOST_SECONDS, b""
    accept = {"Accept": "application/json"}
    try:
        with requests.get(address, headers=accept, timeout=_TIMEOUT, stream=True, allow_redirects=False) as answer:
            if answer.status_code != requests.codes.ok:
                raise Unavailable(f"ORCID answered with status {answer.status_code}.")
            for piece in answer.iter_content(65536):
                body += piece
                if len(body) > _MOST_BYTES or monotonic() > until:
                    raise Unavailable("ORCID’s answer was too long.")
    except requests.RequestException as problem:
        raise Unavailable("ORCID could not be reached.") from problem
    return body


def _listed(answer: dict, orcid_id: str) -> Iterator[ListedByOrcid]:
    for group in answer["group"]:
        for summary in group["work-summary"]:
            source = summary["source"] or {}
            by_person = source.get("source-orcid") or source.get("assertion-origin-orcid")
            yield ListedByOrcid(
                title=_value(summary, "title", "title"),
                year=_year(summary),
                identifiers=_identifiers(summary),
                source=_value(source, "source-name"),
                by_others=not by_person and bool(source.get("source-client-id")),
            )


def _value(holder: dict, *path: str) -> str:
    """ORCID's {"value": ...} at the end of the path, or nothing where a step is null."""
    for step in path:
        holder = holder.get(step) or {}
    return str(holder.get("value") or "")


def _year(summary: dict) -> int | None:
    year = _value(summary, "publication-date", "year")
    return int(year) if year.isdigit() else None


_READ = {"doi": identifiers.doi, "arxiv": identifiers.arxiv_id, "pmid": lambda text: text.strip() or None}
_ARXIV_DOI = "10.48550/arxiv."


def _identifiers(summary: dict) -> dict[str, list[str]]:
    """Those of the work itself; an arXiv id also when it is written as arXiv's DOI."""
    found: dict[str, list[str]] = {}
    for each in (summary.get("external-ids") or {}).get("external-id") or ():
        scheme, text = each["external-id-type"], each["external-id-value"]
        if each.get("external-id-relationship") not in ("self", "version-of") or scheme not in _READ:
            continue
        value = _READ[scheme](text)
        if value and value.startswith(_ARXIV_DOI):
            scheme, value = "arxiv", value.removeprefix(_ARXIV_DOI)
        if value and value not in found.setdefault(scheme, []):
            found[scheme].append(value)
    return found
