from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class SummaryQuerySet(models.QuerySet):
    def due(self) -> "SummaryQuerySet":
        """Not counted yet, or counted from works that have changed since."""
        return self.filter(Q(counted_from=None) | ~Q(counted_from=F("works_changed_at")))


class Summary(models.Model):
    """One row = what the works of one topic, institution or source add up to; about none of them, all works.

    Counted by ``publications.summaries``, so that a page about a hundred thousand works costs as much as one about ten.
    """

    topic = models.OneToOneField("Topic", models.CASCADE, null=True, blank=True)
    institution = models.OneToOneField("Institution", models.CASCADE, null=True, blank=True)
    source = models.OneToOneField("Source", models.CASCADE, null=True, blank=True)
    works_changed_at = models.DateTimeField(db_default=Now(), help_text="stamped by whoever changes the works")
    counted_from = models.DateTimeField(null=True, blank=True, help_text="the stamp that was read before counting")
    n_works = models.PositiveIntegerField(default=0, db_default=0)
    n_people = models.PositiveIntegerField(default=0, db_default=0)
    years = models.JSONField(default=dict, db_default={}, help_text="year -> works, years without any left out")
    people = models.JSONField(default=list, db_default=[], help_text="[id of an author, works], most works first")
    topics = models.JSONField(default=list, db_default=[], help_text="[id of a topic, works], most works first")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "summaries"
        constraints = [
            models.CheckConstraint(
                condition=Q(topic=None, institution=None)
                | Q(topic=None, source=None)
                | Q(institution=None, source=None),
                name="summary_is_about_one_thing",
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(topic=None, institution=None, source=None),
                name="one_summary_is_about_all_works",
            ),
        ]
        indexes = [
            # Which are due?
            models.Index(
                fields=["id"],
                condition=Q(counted_from=None) | ~Q(counted_from=F("works_changed_at")),
                name="summary_due",
            ),
            # The largest topics and institutions.
            models.Index(F("n_works").desc(), name="summary_largest"),
        ]

    def __str__(self) -> str:
        return f"{self.n_works} works of {self.topic or self.institution or self.source or 'all'}"
