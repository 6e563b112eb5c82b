"""What search looks at follows from the works, however they came or changed."""

import pytest
from django.db.models.functions import Now

from publications import indexing, words
from publications.importing import import_file
from publications.models import IndexedWork, Work
from tests import world
from tests.publications import corpus

pytestmark = pytest.mark.django_db


def indexed(field="text"):
    return set(getattr(IndexedWork.objects.get(), field).replace("'", "").split())


def test_an_import_leaves_every_work_findable_by_title_and_abstract():
    import_file(corpus.file(corpus.line("2001.00001", "Deep networks", ["Ana Silva"], abstract="On $\\ell_2$ losses.")))
    assert indexed("title") == {"deep", "network"}
    assert indexed() == {"deep", "loss", "network", "l2"}


def test_a_work_that_says_something_new_is_found_by_it():
    import_file(corpus.file(corpus.line("2001.00001", "Deep networks", ["Ana Silva"])))
    import_file(corpus.file(corpus.line("2001.00001", "Shallow graphs", ["Ana Silva"], categories="cs.CV stat.ML")))
    assert indexed("title") == {"graph", "shallow"}
    assert len(IndexedWork.objects.get().topics) == 2
    assert indexing.catch_up() == 0


def test_what_changed_without_an_import_is_due_until_somebody_catches_up():
    work = world.work("Deep networks", ["Ana Silva"], topics=["cs.LG"])
    assert indexing.catch_up() == 1
    assert indexing.catch_up() == 0
    Work.objects.filter(pk=work.pk).update(title_text="Wide networks", year=2031, latest_on=None, changed_at=Now())
    assert indexing.catch_up() == 1
    assert indexed("title") == {"network", "wide"}
    assert IndexedWork.objects.get().dated.isoformat() == "2031-01-01"


def test_rows_that_are_right_are_not_written_again():
    world.work("Deep networks", ["Ana Silva"])
    indexing.catch_up()
    written = IndexedWork.objects.extra(select={"by": "xmin::text"}).values_list("by")
    before = list(written)
    with indexing.writing_turn() as cursor:
        indexing.index(cursor, [Work.objects.get().pk])
    assert list(written.all()) == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x" * 10_000_000, {"x" * 60}),
        ("state-of-the-art, “quoted” — graph-based", {"state", "art", "quoted", "graph", "based"}),
        ("تعلم الآلة", {"تعلم", "الآلة"}),
        ("机器学习 и теория", {"机", "器", "学", "习", "и", "теория"}),
        ("\\ ' \" % _ : & | ! ( ) <->", set()),
        ("Erdős, Łukasz, Øresund, Straße", {"erdo", "lukasz", "oresund", "strasse"}),
    ],
    ids=["one endless word", "marks", "right to left", "other scripts", "signs", "accents"],
)
def test_odd_texts_have_their_words(text, found):
    assert words.of(text) == found
    world.work("A", ["Ana Silva"], abstract=text)
    assert indexing.catch_up() == 1
    assert indexed() == found
