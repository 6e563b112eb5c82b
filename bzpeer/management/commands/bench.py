import logging
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bzpeer.benchmarks import identity, imports, pages, search, slices


class Command(BaseCommand):
    help = "Measure pages, search, imports … beside their limits; prints Markdown (see docs/performance.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("pages", help="profile pages beside a hello-world view and their bare SQL")
        what.add_parser("slices", help="building a slice beside its bare SQL")
        what.add_parser("search", help="suggestions, people and works beside their bare SQL")
        brought = what.add_parser("import", help="an import beside bare COPY")
        brought.add_argument("file", type=Path, nargs="?", help="invented works where none is given")
        brought.add_argument("--works", type=int, default=20_000, metavar="N", help="how many to invent (20,000)")
        who = what.add_parser("identity", help="who signed what beside the truth and beside what names alone say")
        who.add_argument("file", type=Path, nargs="?", help="works, for a database of their own; else the present one")
        who.add_argument("--truth", type=Path, help="JSON lines with work, position and person")
        who.add_argument("--fit", action="store_true", help="fit the weights of the evidence and print them")

    def handle(self, *args: object, **options: object) -> None:
        logging.disable(logging.INFO)  # a line for every request would be measured too
        if options["what"] == "import":
            with (
                imports.invented(options["works"]) if options["file"] is None else nullcontext(options["file"]) as file
            ):
                self.stdout.write(imports.measure(file))
        elif options["what"] == "identity":
            try:
                self.stdout.write(identity.measure(options["file"], options["truth"], fitting=options["fit"]))
            except identity.TruthRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        else:
            self.stdout.write({"pages": pages, "search": search, "slices": slices}[options["what"]].measure())
