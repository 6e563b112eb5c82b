"""Why is a paper missing? Each answer, and what cannot be answered."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils.timezone import now

from publications import indexing
from publications.models import Author, Authorship, ImportBatch, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    work = world.work("Graphs that learn to count", by=["Ada Byron", "Bo Li"])
    for scheme, value in (("arxiv", "2001.00001"), ("doi", "10.1234/journal.1"), ("pmid", "31234567")):
        WorkIdentifier.objects.create(work=work, scheme=scheme, value=value)
    return Author.objects.get(display_name="Ada Byron")


def ask(client, author, text):
    indexing.catch_up()
    response = client.get(f"/authors/{author.public_id}/missing/", {"q": text})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "text",
    [
        "2001.00001",
        "https://arxiv.org/abs/2001.00001v2",
        "10.48550/arXiv.2001.00001",
        "Graphs that learn to count",
        "graphs that learn to count.",
        " Graphs   That Learn to\u00ad Count",
        "learn to count",
    ],
)
def test_what_is_on_the_record_is_here(client, ada, text):
    assert "<b>It is here</b>, on this record." in ask(client, ada, text)


@pytest.mark.parametrize("text", ["10.1234/JOURNAL.1", "doi:10.1234/journal.1", "31234567", "pmid: 31234567"])
def test_what_is_here_in_another_version_says_so(client, ada, text):
    assert "<b>It is here</b> as another version of this work." in ask(client, ada, text)


def test_an_article_shown_as_such_is_another_version_of_its_preprint(client, ada):
    article = world.work("Bounds", by=["Ada Byron"], source=world.source("journal", "venue"), type="article")
    WorkIdentifier.objects.create(work=article, scheme="arxiv", value="2002.00002")
    WorkIdentifier.objects.create(work=article, scheme="doi", value="10.1234/journal.2")
    assert "another version" in ask(client, ada, "2002.00002")
    assert "another version" not in ask(client, ada, "10.1234/journal.2")


def test_what_stands_on_another_record_can_be_requested(client, ada):
    other = world.author("A. Byron")
    work = world.work("Machines that weave", by=[other])
    html = ask(client, ada, "Machines that weave")
    assert "We know it, attached to another record:" in html
    assert other.get_absolute_url() in html
    [request] = re.findall(r'<a href="([^"]*)">Request it</a>', html)
    form = client.get(unescape(request)).content.decode()
    assert f'name="identifier" value="{work.get_absolute_url()}"' in form


def test_what_stands_on_no_record_can_be_added(client, ada):
    work = world.work("Machines that weave", by=[])
    Authorship.objects.create(work=work, position=1, name="A. Byron", given="A.", family="Byron", block="byron a")
    html = ask(client, ada, "Machines that weave")
    assert "<b>We know it, attached to nobody:</b> “A. Byron” is printed on it." in html
    assert "Add it</a>" in html


def test_a_hidden_record_is_not_named(client, ada):
    other = world.author("A. Byron", hidden_at=now())
    world.work("Machines that weave", by=[other])
    html = ask(client, ada, "Machines that weave")
    assert "attached to nobody who can be shown" in html
    assert other.public_id not in html


def test_a_work_of_quite_other_people_is_said_to_be_that(client, ada):
    world.work("Machines that weave", by=["Cy Young"])
    html = ask(client, ada, "Machines that weave")
    assert "We know it, but no name on it is like Ada Byron." in html


def test_a_title_of_several_works_lists_them_those_of_the_author_first(client, ada):
    world.work("Editorial", by=["Cy Young"])
    world.work("Editorial", by=["Ada Byron"])
    html = ask(client, ada, "Editorial")
    assert "More than one work here goes by that." in html
    assert html.index("It is here") < html.index("no name on it")


@pytest.mark.parametrize("text", ["10.9999/none", "1234.56789", "99999999", "A title that nobody has given yet"])
def test_what_no_source_has_is_said_with_the_day_of_the_last_update(client, ada, text):
    assert "Nothing has been brought in from them yet. Nobody outside was asked." in ask(client, ada, text)
    ImportBatch.objects.create(
        name="a", digest="a", format="arxiv", state="done", finished_at=datetime(2026, 10, 2, tzinfo=UTC)
    )
    html = ask(client, ada, text)
    assert "<b>Our sources do not have it yet.</b> They were last brought up to date on 2 October 2026." in html


@pytest.mark.parametrize(
    "text", ["10.12/x", "arxiv:12", "0000-0002-1825-0097", "0000-0002-1825-0098", "x", "W1" * 200, "a\x01b"]
)
def test_what_is_no_identifier_and_no_title_is_said_to_be_that(client, ada, text):
    html = ask(client, ada, text)
    assert "That is not a DOI, arXiv id or PubMed id. You can also paste the title." in html
    assert "Our sources do not have it" not in html


def test_the_page_asks_when_nothing_was_pasted_and_stands_below_the_works(client, ada):
    assert 'role="status"' not in ask(client, ada, " ")
    page = client.get(ada.get_absolute_url()).content.decode()
    assert f'action="/authors/{ada.public_id}/missing/"' in page


def test_there_is_no_such_page_for_a_hidden_record(client, ada):
    Author.objects.filter(pk=ada.pk).update(hidden_at=now())
    assert client.get(f"/authors/{ada.public_id}/missing/").status_code == 404


def test_an_answer_takes_few_statements_however_many_sign(client, ada, django_assert_max_num_queries):
    work = world.work("Machines that weave", by=[])
    Authorship.objects.bulk_create(Authorship(work=work, position=n, name=f"M {n}", block="m") for n in range(1, 300))
    with django_assert_max_num_queries(6):
        client.get(f"/authors/{ada.public_id}/missing/", {"q": "Machines that weave"})
