"""How a claim begins: who may claim which record, and how often."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from profiles.claims import chain, naming, sampling, standing, timing
from profiles.claims.transitions import move
from profiles.claims.turns import BUSY, in_turn
from profiles.models import Claim, ClaimEvent, Evidence, Profile, RecordFlag, User
from publications.models import Author

MOST_IN_A_MONTH = 3
MOST_REJECTED = 5
LEAST_LETTERS = 20
_MONTH = timedelta(days=30)


class FilingRefused(ValueError):
    """The claim is not taken. ``code`` names why for machines, ``status`` is of HTTP; the message is a sentence for
    people, and ``claim`` the one that stands in the way, if any."""

    def __init__(self, code: str, status: int, sentence: str, claim: Claim | None = None) -> None:
        super().__init__(sentence)
        self.code, self.status, self.claim = code, status, claim


def check(author: Author, user: User) -> None:
    """May this account claim this record now? Raises FilingRefused."""
    _check_record(author)
    if not user.emailaddress_set.filter(verified=True).exists():
        raise FilingRefused("email_unconfirmed", 403, "Confirm your e-mail address first.")
    _check_own_record(author, user)
    _check_own_claims(author, user)


def file(author: Author, user: User, *, name: str, statement: str, answers: list[dict] | None = None) -> Claim:
    """A new claim; without a name that fits the record it waits for evidence. Raises FilingRefused.

    ``answers`` say of each work that was asked about: ``work`` (public id), ``on_record``, ``mine``.
    """
    author = author.survivor()
    if len(statement) < LEAST_LETTERS:
        raise FilingRefused("statement_short", 400, f"Say how we can check that this is you ({LEAST_LETTERS} to 2000).")
    if not sampling.said_mine(answers or []):
        raise FilingRefused("mostly_others", 409, "You said that most of the works on this record are not yours.")
    with in_turn(FilingRefused("busy", 503, BUSY)):
        # Requests of one person at the same time are looked at one after the other.
        user = User.objects.select_for_update().get(pk=user.pk)
        check(author, user)
        claim = begin(author, user, ClaimEvent.Role.CLAIMANT, name=name, statement=statement, answers=answers or [])
        said = {"state": Evidence.State.HOLDS, "strength": Evidence.Strength.WEAK, "checked_at": Now()}
        claim.evidence.create(kind=Evidence.Kind.STATEMENT, note="Moderators read it.", **said)
        if not naming.fits(name, author):
            move(claim, Claim.State.NEEDS_EVIDENCE, role=ClaimEvent.Role.SYSTEM, reason=_other_name(name))
        chain.add(claim.events.earliest("pk"))
    return claim


def begin(author: Author, user: User, role: str, *, reason: str = "", **said: object) -> Claim:
    """The row of a new claim, with its first event."""
    due = timing.after_working_days(timezone.now())
    claim = Claim.objects.create(author=author, user=user, due_at=due, **said)
    by = user if role == ClaimEvent.Role.CLAIMANT else None
    ClaimEvent.objects.create(
        claim=claim, kind=ClaimEvent.Kind.MOVED, after=claim.state, role=role, actor=by, reason=reason
    )
    return claim


def _other_name(name: str) -> str:
    return (
        f"None of the works is signed with a name like “{name}”. If you published under another name, bring something "
        "that shows it, such as your ORCID iD or a page of your institution."
    )


def _check_record(author: Author) -> None:
    if author.kind == Author.Kind.GROUP:
        raise FilingRefused("not_a_person", 409, "This record is of a group. A person cannot claim it.")
    if author.hidden_at:
        raise FilingRefused("hidden", 410, "This record is hidden at the person’s request.")
    if RecordFlag.Kind.MEMORIAL in standing.flags(author):
        raise FilingRefused("memorial", 409, "The person this record describes has died. It cannot be claimed.")


def _check_own_record(author: Author, user: User) -> None:
    held = Profile.objects.select_related("author__merged_into").filter(user=user).first()
    if held is None:
        return
    if held.author.survivor() == author:
        raise FilingRefused("held", 409, "You hold this record already.", held.claim)
    raise FilingRefused(
        "holds_another", 409, f"You hold the record of {held.author}. If this is you, too, propose to join the two."
    )


def _check_own_claims(author: Author, user: User) -> None:
    mine = Claim.objects.filter(user=user)
    waiting = mine.open().select_related("author").first()
    if waiting:
        which = "this record" if waiting.author == author else f"the record of {waiting.author}"
        raise FilingRefused("claim_open", 409, f"Your claim of {which} is still open.", waiting)
    if mine.filter(state=Claim.State.REJECTED).count() >= MOST_REJECTED:
        raise FilingRefused("blocked", 403, f"{MOST_REJECTED} claims of yours were declined, so we take no more here.")
    if mine.filter(created_at__gt=Now() - _MONTH).count() >= MOST_IN_A_MONTH:
        raise FilingRefused("too_many", 429, f"We take {MOST_IN_A_MONTH} claims from one person in 30 days.")
