from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class CaseLookQuerySet(models.QuerySet):
    def in_force(self) -> "CaseLookQuerySet":
        return self.filter(until__gt=Now())


class CaseLook(models.Model):
    """One row = a moderator looks at the claims of one record, until a time. It tells others and binds nobody."""

    author = models.OneToOneField("publications.Author", models.CASCADE, related_name="look", primary_key=True)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects = CaseLookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.moderator_id} looks at {self.author_id}"
