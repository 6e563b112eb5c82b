from functools import lru_cache

from django.db import connection, models
from django.db.models import F
from django.urls import reverse

_BELOW = """
with recursive below as (
  select id from publications_topic where broader_id = %s
  union select t.id from below join publications_topic t on t.broader_id = below.id
) select id from below
"""


class TopicQuerySet(models.QuerySet):
    def with_counts(self) -> "TopicQuerySet":
        """Those of at least one work; ``n`` counts works, narrower topics included."""
        return self.annotate(n=F("summary__n_works")).filter(n__gt=0)


class Topic(models.Model):
    """One row = one subject of one classification, such as arXiv's ``cs.LG``, or what such subjects belong to:
    OpenAlex has topics in subfields in fields in domains."""

    class Level(models.TextChoices):
        DOMAIN = "domain", "domain"
        FIELD = "field", "field"
        SUBFIELD = "subfield", "subfield"
        TOPIC = "topic", "topic"

    scheme = models.CharField(max_length=20, help_text="arxiv, openalex, …")
    code = models.CharField(max_length=60)
    name = models.TextField()
    group = models.TextField(blank=True, help_text="the field it belongs to: Computer Science")
    description = models.TextField(blank=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.TOPIC, db_default=Level.TOPIC)
    broader = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="narrower")

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="topic_code_is_unique_in_its_scheme"),
            models.CheckConstraint(condition=~models.Q(code=""), name="topic_has_a_code"),
            models.CheckConstraint(
                condition=models.Q(level__in=["domain", "field", "subfield", "topic"]), name="topic_level_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sign})" if self.sign else self.name

    def get_absolute_url(self) -> str:
        return _address(self.scheme, self.code)

    @property
    def sign(self) -> str:
        """The code where people know the topic by it; OpenAlex's are numbers for machines."""
        return self.code if self.scheme != "openalex" else ""

    def below(self) -> list[int]:
        """Ids of the topics that belong to this one, at any depth."""
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [self.pk])
            return [pk for (pk,) in cursor.fetchall()]


@lru_cache(maxsize=1 << 12)
def _address(scheme: str, code: str) -> str:
    """Kept, because the works of a list share their topics."""
    return reverse("topic", args=[scheme, code])


class WorkTopic(models.Model):
    """One row = one work is about one topic. Position 1 is the source's primary topic."""

    work = models.ForeignKey("Work", models.CASCADE, related_name="work_topics", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="work_topics")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "topic"], name="work_has_a_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} is about {self.topic_id}"
