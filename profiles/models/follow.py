from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Follow(models.Model):
    """One row = one person follows one author. Who follows is nobody else's business; only the count is shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    author = models.ForeignKey("publications.Author", models.PROTECT, related_name="follows")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "author"], name="follow_is_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.author_id}"
