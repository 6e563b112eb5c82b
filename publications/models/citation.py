from django.db import models
from django.db.models.functions import Now

from .work import WorkIdentifier

# The constraints below begin with what is asked by, so their indexes serve the foreign keys, too.


class Reference(models.Model):
    """One row = one work cites another, as one source lists it. The cited work need not be here: it is named by an
    identifier, and whoever has that identifier is cited."""

    work = models.ForeignKey(
        "Work", models.CASCADE, related_name="references", db_index=False, help_text="the one that cites"
    )
    source = models.ForeignKey("Source", models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="in the source's list, from 1")
    scheme = models.CharField(max_length=12, choices=WorkIdentifier.Scheme.choices)
    value = models.TextField(help_text="normalised, as the identifiers of works are")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "source", "scheme", "value"], name="source_lists_a_reference_of_a_work_once"
            ),
            models.CheckConstraint(
                condition=models.Q(scheme__in=["arxiv", "doi", "openalex", "pmid"]), name="reference_scheme_is_known"
            ),
        ]
        indexes = [
            # Which works cite this one?
            models.Index(fields=["scheme", "value"], name="reference_scheme_value"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} cites {self.scheme}:{self.value}"


class CitationCount(models.Model):
    """One row = how often one source says that a work is cited. Sources count differently, so a count is shown with
    its source and day."""

    work = models.ForeignKey("Work", models.CASCADE, related_name="citation_counts", db_index=False)
    source = models.ForeignKey("Source", models.PROTECT, related_name="+", db_index=False)
    count = models.PositiveIntegerField()
    counted_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "source"], name="source_counts_the_citations_of_a_work_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} is cited {self.count} times"


class Retraction(models.Model):
    """One row = one record of a source says that a work is taken back. Like a reference it names the work by an
    identifier, because a notice may come in before the work does. What all sources say together stands on the work."""

    source = models.ForeignKey("Source", models.PROTECT, related_name="+", db_index=False)
    key = models.TextField(help_text="the record that says so: the notice, or the work's own")
    scheme = models.CharField(max_length=12, choices=WorkIdentifier.Scheme.choices)
    value = models.TextField()
    retracted_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=600, blank=True, default="", db_default="", help_text="of the notice")
    added_at = models.DateTimeField(db_default=Now(), help_text="when it came here")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key", "scheme", "value"], name="record_takes_a_work_back_once"),
        ]
        indexes = [
            # Is this work taken back?
            models.Index(fields=["scheme", "value"], name="retraction_scheme_value"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value} is retracted"
