"""Suggestions under the search box, by keyboard and as a screen reader is told of them."""

import pytest

from publications import indexing
from tests import world
from tests.browser.test_look import AXE, SERIOUS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(page, live_server):
    for name in ("Tom Goldstein", "Tim Goldsmith"):
        world.work("Deep networks", [name])
    indexing.catch_up()
    page.goto(live_server.url)
    box = page.get_by_role("combobox")
    box.click()
    box.press_sequentially("golds")
    page.get_by_role("listbox").wait_for()
    return box


def chosen(page):
    return page.locator("[role=option][aria-selected=true]")


def test_arrows_go_round_the_list_and_enter_opens_what_is_chosen(page, box):
    options = page.get_by_role("option")
    assert options.count() == 2
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(0).get_attribute("id")
    box.press("ArrowUp")
    assert chosen(page).count() == 0
    box.press("ArrowUp")
    name = chosen(page).locator(".suggestion-label").inner_text()
    assert box.input_value() == "golds"
    box.press("Enter")
    page.wait_for_url("**/authors/**")
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_escape_closes_the_list_and_keeps_the_words_and_enter_searches(page, box):
    box.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert box.input_value() == "golds"
    assert box.get_attribute("aria-expanded") == "false"
    box.press("Enter")
    page.wait_for_url("**/search/?q=golds")
    assert page.get_by_role("link", name="Tom Goldstein").first.is_visible()


def test_a_press_on_a_suggestion_leads_there(page, box):
    page.get_by_role("option", name="Tim Goldsmith").click()
    page.wait_for_url("**/authors/**")


def test_the_open_list_is_accessible_and_announced(page, box):
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    assert page.get_by_role("status").filter(has_text="2 suggestions. Use the arrow keys.").count() == 1
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_typed_last_is_what_is_offered(page, box):
    page.route("**/suggestions/?q=nobody*", lambda route: route.abort())
    box.fill("nobody")
    page.wait_for_timeout(300)
    assert not page.get_by_role("listbox").is_visible()
    box.fill("golds")
    page.get_by_role("listbox").wait_for()
    assert page.get_by_role("option").count() == 2
