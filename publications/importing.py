"""Bring a file of works in: the one function behind the command, the upload desk and the owner's box.

A file is read as a stream. Every chunk is one transaction that also moves the batch's checkpoint, so an import killed
at any point and started again ends as an unbroken one would. Lines that cannot be read become issues, never a stop.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from publications import curation, indexing, readers, staging, storing, streams, uploads
from publications.attribution import attribute
from publications.beside import StoppedShort, beside, is_possible
from publications.counting import recount
from publications.folders import Folder
from publications.models import ImportBatch, ImportIssue
from publications.preparing import Chunk, Clock, chunks
from publications.records import Record
from publications.streams import KEPT
from publications.turns import writing_turn

KEPT_WHOLE = 10_000  # lines of a batch that are kept to be mended; of more than that something else is wrong
EXCERPT = 200  # characters of the others
LARGE = 1 << 20  # bytes of a file that is worth a second process
# Seconds to wait for another import of the file: when it was killed, the database notices at the end of a statement.
PATIENCE = 5

Progress = Callable[[ImportBatch], None]
Question = Callable[[ImportBatch], bool]
Admission = Callable[[Record], Record | None]


class ImportRefused(ValueError):
    """The file cannot be imported at all; the message is a sentence for people."""


class ImportBusy(ImportRefused):
    """The file is being imported already, by another process."""


def import_file(
    source: Path | BinaryIO,
    *,
    name: str = "",
    format: str | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
    should_stop: Question | None = None,
    batch: ImportBatch | None = None,
    admit: Admission | None = None,
) -> ImportBatch:
    """Import one file (plain, .gz, .xz, .zst), folder of files or binary stream and return its batch with counts and
    times.

    An unfinished batch of the same file is taken up where it stopped; ``batch`` names one that runs already. A dry
    run reports the counts an import would have and changes nothing. ``should_stop`` is asked after every chunk; a yes
    leaves the batch at its checkpoint, in whatever state its row is by then. ``admit`` gives each record as it is to
    be brought in, or None. Raises ImportRefused when the file is of no known format or already being imported.
    """
    name = name or (source.name if isinstance(source, Path) else "standard input")
    with _opened(source) as (file, size), _alone(batch.digest if batch else _digest(file, size)) as digest:
        batch = batch or _take_up(name, digest, dry_run)
        batch.size = size
        clock = Clock(batch.seconds)
        try:
            for _ in _steps(batch, _chunks(file, batch, format, dry_run, admit), clock, dry_run):
                if on_progress:
                    on_progress(batch)
                if should_stop and should_stop(batch):
                    return batch
            if not dry_run:
                with clock.phase("attribute"):
                    attribute()
                _settle(batch, clock)
        except (streams.StreamRefused, readers.UnknownFormat, StoppedShort) as refusal:
            _close(batch, ImportBatch.State.STOPPED, str(refusal), dry_run)
            if not dry_run:
                attribute()  # what stood before the damage is in, and somebody signed it
            raise ImportRefused(str(refusal)) from refusal
        except KeyboardInterrupt:
            _close(batch, ImportBatch.State.STOPPED, "Somebody interrupted this import.", dry_run)
            raise
        _close(batch, ImportBatch.State.DONE, "", dry_run)
    return batch


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[tuple[BinaryIO | Folder, int | None]]:
    """The file and its size in bytes; None for a stream and for a pipe, which end when they end."""
    if not isinstance(source, Path):
        yield source, None
        return
    if source.is_dir():
        folder = Folder.at(source)
        if not folder.files:
            raise ImportRefused(f"There is no file in {source}.")
        yield folder, folder.size
        return
    try:
        file = source.open("rb")
    except OSError as error:
        raise ImportRefused(f"{source} cannot be read: {error.strerror or error}.") from error
    with file:
        yield file, os.fstat(file.fileno()).st_size if file.seekable() else None


def _digest(file: BinaryIO | Folder, size: int | None) -> str:
    """Names the file by its content, so that a resumed import knows its own; a stream has no name."""
    if size is None:
        return ""
    if isinstance(file, Folder):
        return file.digest()
    digest = uploads.digest_of(file)
    file.seek(0)
    return digest


@contextmanager
def _alone(digest: str) -> Iterator[str]:
    """One import a file at a time; other files go on beside it. A stream has no digest and is nobody's twin."""
    lock = int(digest[:15] or "0", 16)
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not _is_locked(cursor, lock):
            if time.monotonic() > until:
                raise ImportBusy("This file is being imported already.")
            time.sleep(0.1)
    try:
        yield digest
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s) where %s <> 0", [lock, lock])


def _is_locked(cursor: CursorWrapper, lock: int) -> bool:
    cursor.execute("select %s = 0 or pg_try_advisory_lock(%s)", [lock, lock])
    return cursor.fetchone()[0]


def _take_up(name: str, digest: str, dry_run: bool) -> ImportBatch:
    stopped = ImportBatch.objects.filter(digest=digest, author=None).exclude(state=ImportBatch.State.DONE)
    batch = stopped.order_by("-pk").first() if digest and not dry_run else None
    if batch is None:
        batch = ImportBatch(name=name, digest=digest)
    batch.state, batch.error = ImportBatch.State.RUNNING, ""
    if not dry_run:
        batch.save()
    return batch


def _chunks(
    file: BinaryIO | Folder, batch: ImportBatch, format: str | None, dry_run: bool, admit: Admission | None
) -> Iterator[Chunk]:
    """What the file says beyond the checkpoint; a large one is read in a process beside this one."""
    read = partial(file.chunks, part=batch.part) if isinstance(file, Folder) else partial(chunks, file)
    made = partial(read, format=format, start_after=batch.line, size=batch.size, admit=admit)
    is_large = batch.size is not None and batch.size > LARGE
    return beside(made) if is_large and not dry_run and is_possible() else made()


def _steps(batch: ImportBatch, chunks: Iterator[Chunk], clock: Clock, dry_run: bool) -> Iterator[None]:
    """Bring in one chunk after another. What a dry run does is undone, the sources and topics of the chunk included."""
    with closing(chunks):
        while True:
            with transaction.atomic() if dry_run else nullcontext():
                with clock.phase("wait"):
                    chunk = next(chunks, None)
                if chunk is None:
                    return
                _bring_in(batch, chunk, clock, dry_run)
                if dry_run:
                    transaction.set_rollback(True)
            yield


def _bring_in(batch: ImportBatch, chunk: Chunk, clock: Clock, dry_run: bool) -> None:
    """One chunk, one transaction, and in it the checkpoint."""
    clock.add(chunk.seconds)
    with clock.phase("store"), writing_turn() as cursor:
        for rows in chunk.waves:
            _store(cursor, batch, rows)
        batch.n_unchanged += chunk.n_unchanged
        batch.n_bad += len(chunk.bad)
        batch.format = chunk.format or batch.format
        batch.part, batch.line, batch.position = chunk.part, chunk.line, chunk.position
        if dry_run:
            return
        kept = KEPT if batch.n_bad <= KEPT_WHOLE else EXCERPT
        ImportIssue.objects.bulk_create(
            [
                ImportIssue(batch=batch, part=chunk.part, line=bad.line, reason=bad.reason, excerpt=bad.excerpt[:kept])
                for bad in chunk.bad
            ],
            ignore_conflicts=True,
            batch_size=100,
        )
        batch.checkpoint()


def _store(cursor: CursorWrapper, batch: ImportBatch, rows: dict[str, bytes]) -> None:
    staging.copy(cursor, rows)
    stored = storing.store(cursor, batch.pk)
    curation.reapply(cursor, stored.work_ids)
    indexing.index_staged(cursor)
    recount(cursor, stored.author_ids)
    batch.n_new += stored.n_new
    batch.n_updated += stored.n_updated
    batch.n_unchanged += stored.n_unchanged


def _settle(batch: ImportBatch, clock: Clock) -> None:
    if batch.n_new or batch.n_updated:
        with clock.phase("index"), writing_turn() as cursor:
            indexing.settle(cursor)


def _close(batch: ImportBatch, state: str, error: str, dry_run: bool) -> None:
    batch.state, batch.error, batch.finished_at = state, error, timezone.now()
    if not dry_run:
        batch.save(update_fields=["state", "error", "finished_at", "seconds"])
