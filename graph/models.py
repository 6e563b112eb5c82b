from django.db import models
from django.db.models.functions import Now


class Slice(models.Model):
    """One row = the drawn neighbourhood of one author, and how far its making has come.

    The row is the intent: the broker only carries a hint, so a lost or doubled message changes nothing.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        BUILDING = "building", "building"
        READY = "ready", "ready"
        EMPTY = "empty", "empty"
        FAILED = "failed", "failed"

    author = models.OneToOneField("publications.Author", models.CASCADE, primary_key=True, related_name="slice")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    step = models.PositiveSmallIntegerField(default=0, help_text="1 to 4 while building")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="since it was last queued")
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True, help_text="when a message last went to the workers")
    leased_until = models.DateTimeField(null=True, blank=True, help_text="the worker that builds it answers by then")
    built_at = models.DateTimeField(null=True, blank=True)
    rule_version = models.CharField(max_length=20, blank=True)
    data_version = models.DateTimeField(null=True, blank=True, help_text="works_changed_at of the author when read")
    # Kept while a new one is built: the page shows the old slice with its age.
    document = models.JSONField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "building", "ready", "empty", "failed"]),
                name="slice_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="building") | models.Q(leased_until__isnull=False),
                name="slice_being_built_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(document__isnull=False),
                name="ready_slice_has_a_document",
            ),
        ]
        indexes = [
            # The sweep: what is queued or building, oldest first.
            models.Index(
                fields=["queued_at"], condition=models.Q(state__in=["queued", "building"]), name="slice_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"slice of {self.author_id} ({self.state})"


class CoauthorTie(models.Model):
    """One row = two authors who wrote together, counted over works with at most 50 authors that are not retracted."""

    low = models.ForeignKey("publications.Author", models.CASCADE, related_name="+", db_index=False)
    high = models.ForeignKey("publications.Author", models.CASCADE, related_name="+", db_index=False)
    n_works = models.PositiveIntegerField()
    weight = models.DecimalField(max_digits=14, decimal_places=9, help_text="Newman's: the sum of 1 / (n - 1)")
    first_year = models.SmallIntegerField(null=True)
    last_year = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="two_authors_have_one_tie"),
            models.CheckConstraint(
                condition=models.Q(low__lt=models.F("high")), name="tie_names_the_lower_author_first"
            ),
        ]
        indexes = [
            # Everybody an author wrote with, from the other side; the unique constraint serves this one.
            models.Index(fields=["high", "low"], name="tie_high_low"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} and {self.high_id}: {self.n_works} works"


class TiesCounted(models.Model):
    """One row = an author whose ties are counted, and the stamp of the works they were counted from."""

    author = models.OneToOneField("publications.Author", models.CASCADE, primary_key=True, related_name="+")
    data_version = models.DateTimeField(help_text="works_changed_at of the author when counted")

    def __str__(self) -> str:
        return f"ties of {self.author_id} as of {self.data_version:%d %b %Y}"
