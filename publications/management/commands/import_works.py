from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from publications import progress, readers, summaries
from publications.importing import ImportRefused, import_file
from publications.models import ImportBatch

INTERRUPTED = 130  # the exit status a shell gives to what Ctrl-C ended
EVERY = 0.1  # seconds between two looks of the line


class Command(BaseCommand):
    help = "Import works from files (plain, .gz, .xz, .zst), folders of such files, or standard input (-)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=sorted(readers.FORMATS), help="when the first line does not tell")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args: object, **options: object) -> None:
        for source in options["sources"]:
            opened = sys.stdin.buffer if source == "-" else Path(source)
            self._import(opened, options["format"], options["dry_run"])
        while summaries.count_due():
            pass

    def _import(self, source: Path | BinaryIO, format: str | None, dry_run: bool) -> None:
        line = Progress(self.stderr)
        try:
            batch = import_file(source, format=format, dry_run=dry_run, on_progress=line)
        except ImportRefused as refusal:
            line.end()
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            line.end()
            kept = "" if dry_run or source is sys.stdin.buffer else " The same command goes on from there."
            raise CommandError(f"Interrupted. What was read so far is in.{kept}", returncode=INTERRUPTED) from None
        line.end()
        self._summarise(batch, dry_run)

    def _summarise(self, batch: ImportBatch, dry_run: bool) -> None:
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{batch.name}: {batch.n_new} {would}new, {batch.n_updated} {would}updated,"
            f" {batch.n_unchanged} unchanged, {batch.n_bad} bad lines."
        )
        self.stdout.write("  " + ", ".join(f"{phase} {took:.1f} s" for phase, took in batch.seconds.items()))
        for issue in batch.issues.order_by("part", "line")[:5] if batch.pk else []:
            self.stdout.write(f"  {issue}")


class Progress:
    """One line on a terminal: works, works a second, how much of the file, time left. Silent when nobody is watching.

    What an earlier run read does not count for the speed, so it is told from the second chunk on.
    """

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.first: tuple[float, int, int] | None = None
        self.shown_at = 0.0
        self.width = 0

    def __call__(self, batch: ImportBatch) -> None:
        now = time.monotonic()
        self.first = self.first or (now, batch.n_works, batch.position)
        if self.stream.isatty() and now - self.shown_at >= EVERY:
            self.shown_at = now
            self._show(", ".join(self._said(batch, now)))

    def end(self) -> None:
        if self.width:
            self.stream.write("")

    def _said(self, batch: ImportBatch, now: float) -> list[str]:
        began, works, position = self.first
        said = [f"{batch.name}: {batch.n_works:,} works"]
        if speed := progress.rate(batch.n_works - works, now - began):
            said.append(f"{speed:,} a second")
        if (percent := progress.percent(batch.position, batch.size)) is not None:
            said.append(f"{percent} %")
            left = progress.seconds_left(batch.position - position, batch.size - batch.position, now - began)
            said += [f"{progress.duration(left)} left"] if left else ["giving names their authors"] * (percent == 100)
        return said

    def _show(self, line: str) -> None:
        self.stream.write("\r" + line.ljust(self.width), ending="")
        self.stream.flush()
        self.width = len(line)
