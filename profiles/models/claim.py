from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from profiles.models.proposal import new_token

MOST_LETTERS = 2000  # of a statement


class ClaimQuerySet(models.QuerySet):
    def open(self) -> ClaimQuerySet:
        return self.filter(state__in=Claim.OPEN)

    def holding(self) -> ClaimQuerySet:
        return self.filter(state__in=Claim.HOLDING)

    def waiting(self) -> ClaimQuerySet:
        """For a moderator, the longest waiting first."""
        return self.filter(state=Claim.State.SUBMITTED).order_by("due_at", "pk")

    def visible_to(self, user: object) -> ClaimQuerySet:
        """A claim is its claimant's business; moderators reach it from their desk."""
        return self.filter(user=user.pk) if user.pk else self.none()


class Claim(models.Model):
    """One row = one account says "this record is me". Private, whatever becomes of it.

    Its state changes in ``profiles.claims.transitions.move`` and nowhere else.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "waiting for a moderator"
        NEEDS_EVIDENCE = "needs_evidence", "waiting for evidence from you"
        APPROVED = "approved", "approved"
        REJECTED = "rejected", "declined"
        CONTESTED = "contested", "contested"
        REVOKED = "revoked", "revoked"
        WITHDRAWN = "withdrawn", "withdrawn"
        EXPIRED = "expired", "expired"
        RELEASED = "released", "given back"

    OPEN = (State.SUBMITTED, State.NEEDS_EVIDENCE)
    HOLDING = (State.APPROVED, State.CONTESTED)

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="claims", help_text="none once it is deleted"
    )
    author = models.ForeignKey("publications.Author", models.PROTECT, related_name="claims")
    name = models.CharField(max_length=200, blank=True, help_text="the claimant's, as it stands on the works")
    statement = models.CharField(max_length=MOST_LETTERS, blank=True)
    answers = models.JSONField(
        default=list, blank=True, help_text="works that were asked about: work, on_record, mine for each"
    )
    state = models.CharField(max_length=14, choices=State.choices, default=State.SUBMITTED, db_default=State.SUBMITTED)
    level = models.PositiveSmallIntegerField(null=True, blank=True, help_text="the most its approval allows: 2 to 4")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now(), help_text="of the state")
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="when a moderator should have decided, or evidence should have come"
    )
    appealed_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author"], condition=Q(state__in=["approved", "contested"]), name="record_is_held_by_one_claim"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["approved", "contested"]), name="account_holds_by_one_claim"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["submitted", "needs_evidence"]),
                name="account_has_one_open_claim",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "submitted",
                        "needs_evidence",
                        "approved",
                        "rejected",
                        "contested",
                        "revoked",
                        "withdrawn",
                        "expired",
                        "released",
                    ]
                ),
                name="claim_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "contested"]) | Q(user__isnull=False, level__isnull=False),
                name="who_holds_is_an_account_at_a_level",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "needs_evidence"]) | Q(user__isnull=False, due_at__isnull=False),
                name="open_claim_has_an_account_and_a_date",
            ),
            models.CheckConstraint(condition=Q(level=None) | Q(level__range=(2, 4)), name="claim_level_is_2_to_4"),
        ]
        indexes = [
            # Who else claims, or claimed, this record? How often did this account claim lately?
            models.Index(fields=["author", "state"], name="claim_of_record"),
            models.Index(fields=["user", "created_at"], name="claim_of_account"),
            # The queue, and what expires.
            models.Index(
                fields=["due_at"], condition=Q(state__in=["submitted", "needs_evidence"]), name="claim_is_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} claims {self.author_id} ({self.state})"

    def get_absolute_url(self) -> str:
        """The claimant's page."""
        return reverse("claim_status", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_holding(self) -> bool:
        return self.state in self.HOLDING


class ClaimEventQuerySet(models.QuerySet):
    def opinions(self) -> ClaimEventQuerySet:
        """Of one claim: first opinions of moderators since its state last changed."""
        last = self.filter(kind=ClaimEvent.Kind.MOVED).aggregate(last=Coalesce(Max("pk"), 0))["last"]
        return self.filter(kind=ClaimEvent.Kind.OPINION, pk__gt=last)


class ClaimEvent(models.Model):
    """One row = one thing that happened to a claim. Never changed, never deleted (a trigger says so), but that the
    account is taken out when it is deleted."""

    class Kind(models.TextChoices):
        MOVED = "moved", "state changed"
        OPINION = "opinion", "first of two opinions"
        EVIDENCE = "evidence", "evidence came, or was checked"
        LEVEL = "level", "level changed"
        SUSPENDED = "suspended", "suspended"
        READ = "read", "evidence looked at"

    class Role(models.TextChoices):
        CLAIMANT = "claimant", "you"
        MODERATOR = "moderator", "a moderator"
        OPERATOR = "operator", "an operator of this site"
        SYSTEM = "system", "an automatic check"

    # What its claimant reads; opinions stay unseen until two agree, and reading is for the audit.
    TOLD = (Kind.MOVED, Kind.EVIDENCE, Kind.LEVEL, Kind.SUSPENDED)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    before = models.CharField(max_length=14, choices=Claim.State.choices, blank=True, help_text="state; empty at first")
    after = models.CharField(max_length=14, choices=Claim.State.choices, help_text="state, or the one proposed")
    role = models.CharField(max_length=9, choices=Role.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="the claimant reads it")
    facts = models.JSONField(default=dict, blank=True, help_text="level, evidence, what an opinion rests on")
    created_at = models.DateTimeField(db_default=Now())

    objects = ClaimEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["moderator", "operator"]) | ~Q(reason="") | Q(kind="read"),
                name="who_decides_gives_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["moved", "opinion", "evidence", "level", "suspended", "read"]),
                name="claim_event_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["claimant", "moderator", "operator", "system"]),
                name="claim_event_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} -> {self.after}"
