"""A name that is for matching only appears in no output, while attribution still knows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from graph import slices
from profiles.models import User
from publications import curation
from publications.importing import import_file
from publications.models import Author, Authorship, ChangeSet
from tests.crawl import addresses
from tests.publications.corpus import file, line

pytestmark = pytest.mark.django_db
FORMER = "Xaverine Quillfeather"
WHY = {"reason": "At the person's request.", "role": "moderator"}


@pytest.fixture
def person():
    """Works by one person under two names, in company; every slice is built, so that it could tell the old name."""
    import_file(
        file(
            line("2001.00001", "First things", [("Xaverine", "Quillfeather", "Bell Labs"), "Hua He", "Micah Goldblum"]),
            line("2001.00002", "Second things", ["Micah Goldblum", "Hua He", FORMER]),
            line("2001.00003", "Third things", ["Xaverine Zell", "Hua He", "Bo Tan"], dates=("2021-01-01",)),
        )
    )
    former = Author.objects.get(display_name=FORMER)
    new = Author.objects.get(display_name="Xaverine Zell")
    curation.carry_out(curation.plan_merge(new, into=former), **WHY)
    for author in Author.objects.visible():
        slices.queue(author, judged=None)
        slices.build(author.pk)
    return former


def leaks(client, person: Author) -> list[str]:
    found = []
    for address in dict.fromkeys(addresses(person, "Xaverine", "quillf")):
        response = client.get(address)
        assert response.status_code < 500, address
        said = b"".join(response.streaming_content) if response.streaming else response.content
        if b"quillfeather" in said.lower() + repr(response.headers).lower().encode():
            found.append(address)
    return found


def retire(person: Author):
    """Call the person by the new name, and keep the old one for matching only."""
    return [
        curation.carry_out(curation.plan_rename(person, "Xaverine Zell"), **WHY),
        curation.carry_out(curation.plan_name_use(person, FORMER, matching_only=True), **WHY),
    ]


def test_a_name_for_matching_only_appears_nowhere(person, client):
    assert len(leaks(client, person)) > 10
    retire(person)
    client.force_login(User.objects.create_user("ada@example.org", "a long enough word"))
    assert leaks(client, person) == []


def test_a_reason_that_says_the_former_name_does_not_tell_it(person, client):
    retire(person)
    beside = Author.objects.get(display_name="Micah Goldblum")
    reasons = {
        "Xaverine Quillfeather asked for it.": person,
        "QUILLFEATHER, Xaverine is her former name.": person,
        "Dr. Quillfeather’s home page says so (X. Quillfeather, Quillfeather-Zell).": person,
        "Xavérine Quillfeáther wrote to us.": beside,
    }
    for reason, about in reasons.items():
        change = ChangeSet.objects.create(kind="rename", role="owner", reason=reason)
        change.items.create(
            position=1, subject=f"author:{about.public_id}", about="x", author=about, before={}, after={}
        )
    for about, n in ((person, 5), (beside, 1)):
        for name in ("history", "history_atom"):
            said = client.get(reverse(name, args=[about.public_id])).text.lower()
            assert said.count("[a former name]") == n
            assert "quillfe" not in said


def test_a_name_for_matching_only_still_matches(person, client):
    retire(person)
    import_file(file(line("2101.00001", "Later things", [FORMER, "Hua He", "Micah Goldblum"])))
    import_file(file(line("2001.00001", "First things, revised", [FORMER, "Hua He", "Micah Goldblum"])))
    later = Authorship.objects.get(work__title="Later things", position=1)
    assert (later.author, later.name, later.printed) == (person, "Xaverine Zell", FORMER)
    assert not Authorship.objects.filter(name=FORMER).exists()


def test_undone_the_name_is_shown_again(person):
    before = list(Authorship.objects.order_by("pk").values())
    rename, use = retire(person)
    assert not Authorship.objects.filter(name=FORMER).exists()
    person.refresh_from_db()
    assert "quillfeather" not in person.search_name + person.sort_name
    curation.undo(use, **WHY)
    curation.undo(rename, **WHY)
    assert list(Authorship.objects.order_by("pk").values()) == before


def test_a_name_shown_again_is_shown(person):
    retire(person)
    curation.carry_out(curation.plan_name_use(person, FORMER, matching_only=False), **WHY)
    assert Authorship.objects.filter(name=FORMER, author=person).count() == 2


def test_the_name_one_is_called_by_cannot_be_for_matching_only(person):
    curation.carry_out(curation.plan_rename(person, FORMER), **WHY)
    with pytest.raises(curation.CurationRefused, match="called by that name"):
        curation.plan_name_use(person, FORMER, matching_only=True)
    with pytest.raises(curation.CurationRefused, match="No work on this record prints"):
        curation.plan_name_use(person, "Somebody Else", matching_only=True)
