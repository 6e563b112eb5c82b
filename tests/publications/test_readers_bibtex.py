"""The reader of BibTeX and BibLaTeX: names, strings, inheritance, and entries that are broken."""

from datetime import date
from pathlib import Path

import pytest

from publications import streams
from publications.readers import bibtex, bibtex_entries
from publications.records import BadLine

SAMPLE = Path(__file__).parent / "samples" / "own-list.bib"


def read_text(text):
    return list(bibtex.read([(n, line.encode()) for n, line in enumerate(text.split("\n"), 1)]))


def read_entry(inside):
    (item,) = read_text(f"@article{{key, {inside}}}")
    return item


@pytest.fixture(scope="module")
def items():
    return {item.line: item for item in bibtex.read(streams.lines(SAMPLE))}


def test_broken_entries_are_named_with_their_line_and_the_rest_is_read(items):
    broken = {line: item.reason for line, item in items.items() if isinstance(item, BadLine)}
    assert broken == {
        26: "This entry does not end: a closing brace or quotation mark is missing.",
        31: "The field “title” stands there twice.",
        32: "The title is empty.",
    }
    assert list(items) == [6, 16, 23, 24, 26, 31, 32, 33, 34, 35]


def test_names_are_split_before_their_tex_is_decoded(items):
    assert [(a.given, a.family, a.suffix) for a in items[6].authors] == [
        ("Laurens", "van der Berg", ""),
        ("Jörg", "Müller", ""),
        ("", "The OpenAI Team", ""),
        ("Martin L.", "King", "Jr."),
        ("伟", "王", ""),
    ]
    wang, smith = items[16].authors
    assert (wang.given, wang.family, wang.source_author) == ("Wei", "Wang", "dblp:Wei Wang 0001")
    assert (smith.given, smith.family) == ("Jane", "Smith and Sons")
    assert (items[34].authors[0].given, items[34].authors[0].family) == ("محمد", "الأحمد")


def test_titles_keep_their_tex_and_venues_are_put_together_from_strings(items):
    assert items[6].title == r"On {GAN}s, $\ell_2$ and 50\% of {\emph{everything}}"
    assert (items[6].venue, items[6].type, items[6].issn) == ("Journal of Inventions", "article", "1234-567X")


def test_identifiers_are_found_wherever_people_write_them(items):
    assert items[6].identifiers == (("doi", "10.5555/inv_1234"),)
    assert items[16].identifiers == (("arxiv", "1905.09747"),)  # in the name of the journal
    assert items[24].identifiers == (("arxiv", "hep-th/9901001"),)
    assert read_entry("title={A}, journal={CoRR}, volume={abs/1905.09747}").identifiers == (("arxiv", "1905.09747"),)
    assert read_entry("title={A}, url={https://doi.org/10.5555/A}").identifiers == (("doi", "10.5555/a"),)
    assert [items[n].type for n in (16, 24)] == ["preprint", "preprint"]
    assert items[16].venue == items[24].venue == "arXiv"


def test_a_paper_inherits_from_its_proceedings(items):
    assert (items[23].venue, items[23].year) == ("Proceedings of Inventions", 2018)
    assert items[23].title == "A child of its proceedings"
    assert (items[35].type, items[35].authors) == ("book", ())


def test_dates_and_years_are_taken_where_they_are_ones(items):
    assert (items[24].first_posted_on, items[24].year) == (date(2018, 5, 17), 2018)
    assert (items[33].year, items[33].authors) == (None, ())


def test_the_key_is_the_works_and_not_the_owners():
    first, second, other = (
        read_text(f"@misc{{{key}, title={{{title}}}, author={{Ada Lovelace}}, year=2020}}")[0].key
        for key, title in (
            ("a", "A {Title} of five whole words"),
            ("b", "A title of five whole words"),
            ("b", "Another"),
        )
    )
    assert first == second != other


def test_entries_on_one_line_are_counted_on():
    assert [item.line for item in read_text("@misc{a, title={A}} @misc{b, title={B}}\n@misc{c, title={C}}")] == [
        1,
        2,
        3,
    ]


def test_strings_made_of_strings_end_somewhere():
    bomb = "\n".join(f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 100)}}}" for n in range(1, 12))
    items = read_text('@string{s0 = "ten letters"}\n' + bomb + "\n@misc{a, title = s11}")
    assert "longer than 10,000 characters" in items[0].reason
    many = ", ".join(f"f{n} = s" for n in range(5000))
    (item,) = read_text(f'@string{{s = "{"x" * 9000}"}}\n@misc{{a, title = {{A}}, {many}}}')
    assert "beyond 1 MB" in item.reason


def test_entries_that_inherit_from_each_other_end_somewhere():
    first, second = read_text("@misc{a, crossref=b, title={A}}\n@misc{b, crossref=a, title={B}, year=2020}")
    assert (first.venue, first.year, second.venue) == ("B", 2020, "A")


def test_a_file_over_the_limit_is_read_up_to_it(monkeypatch):
    monkeypatch.setattr(bibtex_entries, "MAX_FILE", 50)
    *whole, cut = read_text("\n".join(f"@misc{{k{n}, title={{Title {n}}}}}" for n in range(10)))
    assert [item.title for item in whole] == ["Title 0"]
    assert "64 MB" in cut.reason


def test_latin_1_is_named_and_not_guessed():
    lines = [(1, "@misc{a, title={Größe}}".encode("latin-1")), (2, b"@misc{b, title={B}}")]
    bad, good = bibtex.read(lines)
    assert "UTF-8" in bad.reason
    assert good.title == "B"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("title={A\0B}", "NUL"),
        (f"title={{A}}, abstract={{{'x' * 10_000_000}}}", "longer than 1 MB"),
        (f"title={{A}}, abstract={{{'x' * 200_000}}}", "abstract is longer"),
        (f"title={{{'x' * 6000}}}", "title is longer"),
        (f"title={{A}}, author={{{'x' * 300}}}", "name is longer"),
        ("title={A}, date={2020-13-01}", "not a date"),
        ("title {A}", "broken"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_no_database_should_hold_is_refused(inside, reason):
    assert reason in read_entry(inside).reason


def test_five_thousand_authors_are_read():
    people = " and ".join(f"Lovelace, Ada{n}" for n in range(5154))
    assert len(read_entry(f"title={{A}}, author={{{people}}}").authors) == 5154
