"""Who may decide proposals and change records: show them, appoint one, or end it."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from profiles import moderation
from profiles.models import User


class Command(BaseCommand):
    help = "List the moderators; --appoint or --dismiss the account with an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--appoint", metavar="EMAIL")
        choice.add_argument("--dismiss", metavar="EMAIL")

    def handle(self, *, appoint: str | None, dismiss: str | None, **options: object) -> None:
        if email := appoint or dismiss:
            user = User.objects.filter(email__iexact=email).first()
            if user is None:
                raise CommandError(f"There is no account with the address {email}: sign up first.")
            (moderation.appoint if appoint else moderation.dismiss)(user)
        for user in User.objects.filter(groups__name=moderation.GROUP).order_by("email"):
            self.stdout.write(user.email)
