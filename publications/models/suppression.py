from django.db import models


class Suppression(models.Model):
    """One row = one by-line or ORCID iD of a record that is hidden at the person's request: by these keys of the
    ledger a record that is made anew for them is hidden, too. Follows from the ledger and the by-lines.
    """

    author = models.ForeignKey("Author", models.CASCADE, related_name="suppressions")
    key = models.TextField(help_text="arxiv:1905.11926#Thomas Goldstein, or orcid:0000-0002-1825-0097")
    about = models.TextField(blank=True, help_text="the by-line's work: arxiv:1905.11926")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="suppression_is_kept_once"),
        ]
        indexes = [
            # Does anything of this work stand under a hidden record?
            models.Index(fields=["about"], name="suppression_about"),
        ]

    def __str__(self) -> str:
        return f"hidden with {self.author_id}"
