"""Could this name be that of the person a record is about?"""

from __future__ import annotations

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
