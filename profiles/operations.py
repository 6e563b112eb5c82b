"""What a moderator can do to a record, read from an address: each operation makes plans, and nothing is written.

The address is the state, so that a preview can be shared, and what is confirmed is what was shown (``digest``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import QueryDict

from profiles import parts, picking
from profiles.proposal_forms import author_named, works_named
from publications import curation
from publications.curation import CurationRefused, Plan
from publications.models import Author, Authorship, ChangeSet


@dataclass(frozen=True)
class Operation:
    """``asks`` are the parameters an address must carry before there is anything to show."""

    name: str
    label: str
    button: str
    asks: tuple[str, ...]
    plans: Callable[[Author, QueryDict], list[Plan]]

    def preview(self, record: Author, asked: QueryDict) -> Preview:
        if not any(asked.get(name) for name in self.asks):
            return Preview()
        return preview(partial(self.plans, record, asked))


def _merge(record: Author, asked: QueryDict) -> list[Plan]:
    records = merging(record, asked)
    if len(records) < 2:
        raise CurationRefused("Say which other record is the same person.")
    into = next((one for one in records if one.public_id == asked.get("into")), None) or survivor_of(records)
    return [curation.plan_merge(gone, into=into) for gone in records if gone != into]


def merging(record: Author, asked: QueryDict) -> list[Author]:
    """The record and those the address names beside it, each once."""
    named = [author_named(text) for text in asked.getlist("with")[:10] if text]
    return list(dict.fromkeys([record, *filter(None, named)]))


def survivor_of(records: Sequence[Author]) -> Author:
    """The one to stay if nobody says otherwise: with most works, then the older address."""
    return max(records, key=lambda record: (record.n_works, -record.pk))


def _move(record: Author, asked: QueryDict) -> list[Plan]:
    to = author_named(asked.get("to", "").strip())
    if to is None:
        raise CurationRefused("Say to which record: its page here, or its ORCID iD.")
    return [curation.plan_move(_bylines(record, asked), to=to)]


def _not_mine(record: Author, asked: QueryDict) -> list[Plan]:
    return [curation.plan_not_mine(_bylines(record, asked))]


def _split(record: Author, asked: QueryDict) -> list[Plan]:
    """Every ``part`` names a part that is proposed, by a work in it; ``works`` ticked one by one are a part as well."""
    wanted = set(asked.getlist("part"))
    proposed = parts.of(record) if wanted else []
    chosen = [part.works for part in proposed if not wanted.isdisjoint(part.public_ids)]
    bylines = [_signed(record, work__in=works) for works in chosen]
    return [curation.plan_split(record, [*bylines, _bylines(record, asked)])]


def _bylines(record: Author, asked: QueryDict) -> list[int]:
    return _signed(record, work__public_id__in=picking.ticked(asked, "works"))


def _signed(record: Author, **works: object) -> list[int]:
    bylines = Authorship.objects.filter(author=record, **works)
    return list(bylines.order_by("pk").values_list("pk", flat=True))


def _attach(record: Author, asked: QueryDict) -> list[Plan]:
    """The by-line that fits, or the one at ``position``."""
    found = works_named(asked.get("work", "").strip().replace("\0", ""))
    if len(found) != 1:
        raise CurationRefused("More than one work has this identifier." if found else "We do not have that work.")
    position = asked.get("position", "").strip()
    if not position:
        return [curation.plan_attach(found[0], to=record)]
    chosen = found[0].authorships.filter(position=int(position)) if position.isdecimal() and len(position) < 9 else None
    if not chosen:
        raise CurationRefused(f"“{found[0]}” has no name at that position.")
    return [curation.plan_move(chosen, to=record, kind=ChangeSet.Kind.ATTACH)]


def _rename(record: Author, asked: QueryDict) -> list[Plan]:
    name = None if asked.get("as_printed") else asked.get("name", "").replace("\0", "")
    return [curation.plan_rename(record, name)]


def _name_use(record: Author, asked: QueryDict) -> list[Plan]:
    name = asked.get("hide") or asked.get("show") or ""
    return [curation.plan_name_use(record, name.replace("\0", ""), matching_only=bool(asked.get("hide")))]


def _hide(record: Author, asked: QueryDict) -> list[Plan]:
    return [curation.plan_hide(record)]


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("merge", "Merge with other records", "Merge them", ("with",), _merge),
        Operation("move", "Move works to another record", "Move them", ("works", "to"), _move),
        Operation("not-theirs", "Take works off the record", "Take them off", ("works",), _not_mine),
        Operation("split", "Split the record", "Split it", ("works", "part"), _split),
        Operation("attach", "Attach a missing work", "Attach it", ("work",), _attach),
        Operation("rename", "Choose the name", "Use this name", ("name", "as_printed"), _rename),
        Operation("name-use", "Keep a name for matching only", "Do so", ("hide", "show"), _name_use),
        Operation("hide", "Hide the page", "Hide it", ("page",), _hide),
    )
}


@dataclass(frozen=True)
class Preview:
    """What would happen, or why it cannot. Both are empty while nothing is asked."""

    plans: Sequence[Plan] = ()
    refusal: str = ""

    @property
    def digest(self) -> str:
        """Names what a person was shown."""
        return blake2b("".join(plan.digest for plan in self.plans).encode(), digest_size=16).hexdigest()


def preview(make: Callable[[], Sequence[Plan]]) -> Preview:
    try:
        return Preview(make())
    except CurationRefused as problem:
        return Preview(refusal=str(problem))


def carry_out(
    preview: Preview, *, shown: str, reason: str, actor: AbstractBaseUser, role: str = "moderator"
) -> list[ChangeSet]:
    """Take the decision a person was shown: all plans or none. ``shown`` is the digest of that time.

    Raises CurationRefused when something changed since, or when the records do not allow it.
    """
    if not preview.plans:
        raise CurationRefused(preview.refusal or "Say first what is to be done.")
    if shown != preview.digest:
        raise CurationRefused("The records changed since these effects were shown. Look at them again, please.")
    with transaction.atomic():
        # A plan rests on what the one before it did.
        return [curation.carry_out(plan.again(), reason=reason, role=role, actor=actor) for plan in preview.plans]
