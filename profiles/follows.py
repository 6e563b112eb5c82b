"""Following: who follows is nobody else's business; only the count is shown.

A follow of a record that was merged away counts for the record it lives on in, and returns if the merge is undone.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from profiles.models import Follow, Frequency, Profile, User
from publications.models import Author

MOST_A_DAY = 200  # nobody reads that many; whoever presses faster is a machine


class TooManyFollows(ValueError):
    """The day's follows are used up; the message is a sentence for people."""


class OwnRecord(ValueError):
    """Nobody follows themselves; the message is a sentence for people."""


def followed(author: Author, reader: int | None) -> dict[str, int | bool]:
    """``n_followers`` of the author and ``is_following``: is the account with this id, if any, one of them?"""
    counts = {"n_followers": Count("user", distinct=True), "is_following": Count("pk", filter=Q(user=reader))}
    told = Follow.objects.filter(_of(author)).aggregate(**counts)
    return told | {"is_following": bool(told["is_following"])}


def of(user: User) -> QuerySet[Follow]:
    """Whom the account follows, by name: each person once, also where two of their records became one."""
    record = Coalesce("author__merged_into", "author")
    once = user.follows.values(record=record).annotate(first=Min("pk")).values("first")
    name = Coalesce("author__merged_into__sort_name", "author__sort_name")
    return Follow.objects.filter(pk__in=once).select_related("author__merged_into").order_by(name, "pk")


def follow(user: User, author: Author) -> None:
    """From now on ``user`` follows ``author``; nothing changes when that is so already.

    Raises TooManyFollows, OwnRecord.
    """
    if Profile.objects.filter(_of(author), user=user).exists():
        raise OwnRecord("This record is yours: you need not follow it.")
    with transaction.atomic():
        # Requests of one person at the same time are counted one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        if user.follows.filter(_of(author)).exists():
            return
        if user.follows.filter(created_at__gt=Now() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise TooManyFollows(f"You followed {MOST_A_DAY} people within a day. Please go on tomorrow.")
        Follow.objects.create(user=user, author=author, due_on=Frequency(user.digests).next_end(_today()))


def unfollow(user: User, author: Author) -> None:
    """``user`` no longer follows ``author``; nothing changes when that is so already."""
    user.follows.filter(_of(author)).delete()


def hear_of(user: User, author: Author, frequency: str | None) -> None:
    """From now on ``user`` hears of ``author`` this often; None: as often as of the others."""
    chosen = user.follows.filter(_of(author))
    _hear(chosen, Frequency(frequency or user.digests))
    chosen.update(frequency=frequency)


def hear_of_others(user: User, frequency: str) -> None:
    """From now on ``user`` hears this often of everybody for whom nothing else was chosen."""
    _hear(user.follows.filter(frequency=None), Frequency(frequency))
    User.objects.filter(pk=user.pk).update(digests=frequency)


def _hear(chosen: QuerySet[Follow], frequency: Frequency) -> None:
    """Of whom nothing was told, news are told from now on."""
    chosen.filter(due_on=None).update(told_until=Now())
    chosen.update(due_on=frequency.next_end(_today()))


def _today() -> date:
    return timezone.now().date()


def _of(author: Author) -> Q:
    """A sub-select rather than an OR over a join, which would look at every follow there is."""
    return Q(author__in=Author.objects.one_with(author).values("pk"))
