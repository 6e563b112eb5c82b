"""The holder of a record brings their own list: checked first, brought in when they say yes, decided in the ledger."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles import own_lists
from profiles.claims import linking
from profiles.models import ListedWork, Profile, User
from publications import batches
from publications.models import Author, Authorship, ChangeSet, ImportBatch, Work
from tests import world

pytestmark = pytest.mark.django_db
PATIENCE = 60  # seconds, of a machine that is busy with other things


@pytest.fixture(autouse=True)
def uploads_folder(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    return settings.UPLOADS


def account(email="tom@example.org", *, confirmed=True):
    user = User.objects.create_user(email)
    if confirmed:
        user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


@pytest.fixture
def tom(db):
    return here("Networks that see", ["Tom Goldstein", "Ana Silva"], "10.1234/see").authorships.get(position=1).author


@pytest.fixture
def owner(client, tom):
    user = account()
    linking.link(tom, user)
    client.force_login(user)
    return client


def here(title, by, doi, **fields):
    made = world.work(title, by=by, **fields)
    made.identifiers.create(scheme="doi", value=doi)
    return made


def entry(key, title="", authors="Goldstein, Tom and Li, Bo", **fields):
    fields = {"title": title, "author": authors if title else "", "year": "2020", **fields}
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@article{{{key},\n{said}\n}}"


def check(client, record, *entries, file=None):
    said = {"file": SimpleUploadedFile("mine.bib", file)} if file is not None else {"text": "\n\n".join(entries)}
    return client.post(reverse("own_list", args=[record.public_id]), said, follow=True)


def say_yes(page):
    return page.client.post(page.redirect_chain[-1][0], follow=True)


def outcomes():
    return dict(ListedWork.objects.values_list("title", "outcome"))


def test_a_list_is_checked_told_and_brought_in_when_its_owner_says_yes(owner, tom):
    other = here("On another record", ["T. Goldstein"], "10.1234/other")
    here("By somebody else", ["Grace Hopper"], "10.1234/else")
    page = check(
        owner,
        tom,
        entry("a", "A new thing of mine about networks"),
        entry("b", "Networks that see", doi="10.1234/see", authors="Tom Goldstein and Ana Silva"),
        entry("c", "On another record", doi="https://doi.org/10.1234/OTHER", authors="T. Goldstein"),
        entry("d", doi="10.1234/nobody.knows"),
        entry("e", "A thing that others wrote", authors="Hopper, Grace and Goldstein, Zoe"),
        "@article{f,\n  title = {Broken,\n  year = 2020\n",
    )
    assert outcomes() == {
        "A new thing of mine about networks": "add",
        "Networks that see": "here",
        "On another record": "join",
        "doi:10.1234/nobody.knows": "unknown",
        "A thing that others wrote": "name",
        "@article{f,\n  title = {Broken,\n  year = 2020": "bad",
    }
    for said in (
        "New here: will be added",
        "Already here",
        "Here on another record: will be moved to yours",
        "Not found",
        "None of its names could be yours by how it is written.",
        "a closing brace or quotation mark is missing",
        "Add 2 works to my record",
    ):
        assert said in page.text, said
    assert Work.objects.count() == 3, "nothing changes before the yes"
    assert "Waiting for a worker." in say_yes(page).text
    own_lists.bring_in_due()
    tom.refresh_from_db()
    assert tom.n_works == 3
    new = Work.objects.get(title_text="A new thing of mine about networks")
    assert (new.said_by.name, new.said_by.role) == ("An author’s own list", "deposit")
    decided = Authorship.objects.filter(author=tom, basis="decision")
    assert set(decided.values_list("work", flat=True)) == {new.pk, other.pk}
    assert set(ChangeSet.objects.values_list("role", "reason")) == {("owner", own_lists.REASON)}
    page = owner.get(page.redirect_chain[-1][0])
    assert "Done." in page.text
    assert outcomes()["A new thing of mine about networks"] == outcomes()["On another record"] == "added"
    assert new.get_absolute_url() in page.text
    again = check(owner, tom, entry("a", "A new thing of mine about networks"))
    assert "There is nothing to add." in again.text


def test_a_file_is_as_good_as_pasted_text_and_line_ends_do_not_matter(owner, tom):
    text = entry("a", "A new thing of mine about networks")
    check(owner, tom, file=("\n\n" + text).replace("\n", "\r\n").encode())
    assert ListedWork.objects.values_list("line", "outcome").get() == (3, "add")
    assert ImportBatch.objects.get().name == "mine.bib"


def test_the_same_work_twice_in_a_list_is_one(owner, tom):
    page = check(
        owner,
        tom,
        entry("a", "A new thing of mine about networks", doi="10.1234/abc"),
        entry("b", "A new thing of mine about networks", doi="10.1234/abc"),
    )
    assert "It stands in this list already, at line 1." in page.text
    say_yes(page)
    own_lists.bring_in_due()
    assert (Work.objects.count(), tom.authorships.count()) == (2, 2)


def test_two_names_that_could_be_the_owners_are_not_guessed_between(owner, tom):
    page = check(
        owner, tom, entry("a", "A family affair in networks", authors="Goldstein, Tom A. and Goldstein, Tom B.")
    )
    assert "More than one of its names could be yours." in page.text


def test_a_name_on_a_record_that_somebody_holds_or_that_was_decided_is_left(owner, tom):
    held = here("On a held record", ["T. Goldstein"], "10.1234/held").authorships.get().author
    linking.link(held, account("other@example.org"))
    hidden = here("On a hidden record", ["Thomas Goldstein"], "10.1234/hidden").authorships.get().author
    hidden.hidden_at = timezone.now()
    hidden.save()
    page = check(
        owner,
        tom,
        entry("a", doi="10.1234/held"),
        entry("b", doi="10.1234/hidden"),
    )
    assert set(outcomes().values()) == {"taken"}
    assert "There is nothing to add." in page.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "There is no BibTeX entry in this"),
        (b"  \n ", "There is no BibTeX entry in this"),
        (b"Dear site, please add all my works.", "There is no BibTeX entry in this"),
        ("\n".join(f"@misc{{k{n}, title={{Work {n}}}}}" for n in range(2001)).encode(), "This list has 2,001 entries"),
        (b"%" * ((1 << 20) + 1), "This list is larger than 1 MB."),
        (b"\x00\xff\xfe@article{", "There is no BibTeX entry in this"),
    ],
    ids=["empty", "blank", "letter", "2001 entries", "1 MB and a byte", "binary"],
)
def test_what_is_no_list_or_too_much_is_told_and_leaves_nothing(owner, tom, content, says, uploads_folder):
    page = check(owner, tom, file=content)
    assert page.status_code == 400
    assert says in page.text
    assert not ImportBatch.objects.exists()
    assert not list(uploads_folder.glob("*"))


def test_nothing_at_all_is_told(owner, tom):
    assert "Paste a list or choose a file." in check(owner, tom).text


def test_a_text_of_a_megabyte_and_a_byte_is_told_and_kept_in_the_form(owner, tom):
    page = check(owner, tom, "%" * ((1 << 20) + 1))
    assert "This list is larger than 1 MB." in page.text
    assert "%" * 1000 in page.text


def test_2000_entries_are_paged_and_brought_in(owner, tom):
    page = check(owner, tom, *(entry(f"k{n}", f"Work {n}", doi=f"10.1234/{n}") for n in range(2000)))
    assert "Add 2,000 works to my record" in page.text
    assert "Page 1 of 20" in page.text
    assert "Work 1999" in page.client.get(page.redirect_chain[-1][0] + "?page=20").text
    assert page.client.get(page.redirect_chain[-1][0] + "?page=21").status_code == 404


def test_saying_yes_twice_brings_the_list_in_once(owner, tom):
    page = check(owner, tom, entry("a", "A new thing of mine about networks"))
    say_yes(page)
    say_yes(page)
    own_lists.bring_in_due()
    say_yes(page)
    own_lists.bring_in_due()
    assert (Work.objects.count(), ChangeSet.objects.count(), ImportBatch.objects.get().state) == (2, 1, "done")


def test_one_list_at_a_time_is_brought_in(owner, tom):
    first = check(owner, tom, entry("a", "A new thing of mine about networks"))
    say_yes(first)
    second = check(owner, tom, entry("b", "Another new thing of mine about networks"))
    assert "Another list of yours is being brought in." in say_yes(second).text
    own_lists.bring_in_due()
    say_yes(second)
    own_lists.bring_in_due()
    assert tom.authorships.count() == 3


def test_a_list_that_is_discarded_or_replaced_leaves_no_file(
    owner, tom, uploads_folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        check(owner, tom, entry("a", "A new thing of mine about networks"))
        page = check(owner, tom, entry("b", "Another new thing of mine about networks"))
    assert len(list(uploads_folder.glob("*"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(page.redirect_chain[-1][0], {"discard": "1"})
    assert not list(uploads_folder.glob("*"))
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_list_nobody_said_yes_to_is_forgotten_after_a_day(owner, tom, uploads_folder):
    check(owner, tom, entry("a", "A new thing of mine about networks"))
    ImportBatch.objects.update(started_at=timezone.now() - timedelta(days=2))
    assert batches.delete_old_files() == 1
    assert (ImportBatch.objects.get().state, list(uploads_folder.glob("*"))) == ("cancelled", [])


def test_thirty_lists_an_hour_are_enough(owner, tom, monkeypatch):
    monkeypatch.setattr(own_lists, "MOST_AN_HOUR", 1)
    check(owner, tom, entry("a", "A new thing of mine about networks"))
    page = check(owner, tom, entry("b", "Another new thing of mine about networks"))
    assert page.status_code == 429
    assert "Please go on later." in page.text
    assert "Another new thing of mine about networks" in page.text, "nothing typed is lost"


def test_only_the_holder_finds_the_address(owner, tom):
    page = check(owner, tom, entry("a", "A new thing of mine about networks"))
    addresses = [
        reverse("own_list", args=[tom.public_id]),
        page.redirect_chain[-1][0],
        reverse("own_list_live", args=[tom.public_id, ImportBatch.objects.get().pk]),
    ]
    unconfirmed, other, staff = (
        account("new@example.org", confirmed=False),
        account("ana@example.org"),
        account("op@example.org"),
    )
    staff.is_staff = staff.is_superuser = True
    staff.save()
    linking.link(world.author("Ana Silva"), other)
    for address in addresses:
        stranger = Client().get(address)
        assert stranger.url.startswith(reverse("account_login"))
        for user in (unconfirmed, other, staff):
            client = Client()
            client.force_login(user)
            for method in ("get", "post"):
                assert getattr(client, method)(address).status_code == (
                    405 if "live" in address and method == "post" else 404
                )
        assert owner.get(address).status_code == 200
    theirs = Client()
    theirs.force_login(other)
    batch = ImportBatch.objects.get()
    ana = Author.objects.get(display_name="Ana Silva")
    assert theirs.get(reverse("own_list_checked", args=[ana.public_id, batch.pk])).status_code == 404
    assert ImportBatch.objects.get().state == "checked"


def test_it_needs_a_press_on_this_site(tom):
    user = account()
    linking.link(tom, user)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert check(strict, tom, entry("a", "A new thing of mine")).status_code == 403


def test_who_does_not_hold_the_record_any_more_brings_nothing_in(owner, tom):
    page = check(owner, tom, entry("a", "A new thing of mine about networks"))
    say_yes(page)
    linking.release(User.objects.get(email="tom@example.org"))
    own_lists.bring_in_due()
    assert (ImportBatch.objects.get().state, Work.objects.count()) == ("stopped", 1)
    assert page.client.get(page.redirect_chain[-1][0]).status_code == 404


def test_the_author_page_tells_the_holder_and_others_apart_and_claims_nothing(owner, tom):
    mine, theirs = owner.get(tom.get_absolute_url()).text, Client().get(tom.get_absolute_url()).text
    assert "This record is linked to your account" in mine
    assert reverse("own_list", args=[tom.public_id]) in mine
    assert "This record is linked to an account of this site" in theirs
    assert "works/import" not in theirs
    for page in (mine, theirs):
        assert "Nobody has claimed this record" not in page
        assert "Unclaimed author" not in page
        assert "tom@example.org" not in theirs


def test_the_holder_of_a_merged_record_holds_the_one_it_lives_on_in(owner, tom):
    survivor = world.author("Thomas A. Goldstein")
    tom.merged_into = survivor
    tom.save()
    assert "This record is linked to your account" in owner.get(survivor.get_absolute_url()).text
    assert owner.get(reverse("own_list", args=[survivor.public_id])).status_code == 200
    assert owner.get(reverse("own_list_checked", args=[tom.public_id, 1])).status_code == 301


def test_an_operator_links_an_account_to_a_record_and_unlinks_it(tom, capsys):
    user = account()
    call_command("link_profile", "Tom@example.org", tom.public_id)
    assert capsys.readouterr().out == "tom@example.org holds the record of Tom Goldstein now.\n"
    assert Profile.objects.get().user == user
    ana = Author.objects.get(display_name="Ana Silva")
    for email, author, says in (
        ("tom@example.org", ana, "The account holds the record of Tom Goldstein already."),
        ("nobody@example.org", ana, "There is no account"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("link_profile", email, author.public_id)
    account("new@example.org", confirmed=False)
    account("ana@example.org")
    for email, author, says in (
        ("new@example.org", ana.public_id, "no confirmed e-mail address"),
        ("ana@example.org", tom.public_id, "The record of Tom Goldstein is held already."),
        ("ana@example.org", "nowhere", "There is no author record nowhere."),
        ("ana@example.org", world.author("CERN", kind="group").public_id, "a group has no account"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("link_profile", email, author)
    call_command("link_profile", "tom@example.org", "--release")
    assert not Profile.objects.exists()


def test_a_record_and_an_account_are_linked_once(tom):
    user = account()
    claim = linking.link(tom, user).claim
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(author=tom, user=account("other@example.org"), claim=claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(author=world.author("Ana Silva"), user=user, claim=claim)


def test_a_list_whose_decisions_were_cut_off_is_ended_by_the_next_run(owner, tom, monkeypatch):
    page = check(owner, tom, *(entry(f"k{n}", f"A new thing of mine, part {n}", doi=f"10.1234/{n}") for n in range(5)))
    say_yes(page)
    monkeypatch.setattr(own_lists, "carry_out", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        own_lists.bring_in_due()
    assert ImportBatch.objects.get().state == "running"
    monkeypatch.undo()
    own_lists.bring_in_due()
    assert ImportBatch.objects.get().state == "done"
    assert set(outcomes().values()) == {"added"}
    assert tom.authorships.filter(basis="decision").count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_brings_a_list_in(owner, tom, worker):
    say_yes(check(owner, tom, entry("a", "A new thing of mine about networks")))
    until = time.monotonic() + PATIENCE
    while ImportBatch.objects.get().state != "done" or "add" in outcomes().values():
        assert time.monotonic() < until, list(ImportBatch.objects.values())
        time.sleep(0.05)
    assert tom.authorships.count() == 2
