from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from publications.names import slug

# Foreign keys that a unique constraint begins with need no index of their own.


class Work(models.Model):
    """One row = one work: an article and its preprint are one. Text is kept as the source wrote it, beside a
    rendered form; an empty rendered form means the text has nothing to render."""

    class Type(models.TextChoices):
        """OpenAlex and Crossref vocabulary."""

        PREPRINT = "preprint", "preprint"
        ARTICLE = "article", "article"
        PROCEEDINGS = "proceedings-article", "conference paper"
        BOOK = "book", "book"
        CHAPTER = "book-chapter", "book chapter"
        DISSERTATION = "dissertation", "thesis"
        DATASET = "dataset", "dataset"
        REPORT = "report", "report"
        OTHER = "other", "other"

    public_id = models.CharField(max_length=16)
    type = models.CharField(max_length=20, choices=Type.choices)
    title = models.TextField(help_text="as the source wrote it, TeX included")
    title_text = models.TextField(help_text="plain words, for search, sorting and page titles")
    title_html = models.TextField(blank=True, help_text="sanitised; empty where the plain text says it all")
    sort_title = models.TextField(help_text="title_text folded to lower case")
    abstract = models.TextField(blank=True)
    abstract_html = models.TextField(blank=True, help_text="sanitised; empty where the abstract is plain text")
    language = models.CharField(max_length=3, blank=True, default="", db_default="", help_text="ISO 639: en, ara")
    year = models.SmallIntegerField(null=True, blank=True, help_text="of the latest version")
    first_posted_on = models.DateField(null=True, blank=True)
    latest_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey("Source", models.PROTECT, null=True, related_name="works", help_text="where it appeared")
    said_by = models.ForeignKey(
        "Source", models.PROTECT, related_name="+", db_index=False, help_text="whose description this is"
    )
    fingerprint = models.CharField(max_length=32)
    n_authors = models.PositiveIntegerField()
    # What all sources together say (see Retraction), whoever describes the work.
    is_retracted = models.BooleanField(default=False, db_default=False)
    retracted_on = models.DateField(null=True, blank=True)
    retraction_url = models.URLField(max_length=600, blank=True, default="", db_default="")
    added_at = models.DateTimeField(db_default=Now(), help_text="when it came here")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            # Not ``unique=True``, which brings a second index for prefixes.
            models.UniqueConstraint(fields=["public_id"], name="work_address_is_taken_once"),
            models.CheckConstraint(
                condition=models.Q(year=None) | models.Q(year__range=(1000, 2200)), name="work_year_is_plausible"
            ),
            models.CheckConstraint(condition=~models.Q(title_text=""), name="work_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(
                    type__in=[
                        "preprint",
                        "article",
                        "proceedings-article",
                        "book",
                        "book-chapter",
                        "dissertation",
                        "dataset",
                        "report",
                        "other",
                    ]
                ),
                name="work_type_is_known",
            ),
        ]
        indexes = [
            # The same work under another identifier.
            models.Index(fields=["fingerprint"], name="work_fingerprint"),
            # The newest works; the years of a topic's works without a look at the works themselves.
            models.Index(F("latest_on").desc(nulls_last=True), "id", include=["year"], name="work_newest"),
        ]

    def __str__(self) -> str:
        return self.title_text

    def get_absolute_url(self) -> str:
        return reverse("work", args=[self.public_id, self.slug])

    @property
    def slug(self) -> str:
        return slug(self.title_text)


class WorkIdentifier(models.Model):
    """One row = one identifier of a work. A DOI may stand on two works when sources say so: shown, not swallowed."""

    class Scheme(models.TextChoices):
        ARXIV = "arxiv", "arXiv"
        DOI = "doi", "DOI"
        OPENALEX = "openalex", "OpenAlex"
        PMID = "pmid", "PubMed"

    work = models.ForeignKey(Work, models.CASCADE, related_name="identifiers", db_index=False)
    scheme = models.CharField(max_length=12, choices=Scheme.choices)
    value = models.TextField(help_text="normalised: 2101.00001, 10.1234/abc")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "scheme", "value"], name="work_has_an_identifier_once"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=~models.Q(scheme="doi"),
                name="identifier_names_one_work",
            ),
            models.CheckConstraint(
                condition=models.Q(scheme__in=["arxiv", "doi", "openalex", "pmid"]), name="identifier_scheme_is_known"
            ),
        ]
        indexes = [
            # From a DOI to its work.
            models.Index(fields=["scheme", "value"], name="identifier_scheme_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()}:{self.value}"


class WorkRecord(models.Model):
    """One row = one source describes one work. The digest tells whether it says anything new."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="records")
    source = models.ForeignKey("Source", models.PROTECT, related_name="records", db_index=False)
    key = models.TextField(help_text="the source's own key: 2203.08235")
    digest = models.BinaryField(max_length=16)
    batch = models.ForeignKey("ImportBatch", models.SET_NULL, null=True, related_name="records")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="record_of_a_source_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.key}"


class WorkVersion(models.Model):
    """One row = one version of a work as one source posted it, or one copy of it as an index lists them."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="versions", db_index=False)
    source = models.ForeignKey("Source", models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=40, help_text="v1, published, accepted")
    posted_on = models.DateField(null=True, blank=True)
    venue = models.TextField(blank=True, default="", db_default="", help_text="where this copy is: PubMed Central")
    url = models.URLField(max_length=500, blank=True, default="", db_default="")
    added_at = models.DateTimeField(db_default=Now(), help_text="when it came here")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "source", "label", "venue"], name="work_has_a_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.label}"
