"""What readers and machines find on a work's page, and under every address that leads there."""

import json
import re
from datetime import date

import pytest

from publications.models import Author, Authorship, Work, WorkIdentifier, WorkRecord, WorkVersion
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(db):
    made = world.work(
        "Bounds & < limits",
        by=["Ada Byron", "Bo Li"],
        topics=["cs.LG", "math.CO"],
        abstract="We bound <b>it</b>.",
        institutions={"Bo Li": "Old Place"},
    )
    WorkIdentifier.objects.create(work=made, scheme="arxiv", value="2001.00001")
    WorkIdentifier.objects.create(work=made, scheme="doi", value="10.1234/abc")
    WorkVersion.objects.create(work=made, source=world.arxiv(), label="v1", posted_on=date(2019, 5, 1))
    WorkVersion.objects.create(work=made, source=world.arxiv(), label="v2", posted_on=date(2020, 1, 1))
    WorkRecord.objects.create(work=made, source=world.arxiv(), key="2001.00001", digest=b"")
    return made


def page_of(client, work, query=""):
    response = client.get(work.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_work_shows_its_people_places_topics_versions_and_identifiers(client, work):
    html = page_of(client, work)
    assert "Bounds &amp; &lt; limits</h1>" in html
    assert "We bound &lt;b&gt;it&lt;/b&gt;." in html
    for signed in work.authorships.all():
        assert f'<a href="{signed.author.get_absolute_url()}" dir="auto">{signed.name}</a>' in html
    assert "Bo Li</a><sup>1</sup>" in html
    assert 'aria-hidden="true">1</sup> <a href="/institutions/' in html
    assert "Old Place</a>" in html
    assert "Combinatorics" in html or "math.CO" in html
    assert "2 versions" in html
    assert "v1 · 1 May 2019 · arXiv" in html
    assert 'href="https://arxiv.org/abs/2001.00001"' in html
    assert 'href="https://doi.org/10.1234/abc"' in html


def test_a_work_says_whose_description_it_is(client, work):
    html = page_of(client, work)
    assert 'Title, abstract and authors as <a href="/sources/arxiv/">arXiv</a> gives them.' in html
    assert '<a href="/sources/arxiv/">arXiv</a> record 2001.00001, read ' in html


def test_a_work_says_why_each_name_is_taken_to_be_that_person(client, work):
    reason = {"same_name": True, "n_shared": 2, "shared_coauthors": ["Cy Young", "Di Xu"], "topics": ["cs.LG"]}
    work.authorships.filter(position=1).update(basis="evidence", reason=reason)
    html = page_of(client, work)
    assert "same name on other works; 2 co-authors in common (Cy Young, Di Xu); the topic cs.LG." in html
    assert "no other record could be joined to it." in html


def test_a_retracted_work_says_so(client, work):
    Work.objects.filter(pk=work.pk).update(is_retracted=True, retracted_on=date(2023, 5, 12))
    assert "Retracted 12 May 2023" in page_of(client, work)


def test_a_work_without_abstract_or_year_says_so(client):
    html = page_of(client, world.work("Bare", by=["Plato"], year=None, abstract=""))
    assert "Our sources give no abstract." in html
    assert "no year" in html


def test_indexers_and_reference_managers_find_their_tags(client, work):
    tags = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page_of(client, work))
    assert tags == [
        ("citation_title", "Bounds &amp; &lt; limits"),
        ("citation_author", "Ada Byron"),
        ("citation_author", "Bo Li"),
        ("citation_author_institution", "Old Place"),
        ("citation_publication_date", "2020/01/01"),
        ("citation_arxiv_id", "2001.00001"),
        ("citation_doi", "10.1234/abc"),
        ("citation_abstract_html_url", f"http://127.0.0.1:8000{work.get_absolute_url()}"),
    ]


def test_machines_find_a_description_they_can_read(client, work):
    html = page_of(client, work)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert data["@type"] == "ScholarlyArticle"
    assert data["name"] == "Bounds & < limits"
    assert [person["name"] for person in data["author"]] == ["Ada Byron", "Bo Li"]
    assert data["sameAs"] == ["https://arxiv.org/abs/2001.00001", "https://doi.org/10.1234/abc"]


def test_five_thousand_authors_are_shown_when_asked_for(client):
    crowd = world.author("Crowd Member")
    work = world.work("Together", by=["First Author"])
    Authorship.objects.bulk_create(
        Authorship(work=work, position=at, author=crowd, name=f"Member {at}", block="") for at in range(2, 5155)
    )
    Work.objects.filter(pk=work.pk).update(n_authors=5154)
    folded = page_of(client, work)
    assert "Show all 5,154 authors" in folded
    assert "Member 51<" not in folded
    assert len(folded) < 60_000
    whole = page_of(client, work, "?authors=all")
    assert "Member 5154<" in whole
    assert "Show all" not in whole


@pytest.mark.parametrize("tail", ["", "wrong-slug/"])
def test_other_addresses_of_a_work_move_to_the_canonical_one(client, work, tail):
    response = client.get(f"/works/{work.public_id}/{tail}?authors=all")
    assert (response.status_code, response["Location"]) == (301, f"{work.get_absolute_url()}?authors=all")
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{work.get_absolute_url()}">' in page_of(client, work)


@pytest.mark.parametrize(
    "address",
    [
        "arxiv/2001.00001",
        "arxiv/2001.00001v2/",
        "arxiv/https://arxiv.org/abs/2001.00001",
        "doi/10.1234/ABC",
        "doi/doi:10.1234/abc",
    ],
)
def test_an_identifier_leads_to_its_work(client, work, address):
    response = client.get(f"/works/{address}")
    assert (response.status_code, response["Location"]) == (302, work.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("arxiv/1234.56789", "We do not have arXiv:1234.56789."),
        ("arxiv/hep-th/9901001", "We do not have arXiv:hep-th/9901001."),
        ("arxiv/nothing", "That is not an arXiv id: it looks like 2101.00001."),
        ("doi/10.9999/none", "We do not have 10.9999/none."),
        ("doi/10.9999/a%00b", "That is not a DOI: it looks like 10.1234/abc."),
        ("nothing/some-title/", "There is no work at this address."),
    ],
)
def test_an_address_that_leads_nowhere_says_why(client, address, sentence):
    response = client.get(f"/works/{address}")
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_a_work_page_costs_at_most_eight_statements(client, work, django_assert_max_num_queries):
    for n in range(12):
        world.sign(work, n + 3, f"Signer{chr(65 + n)} Late", "New Place")
    with django_assert_max_num_queries(8):
        page_of(client, work)


def test_a_hidden_person_is_a_plain_name(client, work):
    bo = Author.objects.get(display_name="Bo Li")
    Author.objects.filter(pk=bo.pk).update(hidden_at=bo.created_at)
    html = page_of(client, work)
    assert "Bo Li" in html
    assert bo.public_id not in html
