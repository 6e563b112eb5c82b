"""Long lists are read on from where a page ended."""

import pytest
from django.http import QueryDict

from publications import indexing, paging
from publications.models import Author, IndexedWork
from tests import world

pytestmark = pytest.mark.django_db
ORDER = ["-dated", "-work_id"]


@pytest.fixture
def newest():
    for number in range(11):
        world.work(f"Work {number}", ["Ana Silva"], year=2010 + number // 3)
    indexing.catch_up()
    return IndexedWork.objects.all()


def read(rows, address="", order=ORDER):
    return paging.portion(rows, order, QueryDict(address), size=4)


def ids(portion):
    return [row.pk for row in portion.rows]


def test_the_list_is_read_to_its_end_and_back_and_no_row_is_missed_or_told_twice(newest):
    pages = [read(newest)]
    while pages[-1].next:
        pages.append(read(newest, f"after={pages[-1].next}"))
    forth = [ids(page) for page in pages]
    assert [pk for page in forth for pk in page] == list(newest.order_by(*ORDER).values_list("pk", flat=True))
    assert [len(page) for page in forth] == [4, 4, 3]
    back = [read(newest, f"before={pages[-1].previous}")]
    while back[-1].previous:
        back.append(read(newest, f"before={back[-1].previous}"))
    assert [ids(page) for page in back] == forth[-2::-1]
    assert back[-1].is_first
    assert not pages[0].ignored


def test_the_last_page_is_reached_at_once(newest):
    last = read(newest, "before=end")
    assert ids(last) == list(newest.order_by("dated", "work_id").values_list("pk", flat=True))[3::-1]
    assert not last.next


def test_a_row_that_comes_in_above_moves_nothing(newest):
    first = read(newest)
    second = ids(read(newest, f"after={first.next}"))
    world.work("Newer", ["Ana Silva"], year=2030)
    indexing.catch_up()
    assert ids(read(newest, f"after={first.next}")) == second


def test_columns_may_rise_and_fall_in_one_order():
    for number in range(9):
        world.work("A", [f"Person{number} Name"], year=2000)
    Author.objects.filter(pk__in=list(Author.objects.values_list("pk", flat=True)[:4])).update(n_works=5)
    order = ["-n_works", "sort_name", "id"]
    first = read(Author.objects.all(), order=order)
    second = read(Author.objects.all(), f"after={first.next}", order=order)
    assert ids(first) + ids(second) == list(Author.objects.order_by(*order).values_list("pk", flat=True)[:8])


@pytest.mark.parametrize(
    "address",
    [
        "after=x",
        "after=%00",
        "before=W10",
        "after=WzEsMl0",
        "after=WyIyMDIwLTAxLTAyIl0",
        "page=3",
        "page=abc",
        "after=" + "W" * 5000,
    ]
    + ["after=" + paging._token(values) for values in (["2020-99-01", 1], ["\0", 1], [True, "x"])],
)
def test_a_place_that_is_none_leads_to_the_beginning_and_says_so(newest, address):
    portion = read(newest, address)
    assert portion.rows
    assert portion.is_first
    assert ids(portion) == ids(read(newest))
    assert "beginning" in portion.ignored


def test_rows_in_memory_are_read_on_in_the_same_way():
    rows = [(-number,) for number in range(9, 0, -1)]
    key = list
    first = paging.ranked_portion(rows, key, QueryDict(), size=4)
    second = paging.ranked_portion(rows, key, QueryDict(f"after={first.next}"), size=4)
    last = paging.ranked_portion(rows, key, QueryDict("before=end"), size=4)
    odd = paging.ranked_portion(rows, key, QueryDict("after=" + paging._token(["x"])), size=4)
    assert first.rows + second.rows == rows[:8]
    assert last.rows == rows[-4:]
    assert odd.rows == first.rows
    assert odd.ignored
    assert paging.ranked_portion([], key, QueryDict("before=end")).rows == []
