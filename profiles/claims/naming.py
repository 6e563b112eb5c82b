"""Could this name be that of the person a record is about, and which of the names on a work is it?"""

from __future__ import annotations

from collections.abc import Mapping

from publications import names
from publications.matching import compatible, parse
from publications.models import Author


def fits(name: str, author: Author) -> bool:
    """Is the name the same as one the record is signed with, or one that could be the same person's?"""
    mine = parse(*names.split(name))
    signed = author.authorships.values_list("given", "family", "suffix").order_by().distinct()
    called = {names.split(author.display_name), *signed}
    if author.chosen_name:
        called.add(tuple(author.chosen_name))
    return any(compatible(mine, parse(*other)) for other in called)


_RANK = {"same": 3, "middle": 2, "initial": 1, "short": 1, "": 0}


def best_position(name: str, bylines: Mapping[int, tuple[str, str, str]]) -> int | None:
    """Which position of a work the name fits better than every other; None where that is none or not clear.

    >>> work = {1: ("Tom", "Goldstein", ""), 2: ("Ana", "Silva", ""), 3: ("T.", "Goldstein", "")}
    >>> best_position("Tom Goldstein", work), best_position("A. Silva", work), best_position("Bo Li", work)
    (1, 2, None)
    >>> best_position("W. Wang", {1: ("Wei", "Wang", ""), 2: ("Wen", "Wang", "")})
    """
    mine = parse(*names.split(name))
    ranked = sorted(((_RANK[compatible(mine, parse(*other))], at) for at, other in bylines.items()), reverse=True)
    if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]
