"""On what conditions a claim may move: each guard lets a move pass or refuses it with a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from profiles import orcid
from profiles.claims import levels, naming, proofs, standing, timing
from profiles.models import Claim, ClaimEvent, Profile, RecordFlag, User
from publications.models import Author

State, Role = Claim.State, ClaimEvent.Role


class MoveRefused(ValueError):
    """The claim cannot change like that; the message is a sentence for people."""


class ConflictOfInterest(MoveRefused):
    """This moderator may not decide about the claim, others may."""


@dataclass(frozen=True)
class Move:
    """What is asked for, on a claim that is locked. ``level`` is the most an approval is meant to allow."""

    claim: Claim
    to: str
    role: str
    by: User | None
    reason: str
    level: int | None

    @cached_property
    def record(self) -> Author:
        return self.claim.author.survivor()

    @cached_property
    def carried(self) -> int:
        return levels.carried(proofs.of(self.claim))

    @property
    def allowed(self) -> int:
        """Without a wish: what more evidence may raise by itself, which is L3, and L4 where a moderator saw it. Of two
        opinions the lower."""
        highest = max(levels.MATCHED, self.carried) if self.role == Role.MODERATOR else levels.MATCHED
        agreed = [opinion.facts["level"] for opinion in self.opinions]
        return min(self.level or highest, highest, *agreed)

    @cached_property
    def is_high_profile(self) -> bool:
        return standing.is_high_profile(self.record)

    @cached_property
    def opinions(self) -> list[ClaimEvent]:
        """First opinions since the state last changed, of others who ask for the same; a second carries it out.

        Raises MoveRefused when this moderator gave one already.
        """
        given = self.claim.events.opinions()
        if self.role == Role.MODERATOR and any(opinion.actor_id == self.by.pk for opinion in given):
            raise MoveRefused("You have given your opinion. Another moderator decides now, without seeing it.")
        return [opinion for opinion in given if opinion.after == self.to and opinion.actor_id]


def is_high(move: Move) -> bool:
    return move.is_high_profile


def reason_is_given(move: Move) -> None:
    if move.role != Role.CLAIMANT and not move.reason:
        raise MoveRefused("Say why: the claimant reads it.")


def no_conflict_of_interest(move: Move) -> None:
    if move.role == Role.MODERATOR and (why := standing.conflict_of(move.by, move.claim)):
        raise ConflictOfInterest(why)


def appeal_is_for_others(move: Move) -> None:
    """Who decided before an appeal takes no part after it."""
    if move.role != Role.MODERATOR or not move.claim.appealed_at:
        return
    before = move.claim.events.filter(created_at__lt=move.claim.appealed_at, actor=move.by, role=Role.MODERATOR)
    if before.exclude(kind=ClaimEvent.Kind.READ).exists():
        raise ConflictOfInterest("You took part in the first decision. An appeal is decided by others.")


def account_is_confirmed(move: Move) -> None:
    user = move.claim.user
    if not (user.is_active and user.emailaddress_set.filter(verified=True).exists()):
        raise MoveRefused(f"The account {user.email} has no confirmed e-mail address.")


def record_can_be_held(move: Move) -> None:
    record = move.record
    if record.kind == Author.Kind.GROUP:
        raise MoveRefused(f"{record} is a group, and a group has no account.")
    if record.hidden_at:
        raise MoveRefused("This record is hidden at the person’s request.")
    if RecordFlag.Kind.MEMORIAL in standing.flags(record):
        raise MoveRefused("The person this record describes has died, so nobody can hold it.")
    if standing.is_unresolved(record) and move.role != Role.OPERATOR:
        raise MoveRefused("There are signs that several people stand in this record. Split it first.")


def nobody_else_holds(move: Move) -> None:
    if Profile.objects.of(move.record.pk).exists():
        raise MoveRefused(f"The record of {move.record} is held already. Contest that first.")
    held = Profile.objects.select_related("author").filter(user=move.claim.user).first()
    if held:
        raise MoveRefused(f"The account holds the record of {held.author} already.")


def name_is_compatible(move: Move) -> None:
    if move.role != Role.OPERATOR and not naming.fits(move.claim.name, move.record):
        raise MoveRefused(f"The name “{move.claim.name}” is on none of the works. Ask for evidence, or merge first.")


def no_other_id(move: Move) -> None:
    """Publishers name another ORCID iD than the one this account has proven: two people, or two records."""
    proven = orcid.of(move.claim.user)
    if proven and move.record.orcid and proven != move.record.orcid:
        raise MoveRefused(f"The record carries {move.record.orcid}, the account {proven}. Split or merge first.")


def evidence_is_enough(move: Move) -> None:
    least = levels.LEAST_OF_HIGH_PROFILE if move.is_high_profile else levels.LEAST
    if min(move.carried, move.allowed) < least:
        raise MoveRefused(f"This record is held at L{least} or above only: a strong proof is missing.")


def a_machine_is_certain(move: Move) -> None:
    """Without a moderator: an ORCID iD that others put on this very record, and nobody else who asks for it."""
    if move.role != Role.SYSTEM:
        return
    if not proofs.of(move.claim, kind="orcid", on_record=True):
        raise MoveRefused("Only an ORCID iD that stands on the record is enough without a moderator.")
    others = Claim.objects.open().filter(author=move.record).exclude(pk=move.claim.pk)
    if others.exists() or move.is_high_profile or move.claim.appealed_at:
        raise MoveRefused("A moderator has to look at this claim.")


def time_is_up(move: Move) -> None:
    if move.claim.due_at > timezone.now():
        raise MoveRefused("There is still time to bring the evidence.")


def appeal_is_in_time(move: Move) -> None:
    if move.claim.appealed_at:
        raise MoveRefused("A decision can be appealed against once.")
    if move.claim.changed_at < timezone.now() - timedelta(days=timing.APPEAL_DAYS):
        raise MoveRefused(f"An appeal has to come within {timing.APPEAL_DAYS} days.")
    if not move.reason:
        raise MoveRefused("Say what the moderators should look at again.")


def no_other_open_claim(move: Move) -> None:
    if Claim.objects.open().filter(user=move.claim.user).exclude(pk=move.claim.pk).exists():
        raise MoveRefused("You have another open claim. Withdraw it first.")
