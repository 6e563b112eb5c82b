"""What evidence carries. Pure: proofs in, a verification level out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# Proofs of one family say the same thing twice; two families do not.
FAMILIES = {
    "orcid": "registry",
    "printed_address": "address",
    "institutional_email": "institution",
    "home_page": "web",
    "vouch": "people",
    "documents": "documents",
    "statement": "statement",
}
VOUCHES_ASKED = 2  # by verified co-authors of different institutions
LEAST, LEAST_OF_HIGH_PROFILE, MATCHED, CORROBORATED = 2, 3, 3, 4


class Proof(NamedTuple):
    """Evidence that holds: weak, anchor or strong. ``places`` are the institutions of who vouches, by id."""

    kind: str
    strength: str
    places: frozenset[int] = frozenset()

    @property
    def family(self) -> str:
        return FAMILIES[self.kind]


def carried(proofs: Iterable[Proof]) -> int:
    """The level of an approved claim with this evidence.

    Linked by the approval alone; matched by a strong proof; corroborated by a strong proof and one of another family
    that is more than a hint. An anchor, such as an institution's e-mail address, corroborates and never matches.

    >>> orcid, address = Proof("orcid", "strong"), Proof("printed_address", "strong")
    >>> mail, page = Proof("institutional_email", "anchor"), Proof("home_page", "weak")
    >>> carried([]), carried([mail, page]), carried([orcid, page]), carried([orcid, mail]), carried([orcid, address])
    (2, 2, 3, 4, 4)
    >>> one, other = Proof("vouch", "weak", frozenset({1})), Proof("vouch", "weak", frozenset({2}))
    >>> carried([one, one]), carried([one, other]), carried([one, other, mail])
    (2, 3, 4)
    """
    proofs = list(proofs)
    strong = {proof.family for proof in proofs if proof.strength == "strong"}
    if vouched(proofs):
        strong.add("people")
    telling = strong | {proof.family for proof in proofs if proof.strength == "anchor"}
    if not strong:
        return LEAST
    return CORROBORATED if len(telling) > 1 else MATCHED


def vouched(proofs: Iterable[Proof]) -> bool:
    """Do enough co-authors vouch, no two of them of one institution? Those whose institution nobody knows count as
    one place.

    >>> a, b, ab, nowhere = (Proof("vouch", "weak", frozenset(places)) for places in ({1}, {2}, {1, 2}, ()))
    >>> vouched([a, b]), vouched([a, ab]), vouched([ab, nowhere]), vouched([nowhere, nowhere]), vouched([a])
    (True, False, True, False, False)
    """
    apart: list[frozenset[int]] = []
    for proof in sorted((p for p in proofs if p.kind == "vouch"), key=lambda proof: len(proof.places)):
        places = proof.places or frozenset({0})
        if all(places.isdisjoint(others) for others in apart):
            apart.append(places)
    return len(apart) >= VOUCHES_ASKED
