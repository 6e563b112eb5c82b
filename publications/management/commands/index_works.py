from django.core.management.base import BaseCommand

from publications import indexing


class Command(BaseCommand):
    help = "Make works findable by their words that are not yet, or changed since. Importing does this by itself."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{indexing.catch_up()} works indexed.")
