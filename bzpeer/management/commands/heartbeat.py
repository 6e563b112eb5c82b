from django.core.management.base import BaseCommand, CommandError

from bzpeer import heartbeat


class Command(BaseCommand):
    help = "Say when a worker last did what beat sent it; fails when none did within the last minute."

    def handle(self, *args: object, **options: object) -> None:
        age = heartbeat.age()
        if age is None:
            raise CommandError("No worker gave a sign of life within the last minute.")
        self.stdout.write(f"A worker gave a sign of life {age} s ago.")
