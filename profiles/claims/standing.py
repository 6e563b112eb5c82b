"""What kind of record is claimed: who stands high, stands in it alone, or has died; and who may not decide about it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from profiles import scoring, trust
from profiles.models import Claim, Profile, RecordFlag, User
from publications.models import Affiliation, Author, Authorship, Work

MANY_WORKS, HIGH_RECORD_POINTS, MANY_VERIFIED_FOLLOWERS, MANY_CLAIMS = 200, 28, 20, 3
RECENT_YEARS = 5  # of an affiliation
_HIGH_PROFILE = """
select a.id from publications_author a where a.id = any(%(records)s) and (
  a.n_works >= %(works)s
  or exists (select from profiles_recordflag f join publications_author o on o.id = f.author_id
              where a.id in (o.id, o.merged_into_id) and f.kind = 'high_profile')
  or (select sum((t.points ->> key)::int) from profiles_trust t, unnest(%(components)s) key
       where t.author_id = a.id) >= %(points)s
  or (select count(*) from profiles_follow f join profiles_profile p on p.user_id = f.user_id
       where f.author_id = a.id and p.level >= 3) >= %(followers)s
  or (select count(distinct user_id) from profiles_claim where created_at > now() - interval '1 year' and author_id in (
       select id from publications_author o where o.id = a.id or o.merged_into_id = a.id)) >= %(claimants)s
)
"""


def flags(author: Author) -> set[str]:
    """Marks of moderators on the record or on one that was merged into it."""
    marked = RecordFlag.objects.filter(Q(author=author) | Q(author__merged_into=author))
    return set(marked.values_list("kind", flat=True))


def is_high_profile(author: Author) -> bool:
    """Records that are worth stealing: never held at L2, and decided about by two moderators."""
    scoring.current(author)
    return author.pk in high_profile([author.pk])


def high_profile(records: Collection[int]) -> set[int]:
    """Which of these records (row ids) are worth stealing, by their scores as they stand."""
    asked = {
        "records": list(records),
        "works": MANY_WORKS,
        "points": HIGH_RECORD_POINTS,
        "components": [component.key for component in trust.COMPONENTS if component.group == "record"],
        "followers": MANY_VERIFIED_FOLLOWERS,
        "claimants": MANY_CLAIMS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HIGH_PROFILE, asked)
        return {pk for (pk,) in cursor.fetchall()}


def is_unresolved(author: Author) -> bool:
    """Signs that several people stand in the record; see L0."""
    return not Profile.objects.of(author.pk).exists() and scoring.current(author).level == 0


def conflict_of(moderator: User, claim: Claim) -> str:
    """Why this moderator may not decide about the claim, in a sentence; empty when they may."""
    if moderator.pk == claim.user_id:
        return "Nobody decides about their own claim."
    mine = Profile.objects.filter(user=moderator).select_related("author__merged_into").first()
    record = claim.author.survivor()
    if Claim.objects.filter(Q(author=record) | Q(author__merged_into=record), user=moderator).exists():
        return "You claim this record yourself, or did once, so somebody else decides."
    if mine is None:
        return ""
    my_record = mine.author.survivor()
    if my_record == record:
        return "You hold this record, so somebody else decides."
    mine_works = Authorship.objects.filter(author=my_record).values("work")
    if Work.objects.filter(pk__in=mine_works, authorships__author=record).exists():
        return "You wrote a work together with this author, so somebody else decides."
    if places(my_record) & places(record):
        return "You and this author signed from the same institution lately, so somebody else decides."
    return ""


def places(author: Author) -> frozenset[int]:
    """Institutions (row ids) the author signed from in the last five years."""
    since = timezone.now().year - RECENT_YEARS
    lately = Affiliation.objects.filter(authorship__author=author, authorship__work__year__gte=since)
    return frozenset(lately.values_list("institution", flat=True))
