from __future__ import annotations

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from publications import readers, summaries
from publications.importing import ImportRefused, import_file
from publications.models import ImportBatch


class Command(BaseCommand):
    help = "Import works from files (plain, .gz, .xz, .zst), folders of such files, or standard input (-)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=sorted(readers.FORMATS), help="when the first line does not tell")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args: object, **options: object) -> None:
        for source in options["sources"]:
            for part in _parts(source):
                progress = Progress(self.stderr)
                try:
                    batch = import_file(
                        part, format=options["format"], dry_run=options["dry_run"], on_progress=progress
                    )
                except ImportRefused as refusal:
                    raise CommandError(str(refusal)) from refusal
                progress.end()
                self._summarise(batch, options["dry_run"])
        while summaries.count_due():
            pass

    def _summarise(self, batch: ImportBatch, dry_run: bool) -> None:
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{batch.name}: {batch.n_new} {would}new, {batch.n_updated} {would}updated,"
            f" {batch.n_unchanged} unchanged, {batch.n_bad} bad lines."
        )
        self.stdout.write("  " + ", ".join(f"{phase} {took:.1f} s" for phase, took in batch.seconds.items()))
        for issue in batch.issues.order_by("line")[:5] if batch.pk else []:
            self.stdout.write(f"  {issue}")


def _parts(source: str) -> list[Path]:
    """A folder is all its files in order; "-" is standard input as a stream."""
    if source == "-":
        return [sys.stdin.buffer]
    path = Path(source)
    return sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]


class Progress:
    """One line on a terminal: works so far and works a second. Silent when nobody is watching."""

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.began = time.monotonic()
        self.started_at: int | None = None

    def __call__(self, batch: ImportBatch) -> None:
        done = batch.n_new + batch.n_updated + batch.n_unchanged
        if self.started_at is None:
            self.started_at = 0
        if self.stream.isatty():
            rate = done / max(time.monotonic() - self.began, 0.001)
            self.stream.write(f"\r{batch.name}: {done:,} works, {rate:,.0f} a second ", ending="")

    def end(self) -> None:
        if self.stream.isatty():
            self.stream.write("")
