"""The curation ledger as a file: for a back-up, and for a database that is built again from the files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from publications import curation
from publications.attribution import attribute


class Command(BaseCommand):
    help = "Export the curation ledger, or apply an exported one after the works were imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "apply"])
        parser.add_argument("file", type=Path)

    def handle(self, *, action: str, file: Path, **options: object) -> None:
        try:
            told = self._export(file) if action == "export" else self._apply(file)
        except (OSError, curation.CurationRefused) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(told)

    def _export(self, file: Path) -> str:
        with file.open("w", encoding="utf-8") as written:
            n = sum(bool(written.write(line + "\n")) for line in curation.export())
        return f"{n} decisions written to {file}."

    def _apply(self, file: Path) -> str:
        n = curation.apply_file(file)
        attribute()
        return f"{n} decisions are new here."
