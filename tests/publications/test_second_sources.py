"""What a second source knows of the people of a work that another source describes."""

import copy

import pytest

from publications.models import Authorship
from tests.publications.corpus import line, row_versions
from tests.publications.test_citations import OPENALEX, bring

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"
TITLE = "On the depth of shallow things"
PREPRINT = line("2005.00001", TITLE, ["Ada Lovelace", "Bo Byron"], doi="10.5555/inv.2020.17")


def openalex(names=("Ada Lovelace", "B. Byron"), *, doi="10.5555/inv.2020.17", key="W900000001", **fields):
    """The work as OpenAlex tells it; the first by-line has an iD and an institution."""
    told = copy.deepcopy(OPENALEX) | {"id": f"https://openalex.org/{key}", "doi": f"https://doi.org/{doi}"} | fields
    first = told["authorships"][0]
    first["author"]["orcid"] = f"https://orcid.org/{ORCID}"
    told["authorships"] = [
        {**(first if at == 0 else {"author": {}, "institutions": []}), "raw_author_name": name}
        for at, name in enumerate(names)
    ]
    return told


def first_byline():
    return Authorship.objects.get(work__identifiers__value="2005.00001", position=1)


def facts():
    byline = first_byline()
    return (
        byline.name,
        byline.orcid,
        byline.source_author,
        list(byline.affiliations.values_list("institution__name", flat=True)),
    )


@pytest.mark.parametrize("brought", [[PREPRINT, openalex()], [openalex(), PREPRINT]])
def test_iD_author_id_and_places_of_a_second_source_are_kept_whichever_comes_first(brought):
    for work in brought:
        bring(work)
    known = ("Ada Lovelace", ORCID, "openalex:A5900000001", ["University of Maryland"])
    assert facts() == known
    before = row_versions()
    bring(PREPRINT, openalex())
    assert row_versions() == before
    bring(line("2005.00001", "On its depth", ["Ada Lovelace", "Bo Byron"], doi="10.5555/inv.2020.17"))
    assert facts() == known


@pytest.mark.parametrize(
    "names", [("Bo Byron", "Ada Lovelace"), ("Ada Lovelace",), ("Ada Lovelace", "Bo Byron", "C. D")]
)
def test_by_lines_that_do_not_agree_get_nothing(names):
    bring(PREPRINT)
    bring(openalex(names))
    assert facts() == ("Ada Lovelace", "", "", [])


def test_an_author_who_is_no_longer_at_that_place_takes_the_iD_along():
    bring(PREPRINT)
    bring(openalex())
    bring(line("2005.00001", TITLE, ["Bo Byron", "Ada Lovelace"], doi="10.5555/inv.2020.17"))
    assert facts() == ("Bo Byron", "", "", [])


def test_an_iD_that_only_a_second_source_knows_joins_works():
    bring(PREPRINT, line("2005.00002", "Robots", ["Ada Lovelace"], categories="cs.RO", doi="10.5555/inv.2020.18"))
    bring(line("2005.00003", "Looms", ["Adam Lovelace", "Ada Young"]), line("2005.00004", "Mills", ["Ada Brown"]))
    bring(openalex(), openalex(("Ada Lovelace",), doi="10.5555/inv.2020.18", key="W900000002", title="Robots"))
    bylines = Authorship.objects.filter(name="Ada Lovelace")
    assert bylines.count() == 2
    assert set(bylines.values_list("basis", flat=True)) == {Authorship.Basis.IDENTIFIER}
    assert bylines.values("author").distinct().count() == 1
