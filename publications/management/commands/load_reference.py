from django.core.management.base import BaseCommand

from publications import reference


class Command(BaseCommand):
    help = "Load the reference works that come with the project. Safe to run again: nothing is loaded twice."

    def handle(self, *args: object, **options: object) -> None:
        batch = reference.load()
        total = batch.n_new + batch.n_updated + batch.n_unchanged
        self.stdout.write(f"{total} reference works: {batch.n_new} new, {batch.n_updated} updated.")
