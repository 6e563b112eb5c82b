from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Frequency(models.TextChoices):
    """How often news of the people one follows come by mail."""

    OFF = "off", "never"
    DAILY = "daily", "daily"
    WEEKLY = "weekly", "weekly, on Mondays"
    MONTHLY = "monthly", "monthly, on the 1st"

    def next_end(self, day: date) -> date | None:
        """The first day after the day, week or month that ``day`` is in; None when nothing is told."""
        return {
            Frequency.DAILY: day + timedelta(days=1),
            Frequency.WEEKLY: day + timedelta(days=7 - day.weekday()),
            Frequency.MONTHLY: (day.replace(day=1) + timedelta(days=32)).replace(day=1),
        }.get(self)

    def last_end(self, day: date) -> date:
        """The first day of the day, week or month that ``day`` is in: what ended before it can be told."""
        return {
            Frequency.WEEKLY: day - timedelta(days=day.weekday()),
            Frequency.MONTHLY: day.replace(day=1),
        }.get(self, day)


class Follow(models.Model):
    """One row = one person follows one author. Who follows is nobody else's business; only the count is shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", db_index=False)
    author = models.ForeignKey("publications.Author", models.PROTECT, related_name="follows")
    frequency = models.CharField(
        max_length=7, choices=Frequency.choices, null=True, blank=True, help_text="empty: as the person's others"
    )
    told_until = models.DateTimeField(db_default=Now(), help_text="news that came here by then are told, or none were")
    due_on = models.DateField(null=True, blank=True, help_text="the day after the period to be told next; empty: never")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "author"], name="follow_is_once"),
            models.CheckConstraint(
                condition=models.Q(frequency=None) | models.Q(frequency__in=["off", "daily", "weekly", "monthly"]),
                name="follow_frequency_is_known",
            ),
        ]
        indexes = [
            # Whose news are due to be told?
            models.Index(fields=["due_on", "user"], condition=models.Q(due_on__isnull=False), name="follow_due"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.author_id}"
