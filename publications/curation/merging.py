"""Two records turn out to be one person's."""

from __future__ import annotations

from functools import partial

from publications.curation.moving import decided, redirects, standing, twice, unlike
from publications.curation.plans import CurationRefused, Plan, count, sides
from publications.curation.subjects import Signed, record, signed
from publications.curation.writing import Item
from publications.models import Author, Authorship, ChangeSet


def plan_merge(gone: Author, *, into: Author) -> Plan:
    """Every by-line of ``gone`` becomes ``into``'s for good, and the address of ``gone`` leads there.

    Raises CurationRefused when the two cannot be one person: two ORCID iDs they proved to be theirs, or two
    positions of one work.
    """
    given, into = gone, standing(into)
    gone = standing(gone)
    if gone == into:
        raise CurationRefused(f"{given} is one record already.")
    if bool(gone.hidden_at) != bool(into.hidden_at):
        raise CurationRefused("One of the two is hidden at the person’s request: hide both, or show both, first.")
    if gone.orcid and into.orcid and gone.orcid != into.orcid:
        raise CurationRefused("Two authenticated ORCID iDs cannot be one person here.")
    bylines = signed(list(gone.authorships.values_list("pk", flat=True)))
    if refused := twice(into, bylines):
        more = len(refused) - 1
        raise CurationRefused(
            f"One person does not sign a work twice. {next(iter(refused.values()))}"
            + (f" So it is with {count(more, 'other work', 'other works')}." if more else "")
        )
    items = [decided(byline, into) for byline in bylines]
    items += [*redirects(gone, into), *_handed_on(gone, into)]
    return Plan(
        kind=ChangeSet.Kind.MERGE,
        items=tuple(items),
        sides=tuple(sides([gone, into], bylines, into, items)),
        works=tuple(sorted({byline.work for byline in bylines})),
        warnings=tuple(_doubts(gone, into, bylines)),
        again=partial(plan_merge, gone, into=into),
    )


def _handed_on(gone: Author, into: Author) -> list[Item]:
    """What people said about the record that ends holds for the one that stays."""
    retired = [name for name in gone.matching_only if name not in into.matching_only]
    fields = {"orcid": gone.orcid} if gone.orcid and not into.orcid else {}
    fields |= {"matching_only": [*into.matching_only, *retired]} if retired else {}
    return [
        Item(
            subject=record(into.public_id),
            about=record(into.public_id),
            before={name: getattr(into, name)},
            after={name: value},
            author=into.public_id,
        )
        for name, value in fields.items()
    ]


def _doubts(gone: Author, into: Author, bylines: list[Signed]) -> list[str]:
    said = [set(one.authorships.exclude(orcid="").values_list("orcid", flat=True)) for one in (gone, into)]
    doubts = []
    if all(said) and said[0].isdisjoint(said[1]):
        doubts.append("The sources give the two records different ORCID iDs.")
    kept_from = Authorship.objects.filter(author=into, decided_by__after__not__contains=[gone.public_id])
    if kept_from.exists() or any(into.public_id in byline.apart for byline in bylines):
        doubts.append("An earlier decision took works from one of the two and said that they are not the other's.")
    return doubts + unlike(bylines, into)
