"""What a browser makes of the pages: accessible in both themes and widths, inside the security policy, and light."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from profiles import operations, proposals
from profiles.models import User
from publications import curation, indexing
from publications.models import CitationCount, Reference, WorkIdentifier
from tests import people, world

pytestmark = pytest.mark.django_db(transaction=True)

AXE = (Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js").read_text()
VIOLATIONS = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  ({violatedDirective, blockedURI}) => window.refused.push(`${violatedDirective} ${blockedURI}`));
"""
SERIOUS = """
axe.run({resultTypes: ["violations"]}).then(({violations}) => violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(" ")}`))
"""


@pytest.fixture
def addresses():
    """Every kind of page a stranger can come to."""
    people = ["Ana Silva", "Bo Li", *(f"Person Number {nth}" for nth in range(12))]
    work = world.work("Deep networks", people, topics=["cs.LG", "stat.ML"], institutions={"Ana Silva": "Maryland"})
    for year in (2018, 2019, 2021):
        world.work(f"Networks of {year}", people[:2], year=year, topics=["cs.LG"])
    _cite(work)
    world.count()
    topic = work.work_topics.first().topic
    place = work.authorships.first().affiliations.get().institution
    person = world.author("Ana Silva")
    indexing.catch_up()
    return [
        *(record.get_absolute_url() for record in (person, work, topic, place)),
        "/sources/arxiv/",
        *(f"/authors/{person.public_id}/missing/?q={text}" for text in ("Deep networks", "10.1/x", "Not here yet")),
        *(f"/authors/{person.public_id}/{part}/" for part in ("trust", "explore", "report", "merge", "history")),
        *(f"/authors/{person.public_id}/report/?kind={kind}" for kind in ("not_mine", "wrong_fact", "hide")),
        f"/works/{work.public_id}/report/",
        proposals.propose("not_mine", author=person, works=[work], text="Look at the by-line.").get_absolute_url(),
        *(
            "/",
            "/search/?q=silva",
            "/search/?q=networks&in=works",
            "/search/?q=person&in=people",
            "/search/?q=zzzz",
            "/search/?q=a",
            "/no/such/page",
        ),
        *("/about/sources/", "/about/trust/", "/about/verification/"),
        *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
    ]


def _cite(work):
    """It cites a work that is here and one that is not, and is cited and counted."""
    other, source = world.work("Cited networks", ["Ana Silva"]), world.source("openalex", "aggregator")
    for cited, value in ((work, "W1"), (other, "W2")):
        WorkIdentifier.objects.create(work=cited, scheme="openalex", value=value)
    for n, (citing, value) in enumerate(((work, "W2"), (work, "W3"), (other, "W1")), 1):
        Reference.objects.create(work=citing, source=source, position=n, scheme="openalex", value=value)
    CitationCount.objects.create(work=work, source=source, count=12)


@pytest.fixture
def visit(page, live_server):
    """Opens an address, on the watch for what the security policy refuses."""
    page.add_init_script(VIOLATIONS)

    def open_(address):
        page.goto(live_server.url + address, wait_until="load")
        return page

    return open_


def seen(page, width, scheme):
    """What is seriously wrong in this width and theme, as sentences."""
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return [f"{width} {scheme} {problem}" for problem in page.evaluate(SERIOUS)]


@pytest.fixture
def desk(addresses, client, context, live_server):
    """Every kind of page of the moderators' desk, for a browser that is signed in as one."""
    client.force_login(people.moderator("mona@example.org"))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    ana, bo = world.author("Ana Silva"), world.author("Person Number 1")
    merge = proposals.propose("merge", author=ana, others=[bo], text="One home page.")
    lone = world.work("Alone", [ana])
    change = curation.carry_out(curation.plan_move(lone.authorships.all(), to=bo), reason="Bo's.", role="moderator")
    record = f"/desk/records/{ana.public_id}/"
    return [
        *("/desk/", f"/desk/cases/{merge.case}/", f"/desk/changes/{change.key}/", record),
        *(f"{record}{name}/" for name in operations.OPERATIONS),
        f"{record}rename/?name=Ana+Souza",
        f"{record}move/?works=x",
    ]


def test_every_page_of_the_desk_is_accessible_too(visit, desk):
    look_at(visit, desk)


def test_every_page_is_accessible_in_both_themes_and_widths_and_keeps_to_the_policy(visit, addresses):
    look_at(visit, addresses)


def look_at(visit, addresses):
    found = {}
    for address in addresses:
        page = visit(address)
        page.evaluate(AXE)
        found[address] = [*seen(page, 1280, "light"), *seen(page, 390, "dark"), *page.evaluate("window.refused")]
        page.set_viewport_size({"width": 320, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[address].append("wider than a small telephone")
    assert {address: said for address, said in found.items() if said} == {}


def test_the_first_thing_the_keyboard_reaches_leads_past_the_top_bar(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_page_of_an_author_is_light(page, live_server, addresses):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(live_server.url + addresses[0], wait_until="networkidle")
    sizes = {
        answer.url: len(body if answer.url.endswith(".woff2") else gzip.compress(body))
        for answer in answers
        if "/vendor/" not in answer.url and (body := answer.body())
    }
    assert len(answers) <= 13, [answer.url for answer in answers]
    assert sum(sizes.values()) <= 150_000, sizes


def test_a_signed_in_person_sees_who_they_are_and_how_to_leave(visit, live_server, client, context):
    client.force_login(User.objects.create_user(email="reader@example.org", password="a long enough one"))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = visit("/")
    assert "reader@example.org" in page.get_by_role("navigation", name="Account").inner_text().split("\n")
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").is_visible()
