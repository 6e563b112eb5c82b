"""The evidence of a claim that counts now, as ``levels`` wants it."""

from __future__ import annotations

from profiles.claims.levels import Proof
from profiles.models import Claim


def of(claim: Claim, **wanted: object) -> list[Proof]:
    """Proofs that hold; ``wanted`` narrows to a kind, or by what stands in the facts."""
    kind = wanted.pop("kind", None)
    holding = claim.evidence.holding().filter(**{f"facts__{key}": value for key, value in wanted.items()})
    if kind:
        holding = holding.filter(kind=kind)
    return [
        Proof(evidence.kind, evidence.strength, frozenset(evidence.facts.get("places", ())))
        for evidence in holding.order_by("pk")
    ]
