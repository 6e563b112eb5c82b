"""Following: who follows is nobody else's business; only the count is shown.

A follow of a record that was merged away counts for the record it lives on in, and returns if the merge is undone.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from profiles.models import Follow, User
from publications.models import Author

MOST_A_DAY = 200  # nobody reads that many; whoever presses faster is a machine


class TooManyFollows(ValueError):
    """The day's follows are used up; the message is a sentence for people."""


def with_follows(records: QuerySet[Author], reader: int | None) -> QuerySet[Author]:
    """Each record with ``n_followers`` and ``is_following``: does the account with this id, if any, follow it?"""
    follows = Follow.objects.filter(_of(OuterRef("pk"))).order_by()
    people = follows.annotate(one=F("pk") - F("pk")).values("one").annotate(n=Count("user", distinct=True)).values("n")
    return records.annotate(
        n_followers=Coalesce(Subquery(people), 0),
        is_following=Exists(follows.filter(user=reader)),
    )


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


def _of(author: int | OuterRef) -> Q:
    return Q(author=author) | Q(author__merged_into=author)
