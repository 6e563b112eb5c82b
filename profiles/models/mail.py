from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class MailQuerySet(models.QuerySet):
    def due(self) -> MailQuerySet:
        """To be sent now, and nobody is at it."""
        return self.filter(due_at__lte=Now(), claimed_at=None, sent_at=None, refused="")


class Mail(models.Model):
    """One row = one mail that is due, or became of one. What it says is forgotten once it is sent or given up."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails")
    address = models.EmailField(blank=True, help_text="when it does not go to the present address of an account")
    name = models.CharField(max_length=60, help_text="of its three files in templates/profiles/mail/")
    context = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    unsubscribe = models.URLField(max_length=500, blank=True, help_text="of the list it belongs to: RFC 8058")
    once = models.CharField(max_length=100, null=True, blank=True, unique=True, help_text="no second one with this key")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="a worker is handing it to the mail server")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="the mail server took it")
    refused = models.CharField(max_length=200, blank=True, help_text="why it is not sent, and will not be")

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ ~Q(address=""), name="mail_goes_to_an_account_or_to_an_address"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(refused=""), name="mail_is_not_both_sent_and_given_up"
            ),
        ]
        indexes = [
            # What the next run sends, the longest waiting first.
            models.Index(fields=["due_at"], condition=Q(sent_at=None, refused=""), name="mail_waiting"),
            # What is old enough to be forgotten.
            models.Index(fields=["created_at"], name="mail_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.created_at:%d %b %Y})"
