from functools import lru_cache

from django.db import models
from django.urls import reverse

from publications.sources import INVENTED


class Source(models.Model):
    """One row = one place that publishes or lists works: a repository, journal, publisher, index or aggregator."""

    class Role(models.TextChoices):
        REPOSITORY = "repository", "moderated repository"
        PUBLISHER = "publisher", "publisher"
        INDEX = "index", "edited index"
        DEPOSIT = "deposit", "open deposit"
        AGGREGATOR = "aggregator", "aggregator"
        VENUE = "venue", "journal or conference"

    # A registrant vouches for the works it lists: somebody there looked before they went online.
    REGISTRANT_ROLES = (Role.REPOSITORY, Role.PUBLISHER, Role.INDEX)

    key = models.SlugField(max_length=80, unique=True, help_text="stable short name: arxiv")
    name = models.TextField(help_text="as shown: arXiv")
    role = models.CharField(max_length=12, choices=Role.choices)
    url = models.URLField(blank=True)
    issn = models.CharField(max_length=9, blank=True, default="", db_default="")
    venue_type = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="as told: journal, conference, repository"
    )
    licence = models.TextField(blank=True, help_text="licence of its metadata")
    rank = models.PositiveSmallIntegerField(
        default=50, help_text="when two sources describe one work, the lower rank is shown"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["repository", "publisher", "index", "deposit", "aggregator", "venue"]),
                name="source_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.key)

    @property
    def is_invented(self) -> bool:
        """Whether what it describes does not exist: works made up for a demonstration."""
        return self.key == INVENTED


@lru_cache(maxsize=1 << 10)
def _address(key: str) -> str:
    """Every work of a list names its source, mostly the same one."""
    return reverse("source", args=[key])
