from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ImportBatch(models.Model):
    """One row = one file (or stream) brought in, with how far it came."""

    class State(models.TextChoices):
        CHECKED = "checked", "checked, waits for a yes"
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        CANCELLED = "cancelled", "cancelled"

    WAITING = (State.QUEUED, State.RUNNING)

    name = models.TextField(help_text="file name as given")
    digest = models.CharField(max_length=64, help_text="of the content's beginning and its size: the same file again")
    format = models.CharField(max_length=30)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING)
    line = models.PositiveBigIntegerField(default=0, help_text="checkpoint: the last line whose rows are committed")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="bytes of the file, when it is one")
    position = models.PositiveBigIntegerField(default=0, db_default=0, help_text="bytes of it read so far")
    n_new = models.PositiveBigIntegerField(default=0)
    n_updated = models.PositiveBigIntegerField(default=0)
    n_unchanged = models.PositiveBigIntegerField(default=0)
    n_bad = models.PositiveBigIntegerField(default=0)
    seconds = models.JSONField(default=dict, help_text="phase -> seconds")
    error = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["checked", "queued", "running", "done", "stopped", "cancelled"]),
                name="batch_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def n_works(self) -> int:
        return self.n_new + self.n_updated + self.n_unchanged

    def checkpoint(self) -> None:
        """Keep how far the file has been read, and nothing else: whoever cancels the batch writes its state."""
        counts = ["n_new", "n_updated", "n_unchanged", "n_bad"]
        self.save(update_fields=["line", "position", "size", "format", "seconds", *counts])


class ImportIssue(models.Model):
    """One row = one line that could not be read, kept so that somebody can mend it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="issues")
    line = models.PositiveBigIntegerField()
    reason = models.TextField()
    excerpt = models.TextField(blank=True, help_text="first 200 characters")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="issue_names_a_line_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
