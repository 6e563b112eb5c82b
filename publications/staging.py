"""Records as rows for COPY: one typed record becomes lines in a few temporary tables. Pure except for ``copy``.

The tables live in the session and are emptied at every commit, so an interrupted import leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from django.db.backends.utils import CursorWrapper

from publications import identifiers, mathtext, names
from publications.fingerprints import fingerprint
from publications.identifiers import public_id
from publications.records import AuthorRecord, Record
from publications.sources import source_key

TABLES = """
create temp table if not exists st_work (
  n int primary key, said_by_id bigint, key text, digest bytea, public_id text, type text, title text,
  title_text text, title_html text, sort_title text, abstract text, abstract_html text, year smallint,
  first_posted_on date, latest_on date, source_id bigint, fingerprint text, n_authors int, language text,
  cited_by int, cited_by_on date,
  work_id bigint, is_new bool not null default false, tells bool not null default false
) on commit delete rows;
create temp table if not exists st_identifier (n int, scheme text, value text) on commit delete rows;
create temp table if not exists st_topic (n int, topic_id bigint, position smallint) on commit delete rows;
create temp table if not exists st_version (
  n int, label text, posted_on date, venue text, url text
) on commit delete rows;
create temp table if not exists st_reference (n int, position smallint, scheme text, value text) on commit delete rows;
create temp table if not exists st_retraction (
  n int, scheme text, value text, retracted_on date, url text
) on commit delete rows;
create temp table if not exists st_authorship (
  n int, position int, name text, given text, family text, suffix text, block text, orcid text, source_author text
) on commit delete rows;
create temp table if not exists st_affiliation (
  n int, author_position int, position smallint, name_key text, public_id text, name text, ror text, country text
) on commit delete rows;
"""

COLUMNS = {
    "st_work": "n, said_by_id, key, digest, public_id, type, title, title_text, title_html, sort_title, abstract,"
    " abstract_html, year, first_posted_on, latest_on, source_id, fingerprint, n_authors, language,"
    " cited_by, cited_by_on",
    "st_identifier": "n, scheme, value",
    "st_topic": "n, topic_id, position",
    "st_version": "n, label, posted_on, venue, url",
    "st_reference": "n, position, scheme, value",
    "st_retraction": "n, scheme, value, retracted_on, url",
    "st_authorship": "n, position, name, given, family, suffix, block, orcid, source_author",
    "st_affiliation": "n, author_position, position, name_key, public_id, name, ror, country",
}

# Which identifier names the work's address, strongest first.
_SCHEMES = ("arxiv", "doi", "pmid", "openalex")


def work_key(record: Record) -> str:
    """The identifier a work's address is made from: "arxiv:1905.09747", or the source's own key."""
    held = dict(reversed(record.identifiers))
    for scheme in _SCHEMES:
        if scheme in held:
            return f"{scheme}:{held[scheme]}"
    return f"{record.source}:{record.key}"


def _field(value: object) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    # Four searches that mostly find nothing are several times faster than one translation of every letter.
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@dataclass
class Rows:
    """Lines for each staging table. ``sources`` and ``topics`` map keys to database ids."""

    sources: dict[str, int]
    topics: dict[tuple[str, str], int]
    tables: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def _put(self, table: str, *values: object) -> None:
        self.tables[table].append("\t".join(map(_field, values)))

    def add(self, n: int, record: Record) -> None:
        """The rows of one record; ``n`` numbers it within the chunk."""
        title = mathtext.plain(record.title) or record.title
        self._put(
            "st_work",
            n,
            self.sources[record.source],
            record.key,
            record.digest,
            public_id("work", work_key(record)),
            record.type,
            record.title,
            title,
            mathtext.rendered(record.title),
            title.casefold(),
            record.abstract,
            mathtext.rendered(record.abstract),
            record.year,
            record.first_posted_on,
            record.latest_on,
            self.sources[source_key(record.venue)] if record.venue else None,
            fingerprint(title, (author.family for author in record.authors)),
            len(record.authors),
            record.language,
            record.cited_by,
            record.cited_by_on,
        )
        for scheme, value in dict.fromkeys(record.identifiers):
            self._put("st_identifier", n, scheme, value)
        codes = dict.fromkeys((topic.scheme, topic.code) for topic in record.topics)
        for position, code in enumerate(codes, 1):
            self._put("st_topic", n, self.topics[code], position)
        for version in {(version.label, version.venue): version for version in record.versions}.values():
            self._put("st_version", n, version.label, version.posted_on, version.venue, version.url)
        for position, (scheme, value) in enumerate(dict.fromkeys(record.references), 1):
            self._put("st_reference", n, position, scheme, value)
        self._add_retractions(n, record)
        for position, author in enumerate(record.authors, 1):
            self._add_author(n, position, author)

    def _add_retractions(self, n: int, record: Record) -> None:
        """The work itself where its own record takes it back, and the works that a notice takes back."""
        if record.is_retracted:
            self._put("st_retraction", n, *record.identifiers[0], record.retracted_on, record.retraction_url)
        for doi, day in dict(record.retracts).items():
            self._put("st_retraction", n, "doi", doi, day, identifiers.url(*record.identifiers[0]))

    def _add_author(self, n: int, position: int, author: AuthorRecord) -> None:
        self._put(
            "st_authorship",
            n,
            position,
            names.full_name(author.given, author.family, author.suffix),
            author.given,
            author.family,
            author.suffix,
            names.block(author.given, author.family),
            author.orcid,
            author.source_author,
        )
        places = {place.ror or names.fold(place.name): place for place in author.affiliations}
        for rank, (key, place) in enumerate(places.items(), 1):
            if key:
                address = public_id("institution", key)
                self._put("st_affiliation", n, position, rank, key, address, place.name, place.ror, place.country)


def rows(records: Iterable[Record], sources: dict[str, int], topics: dict[tuple[str, str], int]) -> Rows:
    """The staging rows of a chunk, numbered from 0 in the order given."""
    made = Rows(sources, topics)
    for n, record in enumerate(records):
        made.add(n, record)
    return made


def copy(cursor: CursorWrapper, made: Rows) -> None:
    """COPY the rows into this session's staging tables."""
    cursor.execute(TABLES)
    for table, lines in made.tables.items():
        if lines:
            stream = StringIO("\n".join(lines) + "\n")
            cursor.copy_expert(f"copy {table} ({COLUMNS[table]}) from stdin", stream)
    # Temporary tables are never analysed by themselves, and the planner's guess costs more than the look.
    cursor.execute(f"analyze {', '.join(COLUMNS)}")
