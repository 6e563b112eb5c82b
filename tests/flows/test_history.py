"""What was decided about a record, as a page and as a feed."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from publications import curation
from publications.models import Author, ChangeSet
from tests import world

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def tom():
    for title in ("One", "Two", "Three"):
        world.work(title, ["Tom Stone"])
    return world.author("Tom Stone")


@pytest.fixture
def ann():
    world.work("Four", ["Ann Stone"])
    return world.author("Ann Stone")


def move(title, to, reason="Her home page lists it."):
    byline = next(iter(Author.objects.get(authorships__work__title=title).authorships.filter(work__title=title)))
    return curation.carry_out(curation.plan_move([byline], to=to), reason=reason, role="operator")


def page(client, record, query=""):
    return client.get(reverse("history", args=[record.public_id]) + query)


def feed(client, record, **headers):
    return client.get(reverse("history_atom", args=[record.public_id]), headers=headers)


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_a_record_nobody_decided_about_says_so(client, tom):
    assert "Nobody has decided anything about it so far." in page(client, tom).text
    assert entries(feed(client, tom)) == []
    assert reverse("history", args=[tom.public_id]) in client.get(tom.get_absolute_url()).text


def test_a_decision_stands_in_the_history_of_both_sides(client, tom, ann):
    move("One", ann)
    for record, what in ((tom, "1 work went to another record"), (ann, "1 work came from another record")):
        said = page(client, record).text
        assert what in said
        assert "by the operator" in said
        assert "Her home page lists it." in said


def test_the_history_of_a_merged_record_goes_on_at_the_one_it_lives_on_in(client, tom, ann):
    bo = world.work("Five", ["Bo Far"]).authorships.get().author
    move("Four", bo, "To Bo.")
    curation.carry_out(curation.plan_merge(bo, into=tom), reason="One person.", role="moderator")
    said = page(client, tom).text
    assert "To Bo." in said, "what was decided about the record that is here now"
    assert "2 works joined with the works here" in said
    moved = page(client, bo)
    assert (moved.status_code, moved.url) == (301, reverse("history", args=[tom.public_id]))


def test_what_was_undone_is_marked_and_so_is_what_undid_it(client, tom, ann):
    change = move("One", ann)
    curation.undo(change, reason="She asked for it.", role="moderator")
    said = page(client, tom).text
    assert "<s>Works moved</s>" in said
    assert "Undone: works moved" in said
    assert said.index("She asked for it.") < said.index("Her home page lists it."), "newest first"


def test_a_long_history_has_pages(client, tom):
    for n in range(26):
        ChangeSet.objects.create(kind="rename", role="owner", reason=f"Reason {n}").items.create(
            position=1, subject=f"author:{tom.public_id}", about="x", author=tom, before={}, after={}
        )
    first, second = page(client, tom).text, page(client, tom, "?page=2").text
    assert "Reason 25" in first
    assert "Reason 0<" not in first
    assert "Reason 0<" in second
    assert "Page 1 of 2" in first
    assert page(client, tom, "?page=3").status_code == 404
    assert "Ignored page" in page(client, tom, "?page=x").text


def test_a_feed_has_entries_that_keep_their_ids_and_dates(client, tom, ann):
    change = move("One", ann)
    before = feed(client, tom)
    assert before["Content-Type"].startswith("application/atom+xml")
    (entry,) = entries(before)
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{change.key}"
    assert "Her home page lists it." in entry.find(f"{ATOM}summary").text
    curation.undo(change, reason="She asked for it.", role="moderator")
    undoing, undone = entries(feed(client, tom))
    assert undone.find(f"{ATOM}id").text == entry.find(f"{ATOM}id").text
    assert "Undone since." in undone.find(f"{ATOM}summary").text
    assert undone.find(f"{ATOM}updated").text == undoing.find(f"{ATOM}updated").text


def test_a_feed_that_has_not_changed_is_not_sent_again(client, tom, ann):
    move("One", ann)
    first = feed(client, tom)
    assert feed(client, tom, **{"If-None-Match": first["ETag"]}).status_code == 304
    assert feed(client, tom, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    move("Two", ann)
    assert feed(client, tom, **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", ["history", "history_atom"])
def test_an_address_without_a_record_and_a_hidden_one(client, tom, name):
    assert client.get(reverse(name, args=["nothing-here"])).status_code == 404
    Author.objects.filter(pk=tom.pk).update(hidden_at=timezone.now())
    assert client.get(reverse(name, args=[tom.public_id])).status_code == 410
