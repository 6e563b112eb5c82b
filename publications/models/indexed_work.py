from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Weight(models.Func):
    """How well a work ranks whatever is asked: by few words in the title, and by its year."""

    template = "(500 / greatest(length(title), 1) + 20 * (coalesce(year, 1990) - 1990))"
    output_field = models.IntegerField()


class IndexedWork(models.Model):
    """One row = what search looks at of one work: narrow, so that many can be looked at. Derived by ``indexing``."""

    work = models.OneToOneField("Work", models.CASCADE, primary_key=True, related_name="indexed")
    title = SearchVectorField(help_text="words of the title")
    text = SearchVectorField(help_text="words of title and abstract")
    topics = ArrayField(models.BigIntegerField(), help_text="ids, first the main one")
    type = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True, help_text="where it appeared")
    year = models.SmallIntegerField(null=True)
    dated = models.DateField(help_text="of the latest version, else the beginning of the year, else the year 1")
    changed_at = models.DateTimeField(help_text="the stamp of the work this was read from: due when they differ")

    class Meta:
        indexes = [
            # Which works have these words, in the title or anywhere, and these topics.
            GinIndex(fields=["title", "text", "topics"], name="indexed_work_words"),
            # The newest works, all or about a topic.
            models.Index(fields=["-dated", "-work"], name="indexed_work_newest"),
            # The best of the many works that have a common word.
            models.Index(Weight().desc(), models.F("work").desc(), name="indexed_work_best"),
        ]

    def __str__(self) -> str:
        return f"words of {self.work_id}"
