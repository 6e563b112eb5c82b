from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Profile(models.Model):
    """One row = one account holds one author's record, because a claim was approved. One record an account, one
    account a record. How well the claim is proven is another matter: see the verification level."""

    author = models.OneToOneField("publications.Author", models.PROTECT, related_name="profile")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    held_since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.user_id} holds {self.author_id}"
