"""One page of a long list, as asked for in an address.

Short lists that are in memory anyway have numbered pages (``page_of``). Long ones are read on from where a page ended
(``portion``): nothing is counted or skipped, so the last page costs what the first does, and nobody misses a row when
others come in above. In a view::

    about = IndexedWork.objects.filter(topics__contains=[topic.pk])
    portion = paging.portion(about, ["-dated", "-work_id"], request.GET)
    items = listing.items((row.work_id, None, "") for row in portion.rows)

and in its template ``{% include "includes/_portions.html" with label="Pages of works" %}``. The order must end in a
column without doubles, name columns that are never null, and have an index.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

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


END = "end"  # ?before=end is the last page
UNNUMBERED = "Pages of this list have no numbers: this is its beginning."
_NOWHERE = "Ignored place in the list: this is its beginning."


@dataclass(frozen=True)
class Portion:
    """Some rows of a list. ``previous`` and ``next`` are places for ``?before=`` and ``?after=``, empty at an end."""

    rows: list
    previous: str = ""
    next: str = ""
    ignored: str = ""

    @property
    def is_first(self) -> bool:
        return not self.previous


@dataclass(frozen=True)
class _Place:
    """Beside which row a page lies: its values in the list's order; none for the end of the list."""

    values: list | None
    backwards: bool


def portion(rows: QuerySet, order: Sequence[str], address: QueryDict, *, size: int = SIZE) -> Portion:
    """The page an address asks for by ``after`` or ``before``; where that makes no sense the first, with a sentence."""

    def fetch(place: _Place | None) -> list:
        backwards = bool(place and place.backwards)
        found = rows.order_by(*(_turned(column) if backwards else column for column in order))
        if place and place.values is not None:
            found = found.filter(_beyond(found, order, place))
        return list(found[: size + 1])

    return _portion(fetch, lambda row: [getattr(row, column.lstrip("-")) for column in order], address, size)


def ranked_portion(rows: Sequence, key: Callable[[object], list], address: QueryDict, *, size: int = SIZE) -> Portion:
    """The same for rows in memory, in the ascending order of their keys."""

    def fetch(place: _Place | None) -> list:
        if place is None:
            return list(rows[: size + 1])
        ordered = rows[::-1] if place.backwards else rows
        beyond = (row for row in ordered if place.values is None or _is_beyond(key(row), place))
        return list(islice(beyond, size + 1))

    return _portion(fetch, key, address, size)


def _is_beyond(key: list, place: _Place) -> bool:
    return key < place.values if place.backwards else key > place.values


def _portion(fetch: Callable, key: Callable, address: QueryDict, size: int) -> Portion:
    place, ignored = _place(address)
    try:
        found = fetch(place)
    except (ValidationError, ValueError, TypeError, OverflowError):  # no values of these columns
        found = []
    if place and not found:
        place, ignored, found = None, _NOWHERE, fetch(None)
    more, found = len(found) > size, found[:size]
    backwards = bool(place and place.backwards)
    if backwards:
        found.reverse()
    has_previous, has_next = (more, place.values is not None) if backwards else (place is not None, more)
    return Portion(
        rows=found,
        previous=_token(key(found[0])) if has_previous else "",
        next=_token(key(found[-1])) if has_next else "",
        ignored=ignored,
    )


def _place(address: QueryDict) -> tuple[_Place | None, str]:
    if address.get("before") == END:
        return _Place(None, backwards=True), ""
    for name in ("before", "after"):
        if token := address.get(name):
            values = _values(token)
            return (_Place(values, name == "before"), "") if values else (None, _NOWHERE)
    return None, UNNUMBERED if address.get("page", "1") != "1" else ""


def _token(values: Iterable[object]) -> str:
    """Values of a row as they stand in an address.

    >>> _token([date(2020, 1, 2), 7]), _values(_token([date(2020, 1, 2), 7])), _values("no place")
    ('WyIyMDIwLTAxLTAyIiw3XQ', ['2020-01-02', 7], None)
    """
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _values(token: str) -> list | None:
    try:
        values = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        json.dumps(values, ensure_ascii=False).encode()  # no half of a letter that no database takes
    except (ValueError, RecursionError):
        return None
    known = isinstance(values, list) and all(isinstance(value, str | int) for value in values)
    return values if known and not any("\0" in value for value in values if isinstance(value, str)) else None


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(rows: QuerySet, order: Sequence[str], place: _Place) -> Q:
    """Rows further on in the order than the place's values: a bound on the first column for the index, then ties."""
    if len(place.values) != len(order):
        raise ValidationError("not the key of a row")
    beyond, same = Q(), {}
    for column, value in zip(order, place.values, strict=True):
        name = column.lstrip("-")
        value = _field(rows, name).to_python(value)
        falls = column.startswith("-") != place.backwards
        if not same:
            bound = Q(**{f"{name}__{'lte' if falls else 'gte'}": value})
        beyond |= Q(**same, **{f"{name}__{'lt' if falls else 'gt'}": value})
        same[name] = value
    return bound & beyond


def _field(rows: QuerySet, name: str):  # noqa: ANN202
    known = rows.query.annotations.get(name)
    return known.output_field if known else rows.model._meta.get_field(name.removesuffix("_id"))
