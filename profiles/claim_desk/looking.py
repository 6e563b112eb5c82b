"""Who looks at a case, so that two do not do the same work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from profiles.models import CaseLook, User
from publications.models import Author

LASTS = timedelta(minutes=30)


def begin(record: Author, moderator: User) -> CaseLook:
    """This moderator looks at it, for half an hour from now; the row of who does, when somebody else was first."""
    CaseLook.objects.filter(author=record, until__lte=timezone.now()).delete()
    look, made = CaseLook.objects.select_related("moderator").get_or_create(
        author=record, defaults={"moderator": moderator, "until": timezone.now() + LASTS}
    )
    if not made and look.moderator == moderator:
        look.until = timezone.now() + LASTS
        look.save(update_fields=["until"])
    return look


def end(record: Author, moderator: User) -> None:
    CaseLook.objects.filter(author=record, moderator=moderator).delete()


def at(records: Collection[int]) -> dict[int, CaseLook]:
    """Record id -> who looks at it now."""
    looks = CaseLook.objects.in_force().filter(author__in=records).select_related("moderator")
    return {look.author_id: look for look in looks}
