"""The author page in a real browser: with script, without it, and on the narrowest screen."""

from __future__ import annotations

import json

import pytest

from publications.models import Authorship, Work
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(live_server):
    """An author with one work alone and one of a dozen people."""
    crowd = [f"Person{chr(65 + n)} Many" for n in range(12)]
    world.work("Together", by=["Ada Byron", *crowd], year=2021, abstract="A long abstract. " * 60)
    work = world.work("Alone", by=["Ada Byron"], year=2020, topics=["cs.LG"])
    Work.objects.filter(pk=work.pk).update(
        title_html="<math><msup><mi>x</mi><mn>2</mn></msup></math> " + "alone " * 3,
        abstract_html="<math display='block'><mi>" + "x" * 400 + "</mi></math>",
    )
    return live_server.url + world.author("Ada Byron").get_absolute_url()


def test_a_long_author_list_opens_in_place(page, address):
    page.goto(address)
    page.get_by_role("link", name="and 9 more").click()
    page.get_by_role("link", name="PersonG Many").wait_for()
    assert page.url == address
    assert page.locator("[data-authors] li").count() == Authorship.objects.filter(work__title="Together").count()
    assert page.evaluate("document.activeElement.matches('[data-authors]')")


def test_an_abstract_shows_its_beginning_and_opens_whole(page, address):
    page.goto(address)
    abstract = page.locator("details.abstract", has_text="A long abstract.")
    folded = abstract.bounding_box()["height"]
    assert abstract.get_by_text("A long abstract.").is_visible()
    abstract.get_by_text("Show abstract").click()
    assert abstract.bounding_box()["height"] > folded + 40


def test_the_metadata_is_data_to_the_security_policy(page, address):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(address)
    data = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert data["mainEntity"]["name"] == "Ada Byron"
    assert refused == []


def test_the_list_can_be_narrowed_without_script(browser, address):
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    page.locator(".facet summary", has_text="Year").click()
    page.locator(".facet").get_by_role("link", name="2020").click()
    assert page.locator(".works > li").count() == 1
    page.get_by_role("link", name="Year: 2020").click()
    page.get_by_label("Words in titles and abstracts").fill("long")
    page.get_by_role("button", name="Find").click()
    assert page.locator(".works .entry-title").all_inner_texts() == ["Together"]
    page.close()


def test_nothing_is_wider_than_the_narrowest_screen(page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
