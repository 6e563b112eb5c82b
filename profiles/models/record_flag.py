from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class RecordFlag(models.Model):
    """One row = one mark a moderator put on a record. A mark stands until a moderator takes it off."""

    class Kind(models.TextChoices):
        SEVERAL = "several", "several people stand in it"
        HIGH_PROFILE = "high_profile", "two moderators decide about it"
        MEMORIAL = "memorial", "the person has died"

    author = models.ForeignKey("publications.Author", models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = models.TextField(help_text="why, with the source")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "kind"], name="record_has_a_flag_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["several", "high_profile", "memorial"]), name="record_flag_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id}: {self.get_kind_display()}"
