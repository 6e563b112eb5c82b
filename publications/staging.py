"""Records as rows for COPY: one typed record becomes lines in a few temporary tables. Pure except for ``copy``.

The tables live in the session and are emptied at every commit, so an interrupted import leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from django.db.backends.utils import CursorWrapper

from publications import identifiers, mathtext, names
from publications.fingerprints import fingerprint
from publications.identifiers import public_id
from publications.indexing import words_of
from publications.records import AuthorRecord, Record
from publications.sources import INVENTED, source_key

# Texts stand apart from what matching marks: an update writes a whole row anew. Keys are what storing joins by.
# Long rows stay as they are: compressing them is for the tables they go to.
TABLES = """
create temp table if not exists st_work (
  n int primary key, said_by_id bigint, key text, digest bytea, public_id text, year smallint, fingerprint text,
  cited_by int, cited_by_on date,
  work_id bigint, is_new bool not null default false, tells bool not null default false
) on commit delete rows;
create temp table if not exists st_text (
  n int primary key, type text, title text, title_text text, title_html text, sort_title text, abstract text,
  abstract_html text, first_posted_on date, latest_on date, source_id bigint, n_authors int, language text
) with (toast_tuple_target = 8160) on commit delete rows;
create temp table if not exists st_words (
  n int primary key, title tsvector, text tsvector
) with (toast_tuple_target = 8160) on commit delete rows;
create temp table if not exists st_identifier (
  n int, scheme text, value text, primary key (n, scheme, value)
) on commit delete rows;
create temp table if not exists st_topic (
  n int, topic_id bigint, position smallint, primary key (n, topic_id)
) on commit delete rows;
create temp table if not exists st_version (
  n int, label text, posted_on date, venue text, url text, primary key (n, label, venue)
) on commit delete rows;
create temp table if not exists st_reference (
  n int, position smallint, scheme text, value text, primary key (n, scheme, value)
) on commit delete rows;
create temp table if not exists st_retraction (
  n int, scheme text, value text, retracted_on date, url text
) on commit delete rows;
create temp table if not exists st_authorship (
  n int, position int, name text, given text, family text, suffix text, block text, orcid text, source_author text,
  primary key (n, position)
) on commit delete rows;
create temp table if not exists st_affiliation (
  n int, author_position int, position smallint, name_key text, public_id text, name text, ror text, country text,
  primary key (n, author_position, position)
) on commit delete rows;
create temp table if not exists st_candidate (n int, work_id bigint) on commit delete rows;
create temp table if not exists st_changed (
  id bigint primary key, author_id bigint, block text
) on commit delete rows;
create temp table if not exists st_same (n int, position int, id bigint primary key) on commit delete rows;
create temp table if not exists st_retracted (work_id bigint) on commit delete rows;
"""

COLUMNS = {
    "st_work": "n, said_by_id, key, digest, public_id, year, fingerprint, cited_by, cited_by_on",
    "st_text": "n, type, title, title_text, title_html, sort_title, abstract, abstract_html,"
    " first_posted_on, latest_on, source_id, n_authors, language",
    "st_words": "n, title, text",
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


def _invented(record: Record) -> str:
    """What keeps works and people that do not exist apart from real ones, whatever their titles and names."""
    return INVENTED if record.source == INVENTED else ""


def _text(value: str) -> str:
    """A text in COPY's format: four searches that mostly find nothing beat one translation of every letter."""
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _or_null(value: object) -> str:
    """A number or date in COPY's format."""
    return "\\N" if value is None else str(value)


@lru_cache(maxsize=1 << 16)
def _name(given: str, family: str, suffix: str, invented: str) -> str:
    """The fields of a by-line that follow from its name."""
    block = f"{names.block(given, family)} {invented}".rstrip()
    parts = (names.full_name(given, family, suffix), given, family, suffix, block)
    return "\t".join(map(_text, parts))


class Rows:
    """Lines for each staging table. ``sources`` and ``topics`` map keys to database ids."""

    def __init__(self, sources: dict[str, int], topics: dict[tuple[str, str], int]) -> None:
        self.sources = sources
        self.topics = topics
        self.tables: dict[str, list[bytes]] = {table: [] for table in COLUMNS}

    def _put(self, table: str, *fields: str) -> None:
        # Encoded line by line: one rare letter makes every letter of a joined text four bytes wide.
        self.tables[table].append("\t".join(fields).encode())

    def add(self, number: int, record: Record) -> None:
        """The rows of one record, numbered within the chunk."""
        n = str(number)
        self._add_work(n, record)
        for scheme, value in dict.fromkeys(record.identifiers):
            self._put("st_identifier", n, scheme, _text(value))
        codes = dict.fromkeys((topic.scheme, topic.code) for topic in record.topics)
        for position, code in enumerate(codes, 1):
            self._put("st_topic", n, str(self.topics[code]), str(position))
        for version in {(version.label, version.venue): version for version in record.versions}.values():
            day = _or_null(version.posted_on)
            self._put("st_version", n, _text(version.label), day, _text(version.venue), _text(version.url))
        for position, (scheme, value) in enumerate(dict.fromkeys(record.references), 1):
            self._put("st_reference", n, str(position), scheme, _text(value))
        self._add_retractions(n, record)
        for position, author in enumerate(record.authors, 1):
            self._add_author(n, str(position), author, _invented(record))

    def _add_work(self, n: str, record: Record) -> None:
        title = mathtext.plain(record.title) or record.title
        abstract_html = mathtext.rendered(record.abstract)
        self._put(
            "st_work",
            n,
            str(self.sources[record.source]),
            _text(record.key),
            "\\\\x" + record.digest.hex(),
            public_id("work", work_key(record)),
            _or_null(record.year),
            fingerprint(f"{_invented(record)} {title}", (author.family for author in record.authors)),
            _or_null(record.cited_by),
            _or_null(record.cited_by_on),
        )
        self._put(
            "st_text",
            n,
            record.type,
            _text(record.title),
            _text(title),
            _text(mathtext.rendered(record.title)),
            _text(title.casefold()),
            _text(record.abstract),
            _text(abstract_html),
            _or_null(record.first_posted_on),
            _or_null(record.latest_on),
            _or_null(self.sources[source_key(record.venue)] if record.venue else None),
            str(len(record.authors)),
            _text(record.language),
        )
        self._put("st_words", n, *words_of(title, record.abstract, abstract_html))

    def _add_retractions(self, n: str, record: Record) -> None:
        """The work itself where its own record takes it back, and the works that a notice takes back."""
        if record.is_retracted:
            scheme, value = record.identifiers[0]
            day = _or_null(record.retracted_on)
            self._put("st_retraction", n, scheme, _text(value), day, _text(record.retraction_url))
        for doi, day in dict(record.retracts).items():
            notice = identifiers.url(*record.identifiers[0])
            self._put("st_retraction", n, "doi", _text(doi), _or_null(day), _text(notice))

    def _add_author(self, n: str, position: str, author: AuthorRecord, invented: str) -> None:
        name = _name(author.given, author.family, author.suffix, invented)
        self._put("st_authorship", n, position, name, author.orcid, _text(author.source_author))
        places = {place.ror or names.fold(place.name): place for place in author.affiliations}
        for rank, (key, place) in enumerate(places.items(), 1):
            if key:
                address = public_id("institution", key)
                told = (key, address, place.name, place.ror, place.country)
                self._put("st_affiliation", n, position, str(rank), *map(_text, told))


def rows(records: Iterable[Record], sources: dict[str, int], topics: dict[tuple[str, str], int]) -> dict[str, bytes]:
    """What to COPY into each staging table for these records, numbered from 0 in the order given."""
    made = Rows(sources, topics)
    for number, record in enumerate(records):
        made.add(number, record)
    return {table: b"\n".join([*lines, b""]) for table, lines in made.tables.items() if lines}


def copy(cursor: CursorWrapper, made: dict[str, bytes]) -> None:
    """COPY the rows into this session's staging tables. ``storing`` needs no statistics of them."""
    cursor.execute(TABLES)
    cursor.execute("select exists (select from st_text)")
    if cursor.fetchone()[0]:  # another wave of the same transaction was here
        cursor.execute(f"truncate {', '.join(COLUMNS)}, st_candidate, st_changed, st_retracted")
    for table, lines in made.items():
        cursor.copy_expert(f"copy {table} ({COLUMNS[table]}) from stdin", BytesIO(lines))
