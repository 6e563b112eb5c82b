import threading
from pathlib import Path

import pytest
from django.db import connection

from publications import curation, preparing
from publications.attribution import attribute
from publications.importing import ImportRefused, import_file
from publications.models import Author, Authorship, ChangeSet, DueBlock, ImportBatch, Topic, Work
from tests.content import content
from tests.publications.corpus import file, line, row_versions

pytestmark = pytest.mark.django_db

FIRST = line("2001.00001", "On Things", ["Ada Lovelace", "Tom Goldstein"], dates=("2019-12-30", "2020-05-01"))
SECOND = line("2001.00002", "More on Things", ["Ada Lovelace", ("Tom", "Goldstein", "University of Maryland")])


def test_a_line_becomes_a_work_with_its_people_topics_versions_and_identifiers():
    batch = import_file(file(FIRST, SECOND))
    assert (batch.n_new, batch.n_updated, batch.n_unchanged, batch.n_bad) == (2, 0, 0, 0)
    work = Work.objects.get(identifiers__value="2001.00001")
    assert (work.title_text, work.year, work.type, work.source.name) == ("On Things", 2020, "preprint", "arXiv")
    assert work.first_posted_on.isoformat() == "2019-12-30"
    assert [v.label for v in work.versions.order_by("label")] == ["v1", "v2"]
    assert list(work.authorships.order_by("position").values_list("name", flat=True)) == [
        "Ada Lovelace",
        "Tom Goldstein",
    ]
    assert Topic.objects.get(code="cs.LG").name == "Machine Learning"
    tom = Author.objects.get(display_name="Tom Goldstein")
    assert (tom.n_works, tom.first_year, tom.last_year) == (2, 2020, 2020)
    place = Authorship.objects.get(work__identifiers__value="2001.00002", position=2).affiliations.get().institution
    assert place.name == "University of Maryland"


@pytest.mark.django_db(transaction=True)
def test_the_same_file_again_writes_no_row():
    import_file(file(FIRST, SECOND))
    before = row_versions()
    batch = import_file(file(FIRST, SECOND))
    assert (batch.n_new, batch.n_updated, batch.n_unchanged) == (0, 0, 2)
    assert row_versions() == before


def test_bad_lines_are_kept_with_a_reason_and_stop_nothing():
    batch = import_file(file(FIRST, "{not json", '{"id": "x"}', SECOND))
    assert (batch.n_new, batch.n_bad, batch.state) == (2, 2, ImportBatch.State.DONE)
    assert list(batch.issues.order_by("line").values_list("line", flat=True)) == [2, 3]
    assert all(issue.reason for issue in batch.issues.all())


@pytest.mark.django_db(transaction=True)
def test_a_changed_record_updates_its_work_and_stamps_only_its_authors():
    import_file(file(FIRST, line("2001.00003", "Elsewhere", ["Grace Hopper"])))
    stamps = dict(Author.objects.values_list("display_name", "works_changed_at"))
    changed = line(
        "2001.00001", "On Things, revisited", ["Ada Lovelace", "Tom Goldstein"], dates=("2019-12-30", "2021-05-01")
    )
    batch = import_file(file(changed))
    assert (batch.n_new, batch.n_updated) == (0, 1)
    work = Work.objects.get(identifiers__value="2001.00001")
    assert (work.title_text, work.year) == ("On Things, revisited", 2021)
    assert Author.objects.get(display_name="Ada Lovelace").last_year == 2021
    after = dict(Author.objects.values_list("display_name", "works_changed_at"))
    assert {name for name in stamps if after[name] != stamps[name]} == {"Ada Lovelace", "Tom Goldstein"}


def test_a_name_taken_off_a_work_leaves_its_author():
    import_file(file(FIRST, SECOND))
    import_file(file(line("2001.00001", "On Things", ["Ada Lovelace"])))
    assert Author.objects.get(display_name="Tom Goldstein").n_works == 1
    assert Work.objects.get(identifiers__value="2001.00001").authorships.count() == 1


def test_a_dry_run_counts_and_changes_nothing():
    batch = import_file(file(FIRST, "{not json", SECOND), dry_run=True)
    assert (batch.n_new, batch.n_bad) == (2, 1)
    assert not Work.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_cut_short_ends_as_an_unbroken_one(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 3)
    lines = [line(f"2001.{n:05}", f"Work {n}", ["Ada Lovelace", f"Person {chr(65 + n)}"]) for n in range(10)]
    path = tmp_path / "works.jsonl"
    path.write_text("\n".join([*lines[:4], "{broken", *lines[4:]]) + "\n")

    class Cut(Exception):
        pass

    def cut(batch):
        if batch.line > 5:
            raise Cut

    with pytest.raises(Cut):
        import_file(path, on_progress=cut)
    assert 0 < Work.objects.count() < 10
    batch = import_file(path)
    assert (batch.n_new, batch.n_bad, ImportBatch.objects.count()) == (10, 1, 1)
    resumed = content()
    with connection.cursor() as cursor:
        cursor.execute("truncate publications_work, publications_author, publications_importbatch cascade")
    import_file(path)
    assert content() == resumed
    assert not DueBlock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_end_well():
    lines = [
        line(f"2001.{n:05}", f"Work {n}", ["Ada Lovelace", "Charles Babbage", f"Person {chr(65 + n % 26)}"])
        for n in range(60)
    ]
    errors = []

    def run(part):
        try:
            import_file(file(*part))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[part]) for part in (lines, lines[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Work.objects.count() == 60
    assert Author.objects.get(display_name="Ada Lovelace").n_works == 60


def test_a_file_of_no_known_format_is_refused_with_a_sentence():
    with pytest.raises(ImportRefused, match="format"):
        import_file(file("Dear all,", "please find attached"))


def test_a_decision_holds_when_its_work_is_imported_anew():
    import_file(
        file(
            FIRST,
            SECOND,
            line("2001.00004", "Networks", ["Cornelia Fermüller", "Thomas Goldstein"], categories="hep-ex"),
        )
    )
    byline = Authorship.objects.get(name="Thomas Goldstein")
    tom = Author.objects.get(display_name="Tom Goldstein")
    curation.carry_out(curation.plan_move([byline], to=tom), reason="His own list of works has it.", role="operator")
    import_file(file(line("2001.00004", "Networks, revised", ["Thomas Goldstein", "Cornelia Fermüller"])))
    byline = Authorship.objects.get(name="Thomas Goldstein")
    assert (byline.author, byline.position, byline.basis) == (tom, 1, Authorship.Basis.DECISION)
    tom.refresh_from_db()
    assert tom.n_works == 3


def test_undoing_a_move_restores_the_corpus():
    import_file(
        file(FIRST, line("2001.00004", "Networks", ["Cornelia Fermüller", "Thomas Goldstein"], categories="hep-ex"))
    )
    before = content()
    byline = Authorship.objects.get(name="Thomas Goldstein")
    tom = Author.objects.get(display_name="Tom Goldstein")
    change = curation.carry_out(curation.plan_move([byline], to=tom), reason="It is his.", role="operator")
    assert content() != before
    curation.undo(change, reason="It is not.", role="operator")
    attribute()
    assert content() == before
    with pytest.raises(curation.CurationRefused, match="already"):
        curation.undo(change, reason="Again.", role="operator")


@pytest.mark.django_db(transaction=True)
def test_a_move_is_news_for_everybody_on_the_work():
    import_file(file(FIRST, line("2001.00004", "Networks", ["Grace Hopper", "Thomas Goldstein"], categories="hep-ex")))
    before = Author.objects.get(display_name="Grace Hopper").works_changed_at
    tom = Author.objects.get(display_name="Tom Goldstein")
    curation.carry_out(
        curation.plan_move([Authorship.objects.get(name="Thomas Goldstein")], to=tom),
        reason="It is his.",
        role="operator",
    )
    assert Author.objects.get(display_name="Grace Hopper").works_changed_at > before


def test_nobody_is_moved_onto_a_work_twice():
    import_file(file(line("2001.00001", "On Things", ["Tom Goldstein", "Thomas Goldstein"])))
    thomas = Authorship.objects.get(name="Thomas Goldstein")
    with pytest.raises(curation.CurationRefused, match="another position"):
        curation.carry_out(
            curation.plan_move([thomas], to=Author.objects.get(display_name="Tom Goldstein")),
            reason="One person.",
            role="operator",
        )


def test_the_ledger_cannot_be_rewritten():
    import_file(file(FIRST, line("2001.00004", "Networks", ["Thomas Goldstein"], categories="hep-ex")))
    curation.carry_out(
        curation.plan_move(
            [Authorship.objects.get(name="Thomas Goldstein")], to=Author.objects.get(display_name="Tom Goldstein")
        ),
        reason="It is his.",
        role="operator",
    )
    with pytest.raises(Exception, match="append-only"):
        ChangeSet.objects.update(reason="Something else.")


SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("sample", ["openalex-works.jsonl", "crossref-page.json", "dblp.xml", "own-list.bib"])
def test_a_file_of_every_format_goes_through_the_same_door(sample):
    batch = import_file(SAMPLES / sample)
    assert (batch.state, batch.n_new) == (ImportBatch.State.DONE, Work.objects.count())
    assert batch.n_new
    again = import_file(SAMPLES / sample)
    assert (again.n_new, again.n_updated) == (0, 0)


@pytest.fixture
def three_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 1)
    path = tmp_path / "works.jsonl"
    path.write_text("\n".join([FIRST, SECOND, line("2001.00003", "The end", ["Grace Hopper"])]))
    return path


def test_an_import_that_is_asked_to_stop_rests_at_its_checkpoint_and_goes_on_from_there(three_chunks):
    rested = import_file(three_chunks, should_stop=lambda batch: batch.line == 2)
    assert (rested.state, rested.line, rested.n_new, rested.size) == ("running", 2, 2, three_chunks.stat().st_size)
    batch = import_file(three_chunks, batch=ImportBatch.objects.get())
    assert (batch.pk, batch.state, batch.n_new, batch.position) == (rested.pk, "done", 3, batch.size)


def test_what_is_written_beside_the_checkpoint_is_kept(three_chunks):
    def cancel(batch):
        return ImportBatch.objects.update(state=ImportBatch.State.CANCELLED)

    import_file(three_chunks, should_stop=cancel)
    assert ImportBatch.objects.values_list("state", "line").get() == ("cancelled", 1)


def test_an_interrupted_import_says_so_and_can_go_on(three_chunks):
    def interrupt(batch):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(three_chunks, on_progress=interrupt)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.line, batch.error) == ("stopped", 1, "Somebody interrupted this import.")
    assert import_file(three_chunks).n_new == 3


def test_two_records_of_a_chunk_that_fit_one_known_work_are_not_both_it():
    title = "A long title about many invented things"
    import_file(file(f"@article{{a, title={{{title}}}, author={{Ada Lovelace}}, year={{2020}}}}"))
    batch = import_file(file(*(line(f"2001.0000{n}", title, ["Ada Lovelace"]) for n in (1, 2))))
    assert (batch.n_new, batch.n_updated) == (1, 1)
    known = sorted(tuple(work.identifiers.values_list("value", flat=True)) for work in Work.objects.all())
    assert known == [("2001.00001",), ("2001.00002",)]
