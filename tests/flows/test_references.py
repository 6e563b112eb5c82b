"""What a work cites, what cites it, and how often: on its page, each with where it is known from."""

from datetime import date

import pytest

from publications.models import CitationCount, Reference, Work, WorkIdentifier, WorkVersion
from tests import world

pytestmark = pytest.mark.django_db


def cites(work, scheme, *values, by=None):
    source = by or world.source("openalex", "aggregator")
    Reference.objects.bulk_create(
        Reference(work=work, source=source, position=n, scheme=scheme, value=value) for n, value in enumerate(values, 1)
    )


def named(title, value, **fields):
    work = world.work(title, by=["Ada Byron"], **fields)
    WorkIdentifier.objects.create(work=work, scheme="openalex", value=value)
    return work


def page_of(client, work):
    response = client.get(work.get_absolute_url())
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_references_that_are_here_lead_to_their_page_and_others_outward(client):
    work, here = named("Citing", "W1"), named("Cited", "W2", is_retracted=True)
    cites(work, "openalex", "W2", "W3", "W4")
    html = page_of(client, work)
    assert ">3 references</h2>" in html
    assert "As Openalex lists them; 1 of them has a page here." in html
    assert f'<a href="{here.get_absolute_url()}" dir="auto">Cited</a>' in html
    assert '<span class="retracted">Retracted</span>' in html
    assert "<summary>2 by identifier</summary>" in html
    assert '<a href="https://openalex.org/W3">OpenAlex:W3</a>' in html


def test_two_sources_lists_are_not_added_up(client):
    work = named("Citing", "W1")
    cites(work, "openalex", "W2", "W3")
    cites(work, "doi", "10.1/a", "10.1/b", "10.1/c", by=world.source("crossref", "publisher"))
    html = page_of(client, work)
    assert "3 references</h2>" in html
    assert "As Crossref lists them; none of them has a page here yet." in html


def test_a_work_is_cited_by_whoever_lists_one_of_its_identifiers_newest_first(client):
    work = named("Cited", "W2")
    WorkIdentifier.objects.create(work=work, scheme="doi", value="10.1234/abc")
    old, new = named("Old", "W10", year=2001), named("New", "W11", year=2020)
    cites(old, "openalex", "W2")
    cites(new, "doi", "10.1234/abc")
    cites(new, "openalex", "W2", by=world.source("other", "index"))
    html = page_of(client, work)
    assert "Works here that list it among their references:" in html
    assert html.index(">New</a>") < html.index(">Old</a>")
    assert html.count(">New</a>") == 1


def test_citing_works_are_bounded_and_their_number_is_said(client):
    work = named("Cited", "W2")
    for n in range(25):
        cites(named(f"Citing {n}", f"W{n + 10}"), "openalex", "W2")
    html = page_of(client, work)
    assert "25 works here list it among their references; the newest:" in html
    assert html.count(">Citing ") == 20


def test_a_citation_count_has_its_source_and_day(client):
    work = named("Cited", "W2")
    CitationCount.objects.create(
        work=work, source=world.source("openalex", "aggregator"), count=1234, counted_on=date(2026, 10, 2)
    )
    assert "1,234 works according to Openalex on 2 October 2026. Sources count differently." in page_of(client, work)


def test_a_work_without_any_of_this_says_nothing_of_it(client):
    html = page_of(client, world.work("Bare", by=["Ada Byron"]))
    assert "references</h2>" not in html
    assert "Cited by" not in html


def test_a_thousand_references_stay_within_bounds(client, django_assert_max_num_queries):
    work = named("A review", "W1")
    cites(work, "openalex", *(f"W{n}" for n in range(100, 1100)))
    with django_assert_max_num_queries(8):
        html = page_of(client, work)
    assert "1,000 references" in html
    assert "And 800 more." in html


def test_copies_of_a_work_lead_to_where_they_are(client):
    work = named("Copied", "W1")
    WorkVersion.objects.create(
        work=work, source=world.arxiv(), label="submitted", venue="HAL", url="https://example.org/hal"
    )
    assert '<li><a href="https://example.org/hal">submitted</a> · HAL</li>' in page_of(client, work)


def test_a_work_does_not_cite_itself(client):
    work = named("Self", "W1")
    cites(work, "openalex", "W1")
    assert "Cited by" not in page_of(client, Work.objects.get())
