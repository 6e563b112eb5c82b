from django.core.management.base import BaseCommand, CommandParser

from publications import demonstration
from publications.management.commands.import_works import Progress
from publications.management.commands.make_corpus import number_of_works


class Command(BaseCommand):
    help = "Fill an empty site with invented works, marked as such. Safe to run again: nothing is added twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--works", type=number_of_works, required=True, metavar="N")

    def handle(self, *args: object, **options: object) -> None:
        progress = Progress(self.stderr)
        try:
            batch = demonstration.load(options["works"], progress)
        except demonstration.NotEmpty as refusal:
            self.stdout.write(str(refusal))
            return
        progress.end()
        self.stdout.write(f"{batch.n_new} invented works." if batch else "Invented works are there already.")
