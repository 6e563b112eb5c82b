"""What kind of record is claimed: who stands high, stands in it alone, or has died; and who may not decide about it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from profiles import scoring, trust
from profiles.models import Claim, Follow, Profile, RecordFlag, User
from publications.models import Affiliation, Author, Authorship, Work

MANY_WORKS, HIGH_RECORD_POINTS, MANY_VERIFIED_FOLLOWERS, MANY_CLAIMS = 200, 28, 20, 3
_YEAR = timedelta(days=365)
RECENT_YEARS = 5  # of an affiliation


def flags(author: Author) -> set[str]:
    """Marks of moderators on the record or on one that was merged into it."""
    marked = RecordFlag.objects.filter(Q(author=author) | Q(author__merged_into=author))
    return set(marked.values_list("kind", flat=True))


def is_high_profile(author: Author) -> bool:
    """Records that are worth stealing: never held at L2, and decided about by two moderators at L4."""
    if author.n_works >= MANY_WORKS or RecordFlag.Kind.HIGH_PROFILE in flags(author):
        return True
    points = scoring.current(author).points
    if sum(points[c.key] for c in trust.COMPONENTS if c.group == "record") >= HIGH_RECORD_POINTS:
        return True
    followers = Follow.objects.filter(author=author, user__profile__level__gte=3)
    if followers.count() >= MANY_VERIFIED_FOLLOWERS:
        return True
    claims = Claim.objects.filter(author=author, created_at__gt=Now() - _YEAR)
    return claims.values("user").distinct().count() >= MANY_CLAIMS


def is_unresolved(author: Author) -> bool:
    """Signs that several people stand in the record; see L0."""
    return not Profile.objects.of(author.pk).exists() and scoring.current(author).level == 0


def conflict_of(moderator: User, claim: Claim) -> str:
    """Why this moderator may not decide about the claim, in a sentence; empty when they may."""
    if moderator.pk == claim.user_id:
        return "Nobody decides about their own claim."
    mine = Profile.objects.filter(user=moderator).select_related("author__merged_into").first()
    if Claim.objects.filter(user=moderator, author=claim.author).exists():
        return "You claim this record yourself, or did once, so somebody else decides."
    if mine is None:
        return ""
    my_record, record = mine.author.survivor(), claim.author.survivor()
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
