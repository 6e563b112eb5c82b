"""One page of a long list, as asked for in an address."""

from __future__ import annotations

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404

SIZE = 25


class _Counted(Paginator):
    """A paginator that was told the count, so that it need not ask."""

    def __init__(self, objects: QuerySet, size: int, count: int) -> None:
        super().__init__(objects, size)
        self.count = count


def page_of(objects: QuerySet, asked: str | None, *, count: int | None = None, size: int = SIZE) -> tuple[Page, str]:
    """The page and a sentence about a number that was none. Raises Http404 for pages the list does not have."""
    pages = Paginator(objects, size) if count is None else _Counted(objects, size, count)
    try:
        return pages.page(asked or 1), ""
    except PageNotAnInteger:
        return pages.page(1), "Ignored page: it must be a whole number."
    except EmptyPage:
        raise Http404(f"This list has {pages.num_pages} page{'s'[: pages.num_pages != 1]}.") from None
