"""Which works a claimant is asked about: some of the record, and some of others with such a name among them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

from profiles.models import User
from publications import namesakes
from publications.models import Author, Authorship, Work

MOST_WORKS, DECOYS, _NAMESAKES, _LOOKED_AT = 10, 3, 5, 300


@dataclass(frozen=True)
class Asked:
    """The works, in the order they are shown, and which of them stand on the record."""

    works: list[Work]
    on_record: frozenset[str]

    def answers(self, mine: Collection[str]) -> list[dict]:
        """What was said to each, as it is kept with the claim; ``mine`` are public ids."""
        return [
            {"work": each.public_id, "on_record": each.public_id in self.on_record, "mine": each.public_id in mine}
            for each in self.works
        ]


def ask(author: Author, user: User) -> Asked:
    """The same works whenever this account asks about this record, so that a form can be sent twice."""
    others = namesakes.alike(author)[:_NAMESAKES]
    decoys = _draw(Authorship.objects.filter(author__in=list(others)), author, user, DECOYS)
    own = _draw(Authorship.objects.filter(author=author), author, user, MOST_WORKS - len(decoys))
    here = set(Authorship.objects.filter(author=author, work__in=decoys).values_list("work", flat=True))
    works = Work.objects.select_related("source").filter(pk__in={*own, *decoys} - (here - set(own)))
    on_record = frozenset(work.public_id for work in works if work.pk in own)
    return Asked(sorted(works, key=lambda work: _lot(author, user, work.pk)), on_record)


def said_mine(answers: list[dict]) -> bool:
    """Are at least half of the record's works said to be the claimant's? True where there was nothing to ask."""
    asked = [answer for answer in answers if answer["on_record"]]
    return 2 * sum(answer["mine"] for answer in asked) >= len(asked)


def _draw(signed: object, author: Author, user: User, n: int) -> list[int]:
    """Ids of ``n`` works by lot, out of the first few hundred."""
    works = set(signed.order_by("work").values_list("work", flat=True)[:_LOOKED_AT])
    return sorted(works, key=lambda work: _lot(author, user, work))[:n]


def _lot(author: Author, user: User, work: int) -> bytes:
    return blake2b(f"{author.public_id} {user.pk} {work}".encode(), digest_size=8).digest()
