from django.db import models
from django.db.models.functions import Now
from django.utils.functional import cached_property

from profiles import explaining, trust

# What the holder of a record may leave out: the number, and all it could be told from.
_NUMBERS = frozenset({"title", "score", "band", "points", "of"})


class Trust(models.Model):
    """One row = the present score of one author's record, with the facts it was computed from."""

    author = models.OneToOneField("publications.Author", models.CASCADE, primary_key=True, related_name="trust")
    version = models.CharField(max_length=20, help_text="trust-1.0")
    score = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(help_text="verification level: 0 to 4")
    facts = models.JSONField(help_text="the counted amounts; the score is a pure function of them and the version")
    points = models.JSONField(help_text="component -> points")
    # A transaction stamps works_changed_at with its beginning and may commit after a later reading: only the stamp
    # that was read tells for certain whether the row is due.
    data_version = models.DateTimeField(help_text="works_changed_at of the author when the facts were read")
    read_at = models.DateTimeField(help_text="when reading the facts began")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score__lte=100), name="trust_is_at_most_100"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="verification_level_is_at_most_4"),
        ]

    def __str__(self) -> str:
        return f"{self.score} ({self.version})"

    @property
    def band(self) -> str:
        return trust.band(self.score)

    @property
    def verification(self) -> trust.Level:
        return trust.LEVELS[self.level]

    @property
    def ladder(self) -> tuple[trust.Level, ...]:
        return trust.LEVELS

    @property
    def title(self) -> str:
        return f"Record trust {self.score} of 100 – {self.band}"

    @property
    def meaning(self) -> str:
        return trust.MEANING

    @cached_property
    def groups(self) -> list[explaining.Group]:
        """The explained table, group by group; its points add up to the score."""
        return explaining.explain(trust.Facts(**self.facts), self.points)

    def as_document(self, *, hides_number: bool = False) -> dict:
        """What the JSON says: the same rows as the page; without what the number could be told from."""
        left_out = _NUMBERS if hides_number else frozenset()
        components = [self._without(left_out, row) for row in self._components()]
        return self._without(left_out, self._summary()) | {"components": components}

    @staticmethod
    def _without(left_out: frozenset[str], said: dict) -> dict:
        return {name: value for name, value in said.items() if name not in left_out}

    def _summary(self) -> dict:
        return {
            "author": {"id": self.author.public_id, "name": self.author.display_name},
            "title": self.title,
            "meaning": self.meaning,
            "score": self.score,
            "band": self.band,
            "level": {"code": self.verification.code, "name": self.verification.name},
            "rule_version": self.version,
            "checked_at": self.read_at,
        }

    def _components(self) -> list[dict]:
        return [
            {
                "key": row.key,
                "group": group.label,
                "component": row.label,
                "counts": row.counts,
                "points": row.points,
                "of": row.cap,
                "evidence": row.evidence,
                "raised_by": row.raised_by,
            }
            for group in self.groups
            for row in group.rows
        ]


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

    @property
    def band(self) -> str:
        return trust.band(self.score)

    def moves(self) -> list[tuple[str, int]]:
        """Label of each component that moved, and by how many points."""
        return explaining.moves(self.moved)
