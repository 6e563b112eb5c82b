"""Following: who follows is nobody else's business; only the count is shown.

A follow of a record that was merged away counts for the record it lives on in, and returns if the merge is undone.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now

from profiles.models import Follow, User
from publications.models import Author

MOST_A_DAY = 200  # nobody reads that many; whoever presses faster is a machine


class TooManyFollows(ValueError):
    """The day's follows are used up; the message is a sentence for people."""


def followed(author: Author, reader: int | None) -> dict[str, int | bool]:
    """``n_followers`` of the author and ``is_following``: is the account with this id, if any, one of them?"""
    counts = {"n_followers": Count("user", distinct=True), "is_following": Count("pk", filter=Q(user=reader))}
    told = Follow.objects.filter(_of(author.pk)).aggregate(**counts)
    return told | {"is_following": bool(told["is_following"])}


def follow(user: User, author: Author) -> None:
    """From now on ``user`` follows ``author``; nothing changes when that is so already. Raises TooManyFollows."""
    with transaction.atomic():
        # Requests of one person at the same time are counted one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        if user.follows.filter(_of(author.pk)).exists():
            return
        if user.follows.filter(created_at__gt=Now() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise TooManyFollows(f"You followed {MOST_A_DAY} people within a day. Please go on tomorrow.")
        Follow.objects.create(user=user, author=author)


def unfollow(user: User, author: Author) -> None:
    """``user`` no longer follows ``author``; nothing changes when that is so already."""
    user.follows.filter(_of(author.pk)).delete()


def _of(author: int) -> Q:
    return Q(author=author) | Q(author__merged_into=author)
