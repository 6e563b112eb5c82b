from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from publications import audit

_MOST_TOLD = 20


class Command(BaseCommand):
    help = "Check the audit log: that its chain is whole and every decision still says what it said."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="HASH", help="a hash printed earlier; the log must still contain it")

    def handle(self, *, since: str | None, **options: object) -> None:
        found = list(audit.problems())
        if since and not audit.holds(since):
            found.append(f"The entry with the hash {since} is gone: the log was cut off or written anew.")
        if found:
            more = [f"… and {len(found) - _MOST_TOLD:,} more."] if len(found) > _MOST_TOLD else []
            raise CommandError("\n".join([*found[:_MOST_TOLD], *more]))
        entries, last = audit.head()
        self.stdout.write(f"The audit log is whole: {entries:,} entries. Last hash: {last or 'none'}")
