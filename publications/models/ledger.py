from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ChangeSet(models.Model):
    """One row = one decision somebody took about the records. Never changed, never deleted (a trigger says so);
    an undo is a change set of its own."""

    class Kind(models.TextChoices):
        MOVE = "move_authorship", "authorship moved"
        UNDO = "undo", "undone"

    kind = models.CharField(max_length=30, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, help_text="in what role: operator, moderator, owner")
    reason = models.TextField()
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="change_set_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(kind="undo", undoes__isnull=False) | ~models.Q(kind="undo") & models.Q(undoes=None),
                name="only_an_undo_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.created_at:%d %b %Y})"


class ChangeItem(models.Model):
    """One row = one thing a change set changed, before and after, by keys that survive a rebuild."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    subject = models.TextField(help_text="arXiv:1905.11926#Thomas Goldstein")
    author = models.ForeignKey("Author", models.PROTECT, null=True, related_name="+", help_text="where it went")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "position"], name="change_items_are_in_order"),
        ]
        indexes = [
            # What was decided about this by-line?
            models.Index(fields=["subject"], name="change_item_subject"),
        ]

    def __str__(self) -> str:
        return self.subject
