from __future__ import annotations

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from .follow import Frequency


class UserManager(BaseUserManager):
    """Accounts are known by e-mail address; there is no user name."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractUser):
    """One row = one account. It is nobody's record until a claim is approved."""

    username = None
    first_name = None
    last_name = None
    name = models.CharField(max_length=200, blank=True, help_text="how the person wants to be called")
    email = models.EmailField("e-mail address", unique=True)
    digests = models.CharField(
        max_length=7,
        choices=Frequency.choices,
        default=Frequency.WEEKLY,
        db_default=Frequency.WEEKLY,
        help_text="how often news of the people one follows come by mail",
    )
    n_waiting = models.PositiveIntegerField(
        default=0, db_default=0, help_text="invitations and conversations with something new; counted at each change"
    )
    hears_of_contact = models.BooleanField(default=True, db_default=True, help_text="by mail, once a day at most")
    told_of_contact_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        indexes = [
            # For whom does something wait?
            models.Index(
                fields=["told_of_contact_at"], condition=models.Q(n_waiting__gt=0), name="account_has_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_is_unique_in_any_case"),
            models.CheckConstraint(
                condition=models.Q(digests__in=["off", "daily", "weekly", "monthly"]), name="digest_frequency_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]
