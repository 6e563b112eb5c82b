"""Imports that are killed, that meet each other, and that must leave alone what they do not concern."""

import contextlib
import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from bzpeer.bootstrap import BASE
from publications import importing, preparing, readers, streams
from publications.importing import ImportRefused, import_file
from publications.models import Author, ImportBatch, Source, Topic, Work
from tests.content import content
from tests.publications.corpus import file, line, row_versions

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Ada Lovelace", "Grace Hopper", "Karl Zuse", "Edsger Dijkstra", "Barbara Liskov", "Emmy Noether"]


def some_lines(numbers, seed=1):
    chance = random.Random(seed)
    return [
        line(f"2001.{n:05}", f"On the matter of {n} and $x^{{{n}}}$", chance.sample(NAMES, chance.randint(1, 4)))
        for n in numbers
    ]


def forget_everything():
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate publications_work, publications_author, publications_importbatch, publications_dueblock cascade"
        )


@pytest.fixture
def importer():
    """Write a file's name into it, and it is imported in a process of its own."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.publications.imports_in_a_process"],
        cwd=BASE,
        env=os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bzpeer.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        yield process
        process.stdin.close()


def begin(importer, path):
    importer.stdin.write(f"{path}\n")
    return int(importer.stdout.readline())


def finish(importer, path):
    begin(importer, path)
    return os.waitstatus_to_exitcode(int(importer.stdout.readline()))


def test_an_import_killed_at_twenty_points_ends_as_an_unbroken_one(importer, tmp_path):
    path = tmp_path / "works.jsonl"
    path.write_text("\n".join([*some_lines(range(150)), "{broken", *some_lines(range(150, 200))]) + "\n")
    began = time.monotonic()
    assert finish(importer, path) == 0
    took = time.monotonic() - began
    unbroken = content()
    forget_everything()
    chance = random.Random(7)
    killed = 0
    while killed < 20:
        pid = begin(importer, path)
        time.sleep(chance.uniform(0, took / 5))
        with contextlib.suppress(ProcessLookupError):  # it was done already
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(int(importer.stdout.readline()))
        killed += status == -signal.SIGKILL
        if status == 0:
            forget_everything()
    assert finish(importer, path) == 0
    assert content() == unbroken
    assert not ImportBatch.objects.exclude(state=ImportBatch.State.DONE).exists()


def test_two_imports_of_overlapping_files_end_as_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 10)
    monkeypatch.setattr(importing, "LARGE", 0)
    parts = [tmp_path / "one.jsonl", tmp_path / "other.jsonl"]
    lines = some_lines(range(120))
    parts[0].write_text("\n".join(lines[:80]) + "\n")
    parts[1].write_text("\n".join(lines[39::-1] + lines[80:]) + "\n")
    for part in parts:
        import_file(part)
    one_by_one = content()
    forget_everything()
    errors = []

    def run(part):
        try:
            import_file(part)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[part]) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert content() == one_by_one
    assert Work.objects.count() == 120


def test_a_file_read_beside_the_storing_is_the_same_as_one_read_in_turn(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 10)
    path = tmp_path / "works.jsonl"
    lines = some_lines(range(60))
    path.write_text("\n".join([*lines, "{broken", lines[3]]) + "\n")
    alone = import_file(path)
    in_turn = content()
    forget_everything()
    monkeypatch.setattr(importing, "LARGE", 0)
    beside = import_file(path)
    assert content() == in_turn
    assert (beside.n_new, beside.n_unchanged, beside.n_bad) == (alone.n_new, alone.n_unchanged, alone.n_bad)
    before = row_versions()
    again = import_file(path)
    assert (again.n_new, again.n_updated) == (0, 0)
    assert row_versions() == before


@pytest.mark.parametrize("size", [0, 1 << 40], ids=["beside", "alone"])
def test_a_bomb_is_refused_with_a_sentence_wherever_it_is_read(tmp_path, monkeypatch, size):
    monkeypatch.setattr(importing, "LARGE", size)
    monkeypatch.setattr(streams, "RATIO_COUNTS_FROM", 1 << 20)
    path = tmp_path / "works.jsonl.gz"
    path.write_bytes(gzip.compress(some_lines([1])[0].encode() + b"\n" + bytes(8 << 20)))
    with pytest.raises(ImportRefused, match="200 times its size"):
        import_file(path)
    assert ImportBatch.objects.get().state == ImportBatch.State.STOPPED


def test_endless_lines_and_deep_nesting_are_issues_and_stop_nothing(monkeypatch):
    monkeypatch.setattr(streams, "MAX_LINE", 100_000)
    deep = '{"id": "2001.00009", "title": "Deep", "categories": "cs.LG", "x": ' + "[" * 40_000 + "]" * 40_000 + "}"
    batch = import_file(file(*some_lines([1]), '{"id": "' + "1" * 200_000, deep, *some_lines([2])))
    assert (batch.n_new, batch.n_bad) == (2, 2)
    assert all(issue.reason.endswith(".") for issue in batch.issues.all())


@contextlib.contextmanager
def held_elsewhere(path):
    """The file is held as by another import; yields what lets it go."""
    lock = int(importing._digest(path.open("rb"), path.stat().st_size)[:15], 16)
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [lock])
        yield lambda: cursor.execute("select pg_advisory_unlock(%s)", [lock])


def test_a_file_that_a_dying_import_still_holds_is_waited_for(tmp_path):
    path = tmp_path / "works.jsonl"
    path.write_text("\n".join(some_lines(range(3))))
    with held_elsewhere(path) as let_go:
        threading.Timer(0.2, let_go).start()
        assert import_file(path).n_new == 3


def test_a_file_that_another_import_is_at_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "PATIENCE", 0)
    path = tmp_path / "works.jsonl"
    path.write_text("\n".join(some_lines(range(3))))
    with held_elsewhere(path), pytest.raises(ImportRefused, match="being imported already"):
        import_file(path)


def test_a_folder_is_one_batch_that_goes_on_in_the_file_it_was_in(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 2)
    (tmp_path / "later").mkdir()
    works = some_lines(range(13))
    parts = {"a.jsonl": works[:5], "b.jsonl.gz": works[5:10], "later/c.jsonl": works[8:]}
    for name, lines in parts.items():
        text = "\n".join(["{broken", *lines]).encode()
        (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    (tmp_path / ".hidden").write_text("no works")
    (tmp_path / "b.manifest").write_text("no works either")
    rested = import_file(tmp_path, should_stop=lambda batch: batch.part == "b.jsonl.gz" and batch.line > 3)
    assert (rested.state, rested.part, rested.line) == ("running", "b.jsonl.gz", 4)
    monkeypatch.setattr(importing, "LARGE", 0)
    batch = import_file(tmp_path)
    assert (batch.pk, batch.state, batch.n_new, batch.n_unchanged) == (rested.pk, "done", 13, 2)
    assert batch.position == batch.size
    issues = batch.issues.order_by("part", "line")
    assert list(issues.values_list("part", "line")) == [
        ("a.jsonl", 1),
        ("b.jsonl.gz", 1),
        ("b.manifest", 1),
        ("later/c.jsonl", 1),
    ]
    assert str(issues[1]).startswith("b.jsonl.gz, line 1: This is not valid JSON")
    assert Work.objects.count() == 13
    again = import_file(tmp_path)
    assert (again.n_new, again.n_updated) == (0, 0)


def test_a_file_that_is_cut_off_gives_what_stands_before_and_stops_no_other_of_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "LOOK", 100)
    cut = tmp_path / "a.jsonl.gz"
    cut.write_bytes(gzip.compress("\n".join(some_lines(range(50))).encode() + b"\n")[:-8])
    with pytest.raises(ImportRefused, match="cut off"):
        import_file(cut)
    assert Work.objects.count() == 50
    (tmp_path / "b.jsonl").write_text("\n".join(some_lines(range(50, 53))))
    batch = import_file(tmp_path)
    assert (batch.state, batch.n_new, batch.n_unchanged) == ("done", 3, 50)
    assert [issue.part for issue in batch.issues.all()] == ["a.jsonl.gz"]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="There is no file in"):
        import_file(tmp_path)


def test_a_new_work_of_somebody_known_stamps_nobody_else():
    others = line("2001.00002", "Elsewhere", ["Grace Hopper"])
    import_file(file(line("2001.00001", "On Things", ["Ada Lovelace"]), others))
    before = dict(Author.objects.values_list("display_name", "works_changed_at"))
    import_file(file(line("2001.00003", "More on Things", ["Ada Lovelace", "Kim Ito"])))
    after = dict(Author.objects.values_list("display_name", "works_changed_at"))
    assert {name for name in after if after[name] != before.get(name)} == {"Ada Lovelace", "Kim Ito"}


def test_a_dry_run_leaves_no_source_and_no_topic(tmp_path):
    import_file(file(*some_lines([1])), dry_run=True)
    assert not Topic.objects.exists()
    assert not Source.objects.exists()
