"""The word of a co-author: asked for by a claimant, given or declined on a page of the co-author's own.

One level deep: who vouches is linked at L3 by proofs of their own, not by the word of others.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from profiles import mailing
from profiles.claims import levels, proofs, standing
from profiles.claims.checking import Finding, State, Strength, settle
from profiles.models import Claim, Evidence, Profile, User
from publications.models import Authorship


def who_may(claim: Claim) -> list[Profile]:
    """Co-authors of the record who may vouch for the claimant, by name."""
    record = claim.author.survivor()
    works = Authorship.objects.filter(author=record).values("work")
    beside = Authorship.objects.filter(work__in=works).exclude(author=record).values("author")
    found = Profile.objects.in_force().filter(author__in=beside, level__gte=levels.MATCHED).exclude(user=claim.user)
    found = found.select_related("author", "user", "claim").order_by("author__sort_name", "pk")
    return [profile for profile in found if _by_own_proofs(profile)]


def ask(evidence: Evidence, voucher: Profile) -> None:
    """Mail the co-author, who has an account; nothing is told of other claims."""
    context = {"name": evidence.claim.name, "record": str(evidence.claim.author.survivor())}
    context["address"] = settings.SITE_URL + reverse("vouches")
    mailing.send("vouch_asked", voucher.user, context, once=f"vouch {evidence.pk}")


def asked_of(user: User) -> object:
    """Vouches this account was asked for and may still answer."""
    waiting = Evidence.objects.filter(kind=Evidence.Kind.VOUCH, voucher=user, state=State.WAITING)
    return waiting.filter(claim__state__in=[*Claim.OPEN, Claim.State.APPROVED]).select_related("claim__author")


def answer(evidence: Evidence, voucher: User, *, yes: bool) -> bool:
    """The co-author's word; False when it cannot be given any more."""
    profile = next((each for each in who_may(evidence.claim) if each.user_id == voucher.pk), None)
    if profile is None or not asked_of(voucher).filter(pk=evidence.pk).exists():
        return False
    if not yes:
        settle(evidence, Finding(State.FAILS, "A co-author did not vouch."))
        return True
    places = sorted(standing.places(profile.author.survivor()))
    note = f"{profile.author} wrote works with this author and knows that it is you."
    settle(evidence, Finding(State.HOLDS, note, Strength.WEAK, {"places": places}))
    return True


def _by_own_proofs(profile: Profile) -> bool:
    own = [proof for proof in proofs.of(profile.claim) if proof.kind != Evidence.Kind.VOUCH]
    return levels.carried(own) >= levels.MATCHED
