"""Who holds a record. Holding begins and ends with a claim: ``profiles.claims.transitions`` alone calls ``hold`` and
``let_go``.

A merged record is held by whoever holds the one that leads to it.
"""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from profiles import scoring
from profiles.models import Claim, Profile, RecordFlag, User
from publications.models import Author


def hold(claim: Claim) -> Profile:
    """From now on the claimant holds the record, at L2 until the evidence says more."""
    scoring.make_due(claim.author)
    return Profile.objects.create(author=claim.author, user=claim.user, claim=claim)


def let_go(profile: Profile) -> None:
    """Nobody holds the record any more."""
    scoring.make_due(profile.author.survivor())
    profile.delete()


def with_holder(records: QuerySet[Author]) -> QuerySet[Author]:
    """Each record with ``holder``: the id of the account that holds it, or None; does it take invitations, and has it
    proven the ORCID iD that stands on the record? ``memorial``: the source that says the person has died, or None."""
    held = Profile.objects.of(OuterRef("pk"))
    address = Concat(Value(f"{settings.ORCID_URL}/"), OuterRef("orcid"))
    holders = Profile.objects.in_force().of(OuterRef(OuterRef("pk"))).values("user")
    proven = SocialAccount.objects.filter(uid=address, user__in=holders)
    died = RecordFlag.objects.filter(author=OuterRef("pk"), kind=RecordFlag.Kind.MEMORIAL)
    return records.annotate(
        holder=Subquery(held.values("user")[:1]),
        confirms_orcid=Exists(proven),
        memorial=Subquery(died.values("note")[:1]),
        takes_invitations=Exists(held.taking_invitations()),
    )


def holds(user: User, author: Author) -> bool:
    """May this account act for the record? Not while its claim is contested or suspended."""
    return Profile.objects.in_force().of(author.pk).filter(user=user).exists()
