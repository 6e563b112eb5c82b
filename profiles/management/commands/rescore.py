from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from profiles import scoring


class Command(BaseCommand):
    help = "Score the records whose works changed; with --all every record, to see that nothing differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="score records that are not due as well")

    def handle(self, *, all: bool, **options: object) -> None:
        if all:
            self.stdout.write(f"All records scored: {scoring.rescore_all():,} differences.")
            return
        total = 0
        while scored := scoring.rescore_due():
            total += scored
            self.stdout.write(f"{total:,} records scored.")
        if not total:
            self.stdout.write("Every score is up to date.")
