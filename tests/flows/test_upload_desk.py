"""The operators' upload desk: from a file sent in the browser to its works, through every turn it can take."""

import gzip
import os
import signal
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import User
from publications import batches, importing, preparing
from publications.models import Author, Authorship, ImportBatch, Work
from tests.publications.corpus import line

pytestmark = pytest.mark.django_db

ADD = "admin:publications_importbatch_add"
PATIENCE = 60  # seconds, of a machine that is busy with other things


@pytest.fixture(autouse=True)
def uploads_folder(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    return settings.UPLOADS


@pytest.fixture
def operator(db):
    user = User.objects.create_user("operator@example.org", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_importbatch"))
    return user


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


def works(n, first=1, abstract="We show things."):
    """Lines of works, up to ten of them signed by one person."""
    return "\n".join(
        line(f"2001.{k:05}", f"Work number {k}", [person(k)], abstract=abstract) for k in range(first, first + n)
    ).encode()


def person(k):
    return f"Ada {'ABCDEFGHIJ'[k // 10 % 10]}{'abcdefghij'[k // 100 % 10]}lace{k // 1000}"


def everybody_has_their_works():
    return not Authorship.objects.filter(author=None).exists() and Work.objects.exists()


def send(client, content, name="works.jsonl", **more):
    return client.post(reverse(ADD), {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def door(name, batch):
    return reverse(f"admin:publications_importbatch_{name}", args=[batch.pk])


def test_a_file_is_sent_waits_and_is_brought_in(desk, operator, uploads_folder):
    page = send(desk, works(3))
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.name, batch.actor, batch.size) == ("queued", "works.jsonl", operator, len(works(3)))
    assert "Waiting for a worker." in page.text
    assert [str(path) for path in uploads_folder.glob("*")] == [batch.file]
    assert "works" not in batch.file.removeprefix(str(uploads_folder))
    batches.run_due()
    page = desk.get(door("change", batch))
    assert "Done." in page.text
    assert "data-live=" not in page.text
    assert Author.objects.get().n_works == Work.objects.count() == 3


def test_the_page_of_a_running_import_tells_its_counts_and_says_304_while_nothing_changes(desk):
    send(desk, works(3))
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state="running", n_new=1200, position=90, size=200, seconds={"store": 2.0})
    told = desk.get(door("live", batch))
    said = told.json()
    assert (said["waits"], said["percent"], said["fields"]["new"], said["fields"]["rate"]) == (
        True,
        45,
        "1,200",
        "600 a second",
    )
    assert said["fields"]["says"] == "Over 40 % read."
    again = desk.get(door("live", batch), headers={"If-None-Match": told.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ImportBatch.objects.update(n_new=1201)
    assert desk.get(door("live", batch), headers={"If-None-Match": told.headers["ETag"]}).status_code == 200
    assert "data-live=" in desk.get(door("change", batch)).text


def test_lines_that_cannot_be_read_are_shown_and_come_back_whole(desk):
    broken = '{"id": "2001.99999", "title": "' + "x" * 5000
    send(desk, works(1) + b"\n" + broken.encode() + b"\n{}\n" + works(1, first=7))
    batches.run_due()
    batch = ImportBatch.objects.get()
    page = desk.get(door("change", batch)).text
    assert (batch.n_new, batch.n_bad) == (2, 2)
    assert page.count("<code>") == 2
    assert len(page) < 20_000
    answer = desk.get(door("bad_lines", batch))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert b"".join(answer.streaming_content).decode() == broken + "\n{}\n"


def test_hundreds_of_bad_lines_are_paged(desk):
    send(desk, works(1) + b"\n{}" * 60)
    batches.run_due()
    batch = ImportBatch.objects.get()
    assert "Page 1 of 3" in desk.get(door("change", batch)).text
    assert "Page 3 of 3" in desk.get(door("change", batch) + "?p=3").text
    assert desk.get(door("change", batch) + "?p=4").status_code == 404
    assert desk.get(door("change", batch) + "?p=x").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("works.zip", b"PK\x03\x04" + b"x" * 50, "This is a zip archive"),
        ("works.txt", b"Dear operator, here is my list.", "in none of the known formats"),
        ("works.gz", gzip.compress(works(2000))[:-20], "cut off before its end"),
        ("bomb.gz", gzip.compress(b" " * (80 << 20)), "grows to more than"),
        ("photo.jsonl", b"\xff\xd8\xff\xe0" + bytes(range(256)), "in none of the known formats"),
    ],
    ids=["zip", "letter", "cut off", "bomb", "photo"],
)
def test_what_is_no_file_of_works_is_stopped_with_a_sentence(desk, name, content, says):
    send(desk, content, name=name)
    batches.run_due()
    batch = ImportBatch.objects.get()
    assert batch.state == "stopped"
    assert says in desk.get(door("change", batch)).text


def test_what_stood_before_the_damage_is_in_and_has_its_authors(desk, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 100)
    send(desk, gzip.compress(works(400), compresslevel=0)[:-2000], name="works.gz")
    batches.run_due()
    assert ImportBatch.objects.get().state == "stopped"
    assert everybody_has_their_works()


def test_an_empty_file_and_none_at_all_are_told(desk, uploads_folder):
    assert "This file is empty." in send(desk, b"").text
    assert "Choose one file." in desk.post(reverse(ADD), {}).text
    assert not ImportBatch.objects.exists()
    assert not list(uploads_folder.glob("*"))


def test_a_file_beyond_the_limit_is_told_and_not_kept(desk, settings, uploads_folder):
    settings.UPLOAD_LIMIT = 1 << 20
    assert "The file is larger than 1 MB." in send(desk, b"x" * ((1 << 20) + 1)).text
    assert not list(uploads_folder.glob("*"))
    send(desk, b"x" * (1 << 20))
    assert ImportBatch.objects.get().size == 1 << 20


def test_a_file_is_never_kept_when_the_form_is_forged_or_wrong(operator, uploads_folder):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(operator)
    assert send(strict, works(3)).status_code == 403
    assert not list(uploads_folder.glob("*"))
    strict = Client()
    strict.force_login(operator)
    assert "Select a valid choice" in send(strict, works(3), format="excel").text
    assert not list(uploads_folder.glob("*"))


def test_the_same_file_pressed_twice_waits_once(desk, uploads_folder):
    send(desk, works(3))
    page = send(desk, works(3), name="again.jsonl")
    assert "The same file is waiting or being imported already" in page.text
    assert ImportBatch.objects.count() == len(list(uploads_folder.glob("*"))) == 1


def test_a_file_on_the_server_can_be_named_and_is_left_there(desk, settings, tmp_path):
    assert 'name="here"' not in desk.get(reverse(ADD)).text
    settings.IMPORT_FOLDER = tmp_path / "shelf"
    settings.IMPORT_FOLDER.mkdir()
    (settings.IMPORT_FOLDER / "shelf.jsonl").write_bytes(works(2))
    (tmp_path / "secret.jsonl").write_bytes(works(2))
    for outside in ("../secret.jsonl", "/etc/passwd", "nothing.jsonl"):
        assert "Select a valid choice" in desk.post(reverse(ADD), {"here": outside}).text
    desk.post(reverse(ADD), {"here": "shelf.jsonl"})
    batches.run_due()
    assert Work.objects.count() == 2
    ImportBatch.objects.update(finished_at=timezone.now() - timedelta(days=30))
    batches.delete_old_files()
    assert (settings.IMPORT_FOLDER / "shelf.jsonl").exists()


def test_an_import_that_waits_is_cancelled_and_taken_up_again(desk):
    send(desk, works(3))
    batch = ImportBatch.objects.get()
    page = desk.post(door("cancel", batch), follow=True)
    assert "Cancelled." in page.text
    batches.run_due()
    assert Work.objects.count() == 0
    desk.post(door("resume", batch))
    batches.run_due()
    assert ImportBatch.objects.get().state == "done"
    assert "There was nothing left to cancel." in desk.post(door("cancel", batch), follow=True).text


def test_a_running_import_is_cancelled_after_its_chunk_and_goes_on_from_there(desk, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 2)
    send(desk, works(6))
    batch = ImportBatch.objects.get()
    bring_in, lines = importing._bring_in, []

    def bring_in_and_press(*args):
        bring_in(*args)
        lines.append(args[0].line)
        if args[0].line == 4:
            desk.post(door("cancel", batch))

    monkeypatch.setattr(importing, "_bring_in", bring_in_and_press)
    batches.run_due()
    batch.refresh_from_db()
    assert (batch.state, batch.line, lines) == ("cancelled", 4, [2, 4])
    assert Author.objects.get().n_works == 4
    desk.post(door("resume", batch))
    batches.run_due()
    batch.refresh_from_db()
    assert (batch.state, batch.n_new, lines) == ("done", 6, [2, 4, 6])


def test_a_long_import_makes_room_for_one_that_waits(desk, monkeypatch):
    monkeypatch.setattr(preparing, "CHUNK", 1)
    monkeypatch.setattr(batches, "TURN", 0)
    send(desk, works(3), name="long.jsonl")
    send(desk, works(1, first=9), name="short.jsonl")
    batches.run_due()
    ended = ImportBatch.objects.order_by("finished_at").values_list("name", "state")
    assert list(ended) == [("short.jsonl", "done"), ("long.jsonl", "done")]


def test_an_import_that_kills_its_worker_again_and_again_is_stopped(desk):
    send(desk, works(3))
    ImportBatch.objects.update(state="running", attempts=3)
    batches.run_due()
    batch = ImportBatch.objects.get()
    assert (batch.state, Work.objects.count()) == ("stopped", 0)
    assert "begun 3 times and got no further" in desk.get(door("change", batch)).text
    desk.post(door("resume", batch))
    batches.run_due()
    assert ImportBatch.objects.get().state == "done"


def test_a_file_that_is_gone_is_said_and_not_resumed(desk, uploads_folder):
    send(desk, works(3))
    batch = ImportBatch.objects.get()
    for path in uploads_folder.glob("*"):
        path.unlink()
    batches.run_due()
    page = desk.get(door("change", batch)).text
    assert "cannot be read: No such file" in page
    assert "The file is no longer here" in page
    assert "The file is no longer here" in desk.post(door("resume", batch), follow=True).text


def test_files_are_deleted_a_week_after_their_import(desk, uploads_folder):
    send(desk, works(3))
    batches.run_due()
    orphan = uploads_folder / "left-behind"
    orphan.write_text("half a file")
    assert batches.delete_old_files() == 0
    os.utime(orphan, (0, 0))
    ImportBatch.objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert batches.delete_old_files() == 2
    assert not list(uploads_folder.glob("*"))
    assert ImportBatch.objects.get().file == ""


def test_the_desk_is_for_staff_who_may_import(client, operator):
    batch = ImportBatch.objects.create(name="x", state="stopped")
    doors = {ADD: [], **{f"admin:publications_importbatch_{name}": [batch.pk] for name in DOORS}}
    member = User.objects.create_user("member@example.org")
    helper = User.objects.create_user("helper@example.org", is_staff=True)
    reader = User.objects.create_user("reader@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    for who, reading, acting in (
        (None, 302, 302),
        (member, 302, 302),
        (helper, 403, 403),
        (reader, 200, 403),
        (operator, 200, 302),
    ):
        client.logout()
        if who:
            client.force_login(who)
        for name, arguments in doors.items():
            acts = name.endswith(("cancel", "resume"))
            answer = (client.post if acts else client.get)(reverse(name, args=arguments))
            expected = acting if acts else reading
            if name == ADD and who == reader:
                expected = 403
            assert answer.status_code == expected, (who, name)


DOORS = ("change", "live", "bad_lines", "cancel", "resume")


def test_reading_addresses_take_no_post_and_acting_ones_no_get(desk):
    batch = ImportBatch.objects.create(name="x", state="stopped")
    assert desk.post(door("live", batch)).status_code == desk.post(door("bad_lines", batch)).status_code == 405
    assert desk.get(door("cancel", batch)).status_code == desk.get(door("resume", batch)).status_code == 405
    assert desk.get(reverse("admin:publications_importbatch_live", args=[999])).status_code == 404


def test_what_waits_has_a_file_and_waits_once():
    with pytest.raises(IntegrityError, match="what_waits_for_a_worker_has_a_file"), transaction.atomic():
        ImportBatch.objects.create(name="x", state="queued")
    ImportBatch.objects.create(name="x", state="queued", file="/x", digest="d")
    with pytest.raises(IntegrityError, match="a_file_waits_for_a_worker_once"), transaction.atomic():
        ImportBatch.objects.create(name="x", state="running", file="/y", digest="d")


@pytest.mark.django_db(transaction=True)
def test_the_import_of_a_worker_killed_at_work_is_ended_by_the_next(desk, worker_process, request):
    send(desk, works(2100, abstract="We show things. " * 40))  # by hand, a file so large is read in a second process
    worker = worker_process()
    batches.send()
    wait_for(lambda: ImportBatch.objects.get().line)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert ImportBatch.objects.get().line == 2000
    assert ImportBatch.objects.get().state == "running"
    request.getfixturevalue("worker")
    batches.send()
    wait_for(lambda: ImportBatch.objects.get().state == "done")
    assert (ImportBatch.objects.get().n_new, Work.objects.count()) == (2100, 2100)
    assert everybody_has_their_works()


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, list(ImportBatch.objects.values())
        time.sleep(0.05)
