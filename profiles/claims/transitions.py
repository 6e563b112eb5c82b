"""The one way a claim's state changes: a table of what may follow what, by whom and on what condition.

``move`` takes the lock of the record and of the claim, asks the table, writes state, event and effects in one
transaction. What takes two moderators happens when the second, who does not see the first opinion, agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from profiles.claims import chain, effects, guards, telling, timing
from profiles.claims.guards import Move, MoveRefused
from profiles.claims.turns import BUSY, in_turn
from profiles.models import Claim, ClaimEvent, User
from publications.models import Author

__all__ = ["RULES", "MoveRefused", "Rule", "move", "possible"]

State, Role, Kind = Claim.State, ClaimEvent.Role, ClaimEvent.Kind
_DECIDED = (guards.appeal_is_for_others, guards.no_conflict_of_interest)
_APPROVAL = (
    guards.account_is_confirmed,
    guards.record_can_be_held,
    guards.nobody_else_holds,
    guards.name_is_compatible,
    guards.no_other_id,
    guards.evidence_is_enough,
)


class Rule(NamedTuple):
    """``roles`` may do it when every guard lets them; ``takes_two`` asks for a second moderator."""

    roles: frozenset[str]
    guards: tuple[Callable[[Move], None], ...] = ()
    takes_two: Callable[[Move], bool] = lambda move: False


def _rule(
    *roles: str, guards: tuple[Callable[[Move], None], ...] = (), takes_two: Callable[[Move], bool] | None = None
) -> Rule:
    return Rule(frozenset(roles), guards, takes_two or Rule._field_defaults["takes_two"])


_APPROVE = _rule(
    Role.MODERATOR,
    Role.OPERATOR,
    Role.SYSTEM,
    guards=(*_DECIDED, *_APPROVAL, guards.a_machine_is_certain),
    takes_two=guards.is_high,
)
# Both ways, or an opinion that waits would tell which it is.
_REJECT = _rule(Role.MODERATOR, guards=_DECIDED, takes_two=guards.is_high)
_WITHDRAW = _rule(Role.CLAIMANT, Role.SYSTEM)
_RELEASE = _rule(Role.CLAIMANT, Role.OPERATOR, Role.SYSTEM)
_TWO = {"guards": _DECIDED, "takes_two": lambda move: True}
_APPEAL = _rule(Role.CLAIMANT, guards=(guards.appeal_is_in_time, guards.no_other_open_claim))

RULES: dict[tuple[str, str], Rule] = {
    (State.SUBMITTED, State.NEEDS_EVIDENCE): _rule(Role.MODERATOR, Role.SYSTEM, guards=_DECIDED),
    (State.NEEDS_EVIDENCE, State.SUBMITTED): _rule(Role.CLAIMANT, Role.MODERATOR, Role.SYSTEM),
    (State.SUBMITTED, State.APPROVED): _APPROVE,
    (State.NEEDS_EVIDENCE, State.APPROVED): _APPROVE,
    (State.SUBMITTED, State.REJECTED): _REJECT,
    (State.NEEDS_EVIDENCE, State.REJECTED): _REJECT,
    (State.SUBMITTED, State.WITHDRAWN): _WITHDRAW,
    (State.NEEDS_EVIDENCE, State.WITHDRAWN): _WITHDRAW,
    (State.NEEDS_EVIDENCE, State.EXPIRED): _rule(Role.SYSTEM, guards=(guards.time_is_up,)),
    # More evidence came: a moderator looks at it and lets the level rise as far as it carries.
    (State.APPROVED, State.APPROVED): _rule(Role.MODERATOR, guards=_DECIDED, takes_two=guards.is_high),
    (State.APPROVED, State.CONTESTED): _rule(Role.MODERATOR, Role.SYSTEM, guards=_DECIDED),
    (State.CONTESTED, State.APPROVED): _rule(Role.MODERATOR, **_TWO),
    (State.CONTESTED, State.REVOKED): _rule(Role.MODERATOR, **_TWO),
    (State.APPROVED, State.RELEASED): _RELEASE,
    (State.CONTESTED, State.RELEASED): _RELEASE,
    (State.REJECTED, State.SUBMITTED): _APPEAL,
    (State.REVOKED, State.SUBMITTED): _APPEAL,
}


def possible(claim: Claim, role: str) -> list[str]:
    """The states this role may ask for now, guards aside."""
    return [to for (origin, to), rule in RULES.items() if origin == claim.state and role in rule.roles]


def move(
    claim: Claim,
    to: str,
    *,
    role: str,
    by: User | None = None,
    reason: str = "",
    level: int | None = None,
    facts: dict | None = None,
) -> ClaimEvent:
    """Change the state, or keep the first of two opinions; the event says which. Raises MoveRefused with a sentence,
    also when the claim is no longer in the state that ``claim`` was read in.

    ``level`` is the most an approval allows; without it, as much as the evidence carries, L4 by moderators only.
    ``facts`` stay with the event: the version of the reason's template, what the decision rested on.
    """
    with in_turn(MoveRefused(BUSY)):
        locked = lock(claim)
        if locked.state != claim.state:
            raise MoveRefused(f"It was decided meanwhile: the claim is {locked.get_state_display()}.")
        step = Move(locked, State(to), Role(role), by, reason.strip(), level)
        rule = check(step)
        facts = (facts or {}) | ({"level": step.allowed} if to == State.APPROVED else {})
        first = step.role == Role.MODERATOR and rule.takes_two(step) and not step.opinions
        event = _write(step, Kind.OPINION if first else Kind.MOVED, facts)
        if not first:
            _carry_out(step)
            telling.tell(event)
        chain.add(event)
    claim.refresh_from_db()
    return event


def check(step: Move) -> Rule:
    """The rule that lets this happen. Raises MoveRefused."""
    rule = RULES.get((step.claim.state, step.to))
    if rule is None or (step.role not in rule.roles):
        state, wanted = step.claim.get_state_display(), State(step.to).label
        raise MoveRefused(f"A claim that is {state} cannot become {wanted} that way.")
    guards.reason_is_given(step)
    for guard in rule.guards:
        guard(step)
    return rule


def lock(claim: Claim) -> Claim:
    """The claim as it is now, for this transaction's use alone. All claims of one record wait for each other."""
    record = Author.objects.select_related("merged_into").get(claims=claim.pk).survivor()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('claims of ' || %s, 0))", [record.public_id])
    found = Claim.objects.select_for_update(of=("self",)).select_related("author__merged_into", "user")
    return found.get(pk=claim.pk)


def _write(step: Move, kind: str, facts: dict) -> ClaimEvent:
    return ClaimEvent.objects.create(
        claim=step.claim,
        kind=kind,
        before=step.claim.state,
        after=step.to,
        role=step.role,
        actor=step.by,
        reason=step.reason,
        facts=facts,
    )


def _carry_out(step: Move) -> None:
    claim, before, now = step.claim, step.claim.state, timezone.now()
    claim.state, claim.changed_at, claim.due_at = step.to, now, None
    if step.to == State.SUBMITTED:
        claim.due_at = timing.after_working_days(now)
        if before in (State.REJECTED, State.REVOKED):
            claim.appealed_at = now
    elif step.to == State.NEEDS_EVIDENCE:
        claim.due_at = timing.evidence_until(now)
    elif step.to == State.CONTESTED:
        claim.due_at = timing.after_working_days(now)
    elif step.to == State.APPROVED:
        claim.level = step.allowed
        claim.author = claim.author.survivor() if before not in Claim.HOLDING else claim.author
    claim.save()
    effects.after(claim, before)
