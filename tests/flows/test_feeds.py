"""New works for feed readers, without an account: Atom, RSS and JSON Feed of authors, topics, institutions, sources
and searches."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from publications.models import Author, Work
from tests import world

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def works():
    """Three works of one author, each about the same topic and signed from the same place."""
    made = [
        world.work(
            f"Graphs & <trees> {year}",
            ["Ada Byron", *(f"Person{n} Many" for n in range(12))],
            year=year,
            topics=["cs.LG"],
            abstract="Of $x < y$ & more.",
            institutions={"Ada Byron": "Analytical Engines"},
        )
        for year in (2019, 2021, 2020)
    ]
    world.count()
    return made


@pytest.fixture
def addresses(works):
    """Of each kind of list, without the format."""
    signed = works[0].authorships.get(position=1)
    place = signed.affiliations.get().institution
    return {
        "author": ("author_feed", {"public_id": signed.author.public_id}, ""),
        "topic": ("topic_feed", {"scheme": "arxiv", "code": "cs.LG"}, ""),
        "institution": ("institution_feed", {"public_id": place.public_id}, ""),
        "source": ("source_feed", {"key": "arxiv"}, ""),
        "search": ("search_feed", {}, "?q=graphs&topic=arxiv:cs.LG"),
    }


def ask(client, address, format_, **headers):
    name, known, query = address
    return client.get(reverse(name, kwargs=known | {"format_": format_}) + query, headers=headers)


def author_feed(client, name="Ada Byron", format_="atom", **headers):
    return ask(client, ("author_feed", {"public_id": world.author(name).public_id}, ""), format_, **headers)


KINDS = ["author", "topic", "institution", "source", "search"]
TITLES = ["Graphs & <trees> 2021", "Graphs & <trees> 2020", "Graphs & <trees> 2019"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_of_works_has_a_feed_of_each_format(kind, client, addresses, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        atom = ask(client, addresses[kind], "atom")
    assert atom.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(atom.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == TITLES
    rss = ask(client, addresses[kind], "rss")
    assert rss.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [item.findtext("title") for item in ElementTree.fromstring(rss.content).iter("item")] == TITLES
    told = ask(client, addresses[kind], "json")
    assert told.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert told.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in told.json()["items"]] == TITLES
    assert client.get(told.json()["feed_url"]).json() == told.json()
    assert not told.cookies


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_its_feeds(kind, client, addresses):
    name, known, query = addresses[kind]
    page = {
        "author": world.author("Ada Byron").get_absolute_url(),
        "search": reverse("search") + query + "&in=works",
    }.get(kind) or reverse(kind, kwargs=known)
    text = client.get(page).text
    for format_, media_type in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
        address = reverse(name, kwargs=known | {"format_": format_})
        assert f'<link rel="alternate" type="application/{media_type}"' in text
        assert text.count(f'href="{address}') == 2, "for readers and for people"


def test_an_entry_says_what_the_work_is(client, works):
    told = author_feed(client, format_="json").json()["items"][0]
    work = works[1]
    assert told["url"].endswith(work.get_absolute_url())
    assert told["id"].endswith(f"/works/{work.public_id}/")
    assert told["content_html"] == "<p>preprint · 2021 · arXiv</p><p>Of $x &lt; y$ &amp; more.</p>"
    assert told["authors"] == [{"name": "Ada Byron, Person0 Many, Person1 Many, 9 more, Person11 Many"}]
    assert told["date_published"] == "2021-01-01T00:00:00+00:00"
    assert told["tags"] == ["cs.LG"]


def test_an_entry_keeps_its_id_when_its_title_is_put_right(client, works):
    before = author_feed(client, format_="json").json()["items"][0]
    Work.objects.filter(pk=works[1].pk).update(title_text="Trees", changed_at=timezone.now())
    after = author_feed(client, format_="json").json()["items"][0]
    assert after["title"] == "Trees"
    assert after["id"] == before["id"]
    assert after["date_modified"] > before["date_modified"]


def test_who_has_a_feed_as_it_is_is_not_sent_it_again(client, works):
    first = author_feed(client)
    known = {"if-none-match": first.headers["ETag"]}
    assert author_feed(client, **known).status_code == 304
    assert author_feed(client, **{"if-modified-since": first.headers["Last-Modified"]}).status_code == 304
    later = datetime.now(UTC) + timedelta(hours=1)
    world.work("One more", ["Ada Byron"], year=2022)
    Author.objects.filter(display_name="Ada Byron").update(works_changed_at=later)
    world.count()
    answer = author_feed(client, **known)
    assert answer.status_code == 200
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == later.replace(microsecond=0)
    assert author_feed(client, **{"if-modified-since": first.headers["Last-Modified"]}).status_code == 200


def test_a_feed_without_works_does_not_change_by_itself(client):
    world.author("No Works")
    for format_ in ("atom", "rss", "json"):
        assert (
            author_feed(client, "No Works", format_).headers["ETag"]
            == author_feed(client, "No Works", format_).headers["ETag"]
        )
    nothing = client.get(reverse("search_feed", args=["json"]) + "?q=zyzzyva")
    assert nothing.json()["items"] == []


def test_the_feed_of_a_hidden_record_is_gone_and_of_a_merged_one_moved(client, works):
    old = world.author("A. Byron", merged_into=world.author("Ada Byron"))
    moved = author_feed(client, "A. Byron", "rss")
    assert moved.status_code == 301
    assert moved.url == reverse("author_feed", args=[world.author("Ada Byron").public_id, "rss"])
    Author.objects.filter(display_name="Ada Byron").update(hidden_at=timezone.now())
    assert author_feed(client).status_code == 410
    assert author_feed(client, old.display_name).status_code == 410


def test_lists_that_are_not_there_have_no_feed(client, works):
    for name, known in (
        ("author_feed", {"public_id": "none"}),
        ("topic_feed", {"scheme": "arxiv", "code": "none"}),
        ("institution_feed", {"public_id": "none"}),
        ("source_feed", {"key": "none"}),
        ("search_feed", {}),
    ):
        assert ask(client, (name, known, ""), "atom").status_code == 404
    for query in ("?q=x", "?q=graphs&topic=arxiv:none", "?q=" + "z" * 400):
        assert ask(client, ("search_feed", {}, query), "atom").status_code == 404


def test_signs_that_no_xml_can_hold_are_left_out_and_a_retraction_is_said(client, works):
    Work.objects.filter(pk=works[1].pk).update(
        title_text="Odd\x0b title\x1b", abstract="\x0c\ufffe<script>", is_retracted=True
    )
    for format_ in ("atom", "rss", "json"):
        answer = author_feed(client, format_=format_)
        assert "RETRACTED: Odd title" in answer.text
        assert "<script>" not in answer.text
    ElementTree.fromstring(author_feed(client).content)


def test_a_feed_ends_after_fifty_works(client):
    for n in range(52):
        world.work(f"Work {n}", ["Ada Byron"], year=1960 + n)
    world.count()
    items = author_feed(client, format_="json").json()["items"]
    assert [items[0]["title"], items[-1]["title"], len(items)] == ["Work 51", "Work 2", 50]
