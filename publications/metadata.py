"""What pages tell machines: schema.org descriptions as JSON-LD, and the citation tags indexers read. Pure."""

from __future__ import annotations

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from publications.bibliography import Bibliography
from publications.identifiers import url
from publications.models import Author, Authorship, Source, Work

_SCHEMA_TYPES = {
    Work.Type.BOOK: "Book",
    Work.Type.CHAPTER: "Chapter",
    Work.Type.DISSERTATION: "Thesis",
    Work.Type.DATASET: "Dataset",
    Work.Type.REPORT: "Report",
}


def script(data: dict) -> SafeString:
    """JSON that cannot end the script element it stands in.

    >>> script({"name": "</script>"})
    '{"name": "\\\\u003c/script>"}'
    """
    text = json.dumps({"@context": "https://schema.org", **data} if "@type" in data else data, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def author_metadata(author: Author, works: Bibliography) -> SafeString:
    """A ProfilePage about a person or group. No interaction counts: nobody has claimed the page to answer for them."""
    page = settings.SITE_URL + author.get_absolute_url()
    places = [{"@type": "Organization", "name": place.name} for place in works.places()[:5]]
    person = {
        "@type": "Person" if author.kind == Author.Kind.PERSON else "Organization",
        "@id": page,
        "name": author.display_name,
        "alternateName": [name for name in works.names() if name != author.display_name],
        "affiliation": places if author.kind == Author.Kind.PERSON else [],
        "knowsAbout": [{"@type": "DefinedTerm", "name": name} for name in works.fields()[:10]],
    }
    if author.orcid:
        orcid = {"@type": "PropertyValue", "propertyID": "ORCID", "value": author.orcid}
        person |= {"identifier": orcid, "sameAs": list(filter(None, [url("orcid", author.orcid)]))}
    changed = works.last_change() or author.works_changed_at
    return script(
        {
            "@type": "ProfilePage",
            "dateCreated": author.created_at.isoformat(),
            "dateModified": changed.isoformat(),
            "mainEntity": {key: value for key, value in person.items() if value},
        }
    )


def work_metadata(work: Work, byline: list[Authorship], topics: list[str]) -> SafeString:
    """A ScholarlyArticle, or what else the work is, with the authors named on the page."""
    known = work.identifiers.all()
    people = [{"@type": "Person", "name": signed.name} for signed in byline]
    described = {
        "@type": _SCHEMA_TYPES.get(work.type, "ScholarlyArticle"),
        "@id": settings.SITE_URL + work.get_absolute_url(),
        "name": work.title_text,
        "abstract": work.abstract,
        "author": people,
        "datePublished": work.first_posted_on.isoformat() if work.first_posted_on else work.year,
        "publisher": {"@type": "Organization", "name": work.source.name} if work.source else None,
        "sameAs": list(filter(None, (url(identifier.scheme, identifier.value) for identifier in known))),
        "about": [{"@type": "DefinedTerm", "name": name} for name in topics],
        "creativeWorkStatus": "Retracted" if work.is_retracted else None,
    }
    return script({key: value for key, value in described.items() if value})


def citation_tags(work: Work, byline: list[Authorship]) -> list[tuple[str, str]]:
    """(name, content) of the tags by which indexers and reference managers read a page about a work."""
    tags = [("citation_title", work.title_text)]
    for signed in byline:
        tags.append(("citation_author", signed.name))
        tags += [("citation_author_institution", place["name"]) for place in signed.places]
        iri = url("orcid", signed.orcid) if signed.orcid else ""
        tags += [("citation_author_orcid", iri)] if iri else []
    if work.latest_on:
        tags.append(("citation_publication_date", f"{work.latest_on:%Y/%m/%d}"))
    elif work.year:
        tags.append(("citation_publication_date", str(work.year)))
    if work.source and work.source.role == Source.Role.VENUE:
        tags.append(("citation_journal_title", work.source.name))
    tags += [
        (f"citation_{known.scheme}{'_id' if known.scheme == 'arxiv' else ''}", known.value)
        for known in work.identifiers.all()
        if known.scheme in ("doi", "arxiv", "pmid") and url(known.scheme, known.value)
    ]
    return [*tags, ("citation_abstract_html_url", settings.SITE_URL + work.get_absolute_url())]
