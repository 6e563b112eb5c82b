"""A person wants no page here: who may hide a record at once, and who asks the moderators.

At once: whoever holds the record, and whoever just proved at ORCID the iD that stands on it. The same proof brings the
page back. Everybody else asks a moderator.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

from profiles import holding, orcid
from profiles.models import Profile, User
from publications import curation
from publications.models import Author, ChangeSet


@dataclass(frozen=True)
class Proof:
    """``reason`` stands in the ledger; without one nothing is proven and ``problem`` says why an iD is not enough."""

    reason: str = ""
    problem: str = ""


def proof(author: Author, user: User | None, session: MutableMapping) -> Proof:
    """What this visitor has shown about themselves and the record."""
    if user and holding.holds(user, author):
        return Proof("Asked for by the person, who holds the record.")
    proven = orcid.proven(session)
    if not proven:
        return Proof()
    standing = {author.orcid, *author.authorships.values_list("orcid", flat=True)} - {""}
    if proven not in standing:
        return Proof(problem=f"You proved the iD {proven}, but it does not stand on this record.")
    if len(standing) > 1:
        return Proof(problem="Several ORCID iDs stand on this record, so a moderator looks at it first.")
    if Profile.objects.of(author.pk).exists():
        return Proof(problem="Another account holds this record, so a moderator looks at it first.")
    return Proof("Asked for by the person, who signed in at ORCID with the iD on the record.")


def set_hidden(author: Author, proof: Proof, *, hidden: bool, user: User | None) -> ChangeSet:
    """Hide the record or show it again. Raises CurationRefused when it is so already."""
    plan = curation.plan_hide(author) if hidden else curation.plan_show(author)
    return curation.carry_out(plan, reason=proof.reason, role="owner", actor=user)
