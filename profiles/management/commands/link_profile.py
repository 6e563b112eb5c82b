from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from profiles.claims import linking
from profiles.models import User
from publications.models import Author


class Command(BaseCommand):
    help = "Link an account to the author's record it belongs to, after you made sure whose it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("author", metavar="AUTHOR", nargs="?", help="the id in the address of the author page")
        parser.add_argument("--release", action="store_true", help="unlink the account from the record it holds")

    def handle(self, *args: object, **options: object) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']}.")
        if options["release"]:
            held = linking.release(user)
            self.stdout.write(f"{user.email} holds no record now." if held else f"{user.email} held no record.")
            return
        author = Author.objects.select_related("merged_into").filter(public_id=options["author"] or "").first()
        if author is None:
            raise CommandError(f"There is no author record {options['author']}.")
        try:
            profile = linking.link(author, user)
        except linking.MoveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} holds the record of {profile.author} now.")
