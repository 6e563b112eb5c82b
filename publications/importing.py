"""Bring a file of works in: the one function behind the command, the upload desk and the owner's box.

A file is read as a stream. Every chunk is one transaction that also moves the batch's checkpoint, so an import killed
at any point and started again ends as an unbroken one would. Lines that cannot be read become issues, never a stop.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from publications import curation, indexing, readers, staging, storing, streams, topics
from publications.attribution import attribute
from publications.counting import recount
from publications.models import ImportBatch, ImportIssue, Source, Topic
from publications.records import BadLine, Record, TopicRecord
from publications.sources import SOURCES, source_key
from publications.turns import writing_turn

CHUNK = 2000  # records a transaction: large enough for set-wise SQL, small enough to hold the corpus briefly

Progress = Callable[[ImportBatch], None]
Question = Callable[[ImportBatch], bool]


class ImportRefused(ValueError):
    """The file cannot be imported at all; the message is a sentence for people."""


def import_file(
    source: Path | BinaryIO,
    *,
    name: str = "",
    format: str | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
    should_stop: Question | None = None,
    batch: ImportBatch | None = None,
) -> ImportBatch:
    """Import one file (plain, .gz, .xz, .zst) or binary stream and return its batch with counts and times.

    An unfinished batch of the same file is taken up where it stopped; ``batch`` names one that is known already. A dry
    run reports the counts an import would have and changes nothing. ``should_stop`` is asked after every chunk; a yes
    leaves the batch at its checkpoint, in whatever state its row is by then. Raises ImportRefused when the file is of
    no known format or already being imported.
    """
    name = name or (source.name if isinstance(source, Path) else "standard input")
    with _opened(source) as (file, size), _alone(batch.digest if batch else _digest(file, size)) as digest:
        batch = _take_up(batch, name, digest, dry_run)
        batch.size = size
        clock = Clock(batch.seconds)
        try:
            for chunk in _chunks(_records(file, batch, format)):
                batch.position = file.tell() if size else 0
                _bring_in(batch, chunk, clock, dry_run)
                if on_progress:
                    on_progress(batch)
                if should_stop and should_stop(batch):
                    return batch
            if not dry_run:
                with clock.phase("attribute"):
                    attribute()
                _settle(batch, clock)
        except (streams.StreamRefused, readers.UnknownFormat) as refusal:
            _close(batch, ImportBatch.State.STOPPED, str(refusal), dry_run)
            raise ImportRefused(str(refusal)) from refusal
        except KeyboardInterrupt:
            _close(batch, ImportBatch.State.STOPPED, "Somebody interrupted this import.", dry_run)
            raise
        _close(batch, ImportBatch.State.DONE, "", dry_run)
    return batch


class Clock:
    """Adds up where the time goes, phase by phase, across resumed runs."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - began, 3)


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[tuple[BinaryIO, int | None]]:
    """The file and its size in bytes; None for a stream and for a pipe, which end when they end."""
    if not isinstance(source, Path):
        yield source, None
        return
    try:
        file = source.open("rb")
    except OSError as error:
        raise ImportRefused(f"{source} cannot be read: {error.strerror or error}.") from error
    with file:
        yield file, os.fstat(file.fileno()).st_size if file.seekable() else None


def _digest(file: BinaryIO, size: int | None) -> str:
    """Names the file by its content, so that a resumed import knows its own; a stream has no name."""
    if size is None:
        return ""
    digest = blake2b(digest_size=32)
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def _alone(digest: str) -> Iterator[str]:
    """One import a file at a time; other files go on beside it. A stream has no digest and is nobody's twin."""
    lock = int(digest[:15] or "0", 16)
    with connection.cursor() as cursor:
        cursor.execute("select %s = 0 or pg_try_advisory_lock(%s)", [lock, lock])
        if not cursor.fetchone()[0]:
            raise ImportRefused("This file is being imported already.")
    try:
        yield digest
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s) where %s <> 0", [lock, lock])


def _take_up(batch: ImportBatch | None, name: str, digest: str, dry_run: bool) -> ImportBatch:
    if batch is None and digest and not dry_run:
        batch = ImportBatch.objects.filter(digest=digest).exclude(state=ImportBatch.State.DONE).order_by("-pk").first()
    batch = batch or ImportBatch(name=name, digest=digest)
    batch.state, batch.error = ImportBatch.State.RUNNING, ""
    if not dry_run:
        batch.save(update_fields=["state", "error"] if batch.pk else None)
    return batch


def _records(source: BinaryIO, batch: ImportBatch, format: str | None) -> Iterator[Record | BadLine]:
    """What the file says beyond the checkpoint, read as it is asked for."""
    lines = streams.lines(source)
    batch.format, lines = (format, lines) if format else readers.opened(lines)
    yield from readers.read(batch.format, lines, start_after=batch.line)


def _chunks(items: Iterator[Record | BadLine]) -> Iterator[list[Record | BadLine]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _bring_in(batch: ImportBatch, chunk: list[Record | BadLine], clock: Clock, dry_run: bool) -> None:
    """One chunk, one transaction (more only when two of its records may be one work)."""
    records = list({(item.source, item.key): item for item in chunk if isinstance(item, Record)}.values())
    bad = [item for item in chunk if isinstance(item, BadLine)]
    with clock.phase("compare"):
        news = _with_news(records)
    with clock.phase("render"):
        sources, codes = _sources(news), _topics(news)
        waves = [staging.rows(wave, sources, codes) for wave in _waves(news)]
    with writing_turn() as cursor:
        for rows in waves:
            with clock.phase("store"):
                _store(cursor, batch, rows)
        batch.n_unchanged += len(records) - len(news)
        batch.n_bad += len(bad)
        batch.line = max(item.line for item in chunk)
        if dry_run:
            transaction.set_rollback(True)
            return
        ImportIssue.objects.bulk_create(
            [ImportIssue(batch=batch, line=b.line, reason=b.reason, excerpt=b.excerpt) for b in bad],
            ignore_conflicts=True,
        )
        batch.checkpoint()


def _store(cursor: CursorWrapper, batch: ImportBatch, rows: staging.Rows) -> None:
    staging.copy(cursor, rows)
    stored = storing.store(cursor, batch.pk)
    curation.reapply(cursor, stored.work_ids)
    indexing.index(cursor, stored.work_ids)
    recount(cursor, stored.author_ids)
    batch.n_new += stored.n_new
    batch.n_updated += stored.n_updated
    cursor.execute(f"truncate {', '.join(staging.COLUMNS)}; drop table st_changed, st_retracted")


def _settle(batch: ImportBatch, clock: Clock) -> None:
    if batch.n_new or batch.n_updated:
        with clock.phase("index"), writing_turn() as cursor:
            indexing.settle(cursor)


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


def _close(batch: ImportBatch, state: str, error: str, dry_run: bool) -> None:
    batch.state, batch.error, batch.finished_at = state, error, timezone.now()
    if not dry_run:
        batch.save(update_fields=["state", "error", "finished_at", "seconds"])
