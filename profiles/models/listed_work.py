from django.db import models


class ListedWork(models.Model):
    """One row = one entry of an author's own list: what would be done with it, later what was done."""

    class Outcome(models.TextChoices):
        ADD = "add", "new here: will be added"
        JOIN = "join", "here on another record: will be moved to yours"
        ADDED = "added", "added"
        HERE = "here", "already here"
        UNKNOWN = "unknown", "not found"
        NAME = "name", "name does not match"
        TAKEN = "taken", "somebody else’s"
        BAD = "bad", "malformed"

    TO_DO = (Outcome.ADD, Outcome.JOIN)

    batch = models.ForeignKey("publications.ImportBatch", models.CASCADE, related_name="listed_works")
    line = models.PositiveIntegerField(help_text="where the entry begins")
    title = models.TextField(help_text="as the entry says it, or how the entry begins")
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    note = models.TextField(blank=True, default="", db_default="", help_text="why, in a sentence")
    work = models.ForeignKey("publications.Work", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="an_entry_of_a_list_has_one_outcome"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["add", "join", "added", "here", "unknown", "name", "taken", "bad"]),
                name="outcome_of_an_entry_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.get_outcome_display()}"
