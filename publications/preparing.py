"""What a file says, chunk by chunk and ready to be stored: read, compared with what is known, made into rows.

Nothing here writes works, so it can go on in another process while the chunk before is stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import connection

from publications import readers, staging, streams, topics
from publications.models import Source, Topic
from publications.records import BadLine, Record, TopicRecord
from publications.sources import SOURCES, source_key

CHUNK = 2000  # records a transaction: large enough for set-wise SQL, small enough to hold the corpus briefly
ROOM = 8 << 20  # characters a chunk, so that long abstracts and author lists do not add up


class Clock:
    """Adds up where the time goes, phase by phase."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add({name: time.perf_counter() - began})

    def add(self, seconds: dict[str, float]) -> None:
        for name, took in seconds.items():
            self.seconds[name] = round(self.seconds.get(name, 0) + took, 3)


@dataclass
class Chunk:
    """``waves`` are rows for the staging tables, to be stored one after another in one transaction; ``part`` is the
    file of a folder."""

    format: str
    line: int
    position: int
    bad: list[BadLine]
    n_unchanged: int = 0
    waves: list[dict[str, bytes]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    part: str = ""


def chunks(
    file: BinaryIO,
    *,
    format: str | None,
    start_after: int,
    size: int | None,
    admit: Callable[[Record], Record | None] | None = None,
) -> Iterator[Chunk]:
    """All chunks beyond the checkpoint. ``admit`` gives each record as it is to be stored, or None.

    Raises StreamRefused and UnknownFormat.
    """
    lines = streams.lines(file)
    format, lines = (format, lines) if format else readers.opened(lines)
    items = readers.read(format, lines, start_after=start_after)
    if admit:
        items = filter(None, (item if isinstance(item, BadLine) else admit(item) for item in items))
    while True:
        clock = Clock({})
        with clock.phase("read"):
            taken, refusal = _taken(items)
        if refusal and not taken:
            raise refusal
        if not taken:
            return
        bad = [item for item in taken if isinstance(item, BadLine)]
        records = {(item.source, item.key): item for item in taken if isinstance(item, Record)}
        chunk = Chunk(format, max(item.line for item in taken), file.tell() if size else 0, bad)
        chunk.seconds = clock.seconds
        _prepare(chunk, list(records.values()), clock)
        yield chunk
        if refusal:
            raise refusal


def _taken(items: Iterator[Record | BadLine]) -> tuple[list[Record | BadLine], streams.StreamRefused | None]:
    """The next records, as many as a chunk holds, and why there are no more where the file is damaged behind them."""
    taken: list[Record | BadLine] = []
    held = 0
    try:
        while len(taken) < CHUNK and held < ROOM and (item := next(items, None)):
            taken.append(item)
            held += _length(item)
    except streams.StreamRefused as refusal:
        return taken, refusal
    return taken, None


def _length(item: Record | BadLine) -> int:
    """Characters, roughly: a by-line has about a hundred, a reference fifty."""
    if isinstance(item, BadLine):
        return len(item.excerpt)
    return len(item.title) + len(item.abstract) + 100 * len(item.authors) + 50 * len(item.references)


def _prepare(chunk: Chunk, records: list[Record], clock: Clock) -> None:
    with clock.phase("compare"):
        news = _with_news(records)
    chunk.n_unchanged = len(records) - len(news)
    with clock.phase("render"):
        sources, codes = _sources(news), _topics(news)
        chunk.waves = [staging.rows(wave, sources, codes) for wave in _waves(news)]


def _with_news(records: list[Record]) -> list[Record]:
    """Leave out what the database has word for word: most of a file that is imported again."""
    keys = [record.key for record in records]
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.key, r.key, r.digest from publications_workrecord r"
            " join publications_source s on s.id = r.source_id where r.key = any(%s)",
            [keys],
        )
        known = {(source, key): bytes(digest) for source, key, digest in cursor.fetchall()}
    return [record for record in records if known.get((record.source, record.key)) != record.digest]


def _waves(records: list[Record]) -> Iterator[list[Record]]:
    """Set-wise matching sees the database, not its own chunk: records that share an identifier go one after another."""
    while records:
        seen: set[tuple[str, str]] = set()
        wave, later = [], []
        for record in records:
            (later if seen.intersection(record.identifiers) else wave).append(record)
            seen.update(record.identifiers)
        yield wave
        records = later


def _sources(records: Iterable[Record]) -> dict[str, int]:
    """Source key -> id, for those who describe and those who publish; made when first met."""
    met = {record.source: Source(key=record.source, **SOURCES[record.source]) for record in records}
    for record in records:
        if not record.venue:
            continue
        if (key := source_key(record.venue)) not in met:
            met[key] = Source(key=key, **SOURCES.get(key, {"name": record.venue, "role": "venue"}))
        met[key].issn = met[key].issn or record.issn
        met[key].venue_type = met[key].venue_type or record.venue_type
    known = {source.key: source for source in Source.objects.filter(key__in=met)}
    if fresh := [met[key] for key in sorted(met.keys() - known.keys())]:
        Source.objects.bulk_create(fresh, ignore_conflicts=True)
        known = {source.key: source for source in Source.objects.filter(key__in=met)}
    _learn(known, met)
    return {key: source.pk for key, source in known.items()}


def _learn(known: dict[str, Source], met: dict[str, Source]) -> None:
    """What is told of a source for the first time; what is known already stays."""
    learnt = []
    for key, source in known.items():
        issn, venue_type = source.issn or met[key].issn, source.venue_type or met[key].venue_type
        if (issn, venue_type) != (source.issn, source.venue_type):
            source.issn, source.venue_type = issn, venue_type
            learnt.append(source)
    Source.objects.bulk_update(learnt, ["issn", "venue_type"])


def _topics(records: Iterable[Record]) -> dict[tuple[str, str], int]:
    """(scheme, code) -> id; names come from the taxonomy that ships with the project, else from the source."""
    met: dict[tuple[str, str], TopicRecord] = {}
    for topic in (topic for record in records for topic in record.topics):
        while topic and (topic.scheme, topic.code) not in met:
            met[topic.scheme, topic.code] = topic
            topic = topic.broader
    if fresh := [_named(met[key]) for key in sorted(met.keys() - _known_topics(met).keys())]:
        Topic.objects.bulk_create(fresh, ignore_conflicts=True)
    known = _known_topics(met)
    _put_in_order(known, met)
    return {key: topic.pk for key, topic in known.items()}


def _known_topics(met: dict[tuple[str, str], TopicRecord]) -> dict[tuple[str, str], Topic]:
    found = Topic.objects.filter(code__in=[code for _, code in met])
    return {(topic.scheme, topic.code): topic for topic in found}


def _named(topic: TopicRecord) -> Topic:
    described = topics.describe(topic.scheme, topic.code) | {"level": topic.level}
    return Topic(**described | ({"name": topic.name, "group": topic.group} if topic.name else {}))


def _put_in_order(known: dict[tuple[str, str], Topic], met: dict[tuple[str, str], TopicRecord]) -> None:
    """Each topic under the broader one that it is said to belong to."""
    moved = []
    for key, topic in known.items():
        above = met[key].broader if key in met else None
        if above and topic.broader_id != (broader := known[above.scheme, above.code].pk):
            topic.broader_id = broader
            moved.append(topic)
    Topic.objects.bulk_update(moved, ["broader"])
