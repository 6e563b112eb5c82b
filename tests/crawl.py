"""Every address of the site that could tell something of one person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.urls import NoReverseMatch, reverse

from profiles import proposals
from publications.models import Author, Institution, Work
from tests.test_pages import PAGES, ROUTES


def addresses(person: Author, *words: str) -> Iterator[str]:
    """Every public address about the person, the works, and the co-author Hua He; searches for these words."""
    told = proposals.propose("other", author=person, text="Something is odd.")
    place = Institution.objects.first()
    beside = Author.objects.filter(display_name="Hua He").order_by("-n_works").first()
    works = Work.objects.order_by("title")
    known = [{}, {"token": told.token}, {"scheme": "arxiv", "code": "cs.LG"}, {"key": "arxiv"}]
    known += [{"text": "2001.00001"}, *({"public_id": works[0].public_id, "suffix": s} for s in ("bib", "ris", "json"))]
    for name in PAGES:
        if name.startswith("account_"):
            continue
        records = works if "work" in name else [place] if name == "institution" else [person, beside]
        for record in records:
            about = {"public_id": record.public_id, "slug": getattr(record, "slug", "")}
            for each in (*known, about, {"public_id": record.public_id}):
                if set(each) == set(ROUTES[name]):
                    with suppress(NoReverseMatch):  # a key of something else
                        yield reverse(name, kwargs=each)
        if not ROUTES[name]:
            yield from (f"{reverse(name)}?q={word}" for word in words)
