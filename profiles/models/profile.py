from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .invitation import WhoMayWrite


class ProfileQuerySet(models.QuerySet):
    def of(self, author: int | models.OuterRef) -> ProfileQuerySet:
        """Of this record, or of one that was merged into it."""
        return self.filter(Q(author=author) | Q(author__merged_into=author))

    def in_force(self) -> ProfileQuerySet:
        """Those whose holders may act: not contested, not suspended."""
        suspended = Q(suspended_until__gt=Now())
        return self.filter(claim__state="approved").exclude(suspended)

    def taking_invitations(self) -> ProfileQuerySet:
        """Those who may be written to, by whom they choose."""
        return self.in_force().exclude(who_may_write=WhoMayWrite.NOBODY)


class Profile(models.Model):
    """One row = one account holds one author's record, because a claim was approved. One record an account, one
    account a record. The level is what the claim's evidence carries, at most what its approval allows."""

    author = models.OneToOneField("publications.Author", models.PROTECT, related_name="profile")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    claim = models.OneToOneField("Claim", models.PROTECT, related_name="profile")
    level = models.PositiveSmallIntegerField(default=2, db_default=2, help_text="verification level: 2 to 4")
    level_since = models.DateTimeField(db_default=Now())
    matched_since = models.DateTimeField(null=True, blank=True, help_text="at L3 or above without a break since then")
    held_since = models.DateTimeField(db_default=Now())
    who_may_write = models.CharField(
        max_length=9, choices=WhoMayWrite.choices, default=WhoMayWrite.LINKED, db_default=WhoMayWrite.LINKED
    )
    suspended_until = models.DateTimeField(null=True, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(2, 4)), name="held_record_is_at_level_2_to_4"),
            models.CheckConstraint(
                condition=Q(who_may_write__in=["nobody", "linked", "coauthors", "everyone"]),
                name="who_may_write_is_known",
            ),
            models.CheckConstraint(
                condition=Q(level=2, matched_since=None) | Q(level__gte=3, matched_since__isnull=False),
                name="matched_since_goes_with_the_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} holds {self.author_id}"
