"""A home page that links back: ``<a rel="me" href="…">`` to the record, with a mark only the claimant knows."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from profiles.claims import addresses, fetching, standing
from profiles.claims.checking import Finding, NoAnswer, State, Strength
from profiles.models import Claim, Evidence
from publications.models import Institution

_AGAIN = timedelta(days=90)


def back_link(claim: Claim) -> str:
    """What the page has to link to; another claim has another mark."""
    mark = salted_hmac("home page", f"{claim.pk} {claim.user_id}", algorithm="sha256").hexdigest()[:16]
    return f"{settings.SITE_URL}{reverse('author_short', args=[claim.author.survivor().public_id])}#me-{mark}"


def check(evidence: Evidence, reach: fetching.Reach = fetching.INTERNET) -> Finding:
    try:
        page = fetching.fetch(evidence.subject, reach)
    except fetching.PageRefused as refusal:
        return Finding(State.FAILS, str(refusal))
    except fetching.PageAway as problem:
        raise NoAnswer(str(problem)) from problem
    if back_link(evidence.claim) not in links_to_self(page):
        return Finding(State.FAILS, 'The page has no link with rel="me" to the address below.', again=None)
    host = urlsplit(evidence.subject).hostname or ""
    known = Institution.objects.filter(pk__in=standing.places(evidence.claim.author.survivor())).exclude(domain="")
    place = next((each for each in known if addresses.belongs(host, each.domain)), None)
    if place and urlsplit(evidence.subject).path.strip("/"):
        return Finding(State.HOLDS, f"It is a page at {place} and links back.", Strength.STRONG, again=_AGAIN)
    return Finding(State.HOLDS, "The page links back. Anybody can have a page there.", Strength.WEAK, again=_AGAIN)


def links_to_self(page: str) -> set[str]:
    """Targets of the links a page says are the same person's.

    >>> sorted(links_to_self('<A REL="nofollow Me" href=" https://a.org/#x "><link rel=me href=/b><a href="c">'))
    ['/b', 'https://a.org/#x']
    """
    reader = _Links()
    reader.feed(page)
    return reader.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("a", "link") and "me" in (said.get("rel") or "").lower().split():
            self.found.add((said.get("href") or "").strip())
