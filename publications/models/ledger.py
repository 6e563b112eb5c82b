from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class ChangeSet(models.Model):
    """One row = one decision somebody took about the records. Never changed, never deleted (a trigger says so);
    an undo is a change set of its own."""

    class Kind(models.TextChoices):
        MOVE = "move_authorship", "works moved"
        ATTACH = "attach_work", "work attached"
        NOT_MINE = "not_mine", "works taken off the record"
        SPLIT = "split", "record split"
        MERGE = "merge", "records merged"
        RENAME = "rename", "name chosen"
        NAME_USE = "name_use", "use of a name changed"
        HIDE = "hide", "page hidden"
        SHOW = "show", "page shown again"
        UNDO = "undo", "undone"

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False, help_text="the same after a rebuild")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, help_text="in what role: operator, moderator, owner, system")
    reason = models.TextField()
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="change_set_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(role__in=["operator", "moderator", "owner", "system"]),
                name="change_set_role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="undo", undoes__isnull=False) | ~models.Q(kind="undo") & models.Q(undoes=None),
                name="only_an_undo_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.created_at:%d %b %Y})"


class ChangeItem(models.Model):
    """One row = one thing a change set changed, before and after, by keys that survive a rebuild.

    The subject is a by-line ("arxiv:1905.11926#Thomas Goldstein") or a record ("author:8fhp76kea6z6"). Subjects hold
    names as written: they are for machines, and no page shows them.
    """

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    subject = models.TextField(help_text="arxiv:1905.11926#Thomas Goldstein")
    about = models.TextField(help_text="the work or record the subject belongs to: arxiv:1905.11926")
    author = models.ForeignKey("Author", models.PROTECT, null=True, related_name="changes", help_text="where it went")
    left = models.ForeignKey("Author", models.PROTECT, null=True, related_name="+", help_text="where it was before")
    before = models.JSONField()
    after = models.JSONField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "position"], name="change_items_are_in_order"),
        ]
        indexes = [
            # What was decided about this by-line? About any by-line of these works?
            models.Index(fields=["subject"], name="change_item_subject"),
            models.Index(fields=["about"], name="change_item_about"),
        ]

    def __str__(self) -> str:
        return self.subject
