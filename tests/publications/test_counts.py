"""How common names and words are is counted once in a while and read for the names at hand."""

from __future__ import annotations

import pytest

from publications import counts
from publications.attribution import attribute
from publications.matching import parse
from publications.models import CorpusCount, Work
from publications.turns import writing_turn
from tests.publications.test_attribution import CROWD, crowd, paper

pytestmark = pytest.mark.django_db


def kept(kind):
    return dict(CorpusCount.objects.filter(kind=kind).values_list("key", "n"))


def test_what_stands_once_is_not_kept_and_counts_as_once():
    crowd()
    with writing_turn() as cursor:
        counts.keep_current(cursor)
        names = counts.names_like(cursor, [parse("Wei", "Wang")], ["jun wang"])
    assert kept("family")["wang"] == 6
    assert kept("given")["sinitic wei"] == 6
    assert "jun wang" not in kept("name")
    assert names.bylines("jun wang") == 1
    assert names.strangers(parse("Wei", "Wang")) == pytest.approx(25 / 12)
    assert kept("works")[""] == len(CROWD)


def test_a_corpus_that_hardly_changed_is_not_counted_again(monkeypatch):
    crowd()
    attribute()
    monkeypatch.setattr(counts, "_SMALL", 0)
    monkeypatch.setattr(counts, "_DRIFT", 0.4)
    paper("2001.1", ["Yisen Wang"])
    attribute()
    assert kept("family")["wang"] == 6
    for n in range(2, 5):
        paper(f"2001.{n}", ["Yisen Wang"])
    attribute()
    assert kept("family")["wang"] == 10


def test_words_are_counted_by_texts():
    for n, title in enumerate(["Graphs learn graphs", "Graphs", "Trees"]):
        paper(f"2001.{n}", ["Ada Byron"])
        Work.objects.filter(title=f"2001.{n}").update(title_text=title, abstract="")
    with writing_turn() as cursor:
        counts.keep_current(cursor)
    assert (kept("word"), kept("texts"), kept("works")) == ({"graphs": 2}, {"": 3}, {"": 3})
