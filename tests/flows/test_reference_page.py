"""The reference author's page, from the bundled works through the real import, held against what it must show."""

import json
import re

import pytest
from django.test import Client
from django.utils.html import escape

from publications import reference

EXPECTED = json.loads(reference.PROFILE.read_text())


@pytest.fixture(scope="module")
def page(django_db_setup, django_db_blocker):
    """The page, read once: the works are loaded in a transaction that is rolled back after this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        reference.load()
        response = Client().get(reference.profile_path())
        transaction.set_rollback(True)
    assert response.status_code == 200
    return response


@pytest.fixture
def html(page):
    return page.content.decode()


def test_the_reference_page_is_about_the_reference_author(html):
    assert f'<h1 dir="auto">{EXPECTED["author"]}</h1>' in html


def test_the_reference_page_shows_trust_level_and_that_nobody_claimed_it(html):
    trust = EXPECTED["trust"]
    assert f"Trust {trust['score']} – {trust['band']}" in html
    assert f"Verification {EXPECTED['verification']}" in html
    assert "Unclaimed author" in html


def test_the_reference_page_shows_the_four_counts(page, html):
    counts = EXPECTED["counts"]
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    for shown in (
        f"{counts['works']} works",
        f"{counts['followers']} followers",
        f"{counts['topics']} topics",
        f"{counts['close_collaborators']} close collaborators",
    ):
        assert shown in text
    assert len(page.context["topics"]) == counts["topics"]
    assert sorted(person.display_name for person, _ in page.context["collaborators"]) == [
        "Christoph Studer",
        "Jonas Geiping",
        "Liam Fowl",
        "Micah Goldblum",
    ]


def test_the_reference_page_lists_the_works_in_order_with_type_year_and_source(page):
    shown = [
        {
            "position": position,
            "type": item.work.get_type_display(),
            "year": item.work.year,
            "source": item.work.source.name,
            "title": item.work.title_text,
            "arxiv_id": next(value for scheme, value, _ in item.identifiers if scheme == "arXiv"),
        }
        for position, item in enumerate(page.context["items"], 1)
    ]
    assert shown == EXPECTED["works"]


def test_the_reference_page_prints_every_title_and_says_how_many(html):
    assert f"{EXPECTED['counts']['works']} published item(s)" in html
    for work in EXPECTED["works"]:
        assert escape(work["title"]) in html


def test_the_sections_stand_in_the_order_of_the_reference_page(html):
    sections = ["Quick read", "Decide how to stay connected", "How to connect with this researcher"]
    sections += ["See the researcher in context", "Open full explorer", "Published work"]
    places = [html.index(section) for section in sections]
    assert places == sorted(places)


def test_no_tex_is_left_in_titles_and_abstracts(page):
    for item in page.context["items"]:
        for text in (item.work.title_html or item.work.title_text, item.work.abstract_html or item.work.abstract):
            assert not re.search(
                r"\\(emph|url|textit|textbf|frac|ell)\b|\$", re.sub(r"<annotation.*?</annotation>", "", text)
            )
