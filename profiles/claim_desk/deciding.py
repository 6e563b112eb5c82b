"""A moderator decides: the effects first, then the decision, unless the case has changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from profiles import scoring, trust
from profiles.claim_desk import acts, looking, reasons
from profiles.claim_desk.acts import Act
from profiles.claims import levels, proofs, standing, suspending, transitions
from profiles.claims.guards import ConflictOfInterest, Move, MoveRefused
from profiles.models import Claim, ClaimEvent, Evidence, Profile, User
from profiles.moderation import AlreadyDecided
from publications.models import Author

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Effects:
    """What a decision would do, or why it cannot be taken. Levels are before and after, scores too."""

    sentences: tuple[str, ...] = ()
    levels: tuple[trust.Level, trust.Level] | None = None
    scores: tuple[int, int] | None = None
    takes_two: bool = False
    refusal: str = ""


def of_record(record: Author) -> Q:
    """Claims on this record, or on one that was merged into it."""
    return Q(author=record) | Q(author__merged_into=record)


def digest(record: Author) -> str:
    """Names what a moderator is shown of a case. Opinions are no part of it: nobody is shown them."""
    claims = Claim.objects.filter(of_record(record)).order_by("pk")
    seen = [
        list(claims.values_list("pk", "state", "changed_at", "profile__level", "profile__suspended_until")),
        list(Evidence.objects.filter(claim__in=claims).order_by("pk").values_list("pk", "state", "strength")),
        Author.objects.values_list("works_changed_at", "merged_into").get(pk=record.pk),
    ]
    return blake2b(repr(seen).encode(), digest_size=16).hexdigest()


def foresee(claim: Claim, act: Act, *, by: User, level: int | None = None) -> Effects:
    """What would follow if this moderator decided so now."""
    step = Move(claim, act.to or claim.state, ClaimEvent.Role.MODERATOR, by, "?", level)
    try:
        takes_two = transitions.check(step).takes_two(step) if act.to else _check_suspending(step)
    except MoveRefused as refusal:
        return Effects(refusal=str(refusal))
    after = None
    if act.has_level:
        after = min(step.level or 4, step.carried)
    elif act.name == "revoke":
        after = 1
    if after is None:
        return Effects(act.effects, takes_two=takes_two)
    now = scoring.current(step.record)
    then = trust.score(trust.Facts(**(now.facts | {"level": after}))).total
    opened = (f"Opens: {trust.LEVELS[after].opens}.",) if act.has_level else ()
    return Effects(
        (*opened, *act.effects), (trust.LEVELS[now.level], trust.LEVELS[after]), (now.score, then), takes_two
    )


def _check_suspending(step: Move) -> bool:
    for guard in suspending.GUARDS:
        guard(step)
    return False


def level_choices(claim: Claim) -> list[int]:
    """The levels an approval may allow: up to what the evidence carries, and L3 in any case, which more of it may
    reach by itself."""
    return list(range(levels.LEAST, max(levels.MATCHED, levels.carried(proofs.of(claim))) + 1))


def decide(
    claim: Claim, act: Act, *, by: User, reason: str, shown: str, level: int | None = None, template: str = ""
) -> ClaimEvent:
    """Take the decision a moderator was shown the effects of; ``shown`` is the digest of that time. The event says
    whether it was carried out or waits for a second moderator.

    Raises AlreadyDecided when the case is not what was shown, ConflictOfInterest, or MoveRefused.
    """
    facts = {"template": f"{template}/{reasons.VERSION}"} if template in reasons.REASONS else {}
    record = claim.author.survivor()
    try:
        with transaction.atomic():
            transitions.lock(claim)
            if digest(record) != shown:
                raise AlreadyDecided(_what_happened(claim, act))
            event = _act(claim, act, by=by, reason=reason, level=level, facts=facts)
    except ConflictOfInterest as conflict:
        log.warning("conflict_of_interest", claim=claim.pk, moderator=by.pk, act=act.name, why=str(conflict))
        raise
    looking.end(record, by)
    return event


def _act(claim: Claim, act: Act, *, by: User, reason: str, level: int | None, facts: dict) -> ClaimEvent:
    if act.name == "suspend":
        return suspending.suspend(claim, by=by, reason=reason, facts=facts)
    if act.name == "lift":
        return suspending.lift(claim, by=by, reason=reason, facts=facts)
    role = ClaimEvent.Role.MODERATOR
    return transitions.move(
        claim, act.to, role=role, by=by, reason=reason, level=level if act.has_level else None, facts=facts
    )


def _what_happened(claim: Claim, act: Act) -> str:
    now = Claim.objects.get(pk=claim.pk)
    profile = Profile.objects.filter(claim=now).first()
    if act in acts.open_to(now, profile):
        return "Something about this case changed since the page was shown. Look at it again, please."
    last = now.events.exclude(kind__in=[ClaimEvent.Kind.READ, ClaimEvent.Kind.OPINION]).latest("pk").created_at
    when = f"{last:%H:%M}" if last.date() == timezone.now().date() else f"{last:%H:%M on %-d %B %Y}"
    return f"Already decided at {when}."


def conflict(moderator: User, claims: Iterable[Claim]) -> str:
    """Why this moderator may not even look at the case, in a sentence; empty when they may."""
    found = (standing.conflict_of(moderator, claim) for claim in claims)
    return next(filter(None, found), "")
