"""Imports that wait for a worker: queued, taken up one at a time, cancelled, taken up again, forgotten.

The row decides. A message only says that something may be due, so a lost or doubled one changes nothing. The one worker
that brings files in holds a lock of its database session: when it is killed the lock is gone, and whoever looks next
goes on from the checkpoint. There is one at a time so that the other workers are left to what pages wait for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from publications import progress, uploads, workers
from publications.attribution import attribute
from publications.importing import ImportBusy, ImportRefused, import_file
from publications.models import ImportBatch
from publications.uploads import Stored

MOST_ATTEMPTS = 3  # without getting any further
TURN = 120  # seconds after which one file makes room for the next
KEEP = timedelta(days=7)  # a file after its import
KEEP_CHECKED = timedelta(days=1)  # a list that nobody said yes to

_RUNNER = 0x696D7074  # any constant: the lock's name within the database
_State = ImportBatch.State
_HALTED = (_State.STOPPED, _State.CANCELLED)


def queue(
    stored: Stored, *, name: str, format: str = "", actor: AbstractBaseUser | None = None
) -> tuple[ImportBatch, bool]:
    """The batch that will bring this file in, and whether it is new: a file that waits already is not queued twice."""
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                name=name,
                digest=stored.digest,
                size=stored.size,
                file=str(stored.path),
                format=format,
                actor=actor,
                state=_State.QUEUED,
            )
    except IntegrityError:
        return ImportBatch.objects.get(digest=stored.digest, state__in=ImportBatch.WAITING), False
    send()
    return batch, True


def send() -> None:
    transaction.on_commit(partial(workers.send, "publications.run_due_imports"))


def cancel(batch: ImportBatch) -> bool:
    """Read no further: at once for a batch that waits, after its present chunk for one that runs. What is in stays."""
    open_ = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportBatch.WAITING)
    return bool(open_.update(state=_State.CANCELLED, finished_at=Now()))


def can_resume(batch: ImportBatch) -> bool:
    return batch.state in _HALTED and bool(batch.file) and Path(batch.file).exists()


def resume(batch: ImportBatch) -> None:
    """Queue a batch that was stopped or cancelled, to go on where it was. Raises ImportRefused."""
    if not can_resume(batch):
        raise ImportRefused("The file is no longer here. Bring it again: what is in already is passed over.")
    halted = ImportBatch.objects.filter(pk=batch.pk, state__in=_HALTED)
    try:
        with transaction.atomic():
            halted.update(state=_State.QUEUED, attempts=0, error="", finished_at=None)
    except IntegrityError:
        raise ImportRefused("The same file is waiting or being imported already.") from None
    send()


def run_due() -> None:
    """Bring in what waits, the batch that was served longest ago first, unless another worker is at it."""
    with only_one(_RUNNER) as mine:
        while mine and (batch := _due().order_by(F("taken_up_at").asc(nulls_first=True), "pk").first()):
            try:
                _run(batch)
            except ImportBusy:
                return  # somebody imports the same file by hand; the schedule asks again


def _due() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(state__in=ImportBatch.WAITING, author=None).exclude(file="")


@contextmanager
def only_one(lock: int) -> Iterator[bool]:
    """Whether this session is the only one at it; gone with the session when its process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [lock])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [lock])


def _run(batch: ImportBatch) -> None:
    """One batch until it is done, cancelled or another one's turn. An error leaves it to be taken up again."""
    if not take_up(batch):
        return
    began = time.monotonic()
    try:
        import_file(
            Path(batch.file), batch=batch, format=batch.format or None, should_stop=partial(_should_stop, began)
        )
    except ImportBusy:
        raise
    except ImportRefused as refusal:
        stop(batch, str(refusal))
    if ImportBatch.objects.filter(pk=batch.pk, state=_State.CANCELLED).exists():
        attribute()  # what is in stays in, and somebody signed it


def take_up(batch: ImportBatch) -> bool:
    """Whether the batch may run now; one that was begun three times and got no further is stopped."""
    waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportBatch.WAITING)
    if not waiting.update(state=_State.RUNNING, attempts=F("attempts") + 1, taken_up_at=Now(), error=""):
        return False
    batch.refresh_from_db()
    if batch.attempts > MOST_ATTEMPTS:
        stop(batch, f"It was begun {MOST_ATTEMPTS} times and got no further. The worker’s log says why.")
        return False
    return True


def stop(batch: ImportBatch, why: str) -> None:
    running = ImportBatch.objects.filter(pk=batch.pk, state=_State.RUNNING)
    running.update(state=_State.STOPPED, error=why, finished_at=Now())


def _should_stop(began: float, batch: ImportBatch) -> bool:
    """Asked after every chunk, which also shows that the batch gets further."""
    goes_on = ImportBatch.objects.filter(pk=batch.pk, state=_State.RUNNING).update(attempts=0)
    return not goes_on or (time.monotonic() - began > TURN and _due().exclude(pk=batch.pk).exists())


def delete_old_files() -> int:
    """Delete files whose import ended a week ago, lists nobody said yes to, and what no batch knows of."""
    now = timezone.now()
    over = Q(finished_at__lt=now - KEEP) | Q(state=_State.CHECKED, started_at__lt=now - KEEP_CHECKED)
    old = ImportBatch.objects.exclude(file="").exclude(state__in=ImportBatch.WAITING).filter(over)
    n_deleted = 0
    for batch in old.order_by("pk")[:1000]:
        uploads.forget(batch.file)
        gone = {"state": _State.CANCELLED} if batch.state == _State.CHECKED else {}
        n_deleted += ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(file="", **gone)
    known = set(ImportBatch.objects.exclude(file="").values_list("file", flat=True))
    for path in uploads.folder().iterdir():
        if str(path) not in known and path.stat().st_mtime < (now - KEEP_CHECKED).timestamp():
            path.unlink(missing_ok=True)
            n_deleted += 1
    return n_deleted


def bad_lines(batch: ImportBatch) -> Iterator[str]:
    """The lines that could not be read, as they stand in the file, to be mended and imported."""
    for excerpt in batch.issues.order_by("part", "line").values_list("excerpt", flat=True).iterator(chunk_size=100):
        yield excerpt + "\n"


def live(batch: ImportBatch) -> dict:
    """What a page shows of a batch while it runs, as text."""
    left = batch.seconds_left if batch.state == _State.RUNNING else None
    return {
        "state": batch.state,
        "waits": batch.state in ImportBatch.WAITING,
        "percent": batch.percent,
        "fields": {
            "says": batch.says,
            "works": f"{batch.n_works:,}",
            "new": f"{batch.n_new:,}",
            "updated": f"{batch.n_updated:,}",
            "unchanged": f"{batch.n_unchanged:,}",
            "bad": f"{batch.n_bad:,}",
            "rate": f"{batch.rate:,} a second" if batch.rate else "–",
            "left": progress.duration(left) if left else "–",
        },
    }
