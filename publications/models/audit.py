from django.db import models


class AuditEntry(models.Model):
    """One row = one entry of the audit log: that a decision was taken, with a digest of what it said.

    Each entry's hash covers the entry before, so that nothing can be changed, left out or put in between unnoticed.
    Never changed, never deleted (a trigger says so). Holds no name, no text and no address.
    """

    position = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 …, without gaps")
    kind = models.CharField(max_length=30, help_text="which table the decision stands in: change_set")
    key = models.CharField(max_length=64, help_text="its key there; what was decided can be read under it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the decision says, as canonical JSON")
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True, help_text="hash of the entry before; empty for the first")
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="a_decision_is_logged_once"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="audit_entries_begin_at_1"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.key}"
