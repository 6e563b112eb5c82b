from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class EvidenceQuerySet(models.QuerySet):
    def due(self) -> EvidenceQuerySet:
        """To be checked by a worker, the longest due first."""
        return self.filter(due_at__lte=Now()).order_by("due_at", "pk")

    def holding(self) -> EvidenceQuerySet:
        return self.filter(state=Evidence.State.HOLDS)


class Evidence(models.Model):
    """One row = one proof a claimant brings, and what came of checking it. Seen by the claimant and moderators only."""

    class Kind(models.TextChoices):
        ORCID = "orcid", "ORCID iD"
        PRINTED_ADDRESS = "printed_address", "address printed on a work"
        INSTITUTIONAL_EMAIL = "institutional_email", "e-mail address of an institution"
        HOME_PAGE = "home_page", "home page"
        VOUCH = "vouch", "word of a co-author"
        DOCUMENTS = "documents", "documents"
        STATEMENT = "statement", "statement"

    class State(models.TextChoices):
        WAITING = "waiting", "not checked yet"
        HOLDS = "holds", "holds"
        FAILS = "fails", "could not be confirmed"
        EXPIRED = "expired", "expired"
        VOID = "void", "no longer counts"

    class Strength(models.TextChoices):
        WEAK = "weak", "a hint"
        ANCHOR = "anchor", "an anchor"
        STRONG = "strong", "a strong proof"

    claim = models.ForeignKey("Claim", models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=19, choices=Kind.choices)
    subject = models.CharField(max_length=500, blank=True, help_text="the iD, mail address or web address")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING, db_default=State.WAITING)
    strength = models.CharField(max_length=6, choices=Strength.choices, blank=True, help_text="while it holds")
    voucher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="vouches", help_text="of a vouch"
    )
    facts = models.JSONField(default=dict, blank=True, help_text="what the check saw, for people to read")
    note = models.TextField(blank=True, help_text="what came of it, in a sentence")
    due_at = models.DateTimeField(null=True, blank=True, help_text="when a worker checks it (again)")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="checks that came to no answer")
    checked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "subject"], name="evidence_is_brought_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "orcid",
                        "printed_address",
                        "institutional_email",
                        "home_page",
                        "vouch",
                        "documents",
                        "statement",
                    ]
                ),
                name="evidence_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "holds", "fails", "expired", "void"]), name="evidence_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="holds", strength__in=["weak", "anchor", "strong"], checked_at__isnull=False)
                | ~Q(state="holds"),
                name="evidence_that_holds_has_a_strength_and_a_time",
            ),
        ]
        indexes = [
            # What a worker has to check.
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="evidence_is_due"),
            # The same iD, address or page used for another claim.
            models.Index(fields=["subject"], condition=~Q(subject=""), name="evidence_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.state}"

    @property
    def shown(self) -> str:
        """What its claimant sees of the subject: an address that we found is not told."""
        if self.kind == self.Kind.VOUCH:
            return self.facts.get("coauthor", "")
        return masked(self.subject) if self.kind == self.Kind.PRINTED_ADDRESS else self.subject

    @property
    def awaits_code(self) -> bool:
        mailed = self.kind in (self.Kind.PRINTED_ADDRESS, self.Kind.INSTITUTIONAL_EMAIL)
        return mailed and self.state == self.State.WAITING and "confirmed" not in self.facts


def masked(address: str) -> str:
    """Enough of a mail address for its owner to know it.

    >>> masked("tom.goldstein@cs.umd.edu"), masked("t@x.org")
    ('t…@c…d.edu', 't…@x….org')
    """
    local, _, domain = address.partition("@")
    host, _, ending = domain.rpartition(".")
    return f"{local[:1]}…@{host[:1]}…{host[-1:] if len(host) > 3 else ''}.{ending}"


class EvidenceCode(models.Model):
    """One row = one code that was mailed to the address of a piece of evidence. Only its digest is kept."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="codes")
    address = models.EmailField()
    digest = models.CharField(max_length=64, help_text="of code, account, claim and address together")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_is_tried_at_most_five_times"),
        ]
        indexes = [
            # How often was this address written to?
            models.Index(fields=["address", "created_at"], name="evidence_code_address"),
        ]

    def __str__(self) -> str:
        return f"code for {self.evidence_id}"


class ClosedAddress(models.Model):
    """One row = one mail address whose owner wants no codes from us. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.digest[:8]
