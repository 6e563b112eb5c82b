"""The first page, the sources, and what stands where nothing is."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from publications.models import ImportBatch, WorkRecord
from tests import world

pytestmark = pytest.mark.django_db


def test_an_empty_site_says_what_to_do(client):
    page = client.get("/").content.decode()
    assert "No works yet" in page
    assert "python3 manage.py import_works FILE" in page


def test_the_first_page_counts_and_leads_on(client, django_assert_max_num_queries):
    made = world.work("A work", ["Ana Silva"], topics=["cs.LG"], institutions={"Ana Silva": "Maryland"})
    world.count()
    with django_assert_max_num_queries(8):
        page = client.get("/").content.decode()
    assert "1 work by 1 person" in page
    for address in (made.get_absolute_url(), "/topics/arxiv/cs.LG/", "/institutions/"):
        assert address in page


def test_the_sources_page_says_how_many_works_and_since_when(client):
    work = world.work("A work", ["Ana Silva"])
    batch = ImportBatch.objects.create(
        name="works.jsonl", digest="x", format="arxiv", state="done", n_bad=3, finished_at="2026-10-03T12:00Z"
    )
    WorkRecord.objects.update_or_create(
        work=work, source=work.source, defaults={"key": "1", "digest": b"x", "batch": batch}
    )
    world.count()
    page = client.get("/about/sources/").content.decode()
    assert "1 work here. Last import: 3 October 2026." in page
    assert "People are given by name only." in page
    assert '<td class="num">3</td>' in page


def test_an_address_that_leads_nowhere_offers_a_search_for_its_words(client):
    response = client.get("/people/tom-goldstein/profile/x")
    assert response.status_code == 404
    assert 'value="tom goldstein"' in response.content.decode()


def test_a_form_without_its_token_is_explained_not_swallowed():
    response = Client(enforce_csrf_checks=True).post("/accounts/logout/")
    assert response.status_code == 403
    assert "That did not arrive safely" in response.content.decode()


def test_the_error_page_needs_no_database(client):
    def out_of_order(*_):
        raise OperationalError

    client.raise_request_exception = False
    with connection.execute_wrapper(out_of_order):
        response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_search_engines_are_told_which_lists_never_end(client):
    robots = client.get("/robots.txt")
    assert robots.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /search/" in robots.content.decode()
