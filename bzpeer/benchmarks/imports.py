"""The import beside its limits: reading the records and doing nothing, and bare COPY of the rows it made."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from publications import readers, streams
from publications.importing import import_file
from publications.models import ImportBatch

TABLES = (
    *("work", "workrecord", "workidentifier", "workversion", "worktopic", "reference", "citationcount"),
    *("authorship", "affiliation", "indexedwork"),
)


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty, migrated database beside the site's own, dropped afterwards."""
    was = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(was, verbosity=0)


@contextmanager
def invented(n_works: int) -> Iterator[Path]:
    """A file of as many invented works, the same on every machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invented-works.jsonl"
        call_command("make_corpus", "--works", n_works, "--output", path)
        yield path


def measure(path: Path) -> str:
    """Import the file into a scratch database, twice, and say how that compares. Markdown."""
    parse = _timed(lambda: sum(1 for _ in _records(path)))
    with scratch_database():
        call_command("migrate", verbosity=0)
        stored = _Rates()
        before = _processor_seconds()
        batch, total = _imported(path, stored)
        spent = {who: seconds - before[who] for who, seconds in _processor_seconds().items()}
        here, beside = _peak_memory()
        again, again_total = _imported(path)
        copied = sum(_copy(table) for table in TABLES)
    works = batch.n_new
    attributing = batch.seconds.get("attribute", 0)
    return "\n".join(
        [
            f"{works:,} works from {path.name}; peak memory {here:.0f} MB, and {beside:.0f} MB of the"
            " process beside, much of it shared",
            "",
            "| what | seconds | works/s | ÷ bare COPY |",
            "|---|--:|--:|--:|",
            _row("read and parse only", parse, works, copied),
            _row("bare COPY of the same rows", copied, works, copied),
            _row("import until everything can be found", total - attributing, works, copied),
            _row("the same with attribution", total, works, copied),
            _row("the same file again", again_total, works, copied),
            "",
            f"Rows written the second time: {again.n_new + again.n_updated}. The second time is"
            f" {(total - attributing) / again_total:.1f} times as fast."
            f" Rate of the last tenth ÷ first tenth: {stored.last_to_first():.2f}.",
            "",
            "| phase | where | seconds |",
            "|---|---|--:|",
            *(f"| {phase} | {_WHERE[phase]} | {took:.2f} |" for phase, took in batch.seconds.items()),
            "",
            "| who, attribution included | processor seconds | µs a work |",
            "|---|--:|--:|",
            *(f"| {who} | {took:.2f} | {took / works * 1e6:,.0f} |" for who, took in spent.items()),
        ]
    )


# Reading and storing go on at the same time, so the phases add up to more than the whole.
_BESIDE, _HERE = "process beside", "first process and database"
_WHERE = {
    **dict.fromkeys(("read", "compare", "render"), _BESIDE),
    **dict.fromkeys(("wait", "store", "index", "attribute"), _HERE),
}


def _imported(path: Path, on_progress: Callable[[ImportBatch], None] | None = None) -> tuple[ImportBatch, float]:
    """The batch, and seconds by the clock on the wall."""
    began = time.perf_counter()
    batch = import_file(path, on_progress=on_progress)
    return batch, time.perf_counter() - began


def _processor_seconds() -> dict[str, float]:
    """How long each has computed so far: what a crowded machine distorts least."""
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "first process": time.process_time(),
        "process beside": beside.ru_utime + beside.ru_stime,
        "database": _of_session(),
    }


def _of_session() -> float:
    """Processor seconds of the server process of this session; 0 where it runs elsewhere."""
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}")
    try:
        is_server = process.joinpath("comm").read_text().startswith("postgres")
        return int(process.joinpath("schedstat").read_text().split()[0]) / 1e9 if is_server else 0
    except OSError:
        return 0


def _peak_memory() -> tuple[float, float]:
    """MB of this process, and of the largest one that it has waited for."""
    peaks = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(peaks)


class _Rates:
    """Remembers when each chunk was committed."""

    def __init__(self) -> None:
        self.times = [time.perf_counter()]

    def __call__(self, batch: ImportBatch) -> None:
        self.times.append(time.perf_counter())

    def last_to_first(self) -> float:
        """Speed of the last tenth of the chunks over that of the first; the very last chunk may be short."""
        took = [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)][:-1]
        tenth = max(1, len(took) // 10)
        return sum(took[:tenth]) / sum(took[-tenth:]) if took else 1.0


def _records(path: Path) -> Iterator[object]:
    lines = iter(streams.lines(path))
    first = next(lines)
    return readers.read(readers.detect(first[1]), chain([first], lines))


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _copy(table: str) -> float:
    """Seconds that COPY takes to fill a bare heap with the rows of this table."""
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        cursor.execute("set statement_timeout = 0")  # the limit is for pages
        cursor.copy_expert(f"copy publications_{table} to stdout", file)
        file.seek(0)
        cursor.execute(f"create table bench_{table} (like publications_{table})")
        return _timed(lambda: cursor.copy_expert(f"copy bench_{table} from stdin", file))


def _row(name: str, seconds: float, works: int, copied: float) -> str:
    return f"| {name} | {seconds:.2f} | {works / seconds:,.0f} | {copied / seconds:.3f} |"
