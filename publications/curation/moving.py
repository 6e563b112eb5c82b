"""By-lines move to an author's record: chosen works, or a known work that is missing there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import partial

from publications.curation.plans import CurationRefused, Plan, Refusal, sides
from publications.curation.subjects import Signed, record, signed
from publications.curation.writing import Item
from publications.matching import compatible, parse
from publications.models import Author, Authorship, ChangeSet, Work


def plan_move(bylines: Iterable[Authorship | int], *, to: Author, kind: ChangeSet.Kind = ChangeSet.Kind.MOVE) -> Plan:
    """Give these by-lines (rows or row ids) to ``to``. Those that cannot move are told in ``refused``.

    A record that is left without works leads to ``to`` from then on. Raises CurationRefused when none can move.
    """
    ids = sorted({getattr(byline, "pk", byline) for byline in bylines})
    to = standing(to)
    moving, refused = _movable(signed(ids), to)
    if not moving:
        raise CurationRefused(" ".join(refusal.why for refusal in refused) or "Choose at least one work.")
    left = list(Author.objects.filter(public_id__in={byline.author for byline in moving} - {None}).order_by("pk"))
    emptied = [author for author in left if _is_emptied(author, moving)]
    gone = {author.public_id for author in emptied}
    items = [decided(byline, to, apart={byline.author} - {None} - gone) for byline in moving]
    items += [item for author in emptied for item in redirects(author, to)]
    return Plan(
        kind=kind,
        items=tuple(items),
        sides=tuple(sides([*left, to], moving, to, items)),
        works=tuple(sorted({byline.work for byline in moving})),
        refused=tuple(refused),
        warnings=tuple(unlike(moving, to)),
        again=partial(plan_move, ids, to=to, kind=kind),
    )


def plan_attach(work: Work, *, to: Author) -> Plan:
    """Attach a known work to ``to`` by the one by-line whose name could be theirs.

    Raises CurationRefused when no by-line's name fits, or more than one.
    """
    to = standing(to)
    mine = {parse(*form) for form in to.authorships.values_list("given", "family", "suffix").distinct()}
    fitting = [
        byline
        for byline in work.authorships.order_by("position")
        if any(compatible(name, parse(byline.given, byline.family, byline.suffix)) for name in mine)
    ]
    if any(byline.author_id == to.pk for byline in fitting):
        raise CurationRefused(f"“{work}” is on the record of {to} already.")
    if not fitting:
        raise CurationRefused(f"No name on “{work}” could be {to}. If it is one of them, choose the name yourself.")
    if len(fitting) > 1:
        named = " and ".join(byline.name for byline in fitting[:2])
        raise CurationRefused(f"More than one name on “{work}” could be {to}: {named}. Choose the one that is meant.")
    return plan_move(fitting, to=to, kind=ChangeSet.Kind.ATTACH)


def decided(byline: Signed, to: Author | str, *, apart: Collection[str] = ()) -> Item:
    """The by-line is ``to``'s (a record or its address), and none of ``apart``'s, nor of those it was kept from."""
    address = getattr(to, "public_id", to)
    kept_from = sorted({*byline.apart, *apart} - {address})
    return Item(
        subject=byline.subject,
        about=byline.key,
        before=byline.state,
        after={"author": address, "basis": "decision"} | byline.place | ({"not": kept_from} if kept_from else {}),
        author=address,
        left=byline.author,
        byline=byline.id,
    )


def redirects(gone: Author, to: Author) -> list[Item]:
    """The record leads to ``to``, and so does every record that led to it: one hop is enough for ever."""
    earlier = gone.merged_from.order_by("public_id")
    return [
        Item(
            subject=record(author.public_id),
            about=record(author.public_id),
            before={"merged_into": author.merged_into and author.merged_into.public_id},
            after={"merged_into": to.public_id},
            author=to.public_id,
            left=author.public_id,
        )
        for author in (gone, *earlier.select_related("merged_into"))
    ]


def standing(author: Author) -> Author:
    """The record as it is now, or the one it lives on in."""
    return Author.objects.select_related("merged_into").get(pk=author.pk).survivor()


def twice(to: Author, bylines: Sequence[Signed]) -> dict[int, str]:
    """Work -> why a by-line of it cannot be ``to``'s: nobody signs a work twice."""
    moving = [byline.id for byline in bylines]
    signs = to.authorships.filter(work__in={byline.work for byline in bylines}).exclude(pk__in=moving)
    also = dict(signs.values_list("work", "position"))
    also |= {work: 0 for work, n in Counter(byline.work for byline in bylines).items() if n > 1}
    return {byline.work: _stands(to, byline, also[byline.work]) for byline in bylines if byline.work in also}


def unlike(moving: list[Signed], to: Author) -> list[str]:
    """Names that could not be the author's by how they are written: a decision may say otherwise, with open eyes."""
    mine = [parse(*form) for form in to.authorships.values_list("given", "family", "suffix").distinct()]
    forms = Authorship.objects.filter(pk__in=[byline.id for byline in moving]).order_by("name")
    strange = [
        name
        for name, *form in forms.values_list("name", "given", "family", "suffix").distinct()
        if mine and not any(compatible(one, parse(*form)) for one in mine)
    ]
    return [f"The name {name} is unlike every name on the record of {to}." for name in strange]


def _stands(to: Author, byline: Signed, position: int) -> str:
    if position:
        return f"{to} already stands at another position of “{byline.title}” ({position})."
    return f"Two names on “{byline.title}” cannot both be {to}."


def _movable(bylines: list[Signed], to: Author) -> tuple[list[Signed], list[Refusal]]:
    refused = twice(to, [byline for byline in bylines if byline.author != to.public_id])
    told = [Refusal(byline.subject, _why_not(byline, to, refused)) for byline in bylines]
    moving = [byline for byline, refusal in zip(bylines, told, strict=True) if not refusal.why]
    return moving, [refusal for refusal in told if refusal.why]


def _why_not(byline: Signed, to: Author, refused: dict[int, str]) -> str:
    if byline.author == to.public_id:
        return f"“{byline.title}” is on the record of {to} already."
    return refused.get(byline.work, "")


def _is_emptied(author: Author, moving: list[Signed]) -> bool:
    return not author.authorships.exclude(pk__in=[byline.id for byline in moving]).exists()
