"""The command: what it shows on a terminal, what it says at the end, and how it ends."""

import io
import itertools

import pytest
from django.core.management import CommandError, call_command

from publications import preparing
from publications.management.commands import import_works
from publications.models import ImportBatch, Work
from tests.publications.corpus import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Four works, one a chunk."""
    monkeypatch.setattr(preparing, "CHUNK", 1)
    monkeypatch.setattr(import_works, "EVERY", 0)
    made = tmp_path / "works.jsonl"
    made.write_text("\n".join(line(f"2001.0000{n}", f"Work {n}", ["Ada Lovelace"]) for n in range(1, 5)))
    return made


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*arguments, watched=True, **options):
    out, err = io.StringIO(), Terminal() if watched else io.StringIO()
    call_command("import_works", *map(str, arguments), stdout=out, stderr=err, no_color=True, **options)
    return out.getvalue(), err.getvalue()


def test_a_terminal_sees_one_line_that_grows_and_the_end_is_a_summary(path):
    out, err = run(path)
    first, *others = err.split("\r")[1:]
    assert first.strip() == "works.jsonl: 1 works, 100 %, giving names their authors"  # the file is smaller than a read
    assert others[-1].startswith("works.jsonl: 4 works, ")
    assert " a second, " in others[-1]
    assert err.count("\n") == 1
    assert out.startswith("works.jsonl: 4 new, 0 updated, 0 unchanged, 0 bad lines.\n")


def test_the_time_left_is_told_from_how_much_of_the_file_has_been_read(monkeypatch):
    ticks = itertools.count(100)
    monkeypatch.setattr(import_works.time, "monotonic", lambda: next(ticks))
    terminal = Terminal()
    show = import_works.Progress(import_works.OutputWrapper(terminal))
    for chunk in range(1, 4):
        show(ImportBatch(name="big.xz", n_new=2000 * chunk, position=100 * chunk, size=6400))
    assert terminal.getvalue().split("\r")[-1].strip() == "big.xz: 6,000 works, 2,000 a second, 4 %, 1 min left"


def test_nobody_watching_sees_no_line(path):
    assert run(path, watched=False)[1] == ""


def test_ctrl_c_leaves_an_import_that_goes_on_and_says_so(path, monkeypatch):
    def interrupt(self, batch):
        if batch.line == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(import_works.Progress, "__call__", interrupt)
    with pytest.raises(CommandError, match="The same command goes on from there") as ended:
        run(path)
    assert ended.value.returncode == 130
    assert ImportBatch.objects.get().state == "stopped"
    monkeypatch.undo()
    assert run(path)[0].startswith("works.jsonl: 4 new")
    assert (ImportBatch.objects.count(), Work.objects.count()) == (1, 4)


def test_a_dry_run_says_what_would_be_and_changes_nothing(path):
    assert run(path, dry_run=True)[0].startswith("works.jsonl: 4 would be new, 0 would be updated")
    assert not Work.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        (["/no/such/file"], {}, "No such file"),
        (["works.jsonl"], {"format": "dblp"}, None),
    ],
)
def test_what_cannot_be_imported_fails_with_a_sentence(path, arguments, options, says, monkeypatch):
    monkeypatch.chdir(path.parent)
    if says:
        with pytest.raises(CommandError, match=says):
            run(*arguments, **options)
    else:
        assert "0 new" in run(*arguments, **options)[0]


def test_a_folder_is_one_import(path):
    (path.parent / "b.jsonl").write_text(line("2002.00001", "Another", ["Grace Hopper"]) + "\n{broken")
    out, _ = run(path.parent, watched=False)
    assert [said for said in out.splitlines() if "new" in said] == [
        f"{path.parent.name}: 5 new, 0 updated, 0 unchanged, 1 bad lines."
    ]
    assert "b.jsonl, line 2: " in out
