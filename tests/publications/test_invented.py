"""Invented works: the same for a seed, skewed as real ones are, readable, marked, and never taken for real."""

import json
from collections import Counter, defaultdict
from hashlib import sha256

import pytest
from django.core.management import call_command

from publications import demonstration, identifiers, readers
from publications.importing import import_file
from publications.invented.corpus import COLLABORATION_EVERY, Corpus
from publications.invented.formats import FORMATS, arxiv_id, labels
from publications.models import Author, Authorship, ImportBatch, Institution, Source, Work, WorkRecord
from publications.records import Record
from publications.sources import INVENTED
from tests import world
from tests.publications.corpus import file, line

N = 3000
# Of the first hundred works of two seeds. A change of these changes what everybody's benchmarks run on.
DIGESTS = {1: "3f841facdeb8f038", 7: "be158bd042319c77"}


@pytest.fixture(scope="module")
def corpus():
    return Corpus(1, N)


@pytest.fixture(scope="module")
def works(corpus):
    return list(corpus.works())


def written(seed, format, numbers):
    corpus = Corpus(seed, N)
    return b"\n".join(FORMATS[format](corpus, corpus.work(number)) for number in numbers)


@pytest.mark.parametrize("seed", DIGESTS)
def test_a_seed_gives_the_same_works_on_every_machine(seed):
    text = b"".join(written(seed, format, range(0, N, 30)) for format in sorted(FORMATS))
    assert sha256(text).hexdigest()[:16] == DIGESTS[seed]


def test_a_work_does_not_depend_on_those_before_it():
    assert written(1, "arxiv", [2000]) == written(1, "arxiv", [5, 17, 2000]).split(b"\n")[-1]


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_line_is_read_and_told_as_invented(format, corpus, works):
    lines = [(number, FORMATS[format](corpus, work)) for number, work in enumerate(works, 1)]
    assert readers.detect(lines[0][1]) == format
    for record in readers.read(format, lines):
        assert isinstance(record, Record), record
        assert (record.source, record.venue) == (INVENTED, "Invented works")
        assert all(identifiers.is_invented(*known) for known in record.identifiers)
        assert all(identifiers.is_invented("orcid", author.orcid) for author in record.authors if author.orcid)
        assert not any(place.ror for author in record.authors for place in author.affiliations)


def test_labels_cover_every_position_of_both_formats(corpus, works):
    said = [json.loads(label) for work in works for label in labels(work).splitlines()]
    assert len({(label["work"], label["position"]) for label in said}) == len(said)
    for format in FORMATS:
        lines = [(number, FORMATS[format](corpus, work)) for number, work in enumerate(works[:300], 1)]
        for work, record in zip(works, readers.read(format, lines), strict=False):
            known = dict(record.identifiers)["arxiv"]
            positions = [label["position"] for label in said if label["work"] == f"arxiv:{known}"][
                : len(record.authors)
            ]
            assert (known, positions) == (arxiv_id(work), list(range(1, len(record.authors) + 1)))


def test_productivity_namesakes_and_teams_are_skewed(works):
    usual = [work for work in works if len(work.authors) < 50]
    n_works = Counter(signed.label for work in usual for signed in work.authors)
    assert sum(count == 1 for count in n_works.values()) > 0.4 * len(n_works)
    top = sum(count for _, count in n_works.most_common(len(n_works) // 100))
    assert 0.05 * n_works.total() < top < 0.4 * n_works.total()
    people = defaultdict(set)
    for work in usual:
        for signed in work.authors:
            people[f"{signed.given} {signed.family}"].add(signed.label)
    shared = sorted((len(labels), name) for name, labels in people.items() if len(labels) > 1)
    assert shared[-1][0] >= 4
    assert len(shared) > 0.02 * len(people)
    pairs = Counter(
        (a.label, b.label) for work in usual for a in work.authors for b in work.authors if a.label < b.label
    )
    assert max(pairs.values()) >= 5  # groups keep working together
    assert {len(work.authors) > 200 for work in works[COLLABORATION_EVERY // 2 :: COLLABORATION_EVERY]} == {True}


def test_people_vary_how_they_sign_and_move_between_institutions(works):
    names, places = defaultdict(set), defaultdict(set)
    for work in works:
        for signed in work.authors:
            names[signed.label].add((signed.given, signed.family))
            places[signed.label].add(signed.institution)
    busy = Counter(signed.label for work in works for signed in work.authors).most_common(300)
    assert sum(len(names[label]) > 1 for label, _ in busy) > 100
    assert sum(len(places[label]) > 1 for label, _ in busy) > 20
    given = " ".join(name for known in names.values() for name, _ in known)
    assert all(mark in given for mark in (".", "-", "é"))


@pytest.mark.django_db
def test_the_command_writes_a_file_and_its_labels(tmp_path, corpus):
    output, truth = tmp_path / "works.jsonl.gz", tmp_path / "truth.jsonl"
    call_command("make_corpus", "--works=50", f"--output={output}", f"--truth={truth}")
    again = tmp_path / "again.jsonl.gz"
    call_command("make_corpus", "--works=50", f"--output={again}")
    assert output.read_bytes() == again.read_bytes()
    batch = import_file(output)
    assert (batch.n_new, batch.n_bad, batch.format) == (50, 0, "arxiv")
    assert len(truth.read_text().splitlines()) == Authorship.objects.count()


@pytest.mark.django_db
def test_an_empty_site_is_filled_once_and_says_so_everywhere(client):
    batch = demonstration.load(60)
    assert (batch.n_new, batch.n_bad) == (60, 0)
    assert demonstration.load(60) is None
    assert Source.objects.get(key=INVENTED).is_invented
    work, person = Work.objects.first(), Author.objects.first()
    for address in (work.get_absolute_url(), person.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Invented for demonstration." in page
        assert '<meta name="robots" content="noindex">' in page
        assert "https://arxiv.org/" not in page
        assert "https://doi.org/" not in page
    assert "made up for demonstration" in client.get("/").content.decode()
    assert "Nobody wrote these works" in client.get("/about/sources/").content.decode()


@pytest.mark.django_db
def test_a_filling_that_was_interrupted_is_taken_up():
    class Cut(Exception):
        pass

    def cut(batch):
        raise Cut

    with pytest.raises(Cut):
        demonstration.load(60, cut)
    demonstration.load(60)
    assert (Work.objects.count(), ImportBatch.objects.count()) == (60, 1)


@pytest.mark.django_db
def test_a_site_with_works_of_its_own_is_left_alone():
    for number in range(45):
        world.work(f"Work {number}", ["Ada Lovelace"])
    with pytest.raises(demonstration.NotEmpty, match="nothing was invented"):
        demonstration.load(60)


@pytest.mark.django_db
def test_nothing_invented_is_taken_for_something_real():
    title, byline = "On the depth of shallow things in space", [["Goldstein", "Ada", ""], ["Rare", "Bea", ""]]
    import_file(file(line("2001.00001", title, ["Ada Goldstein", "Bea Rare"])))
    import_file(file(line("2013.00001", title, [], authors_parsed=byline)))
    assert (Work.objects.count(), Author.objects.count()) == (2, 4)


@pytest.mark.django_db
def test_openalex_lines_carry_what_arxiv_lacks(corpus, works):
    lines = [FORMATS["openalex"](corpus, work).decode() for work in works[100:160]]
    batch = import_file(file(*lines))
    assert (batch.n_new, batch.n_bad, WorkRecord.objects.count()) == (60, 0, 60)
    work = Work.objects.filter(references__isnull=False).first()
    assert (work.source.name, work.source.is_invented, work.language) == ("Invented works", True, "en")
    assert work.citation_counts.get().source.key == INVENTED
    assert Institution.objects.exclude(country="").exists()
    assert work.work_topics.get().topic.broader.broader.broader.level == "domain"
