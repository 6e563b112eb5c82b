"""One record turns out to be several people's: parts of it get records of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import count

from publications.curation.moving import decided
from publications.curation.plans import CurationRefused, Plan, Side
from publications.curation.subjects import Signed, record, signed
from publications.curation.writing import Item
from publications.identifiers import public_id
from publications.models import Author, Authorship, ChangeSet

Bylines = Iterable[Authorship | int]


def plan_split(author: Author, parts: Sequence[Bylines], *, kind: ChangeSet.Kind = ChangeSet.Kind.SPLIT) -> Plan:
    """Give each part, by-lines of ``author`` (rows or row ids), a record of its own; the rest stays.

    Attribution never joins a part to the rest again. Raises CurationRefused when nothing or everything would leave,
    or a by-line is in two parts or not the author's.
    """
    chosen = [sorted({getattr(byline, "pk", byline) for byline in part}) for part in parts]
    author = Author.objects.get(pk=author.pk)
    leaving = _checked(author, [signed(part) for part in chosen if part])
    taken: set[str] = set()
    items, sides = [], [_side(author, leaving)]
    for part in leaving:
        address = _address(part[0], taken)
        items.append(_made(address, author))
        items += [decided(byline, address, apart=[author.public_id]) for byline in part]
        sides.append(Side(address, part[0].name, 0, len({byline.work for byline in part}), is_new=True))
    return Plan(
        kind=kind,
        items=tuple(items),
        sides=tuple(sides),
        works=tuple(sorted({byline.work for part in leaving for byline in part})),
        again=partial(plan_split, author, chosen, kind=kind),
    )


def plan_not_mine(bylines: Bylines) -> Plan:
    """Take these by-lines off the record they are on: together they become a record of their own, none vanishes."""
    ids = [getattr(byline, "pk", byline) for byline in bylines]
    authors = list(Author.objects.filter(authorships__in=ids).distinct())
    if len(authors) != 1:
        raise CurationRefused("Choose works of one record." if authors else "Choose at least one work.")
    return plan_split(authors[0], [ids], kind=ChangeSet.Kind.NOT_MINE)


def _checked(author: Author, parts: list[list[Signed]]) -> list[list[Signed]]:
    leaving = [byline for part in parts for byline in part]
    if not leaving:
        raise CurationRefused("Choose at least one work.")
    if len({byline.id for byline in leaving}) < len(leaving):
        raise CurationRefused("A work cannot go to two records at once.")
    if strangers := [byline for byline in leaving if byline.author != author.public_id]:
        raise CurationRefused(f"“{strangers[0].title}” is not on the record of {author}.")
    if not author.authorships.exclude(pk__in=[byline.id for byline in leaving]).exists():
        raise CurationRefused(f"That is every work of {author}: leave at least one.")
    return parts


def _side(author: Author, parts: list[list[Signed]]) -> Side:
    left = len({byline.work for part in parts for byline in part})
    return Side(author.public_id, author.display_name, author.n_works, author.n_works - left)


def _address(first: Signed, taken: set[str]) -> str:
    """Made from the first by-line, as attribution does; a number behind it where that record is known already."""
    key = f"{first.key}#{first.position}"
    for n in count(1):
        address = public_id("author", key if n == 1 else f"{key}~{n}")
        if address not in taken and not Author.objects.filter(public_id=address).exists():
            taken.add(address)
            return address
    raise AssertionError("count() does not end")


def _made(address: str, author: Author) -> Item:
    """The record begins here. When that is undone it leads back to where it came from."""
    return Item(
        subject=record(address),
        about=record(address),
        before={"exists": False},
        after={"exists": True},
        author=address,
        left=author.public_id,
    )
