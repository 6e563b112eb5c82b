"""By-lines whose attribution is due, taken up after every import and decision."""

from __future__ import annotations

from publications.attribution import attribute
from publications.models import DueBlock

_AT_ONCE = 5000  # blocks; attribution bounds its own memory, this bounds the list


def settle() -> int:
    """Attribute every due block; returns how many there were.

    A block is taken off the list after its attribution is committed, so a crash between repeats work, never loses it.
    """
    settled = 0
    while blocks := list(DueBlock.objects.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        attribute(blocks)
        DueBlock.objects.filter(pk__in=blocks).delete()
        settled += len(blocks)
    return settled
