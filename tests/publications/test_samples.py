"""From the file to the page: every sample of every format, and what is too large to lie among the samples."""

import json
from io import BytesIO
from pathlib import Path

import pytest

from publications.importing import import_file
from publications.models import Author, Work
from tests.publications.corpus import line

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parent / "samples"
# Works that come in, and lines that cannot be read.
COUNTS = {
    "arxiv-odd.jsonl": (3, 0),
    "crossref-page.json": (3, 1),
    "dblp.xml": (5, 3),
    "openalex-odd.jsonl": (0, 9),
    "openalex-page.json": (2, 1),
    "openalex-works.jsonl": (3, 0),
    "own-list.bib": (7, 3),
}
OPENALEX = {"id": "https://openalex.org/W900000001", "title": "A title", "type": "article", "publication_year": 2020}
CROSSREF = {"DOI": "10.5555/inv.1", "title": ["A title"], "type": "journal-article", "reference-count": 0}


def bring(*lines):
    return import_file(BytesIO(b"\n".join(part.encode() if isinstance(part, str) else part for part in lines)))


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_every_work_of_a_sample_and_everybody_on_it_has_a_page(name, client):
    batch = import_file(SAMPLES / name)
    assert (batch.n_new, batch.n_bad, batch.issues.count()) == (*COUNTS[name], COUNTS[name][1])
    for work in Work.objects.all():
        page = client.get(work.get_absolute_url()).content.decode()
        assert 'class="work-title" dir="auto"' in page
        assert "<script>alert" not in page
    for author in Author.objects.all():
        assert client.get(author.get_absolute_url()).status_code == 200


def test_every_sample_is_listed_here():
    assert {path.name for path in SAMPLES.iterdir()} == set(COUNTS)


def test_text_from_right_to_left_says_its_language_and_finds_its_direction(client):
    import_file(SAMPLES / "openalex-works.jsonl")
    work = Work.objects.get(language="ar")
    page = client.get(work.get_absolute_url()).content.decode()
    assert f'<h1 class="work-title" dir="auto" lang="ar">{work.title_text}</h1>' in page
    assert 'dir="auto">محمد الأحمد</a>' in page


def test_a_work_of_5154_authors_names_the_first_and_all_when_asked(client):
    names = [f"Ada Inv{number:04}ent" for number in range(5154)]
    bring(json.dumps(OPENALEX | {"authorships": [{"raw_author_name": name} for name in names]}))
    work = Work.objects.get()
    assert (work.n_authors, Author.objects.count()) == (5154, 5154)
    page = client.get(work.get_absolute_url()).content.decode()
    assert "Show all 5,154 authors" in page
    assert names[49] in page
    assert names[50] not in page
    assert names[-1] in client.get(work.get_absolute_url() + "?authors=all").content.decode()


HUGE = "words " * 1_700_000
WITH_HUGE = {
    "arxiv": [
        line("2001.00001", "A title", ["Ada Lovelace"], abstract=HUGE),
        line("2001.00002", "B", ["Ada Lovelace"]),
    ],
    "openalex": [
        json.dumps(OPENALEX | {"abstract_inverted_index": {"words" * 2_000_000: [0]}}),
        json.dumps(OPENALEX | {"id": "https://openalex.org/W900000002"}),
    ],
    "crossref": [json.dumps(CROSSREF | {"abstract": HUGE}), json.dumps(CROSSREF | {"DOI": "10.5555/inv.2"})],
    "bibtex": ["@article{a, title={A title}, abstract={" + HUGE + "}}", "@article{b, title={B title}}"],
    "dblp": [
        "<dblp><article key='a'><title>A",
        HUGE,
        "</title></article>",
        "<article key='b'><title>B</title></article>",
    ],
}


@pytest.mark.parametrize("format", sorted(WITH_HUGE))
def test_a_text_of_ten_megabytes_is_named_and_the_next_work_comes_in(format):
    batch = bring(*WITH_HUGE[format])
    assert (batch.format, batch.n_new, batch.n_bad) == (format, 1, 1)
    assert "longer than" in batch.issues.get().reason


@pytest.mark.parametrize(
    "poison",
    [b"\\u0000", b"\\ud800", b"\0", b"\xff", b"\x07"],
    ids=["NUL", "surrogate", "raw NUL", "not UTF-8", "bell"],
)
@pytest.mark.parametrize("format", sorted(WITH_HUGE))
def test_what_a_database_or_a_feed_does_not_take_never_gets_there(format, poison):
    good = WITH_HUGE[format][-1].encode()
    marker = b"B" if format in ("arxiv", "dblp") else b"title"
    bad = good.replace(b"0002", b"0009").replace(b"inv.2", b"inv.9").replace(b"key='b'", b"key='c'")
    at = bad.rindex(marker)
    lines = [*(WITH_HUGE["dblp"][0].encode()[:6] for _ in range(format == "dblp")), bad[:at] + poison + bad[at:], good]
    batch = bring(*lines)
    assert batch.n_new + batch.n_bad >= 1
    assert not any(set("\0\x07") & set(work.title + work.title_text) for work in Work.objects.all())


def test_mark_up_in_a_title_is_shown_and_never_run(client):
    title = 'On <i>H<sub>2</sub>O</i> <script>alert(1)</script> &amp; <img src=x onerror="alert(2)">'
    bring(json.dumps(OPENALEX | {"title": title}))
    work = Work.objects.get()
    page = client.get(work.get_absolute_url()).content.decode()
    assert "<em>H<sub>2</sub>O</em>" in page
    assert "<script>alert" not in page
    assert "<img src" not in page
