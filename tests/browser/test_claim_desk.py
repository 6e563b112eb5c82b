"""The desk of claims in a browser: accessible in both themes and widths with much on it, and fast by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import people, world
from tests.browser.test_look import look_at, visit  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "María José Fernández-Villaverde y Ordóñez de la Quintana"


@pytest.fixture
def record():
    """A long name, works of many years and places, three claimants who brought this and that."""
    for n in range(24):
        world.work(
            f"On the persistence of things, part {n}",
            [LONG, "Ana Silva", f"Co Author{n}"],
            year=1998 + n,
            institutions={LONG: f"Universidad Politécnica de Cartagena, Escuela Técnica Superior {n % 5}"},
        )
    author = world.author(LONG)
    decoy = world.work("Another matter", ["María Fernández"]).public_id
    mine = [signed.work.public_id for signed in author.authorships.select_related("work")[:6]]
    answers = [{"work": work, "on_record": True, "mine": n < 4} for n, work in enumerate(mine)]
    one = people.claim(author, people.account("mj@upct.es"), answers=answers)
    people.prove(one, "orcid")
    people.prove(one, "printed_address")
    people.claim(author, people.account("a.silva@gmail.com"), name="Ana Silva")
    people.claim(author, answers=[*answers, {"work": decoy, "on_record": False, "mine": True}])
    return author


@pytest.fixture
def moderator(client, context, live_server):
    client.force_login(people.moderator("mona@example.org"))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


def test_every_page_of_it_is_accessible(visit, record, moderator):  # noqa: F811
    case = reverse("desk_claim_case", args=[record.public_id])
    claim = record.claims.earliest("pk")
    look_at(
        visit,
        [
            "/desk/claims/",
            case,
            f"{case}?claim={claim.token}&do=approve&level=4",
            f"{case}?claim={claim.token}&do=ask",
            "/about/moderation/",
        ],
    )


def test_keys_lead_from_the_list_to_a_decision_and_are_off_while_one_types(visit, record, moderator):  # noqa: F811
    page = visit("/desk/claims/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Claims on")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("heading", name="Decline: 2. Ana Silva")).to_be_visible()
    page.get_by_label("Why?").fill("")
    page.get_by_label("Why?").press_sequentially("a e x j")
    expect(page.get_by_label("Why?")).to_have_value("a e x j")
    expect(page.get_by_role("heading", name="Decline: 2. Ana Silva")).to_be_visible()
    page.get_by_label("Keys are on").uncheck()
    page.keyboard.press("u")
    page.reload()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Decline: 2. Ana Silva")).to_be_visible()
