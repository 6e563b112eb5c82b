"""News of the people one follows, by mail: at most one mail a day, and none when nothing is new.

A digest tells whole days, weeks (from Monday) or months, in UTC, an hour after they ended: whatever was still being
written then has come in. How far it went stands on the follow (``told_until``), written with the mail, so a run that is
killed or doubled loses and repeats nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from time import monotonic

from django.conf import settings
from django.db import transaction
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
    today, until, sent = ((now or timezone.now()) - _SETTLED).date(), monotonic() + _RUN_SECONDS, 0
    for user in Follow.objects.filter(due_on__lte=today).values_list("user", flat=True).distinct()[:_AT_ONCE]:
        if monotonic() > until:
            break
        with transaction.atomic():
            locked = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user).first()
            sent += bool(locked and _tell(locked, today))
    return sent


def end(user: User) -> None:
    """No digest any more, until the person chooses otherwise; not the one that is about to leave either."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(digests=Frequency.OFF)
        user.follows.update(frequency=None, due_on=None)
        Mail.objects.filter(user=user, name="digest", claimed_at=None, sent_at=None).delete()


def _tell(user: User, today: date) -> bool:
    """Write the mail, where there is something to tell, and how far it went. Call with the account locked."""
    due = list(user.follows.filter(due_on__lte=today).select_related("author__merged_into", "user"))
    key = f"digest of {user.pk} on {today}"
    if not due or Mail.objects.filter(once=key).exists():
        return False
    asked = {}
    for how, follows in groupby(sorted(due, key=_how), key=_how):
        until, chosen = _midnight(how.last_end(today)), list(follows)
        asked |= {each.author.survivor(): (each.told_until, until) for each in chosen}
        now_due = {"told_until": until, "due_on": how.next_end(today)}
        Follow.objects.filter(pk__in=[each.pk for each in chosen]).update(**now_due)
    found = news.of((record.pk, *times) for record, times in asked.items() if not record.hidden_at)
    told = [(record, found[record.pk]) for record in asked if record.pk in found and found[record.pk].are_any]
    if not told or not _can_be_written_to(user):
        return False
    end_it = unsubscribing.address("news", user)
    context = {"people": _people(told), "since": f"{min(since for since, _ in asked.values()):%-d %B %Y}"}
    mailing.send("digest", user, context | {"unsubscribe": end_it}, once=key, unsubscribe=end_it)
    return True


def _how(follow: Follow) -> Frequency:
    return Frequency(follow.frequency or follow.user.digests)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _can_be_written_to(user: User) -> bool:
    return user.is_active and user.emailaddress_set.filter(email=user.email, verified=True).exists()


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
