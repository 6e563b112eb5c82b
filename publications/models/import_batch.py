from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from publications import progress

_SAYS = {
    "checked": "Read, and nothing is changed yet.",
    "queued": "Waiting for a worker.",
    "done": "Done.",
    "stopped": "Stopped.",
    "cancelled": "Cancelled. What was brought in by then stays in.",
}


class ImportBatch(models.Model):
    """One row = one file (or folder of files, or stream) brought in, with how far it came."""

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
    part = models.TextField(blank=True, default="", db_default="", help_text="the file of a folder that is being read")
    line = models.PositiveBigIntegerField(default=0, help_text="checkpoint: the last line whose rows are committed")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="bytes of the file, when it is one")
    position = models.PositiveBigIntegerField(default=0, db_default=0, help_text="bytes of it read so far")
    n_new = models.PositiveBigIntegerField(default=0)
    n_updated = models.PositiveBigIntegerField(default=0)
    n_unchanged = models.PositiveBigIntegerField(default=0)
    n_bad = models.PositiveBigIntegerField(default=0)
    seconds = models.JSONField(default=dict, help_text="phase -> seconds")
    error = models.TextField(blank=True)
    file = models.TextField(blank=True, default="", db_default="", help_text="where workers find it; empty for others")
    author = models.ForeignKey(
        "Author", models.PROTECT, null=True, blank=True, related_name="+", help_text="whose own list it is"
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="begun since it last got further")
    taken_up_at = models.DateTimeField(null=True, blank=True, help_text="when a worker last took it up")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        indexes = [
            # What waits for a worker?
            models.Index(
                fields=["taken_up_at"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(file=""),
                name="batch_waits_for_a_worker",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["checked", "queued", "running", "done", "stopped", "cancelled"]),
                name="batch_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["checked", "queued"]) | ~models.Q(file=""),
                name="what_waits_for_a_worker_has_a_file",
            ),
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(file=""),
                name="a_file_waits_for_a_worker_once",
            ),
            models.UniqueConstraint(
                fields=["actor"],
                condition=models.Q(state__in=["queued", "running"], author__isnull=False),
                name="a_person_brings_in_one_list_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def n_works(self) -> int:
        return self.n_new + self.n_updated + self.n_unchanged

    @property
    def worked(self) -> float:
        """Seconds: reading goes on in a second process beside storing, so the other phases are not added."""
        return sum(self.seconds.get(phase, 0) for phase in ("wait", "store", "attribute", "index"))

    @property
    def rate(self) -> int:
        """Works a second, over the time that was worked on it."""
        return progress.rate(self.n_works, self.worked)

    @property
    def percent(self) -> int | None:
        return progress.percent(self.position, self.size)

    @property
    def seconds_left(self) -> float | None:
        to_read = (self.size or 0) - self.position
        return progress.seconds_left(self.position, to_read, self.worked)

    @property
    def says(self) -> str:
        """Where it stands, in words that change seldom, as they are read aloud."""
        if self.state != self.State.RUNNING:
            return _SAYS[self.state]
        if self.percent is None or self.percent < 10:
            return "Being read."
        return "Read. Names are given their authors." if self.percent == 100 else f"Over {self.percent // 10}0 % read."

    def checkpoint(self) -> None:
        """Keep how far the file has been read, and nothing else: whoever cancels the batch writes its state."""
        counts = ["n_new", "n_updated", "n_unchanged", "n_bad"]
        self.save(update_fields=["part", "line", "position", "size", "format", "seconds", *counts])


class ImportIssue(models.Model):
    """One row = one line that could not be read, kept so that somebody can mend it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="issues")
    part = models.TextField(blank=True, default="", db_default="", help_text="the file, where the batch is a folder")
    line = models.PositiveBigIntegerField()
    reason = models.TextField()
    excerpt = models.TextField(blank=True, help_text="the line, at most its first 64 kB: to be mended and imported")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "part", "line"], name="issue_names_a_line_of_a_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part + ', ' if self.part else ''}line {self.line}: {self.reason}"
