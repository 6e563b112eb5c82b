"""A small cast for tests: works and people made directly, when a test is not about importing them."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import connection

from publications import indexing, names, summaries
from publications.identifiers import public_id
from publications.models import (
    Affiliation,
    Author,
    Authorship,
    Institution,
    Source,
    Topic,
    Work,
    WorkRecord,
    WorkTopic,
)

_numbers = count(1)


def arxiv() -> Source:
    return Source.objects.get_or_create(key="arxiv", defaults={"name": "arXiv", "role": Source.Role.REPOSITORY})[0]


def source(key: str, role: str) -> Source:
    return Source.objects.get_or_create(key=key, defaults={"name": key.title(), "role": role})[0]


def record(made: Work, by: Source, key: str = "") -> WorkRecord:
    """Another source describes the work too."""
    return WorkRecord.objects.create(work=made, source=by, key=key or made.public_id, digest=b"")


def author(name: str, **fields) -> Author:
    """The author of that display name; made when there is none."""
    known = Author.objects.filter(display_name=name).first()
    if known:
        return known
    given, _, family = name.rpartition(" ")
    return Author.objects.create(
        public_id=public_id("author", f"test:{next(_numbers)}"),
        display_name=name,
        sort_name=names.sort_name(given, family),
        search_name=names.search_forms(given, family),
        **fields,
    )


def work(
    title: str,
    by: list[str | Author],
    *,
    year: int | None = 2020,
    topics: list[str] = (),
    abstract: str = "An abstract.",
    institutions: dict[str, str] | None = None,
    source: Source | None = None,
    **fields,
) -> Work:
    """A preprint by these people, on arXiv unless another source is given; ``institutions`` maps a name to where that
    person signed from."""
    number = next(_numbers)
    made = Work.objects.create(
        public_id=public_id("work", f"test:{number}"),
        type=fields.pop("type", "preprint"),
        title=title,
        title_text=title,
        sort_title=title.lower(),
        abstract=abstract,
        year=year,
        first_posted_on=date(year, 1, 1) if year else None,
        latest_on=date(year, 1, 1) if year else None,
        source=source or arxiv(),
        said_by=source or arxiv(),
        fingerprint=f"test{number}",
        n_authors=len(by),
        **fields,
    )
    record(made, made.said_by)
    for position, code in enumerate(topics, 1):
        topic, _ = Topic.objects.get_or_create(scheme="arxiv", code=code, defaults={"name": code})
        WorkTopic.objects.create(work=made, topic=topic, position=position)
    for position, person in enumerate(by, 1):
        sign(made, position, person, (institutions or {}).get(str(person)))
    return made


def sign(made: Work, position: int, person: str | Author, institution: str | None = None) -> Authorship:
    """Put a person's name at a position of a work and keep the person's counts true."""
    person = author(person) if isinstance(person, str) else person
    given, _, family = person.display_name.rpartition(" ")
    authorship = Authorship.objects.create(
        work=made,
        position=position,
        author=person,
        name=person.display_name,
        given=given,
        family=family,
        block=names.block(given, family),
        basis=Authorship.Basis.ALONE,
    )
    if institution:
        _affiliate(authorship, institution)
    years = [y for y in (person.first_year, person.last_year, made.year) if y]
    person.n_works += 1
    person.first_year, person.last_year = (min(years), max(years)) if years else (None, None)
    person.save(update_fields=["n_works", "first_year", "last_year"])
    return authorship


def byline(made: Work, position: int, name: str, institution: str | None = None, **fields: str) -> Authorship:
    """Print a name at a position of a work and leave open whose it is."""
    given, _, family = name.rpartition(" ")
    authorship = Authorship.objects.create(
        work=made,
        position=position,
        name=name,
        given=given,
        family=family,
        block=names.block(given, family),
        **fields,
    )
    if institution:
        _affiliate(authorship, institution)
    return authorship


def _affiliate(authorship: Authorship, institution: str) -> None:
    key = names.fold(institution)
    place, _ = Institution.objects.get_or_create(
        name_key=key, defaults={"name": institution, "public_id": public_id("institution", key)}
    )
    Affiliation.objects.create(authorship=authorship, institution=place, position=1)


def count() -> None:
    """What the works add up to and the words they are found by, as after an import."""
    indexing.catch_up()
    with connection.cursor() as cursor:
        summaries.mark(cursor, Work.objects.values_list("pk", flat=True))
    while summaries.count_due():
        pass
