from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, IntegerField
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

MOST_LETTERS, MOST_LINKS, MOST_FEATURED = 1000, 5, 5


def _at_most(field: str, most: int) -> LessThanOrEqual:
    length = models.Func(F(field), function="jsonb_array_length", output_field=IntegerField())
    return LessThanOrEqual(length, most)


class Reader(models.TextChoices):
    """Who sees a field."""

    EVERYONE = "everyone", "Everyone"
    SIGNED_IN = "signed_in", "Who is signed in"
    ONLY_ME = "only_me", "Only me"


class SelfDescription(models.Model):
    """One row = what an account says of its person on the page of the record it holds, and what it keeps off there.

    Shown while the account holds a record; it changes nothing the works say. Goes with the account.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="self_description")
    bio = models.TextField(blank=True, help_text="plain text")
    pronounced = models.CharField(max_length=120, blank=True, help_text="how the name is said")
    links = models.JSONField(default=list, blank=True, help_text="web addresses, in order")
    featured = models.JSONField(default=list, blank=True, help_text="public ids of works, in order")
    affiliation = models.CharField(max_length=16, blank=True, help_text="public id of the institution to stand first")
    readers = models.JSONField(default=dict, blank=True, help_text="field -> who sees it, when that is not everyone")
    hides_number = models.BooleanField(default=False, db_default=False)
    is_unlisted = models.BooleanField(default=False, db_default=False, help_text="not in search engines")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=LessThanOrEqual(Length("bio"), MOST_LETTERS), name="bio_is_short"),
            models.CheckConstraint(condition=_at_most("links", MOST_LINKS), name="links_are_few"),
            models.CheckConstraint(condition=_at_most("featured", MOST_FEATURED), name="featured_works_are_few"),
        ]

    def __str__(self) -> str:
        return f"what {self.user_id} says of themselves"

    def reader_of(self, field: str) -> str:
        return self.readers.get(field, Reader.EVERYONE)


class Photo(models.Model):
    """One row = the photo of an account's person, re-encoded by us: squares of 512 and 128 pixels, as WebP.

    A table of its own, so that no list reads it by accident.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="photo")
    large = models.BinaryField()
    small = models.BinaryField()
    alt = models.CharField(max_length=200, blank=True, help_text="what is seen on it, in words")
    key = models.CharField(max_length=32, help_text="a hash of the picture, for its address and caches")

    def __str__(self) -> str:
        return f"photo of {self.user_id}"
