"""Who holds a record. Claims will end here; until they are open, an operator links an account to a record.

A merged record is held by whoever holds the one that leads to it.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from profiles.models import Profile, User
from publications.models import Author


class HoldingRefused(ValueError):
    """The account cannot hold the record; the message is a sentence for people."""


def hold(author: Author, user: User) -> Profile:
    """From now on ``user`` holds ``author``'s record. Raises HoldingRefused."""
    author = author.survivor()
    if author.kind == Author.Kind.GROUP:
        raise HoldingRefused(f"{author} is a group, and a group has no account.")
    if author.hidden_at:
        raise HoldingRefused("This record is hidden at the person’s request.")
    if not (user.is_active and user.emailaddress_set.filter(verified=True).exists()):
        raise HoldingRefused(f"The account {user.email} has no confirmed e-mail address.")
    try:
        with transaction.atomic():
            return Profile.objects.create(author=author, user=user)
    except IntegrityError:
        held = Profile.objects.select_related("author").filter(user=user).first()
        whose = f"The account holds the record of {held.author}" if held else f"The record of {author} is held"
        raise HoldingRefused(f"{whose} already.") from None


def let_go(user: User) -> bool:
    """The account holds no record any more; whether it held one."""
    return bool(Profile.objects.filter(user=user).delete()[0])


def with_holder(records: QuerySet[Author]) -> QuerySet[Author]:
    """Each record with ``holder``: the id of the account that holds it, or None."""
    return records.annotate(holder=Subquery(Profile.objects.filter(_of(OuterRef("pk"))).values("user")[:1]))


def holds(user: User, author: Author) -> bool:
    return Profile.objects.filter(_of(author.pk), user=user).exists()


def _of(author: int | OuterRef) -> Q:
    return Q(author=author) | Q(author__merged_into=author)
