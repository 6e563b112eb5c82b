"""Whoever wants no page here hides it without an account, and nothing public tells of it any more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from graph import slices
from profiles import orcid
from profiles.models import Proposal
from publications import curation
from publications.attribution import attribute
from publications.importing import import_file
from publications.models import Author, ChangeSet
from tests import people, world
from tests.crawl import addresses
from tests.flows.test_orcid import server  # noqa: F401 - a fixture
from tests.orcid_server import ADA, way_back
from tests.publications.corpus import file, line

pytestmark = pytest.mark.django_db
NAME = "Xaverine Quillfeather"
WORKS = (
    line("2001.00001", "First things", [("Xaverine", "Quillfeather", "Bell Labs"), "Hua He", "Micah Goldblum"]),
    line("2001.00002", "Second things", ["Micah Goldblum", "Hua He", NAME]),
    line("2001.00003", "Third things", [NAME, "Hua He", "Bo Tan"], dates=("2021-01-01",)),
)


@pytest.fixture
def person():
    """Three works in company; every slice is built, so that it could still show the person."""
    import_file(file(*WORKS))
    for author in Author.objects.visible():
        slices.queue(author, judged=None)
        slices.build(author.pk)
    world.count()
    return Author.objects.get(display_name=NAME)


def door(record):
    return reverse("hide_author", args=[record.public_id])


def hide(record):
    return curation.carry_out(curation.plan_hide(record), reason="Asked for.", role="owner")


def told(client, address):
    response = client.get(address)
    assert response.status_code < 500, address
    return response.status_code, b"".join(response.streaming_content) if response.streaming else response.content


def test_a_hidden_page_is_gone_from_all_public_output_and_by_lines_stay(client, person):
    everywhere = list(dict.fromkeys(addresses(person, "Xaverine", "quillf")))
    others = [address for address in everywhere if person.public_id not in address]
    linked = [address for address in others if person.public_id.encode() in told(client, address)[1]]
    assert len(linked) > 5, "search, works, co-authors and their graphs lead to the person"
    hide(person)
    for address in everywhere:
        status, body = told(client, address)
        if person.public_id in address:
            assert status in (410, 404, 405, 302, 301, 403) or address == door(person), (address, status)
            assert b"uillfeather" not in body, address
        else:
            assert person.public_id.encode() not in body, address
    assert client.get(person.get_absolute_url()).status_code == 410
    assert client.get(reverse("api_author", args=[person.public_id])).status_code == 410
    assert client.get(reverse("author_feed", args=[person.public_id, "atom"])).status_code == 410
    work = person.authorships.first().work
    assert NAME in client.get(work.get_absolute_url()).text, "as plain text"


def test_it_stays_hidden_when_the_same_and_other_works_are_imported(client, person):
    hide(person)
    import_file(file(*WORKS, line("2001.00004", "Fourth things", [NAME, "Hua He", "Bo Tan"])))
    attribute(list(person.authorships.values_list("block", flat=True)))
    assert client.get(person.get_absolute_url()).status_code == 410
    assert not Author.objects.visible().filter(display_name=NAME).exists()


def test_without_proof_nothing_happens_and_the_ways_are_told(client, person):
    page = client.get(door(person))
    assert "Ask a moderator to hide the page" in page.text
    assert reverse("account_login") in page.text
    assert client.post(door(person), {"hide": ""}).status_code == 403
    client.force_login(people.account())
    assert client.post(door(person), {"hide": ""}).status_code == 403
    assert Author.objects.visible().filter(pk=person.pk).exists()
    assert client.get(reverse("hide_author", args=["0" * 12])).status_code == 404


def test_an_id_on_the_record_is_proven_at_orcid_without_an_account(client, person, server):  # noqa: F811
    Author.objects.filter(pk=person.pk).update(orcid=ADA)
    sign_in = f"{reverse('orcid_login')}?next={door(person)}"
    assert f'href="{sign_in}"' in client.get(door(person)).text
    back = client.get(way_back(server.authorize(client.post(sign_in).url)))
    assert back.url == door(person)
    assert "Hide the page now" in client.get(back.url).text
    page = client.post(back.url, {"hide": ""}, follow=True).text
    assert "The page is hidden." in page
    assert NAME not in page
    assert client.get(person.get_absolute_url()).status_code == 410
    change = ChangeSet.objects.get()
    assert (change.kind, change.role, change.actor) == ("hide", "owner", None)
    assert Client().post(door(person), {"show": ""}).status_code == 403, "a stranger brings nothing back"
    assert "can be seen again" in client.post(back.url, {"show": ""}, follow=True).text
    assert client.get(person.get_absolute_url()).status_code == 200
    assert "Asked for by the person" not in client.get(reverse("history", args=[person.public_id])).text


def proven(client, id_):
    session = client.session
    orcid.prove(session, f"https://orcid.org/{id_}")
    session.save()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda person: None, "does not stand on this record"),
        (lambda person: person.authorships.update(orcid=ADA), ""),
        (lambda person: _two_ids(person), "Several ORCID iDs"),
        (lambda person: (person.authorships.update(orcid=ADA), people.holder(person)), "Another account holds"),
    ],
)
def test_an_id_is_enough_only_when_it_and_nothing_else_stands_on_the_record(client, person, spoil, why):
    spoil(person)
    proven(client, ADA)
    answer = client.post(door(person), {"hide": ""})
    assert answer.status_code == (403 if why else 302)
    assert why in answer.text


def _two_ids(person):
    person.authorships.update(orcid=ADA)
    person.authorships.filter(work__title="First things").update(orcid="0000-0001-5109-3700")


def test_whoever_holds_the_record_hides_and_shows_it_at_once(client, person):
    user = people.holder(person).user
    client.force_login(user)
    client.post(door(person), {"hide": ""})
    assert Client().get(person.get_absolute_url()).status_code == 410
    client.post(door(person), {"show": ""})
    assert Client().get(person.get_absolute_url()).status_code == 200
    people.move(user.profile.claim, "contested", people.moderator())
    assert client.post(door(person), {"hide": ""}).status_code == 403, "not while the claim is contested"


def test_a_moderator_hides_what_somebody_without_proof_asked_for_and_can_undo_it(client, person):
    client.post(f"{reverse('report_author', args=[person.public_id])}?kind=hide", {"text": "It is me."})
    case = reverse("desk_case", args=[Proposal.objects.get().case])
    client.force_login(people.moderator())
    page = client.get(case)
    shown = page.context["preview"].digest
    assert "The page is hidden at once" in page.text
    done = client.post(case, {"reason": "The institution confirmed it.", "shown": shown, "accept": ""})
    assert Client().get(person.get_absolute_url()).status_code == 410
    assert client.get(done.url).status_code == 200
    change = ChangeSet.objects.get()
    curation.undo(change, reason="A mistake.", role="moderator")
    assert Client().get(person.get_absolute_url()).status_code == 200


def test_the_door_counts_how_often_it_is_tried(client, person):
    for _ in range(10):
        client.post(door(person), {"hide": ""})
    assert client.post(door(person), {"hide": ""}).status_code == 429
