"""arXiv's taxonomy as it ships with the project."""

import json
from pathlib import Path

import pytest

from publications.topics import ARXIV, describe

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "reference-works.jsonl"


def test_every_subject_of_the_bundled_works_has_a_name():
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    codes = {code for line in lines for code in json.loads(line)["categories"].split()}
    assert codes - ARXIV.keys() == set()


def test_all_eight_groups_are_there():
    assert {group for _, group in ARXIV.values()} == {
        "Computer Science",
        "Economics",
        "Electrical Engineering and Systems Science",
        "Mathematics",
        "Physics",
        "Quantitative Biology",
        "Quantitative Finance",
        "Statistics",
    }


@pytest.mark.parametrize("code", ["cmp-lg", "alg-geom", "chao-dyn", "solv-int", "adap-org", "bayes-an", "supr-con"])
def test_archives_closed_long_ago_still_have_a_name(code):
    assert "until" in describe("arxiv", code)["name"]


def test_a_code_nobody_knows_is_its_own_name():
    assert describe("arxiv", "cs.ZZ") == {"scheme": "arxiv", "code": "cs.ZZ", "name": "cs.ZZ", "group": ""}
    assert describe("openalex", "cs.LG")["name"] == "cs.LG"
