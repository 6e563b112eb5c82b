"""What comes of evidence: checks that are due, findings written down, levels and claims that follow.

A check asks outside without a transaction open; its row is taken for five minutes before, so two workers do not ask
at once, and a worker that is killed leaves the row due again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from profiles.claims import keeping, transitions
from profiles.claims.guards import MoveRefused
from profiles.models import Claim, ClaimEvent, Evidence, User

State, Strength, Kind, Role = Evidence.State, Evidence.Strength, Evidence.Kind, ClaimEvent.Role
_TAKEN = timedelta(minutes=5)
_MOST_TRIES = 8  # over two days and a half: whoever is asked may be away
_A_RUN = 20


class Finding(NamedTuple):
    """``note`` is a sentence for the claimant; it is checked again ``again`` from now and ends ``lasts`` from now."""

    state: str
    note: str
    strength: str = ""
    facts: dict | None = None
    again: timedelta | None = None
    lasts: timedelta | None = None


class NoAnswer(RuntimeError):
    """Whoever was asked is away; the check is tried again later."""


def check_due(checks: dict[str, Callable[[Evidence], Finding]]) -> int:
    """Check what is due, each kind by its function; how many were looked at."""
    done = 0
    for pk, due_at in list(Evidence.objects.due().values_list("pk", "due_at")[:_A_RUN]):
        taken = Evidence.objects.filter(pk=pk, due_at=due_at)
        if not taken.update(due_at=timezone.now() + _TAKEN, tries=F("tries") + 1):
            continue
        evidence = Evidence.objects.select_related("claim__author__merged_into", "claim__user").get(pk=pk)
        done += 1
        try:
            settle(evidence, checks[evidence.kind](evidence))
        except NoAnswer as problem:
            _later(evidence, problem)
    return done


def settle(evidence: Evidence, finding: Finding, *, by: User | None = None) -> None:
    """Write down what was found, with an event where it is news; level and claim follow. ``by``: a moderator's word."""
    with transaction.atomic():
        claim = transitions.lock(evidence.claim)
        row = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if row.state == State.VOID and not by:
            return
        news = (row.state, row.strength) != (finding.state, finding.strength)
        now = timezone.now()
        row.state, row.strength, row.note = finding.state, finding.strength, finding.note
        row.facts |= finding.facts or {}
        row.checked_at, row.tries = now, 0
        row.due_at = now + finding.again if finding.again else None
        row.expires_at = now + finding.lasts if finding.lasts else None
        row.save()
        if news:
            note(claim, row, Role.MODERATOR if by else Role.SYSTEM, by)
        keeping.keep_level(claim)
    _go_on(claim, row)


def note(claim: Claim, evidence: Evidence, role: str, by: User | None = None) -> None:
    """An event about evidence, for the claimant and the moderators."""
    ClaimEvent.objects.create(
        claim=claim,
        kind=ClaimEvent.Kind.EVIDENCE,
        before=claim.state,
        after=claim.state,
        role=role,
        actor=by,
        reason=f"{evidence.get_kind_display()[:1].upper()}{evidence.get_kind_display()[1:]}: {evidence.note}",
        facts={"evidence": evidence.pk, "state": evidence.state, "strength": evidence.strength},
    )


def end_due() -> None:
    """What was asked for and did not come, and evidence whose time is over."""
    late = Claim.objects.filter(state=Claim.State.NEEDS_EVIDENCE, due_at__lte=Now())
    for claim in late:
        with suppress(MoveRefused):
            why = "The time to bring evidence is over."
            transitions.move(claim, Claim.State.EXPIRED, role=Role.SYSTEM, reason=why)
    for evidence in Evidence.objects.holding().filter(expires_at__lte=Now()).select_related("claim"):
        settle(evidence, Finding(State.EXPIRED, "Its time is over. You can bring it again."))


def void(evidence: Evidence, why: str) -> None:
    """It counts no more, whatever a check would say; a link that rested on it is contested."""
    settle(evidence, Finding(State.VOID, why))
    claim = evidence.claim
    claim.refresh_from_db()
    if claim.state == Claim.State.APPROVED:
        transitions.move(claim, Claim.State.CONTESTED, role=Role.SYSTEM, reason=why)


def _go_on(claim: Claim, evidence: Evidence) -> None:
    """Evidence that tells brings a claim back to the moderators, or decides it where no moderator is needed."""
    if evidence.state != State.HOLDS or evidence.strength == Strength.WEAK:
        return
    with suppress(MoveRefused):
        if claim.state == Claim.State.NEEDS_EVIDENCE:
            why = "What you brought was confirmed."
            transitions.move(claim, Claim.State.SUBMITTED, role=Role.SYSTEM, reason=why)
        if claim.state == Claim.State.SUBMITTED and evidence.facts.get("on_record"):
            why = "Your ORCID iD stands on this record, and nobody else claims it."
            transitions.move(claim, Claim.State.APPROVED, role=Role.SYSTEM, reason=why)


def _later(evidence: Evidence, problem: NoAnswer) -> None:
    if evidence.tries >= _MOST_TRIES:
        settle(evidence, Finding(State.FAILS, f"{problem} We tried {evidence.tries} times."))
        return
    pause = timedelta(minutes=5 * 3 ** (evidence.tries - 1))
    Evidence.objects.filter(pk=evidence.pk).update(due_at=timezone.now() + min(pause, timedelta(hours=12)))
