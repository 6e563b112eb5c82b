"""Who holds a record says what stands on its page, and to whom; the works say what they said."""

from __future__ import annotations

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from profiles.models import RecordFlag, SelfDescription
from publications.models import Author, ChangeSet, Institution, Work
from tests import people, world
from tests.content import content

pytestmark = pytest.mark.django_db
READERS = ("bio", "pronounced", "links", "featured", "photo", "affiliation", "followers")
SAID = {
    "bio": "I count things.\r\n\r\n<b>Slowly.</b>",
    "pronounced": "AY-da BY-ron",
    "links": "https://ada.example/home\nhttp://lab.example/",
}


@pytest.fixture
def ada():
    for number in range(6):
        places = {"Ada Byron": "Old College" if number else "New Institute"}
        world.work(f"Work {number}", ["Ada Byron", "Bo Li"], year=2020, topics=["cs.LG"], institutions=places)
    return world.author("Ada Byron")


@pytest.fixture
def holder(client, ada):
    held = people.holder(ada)
    client.force_login(held.user)
    return held


def at(name, record, *more):
    return reverse(name, args=[record.public_id, *more])


def said(**more):
    return SAID | {f"{name}_for": "everyone" for name in READERS} | more


def page(record, client=None):
    return (client or Client()).get(record.get_absolute_url())


def test_what_the_holder_says_stands_on_the_page_as_text(client, ada, holder):
    before = content()
    assert at("edit_author", ada) in page(ada, client).text
    assert client.get(at("edit_author", ada)).status_code == 200
    assert client.post(at("edit_author", ada), said()).status_code == 302
    text = page(ada).text
    assert "<p>I count things.</p>" in text
    assert "&lt;b&gt;Slowly.&lt;/b&gt;" in text
    assert "AY-da BY-ron" in text
    assert '<a href="https://ada.example/home" rel="nofollow ugc noopener">' in text
    assert at("edit_author", ada) not in text, "strangers are offered nothing to edit"
    assert content() == before, "no work says anything else"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"bio": "x" * 1001}, "1000"),
        ({"links": "javascript:alert(1)"}, "is no web address"),
        ({"links": "data:text/html,x"}, "is no web address"),
        ({"links": "//evil.example"}, "is no web address"),
        ({"links": "https://me:secret@lab.example/"}, "before the @"),
        ({"links": "\n".join(f"https://lab.example/{n}" for n in range(6))}, "You can give 5 links. Remove one first."),
        ({"bio": "a\0b"}, "Null characters"),
        ({"bio_for": "nobody"}, "nobody"),
        ({"affiliation": "elsewhere"}, "elsewhere"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_is_kept(client, ada, holder, wrong, why):
    answer = client.post(at("edit_author", ada), said(**wrong))
    assert answer.status_code == 400
    assert why in answer.text
    assert "I count things" in answer.text or "bio" in wrong, "nothing typed is lost"
    assert not SelfDescription.objects.exists()


@pytest.mark.parametrize("name", ["edit_author", "edit_featured", "edit_names", "edit_photo"])
def test_nobody_else_edits_the_page(client, ada, name):
    people.holder(ada)
    assert Client().get(at(name, ada)).status_code == 302
    client.force_login(people.account())
    assert client.get(at(name, ada)).status_code == 404
    assert client.post(at(name, ada), said(add="x")).status_code == 404
    other = people.holder(world.author("Bo Li")).user
    client.force_login(other)
    assert client.post(at(name, ada), said()).status_code == 404
    assert not SelfDescription.objects.exists()


def test_each_field_is_seen_by_whom_the_holder_chooses(client, ada, holder):
    client.post(at("edit_author", ada), said(bio_for="signed_in", links_for="only_me", followers_for="only_me"))
    signed_in = Client()
    signed_in.force_login(people.account())
    stranger, other, own = (page(ada, each).text for each in (Client(), signed_in, client))
    assert ["I count things" in text for text in (stranger, other, own)] == [False, True, True]
    assert ["ada.example" in text for text in (stranger, other, own)] == [False, False, True]
    assert ["0</b> followers" in text for text in (stranger, other, own)] == [False, False, True]
    assert ["AY-da" in text for text in (stranger, other, own)] == [True, True, True]


def test_when_the_record_is_let_go_or_contested_the_words_are_off_the_page_at_once(client, ada, holder):
    client.post(at("edit_author", ada), said(hides_number="on", is_unlisted="on"))
    people.move(holder.claim, "contested", people.moderator())
    assert "I count things" not in page(ada).text
    assert client.get(at("edit_author", ada)).status_code == 404
    for _ in range(2):
        people.move(holder.claim, "approved", people.moderator())
    assert "I count things" in page(ada).text
    people.move(holder.claim, "released", holder.user, role="claimant")
    assert "I count things" not in page(ada).text
    assert "X-Robots-Tag" not in page(ada).headers
    assert "Trust " in page(ada).text


def test_the_number_can_be_left_out_everywhere_and_the_evidence_stays(client, ada, holder):
    assert "score" in client.get(at("trust_json", ada)).json()
    client.post(at("edit_author", ada), said(hides_number="on"))
    for reader in (Client(), client):
        text = page(ada, reader).text
        assert 'snapshot-score">Linked' in text
        assert "trust-bar" not in text
        assert "Record trust" not in text
        assert "what was counted" in text.lower()
        for name in ("trust_json", "api_trust"):
            told = reader.get(at(name, ada)).json()
            assert not {"score", "band", "title"} & told.keys()
            assert told["level"]["code"] == "L2"
            assert all("points" not in row and row["evidence"] for row in told["components"])
        assert "points" not in reader.get(at("trust_csv", ada)).text.splitlines()[0]
        assert "First score" not in reader.get(at("trust_history", ada)).text


def test_search_engines_are_asked_to_leave_the_page_out(client, ada, holder):
    assert "X-Robots-Tag" not in page(ada).headers
    client.post(at("edit_author", ada), said(is_unlisted="on"))
    assert page(ada).headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page(ada).text


def test_the_institution_that_stands_first_is_one_the_works_print(client, ada, holder):
    new = Institution.objects.get(name="New Institute")
    client.post(at("edit_author", ada), said(affiliation=new.public_id))
    head = page(ada).text.partition("profile-header")[2].partition("</header>")[0]
    assert "New Institute</a>" in head
    assert "Old College" not in head
    assert "chosen by the author" in head


def test_five_works_stand_first_in_the_holder_s_order(client, ada, holder):
    works = list(Work.objects.order_by("title"))
    featured = at("edit_featured", ada)
    for work in works[:5]:
        assert client.post(featured, {"add": work.public_id}).status_code == 302
    sixth = client.post(featured, {"add": works[5].public_id})
    assert sixth.status_code == 409
    assert "You can feature 5 works. Remove one first." in sixth.text
    client.post(featured, {"up": works[4].public_id})
    client.post(featured, {"remove": works[0].public_id})
    client.post(featured, {"up": works[1].public_id})
    shown = page(ada).text.partition('class="featured"')[2].partition("</ol>")[0]
    assert re.findall(r"Work (\d)<", shown) == ["1", "2", "4", "3"]
    stranger = world.work("Elsewhere", ["Cy Young"])
    assert client.post(featured, {"add": stranger.public_id}).status_code == 409
    assert client.post(featured, {"add": "nothing"}).status_code == 409
    works[1].authorships.filter(author=ada).delete()
    assert "Work 1<" not in page(ada).text.partition('class="featured"')[2].partition("</ol>")[0]


def test_the_holder_chooses_a_name_after_seeing_what_would_happen(client, ada, holder):
    names = at("edit_names", ada)
    preview = client.get(names, {"name": "Ada Lovelace"})
    assert "Ada Byron will be called Ada Lovelace." in preview.text
    shown = preview.context["preview"].digest
    assert client.post(f"{names}?name=Ada+Someone", {"shown": shown}).status_code == 409
    assert client.post(f"{names}?name=Ada+Lovelace", {"shown": shown}).status_code == 302
    assert Author.objects.get(pk=ada.pk).display_name == "Ada Lovelace"
    hidden = client.get(names, {"hide": "Ada Byron"}).context["preview"].digest
    client.post(f"{names}?hide=Ada+Byron", {"shown": hidden})
    ada.refresh_from_db()
    assert "Byron" not in page(ada).text
    assert "Ada Byron" in client.get(names).text, "its bearer finds it here"
    assert set(ChangeSet.objects.values_list("role", "actor")) == {("owner", holder.user.pk)}


def test_the_page_of_somebody_who_died_says_so_with_its_source_and_cannot_be_claimed(client, ada):
    RecordFlag.objects.create(author=ada, kind="memorial", note="Obituary, Old College, 2021")
    text = page(ada).text
    assert "In memoriam." in text
    assert "Obituary, Old College, 2021" in text
    assert ">Claim it<" not in text
    assert "Hide this page" not in text


def test_an_id_is_confirmed_only_by_who_holds_the_record_and_proved_it(client, ada, holder, settings):
    Author.objects.filter(pk=ada.pk).update(orcid="0000-0002-1825-0097")
    assert "not authenticated" in page(ada).text
    address = f"{settings.ORCID_URL}/0000-0002-1825-0097"
    linked = SocialAccount.objects.create(user=people.account(), provider="orcid", uid=address)
    assert "not authenticated" in page(ada).text
    linked.user = holder.user
    linked.save()
    assert "(confirmed by the author)" in page(ada).text


def test_a_claimed_page_with_everything_on_it_costs_eight_statements(
    client, ada, holder, django_assert_max_num_queries
):
    client.post(at("edit_author", ada), said())
    client.post(at("edit_featured", ada), {"add": Work.objects.first().public_id})
    page(ada)
    with django_assert_max_num_queries(8):
        page(ada)
