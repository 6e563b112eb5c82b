"""The drawing in a real browser: it comes by itself, obeys the policy, and can be walked without a mouse."""

import pytest
from playwright.sync_api import expect

from graph import slices
from graph.models import Slice
from publications.models import Author
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)

WATCH_POLICY = (
    "window.broken = []; document.addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective))"
)


@pytest.fixture
def ada(transactional_db):
    world.work("Graphs", by=["Ada Byron", "Bo Li"], topics=["cs.LG"], institutions={"Bo Li": "Kyoto University"})
    world.work("Trees", by=["Ada Byron", "Bo Li", "Cy Young"], year=2022, topics=["cs.LG", "math.CO"])
    return Author.objects.get(display_name="Ada Byron")


@pytest.fixture
def errors(page):
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: message.type in ("error", "warning") and found.append(message.text))
    page.add_init_script(WATCH_POLICY)
    yield found
    assert found == []
    assert page.evaluate("broken") == []


@pytest.fixture
def drawn(page, live_server, ada, errors):
    """The profile page with its graph drawn."""
    slices.want(ada)
    slices.build(ada.pk)
    page.goto(live_server.url + ada.get_absolute_url() + "#graph")
    expect(page.locator("[data-graph-canvas] canvas").first).to_be_visible()
    return page


def details(page):
    return page.locator("[data-graph-details]")


def test_the_graph_appears_without_a_reload_once_a_worker_comes(page, live_server, ada, errors, request):
    page.goto(live_server.url + ada.get_absolute_url() + "#graph")
    expect(page.locator("[data-graph-text]")).to_contain_text("No worker is running at the moment")
    height = page.locator(".graph-stage").bounding_box()["height"]
    request.getfixturevalue("worker")
    expect(page.locator("[data-graph-canvas] canvas").first).to_be_visible(timeout=20_000)
    assert page.locator(".graph-stage").bounding_box()["height"] == height
    expect(page.get_by_text("Built")).to_be_visible()


def test_a_reader_can_walk_the_graph_by_keyboard_and_open_a_page(drawn, live_server):
    drawn.locator("[data-graph-canvas]").focus()
    expect(details(drawn)).to_contain_text("Ada Byron")
    for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        drawn.keyboard.press(key)
    drawn.keyboard.press("Escape")
    chosen = details(drawn).locator("a").first
    expect(chosen).not_to_have_text("Ada Byron")
    address = chosen.get_attribute("href")
    drawn.keyboard.press("Enter")
    drawn.wait_for_url(f"**{address}")


def test_the_legend_filters_and_the_list_says_the_same(drawn):
    people = drawn.get_by_role("button", name="People")
    people.click()
    expect(people).to_have_attribute("aria-pressed", "false")
    drawn.get_by_role("button", name="As a list").click()
    listed = drawn.get_by_role("region", name="The graph as a list")
    for node in Slice.objects.get().document["nodes"][1:]:
        expect(listed.get_by_role("link", name=node["label"], exact=True)).to_be_visible()
    expect(listed).to_contain_text("2 works together, 2020–2022")


def test_the_wheel_scrolls_the_page_over_the_drawing(drawn):
    drawn.locator("[data-graph-canvas]").hover()
    before = drawn.evaluate("scrollY")
    drawn.mouse.wheel(0, 200)
    drawn.wait_for_function("before => scrollY !== before", arg=before)


def test_in_the_explorer_the_first_click_tells_about_a_node_and_the_second_opens_its_page(
    page, live_server, ada, errors
):
    slices.want(ada)
    slices.build(ada.pk)
    page.goto(f"{live_server.url}/authors/{ada.public_id}/explore/")
    expect(page.get_by_role("table")).to_have_count(4)
    canvas = page.locator("[data-graph-canvas]")
    expect(canvas.locator("canvas").first).to_be_visible()
    canvas.hover()  # scrolls it into view, which the drawing has to hear of before it can tell what is clicked
    page.wait_for_timeout(200)
    canvas.click()  # the author stands in the middle
    expect(details(page)).to_contain_text("Bo Li: 2 works together, 2020–2022")
    canvas.click()
    page.wait_for_url(f"**{ada.get_absolute_url()}")


def test_without_script_the_list_is_there(browser, live_server, ada):
    slices.want(ada)
    slices.build(ada.pk)
    page = browser.new_page(java_script_enabled=False)
    page.goto(live_server.url + ada.get_absolute_url())
    expect(page.locator("#graph").get_by_role("link", name="Bo Li")).to_be_visible()
    page.close()


def test_a_narrow_phone_shows_everything_without_sideways_scrolling(drawn):
    drawn.set_viewport_size({"width": 320, "height": 640})
    assert drawn.evaluate("document.documentElement.scrollWidth") == 320
    expect(drawn.get_by_role("button", name="As a list")).to_be_visible()
