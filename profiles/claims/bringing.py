"""A claimant brings a proof: the ways there are, what each carries, and how each begins."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Now

from profiles import orcid
from profiles.claims import addresses, checking, codes, fetching, home_pages, orcid_check, vouching
from profiles.claims.codes import CodeRefused
from profiles.claims.transitions import lock
from profiles.models import Claim, ClaimEvent, Evidence
from publications import workers

Kind, State = Evidence.Kind, Evidence.State
MOST_OF_A_KIND = 5
CHECKS = {Kind.ORCID: orcid_check.check, Kind.HOME_PAGE: home_pages.check}


class Way(NamedTuple):
    """One kind of proof, as it is offered."""

    kind: str
    title: str
    carries: str


WAYS = (
    Way(Kind.ORCID, "Your ORCID iD", "Enough for L3 when it stands on the record, or when others put its works there."),
    Way(Kind.PRINTED_ADDRESS, "A code to an address printed on a work", "Enough for L3."),
    Way(
        Kind.INSTITUTIONAL_EMAIL,
        "A code to your address at an institution",
        "Helps when it is one where you wrote works in the last five years; never more than L2 by itself.",
    ),
    Way(
        Kind.HOME_PAGE,
        "Your home page",
        "A hint; enough for L3 when it is your page at an institution where you wrote works in the last five years.",
    ),
    Way(Kind.VOUCH, "The word of co-authors", "Two at L3 or above, of different institutions, are enough for L3."),
)


class EvidenceRefused(ValueError):
    """It is not taken; the message is a sentence for people."""


def open_ways(claim: Claim) -> list[Way]:
    """What this claimant can bring now."""
    if claim.state not in (*Claim.OPEN, Claim.State.APPROVED):
        return []
    closed = set()
    if not orcid.registered():
        closed.add(Kind.ORCID)
    if not addresses.printed(claim.author.survivor()):
        closed.add(Kind.PRINTED_ADDRESS)
    if not vouching.who_may(claim):
        closed.add(Kind.VOUCH)
    return [way for way in WAYS if way.kind not in closed]


def bring(claim: Claim, kind: str, subject: str = "") -> Evidence:
    """Begin one way: a check by a worker, a code by mail, or a question to a co-author. Raises EvidenceRefused.

    ``subject``: a mail address, a web address, the id of a printed address, or that of a co-author's record.
    """
    if kind not in {way.kind for way in open_ways(claim)}:
        raise EvidenceRefused("This cannot be brought for this claim now.")
    with transaction.atomic():
        return _BEGIN[kind](lock(claim), subject)


def enter_code(evidence: Evidence, text: str) -> None:
    """Raises CodeRefused."""
    codes.enter(evidence, text)
    checking.settle(evidence, addresses.confirmed(evidence))


def not_me(evidence: Evidence) -> None:
    """Whoever reads the mail of the address says that they asked for nothing."""
    codes.close(evidence.subject)
    checking.void(evidence, "Whoever reads the mail of this address says that it was not them.")


def _row(claim: Claim, kind: str, subject: str, **fields: object) -> Evidence:
    """The one row of this proof, waiting (again)."""
    known = claim.evidence.filter(kind=kind, subject=subject).first()
    if known and known.state in (State.HOLDS, State.VOID):
        raise EvidenceRefused(f"You brought this already: it {known.get_state_display()}.")
    if known is None and claim.evidence.filter(kind=kind).count() >= MOST_OF_A_KIND:
        raise EvidenceRefused(f"{MOST_OF_A_KIND} of one kind are as many as we look at.")
    begun = {"state": State.WAITING, "note": "", "tries": 0, "strength": "", **fields}
    row, is_new = claim.evidence.update_or_create(kind=kind, subject=subject, defaults=begun)
    if is_new:
        row.note = "Brought."
        checking.note(claim, row, ClaimEvent.Role.CLAIMANT, claim.user)
        row.note = ""
    row.claim = claim
    return row


def _to_check(claim: Claim, kind: str, subject: str) -> Evidence:
    row = _row(claim, kind, subject, due_at=Now())
    transaction.on_commit(partial(workers.send, "profiles.check_due_evidence"))
    return row


def _orcid(claim: Claim, subject: str) -> Evidence:
    said = orcid.of(claim.user)
    if not said:
        raise EvidenceRefused("Link your ORCID iD to your account first.")
    return _to_check(claim, Kind.ORCID, said)


def _home_page(claim: Claim, subject: str) -> Evidence:
    try:
        fetching.read(subject)
    except fetching.PageRefused as refusal:
        raise EvidenceRefused(str(refusal)) from None
    return _to_check(claim, Kind.HOME_PAGE, subject)


def _mailed(claim: Claim, kind: str, address: str) -> Evidence:
    row = _row(claim, kind, address)
    try:
        codes.send(row)
    except CodeRefused as refusal:
        raise EvidenceRefused(str(refusal)) from None
    return row


def _printed_address(claim: Claim, subject: str) -> Evidence:
    found = {str(each.pk): each.email for each in addresses.printed(claim.author.survivor())}
    if subject not in found:
        raise EvidenceRefused("Choose one of the addresses.")
    return _mailed(claim, Kind.PRINTED_ADDRESS, found[subject])


def _institutional_email(claim: Claim, subject: str) -> Evidence:
    domain = addresses.domain_of(subject)
    if domain in addresses.DISPOSABLE:
        raise EvidenceRefused("Use an address you will keep.")
    if domain in addresses.FREE:
        raise EvidenceRefused("Anybody gets an address there, so it shows no institution.")
    return _mailed(claim, Kind.INSTITUTIONAL_EMAIL, subject.lower())


def _vouch(claim: Claim, subject: str) -> Evidence:
    voucher = next((each for each in vouching.who_may(claim) if each.author.public_id == subject), None)
    if voucher is None:
        raise EvidenceRefused("Choose one of the co-authors.")
    row = _row(claim, Kind.VOUCH, subject, voucher=voucher.user, facts={"coauthor": str(voucher.author)})
    vouching.ask(row, voucher)
    return row


_BEGIN = {
    Kind.ORCID: _orcid,
    Kind.PRINTED_ADDRESS: _printed_address,
    Kind.INSTITUTIONAL_EMAIL: _institutional_email,
    Kind.HOME_PAGE: _home_page,
    Kind.VOUCH: _vouch,
}
