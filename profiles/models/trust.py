from django.db import models
from django.db.models.functions import Now


class Trust(models.Model):
    """One row = the present score of one author's record, with the facts it was computed from."""

    author = models.OneToOneField("publications.Author", models.CASCADE, primary_key=True, related_name="trust")
    version = models.CharField(max_length=20, help_text="trust-1.0")
    score = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(help_text="verification level: 0 to 4")
    facts = models.JSONField(help_text="the counted amounts; the score is a pure function of them and the version")
    points = models.JSONField(help_text="component -> points")
    # When reading the facts began: the author's works_changed_at after this means the row is due.
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score__lte=100), name="trust_is_at_most_100"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="verification_level_is_at_most_4"),
        ]

    def __str__(self) -> str:
        return f"{self.score} ({self.version})"


class TrustChange(models.Model):
    """One row = one change of a score: written only when a component or the version moved, never altered."""

    author = models.ForeignKey("publications.Author", models.CASCADE, related_name="trust_changes")
    version = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField(null=True, help_text="empty for the first score")
    level = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    points = models.JSONField()
    moved = models.JSONField(help_text="component -> points gained or lost")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # The history on the page, newest first.
            models.Index(fields=["author", "-created_at"], name="trust_change_history"),
        ]

    def __str__(self) -> str:
        return f"{self.before} -> {self.score}"
