"""What follows when a record comes into somebody's hands or leaves them, in the transaction that decides it.

Rights that hang on holding a record register what ends with it: ``@when_let_go`` on a function of the profile that is
about to go. It writes rows only; whatever is queued asks again when it runs.
"""

from __future__ import annotations

from collections.abc import Callable

from profiles import holding
from profiles.claims import keeping
from profiles.models import Claim, Profile

_WHEN_LET_GO: list[Callable[[Profile], None]] = []


def when_let_go(effect: Callable[[Profile], None]) -> Callable[[Profile], None]:
    _WHEN_LET_GO.append(effect)
    return effect


def after(claim: Claim, before: str) -> None:
    """The claim was ``before`` and is now what it is."""
    if claim.state == Claim.State.APPROVED and before not in Claim.HOLDING:
        holding.hold(claim)
    elif before in Claim.HOLDING and not claim.is_holding:
        profile = Profile.objects.select_related("author__merged_into", "user").get(claim=claim)
        for effect in _WHEN_LET_GO:
            effect(profile)
        holding.let_go(profile)
    elif before == Claim.State.CONTESTED and claim.state == Claim.State.APPROVED:
        Profile.objects.filter(claim=claim).update(suspended_until=None)
    if claim.is_holding:
        keeping.keep_level(claim)


@when_let_go
def _vouches_end(profile: Profile) -> None:
    keeping.end_vouches(profile.user)
