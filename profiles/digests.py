"""News of the people one follows, by mail: at most one mail a day, and none when nothing is new.

A digest tells whole days, weeks (from Monday) or months, in UTC, an hour after they ended: whatever was still being
written then has come in. How far it went stands on the follow (``told_until``), written with the mail, so a run that is
killed or doubled loses and repeats nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from profiles import mailing, news, unsubscribing
from profiles.models import Follow, Frequency, Mail, User
from publications import listing
from publications.models import Author

_SETTLED = timedelta(hours=1)  # no transaction that brings works in takes longer
_RUN_SECONDS, _AT_ONCE = 40, 200
_OF_ONE, _IN_ALL = 5, 40  # works a mail names, of one person and in all; the rest is counted


def send_due(now: datetime | None = None) -> int:
    """Write the mails that are due, for some time; how many."""
    ends, until, sent = _ends(now or timezone.now()), monotonic() + _RUN_SECONDS, 0
    for user in _due(ends).values_list("user", flat=True).distinct()[:_AT_ONCE]:
        if monotonic() > until:
            break
        with transaction.atomic():
            locked = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user).first()
            sent += bool(locked and _tell(locked, ends))
    return sent


def end(user: User) -> None:
    """No digest any more, until the person chooses otherwise; not the one that is about to leave either."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(digests=Frequency.OFF)
        user.follows.update(frequency=None)
        Mail.objects.filter(user=user, name="digest", claimed_at=None, sent_at=None).delete()


def _ends(now: datetime) -> dict[str, datetime]:
    """When the last day, week and month ended that can be told."""
    day = (now - _SETTLED).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        Frequency.DAILY: day,
        Frequency.WEEKLY: day - timedelta(days=day.weekday()),
        Frequency.MONTHLY: day.replace(day=1),
    }


def _due(ends: dict[str, datetime]) -> QuerySet[Follow]:
    """Follows of which something has not been told yet, with ``how`` often; of accounts that can be written to."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), email=OuterRef("user__email"), verified=True)
    untold = Q(*((Q(how=how) & Q(told_until__lt=end)) for how, end in ends.items()), _connector=Q.OR)
    follows = Follow.objects.annotate(how=Coalesce("frequency", "user__digests"))
    return follows.filter(untold, Exists(confirmed), user__is_active=True, told_until__lt=ends[Frequency.DAILY])


def _tell(user: User, ends: dict[str, datetime]) -> bool:
    """Write the mail, where there is something to tell, and how far it went. Call with the account locked."""
    due = list(_due(ends).filter(user=user).select_related("author__merged_into"))
    key = f"digest of {user.pk} on {ends[Frequency.DAILY]:%Y-%m-%d}"
    if not due or Mail.objects.filter(once=key).exists():
        return False
    asked = {each.author.survivor(): (each.told_until, ends[each.how]) for each in due}
    found = news.of((record.pk, *times) for record, times in asked.items() if not record.hidden_at)
    for how, end in ends.items():
        Follow.objects.filter(pk__in=[each.pk for each in due if each.how == how]).update(told_until=end)
    told = [(record, found[record.pk]) for record in asked if record.pk in found and found[record.pk].are_any]
    if told:
        end_it = unsubscribing.address("news", user)
        context = {"people": _people(told), "since": f"{min(since for since, _ in asked.values()):%-d %B %Y}"}
        mailing.send("digest", user, context | {"unsubscribe": end_it}, once=key, unsubscribe=end_it)
    return bool(told)


def _people(told: list[tuple[Author, news.News]]) -> list[dict]:
    """What the mail says of each: values of JSON."""
    told.sort(key=lambda row: (row[0].sort_name, row[0].pk))
    room, named = _IN_ALL, {}
    for record, new in told:
        named[record.pk] = new.works[: min(room, _OF_ONE)]
        room -= len(named[record.pk])
    items = {item.work.pk: item for item in listing.items((pk, None, "") for pk in set().union(*named.values()))}
    return [
        {
            "name": str(record),
            "url": settings.SITE_URL + record.get_absolute_url(),
            "works": [_work(items[pk], new) for pk in named[record.pk]],
            "n_more": len(new.works) - len(named[record.pk]),
            "n_older": new.n_older,
        }
        for record, new in told
    ]


def _work(item: listing.Item, new: news.News) -> dict[str, str]:
    work = item.work
    label = dict(new.versions).get(work.pk, "")
    what = "Retracted" if work.is_retracted else f"New version ({label})" if label else "New"
    facts = [work.get_type_display(), str(work.year or ""), work.source.name if work.source else ""]
    return {
        "what": what,
        "title": work.title_text,
        "url": settings.SITE_URL + work.get_absolute_url(),
        "facts": ", ".join(filter(None, facts)),
    }
