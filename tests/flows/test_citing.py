"""A work as a reference elsewhere: what is downloaded can be read by what reads such files."""

import json
from datetime import date

import bibtexparser
import pytest
import rispy

from publications.models import Authorship, Source, Work, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(db):
    made = world.work("On the 100% {odd} cost & $price_1 of Graphs", by=["Óscar Castañeda", "Bo Li"], year=2020)
    WorkIdentifier.objects.create(work=made, scheme="arxiv", value="2001.00001")
    WorkIdentifier.objects.create(work=made, scheme="doi", value="10.1234/a_b{c")
    Authorship.objects.create(
        work=made, position=3, name="ATLAS and CMS Collaboration", family="ATLAS and CMS Collaboration", block=""
    )
    Authorship.objects.create(
        work=made,
        position=4,
        name="Martin van der King Jr.",
        given="Martin",
        family="van der King",
        suffix="Jr.",
        block="",
    )
    Authorship.objects.create(work=made, position=5, name="王伟", given="伟", family="王", block="")
    return made


def download(client, work, suffix):
    response = client.get(f"/works/{work.public_id}/cite.{suffix}")
    assert response.status_code == 200
    return response


def bibtex(client, work):
    """The one entry of the file, as bibtexparser reads it, LaTeX decoded and names in parts."""
    decode = bibtexparser.middlewares
    stack = [decode.SeparateCoAuthors(), decode.SplitNameParts()]
    library = bibtexparser.parse_string(download(client, work, "bib").content.decode(), append_middleware=stack)
    assert not library.failed_blocks
    [entry] = library.entries
    return entry


def test_bibtex_comes_back_from_a_parser(client, work):
    entry = bibtex(client, work)
    assert (entry.entry_type, entry.key) == ("misc", "castaneda2020100")
    assert entry["title"] == r"{On the 100{\%} {\{}odd{\}} cost {\&} {\$}price{\_}1 of Graphs}"
    assert [" ".join(person.last) for person in entry["author"]] == [
        r"Casta{\~n}eda",
        "Li",
        "{ATLAS and CMS Collaboration}",
        "King",
        "王",
    ]
    assert (entry["author"][3].von, entry["author"][3].jr) == (["van", "der"], ["Jr."])
    assert (entry["eprint"], entry["archiveprefix"], entry["year"]) == ("2001.00001", "arXiv", "2020")
    assert entry["doi"] == "10.1234/a_b%7Bc"


def test_ris_comes_back_from_a_parser(client, work):
    [entry] = rispy.loads(download(client, work, "ris").content.decode())
    assert entry["type_of_reference"] == "UNPB"
    assert entry["title"] == work.title_text
    assert entry["authors"][:3] == ["Castañeda, Óscar", "Li, Bo", "ATLAS and CMS Collaboration"]
    assert entry["authors"][3] == "van der King, Martin, Jr."
    assert (entry["year"], entry["doi"], entry["accession_number"]) == ("2020", "10.1234/a_b{c", "arXiv:2001.00001")


def test_csl_json_names_people_and_dates_as_reference_managers_do(client, work):
    [item] = json.loads(download(client, work, "json").content)
    assert (item["type"], item["genre"], item["publisher"]) == ("article", "Preprint", "arXiv")
    assert item["author"][0] == {"family": "Castañeda", "given": "Óscar"}
    assert item["author"][2] == {"literal": "ATLAS and CMS Collaboration"}
    assert item["issued"] == {"date-parts": [[2020, 1, 1]]}
    assert item["DOI"] == "10.1234/a_b{c"


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_file_says_what_it_is_and_is_named_after_its_key(client, work, suffix, media_type):
    response = download(client, work, suffix)
    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="castaneda2020100.{suffix}"'


def test_a_retracted_work_says_so_wherever_it_is_cited(client, work):
    Work.objects.filter(pk=work.pk).update(is_retracted=True, retracted_on=date(2023, 5, 12))
    assert bibtex(client, work)["title"].startswith("{RETRACTED: On the")
    assert bibtex(client, work)["note"] == "Retracted 12 May 2023"
    [entry] = rispy.loads(download(client, work, "ris").content.decode())
    assert (entry["title"][:11], entry["notes"]) == ("RETRACTED: ", ["Retracted 12 May 2023"])
    assert json.loads(download(client, work, "json").content)[0]["note"] == "Retracted 12 May 2023"
    assert "(2020). RETRACTED: On the 100%" in client.get(work.get_absolute_url()).content.decode()


def test_an_article_names_its_journal(client):
    journal = world.source("journal-of-graphs", Source.Role.VENUE)
    article = world.work("Graphs", by=["Ada Byron"], type="article", source=journal)
    entry = bibtex(client, article)
    assert (entry.entry_type, entry.key, entry["journal"]) == ("article", "byron2020graphs", "Journal-Of-Graphs")


def test_a_work_of_nobody_without_a_year_can_be_cited(client):
    bare = world.work("…", by=[], year=None)
    assert bibtex(client, bare).key == bare.public_id
    assert "No author named (no year). …. arXiv." in client.get(bare.get_absolute_url()).content.decode()


def test_the_page_of_a_work_leads_to_its_citations(client, work):
    html = client.get(work.get_absolute_url()).content.decode()
    assert f'href="/works/{work.public_id}/cite.bib"' in html
    assert "Óscar Castañeda, Bo Li, ATLAS and CMS Collaboration, Martin van der King Jr. and 伟 王 (2020)." in html


@pytest.mark.parametrize("address", ["/works/nothing/cite.bib", "/works/nothing/cite.doc/"])
def test_there_is_no_citation_of_what_is_not_here(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("suffix", ["bib", "ris", "json"])
def test_a_name_that_is_shown_nowhere_is_not_cited_either(client, work, suffix):
    work.authorships.filter(position=2).update(printed="Bo Li", name="Robin Chen")
    cited = download(client, work, suffix).content.decode()
    assert "Li" not in cited
    assert "Chen" in cited
    assert "Robin" in cited
