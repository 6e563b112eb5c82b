from __future__ import annotations

import gzip
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publications.invented.corpus import Corpus
from publications.invented.formats import FORMATS, labels


class Command(BaseCommand):
    help = "Write a file of invented works by invented people, the same for the same seed on every machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--works", type=number_of_works, required=True, metavar="N")
        parser.add_argument("--format", choices=sorted(FORMATS), default="arxiv")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--output", default="-", metavar="FILE", help="standard output by default; .gz is compressed"
        )
        parser.add_argument("--truth", metavar="FILE", help="whose each name is, for `manage.py bench identity`")

    def handle(self, *args: object, **options: object) -> None:
        corpus, write = Corpus(options["seed"], options["works"]), FORMATS[options["format"]]
        with ExitStack() as stack:
            try:
                output = stack.enter_context(_opened(options["output"]))
                truth = stack.enter_context(_opened(options["truth"])) if options["truth"] else None
            except OSError as error:
                raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from error
            for work in corpus.works():
                output.write(write(corpus, work) + b"\n")
                if truth:
                    truth.write(labels(work))
                if work.number % 1000 == 999 and self.stderr.isatty():
                    self.stderr.write(f"\r{work.number + 1:,} of {corpus.n_works:,} works ", ending="")
        if self.stderr.isatty():
            self.stderr.write("")


def number_of_works(text: str) -> int:
    number = int(text.replace(",", "").replace("_", "")) if text.replace(",", "").replace("_", "").isdecimal() else 0
    if not 1 <= number <= 100_000_000:
        raise ArgumentTypeError("a number of works from 1 to 100,000,000 is needed")
    return number


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdout.buffer
    elif name.endswith(".gz"):
        # Without name and time, so that the same seed gives the same bytes.
        with Path(name).open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as compressed:
            yield compressed
    else:
        with Path(name).open("wb") as file:
            yield file
