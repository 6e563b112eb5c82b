from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from publications.models import Author

MOST_LETTERS = 1000


def new_token() -> str:
    """Whoever has it may look at the answer: 144 random bits."""
    return secrets.token_urlsafe(18)


class ProposalQuerySet(models.QuerySet):
    def open(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.OPEN)

    def about(self, author: Author) -> ProposalQuerySet:
        """About this record or one that was merged into it."""
        return self.filter(Q(author=author) | Q(author__merged_into=author))


class Proposal(models.Model):
    """One row = one proposal or report somebody made about a record or a work. Private but for its outcome.

    Rows that ask for the same thing share a ``case`` and are decided together.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "several records are one person"
        SPLIT = "split", "the record holds several people"
        NOT_MINE = "not_mine", "works stand under the wrong person"
        MISSING_WORK = "missing_work", "a work is missing"
        WRONG_NAME = "wrong_name", "the name is wrong"
        WRONG_FACT = "wrong_fact", "something else is wrong"
        HIDE = "hide", "the page should not be public"
        CONTACT = "contact", "an invitation or a message is improper"
        OTHER = "other", "anything else"

    class State(models.TextChoices):
        OPEN = "open", "waiting for a moderator"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    author = models.ForeignKey("publications.Author", models.PROTECT, null=True, blank=True, related_name="proposals")
    work = models.ForeignKey("publications.Work", models.PROTECT, null=True, blank=True, related_name="proposals")
    parameters = models.JSONField(
        default=dict, blank=True, help_text="public ids of other records (with) and of works (works); name, fact"
    )
    text = models.CharField(max_length=MOST_LETTERS, blank=True)
    email = models.EmailField(blank=True, help_text="to tell the outcome, once; then forgotten")
    case = models.CharField(max_length=16, help_text="the same for all who ask for the same thing")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="of the decision; the reporter reads it")
    changes = models.ManyToManyField("publications.ChangeSet", blank=True, related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        permissions = [("moderate", "May decide proposals and change records")]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(work__isnull=False), name="proposal_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "merge",
                        "split",
                        "not_mine",
                        "missing_work",
                        "wrong_name",
                        "wrong_fact",
                        "hide",
                        "contact",
                        "other",
                    ]
                ),
                name="proposal_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"], decided_at=None, decided_by=None)
                | Q(state__in=["accepted", "declined"], decided_at__isnull=False) & ~Q(reason=""),
                name="proposal_decision_has_a_time_and_a_reason",
            ),
        ]
        indexes = [
            # A case: everybody who asks for the same thing, and what was decided about it before.
            models.Index(fields=["case", "state"], name="proposal_case"),
            # The queue, oldest first.
            models.Index(fields=["created_at"], condition=Q(state="open"), name="proposal_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.created_at:%d %b %Y})"

    def get_absolute_url(self) -> str:
        """The page of whoever proposed it."""
        return reverse("report", args=[self.token])
