"""From an invitation to a conversation: without script and by keyboard, accessible on every page of the way."""

from __future__ import annotations

import pytest
from django.conf import settings

from profiles import follows, unsubscribing
from profiles.contact import inviting, talking
from profiles.models import Invitation
from tests import people, world
from tests.browser.test_look import AXE, VIOLATIONS, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browse(browser, client, live_server):
    """Call it with an account for a page of a browser of its own, where that account is signed in."""
    opened = []

    def browse(user, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        opened.append(context)
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        client.cookies.clear()
        return context.new_page()

    yield browse
    for context in opened:
        context.close()


@pytest.fixture
def tom():
    return people.holder(world.work("Of Tom", ["Tom Stone"]).authorships.get().author)


@pytest.fixture
def ada():
    return people.holder(world.work("Of Ada", ["Ada Byron"]).authorships.get().author)


def test_an_invitation_becomes_a_conversation_without_script_by_keyboard(browse, ada, tom):
    page = browse(ada.user, java_script_enabled=False)
    page.goto(tom.author.get_absolute_url())
    page.get_by_role("link", name="Write to Tom Stone").press("Enter")
    page.get_by_label("What for").press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Shall we write about trees?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("waiting for an answer").wait_for()
    other = browse(tom.user, java_script_enabled=False)
    other.goto("/")
    other.get_by_role("link", name="Messages 1 waiting").press("Enter")
    other.get_by_role("link", name="Invitation to work together").press("Enter")
    other.get_by_role("button", name="Accept").press("Enter")
    other.get_by_label("Your message").press("Control+Home")
    other.keyboard.type("Gladly. Of which kind?")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    other.locator(".said > .mine", has_text="Gladly.").wait_for()
    page.get_by_role("link", name="Messages").first.press("Enter")
    page.get_by_role("link", name="Tom Stone").press("Enter")
    page.locator(".said > li:not(.mine)", has_text="Gladly. Of which kind?").wait_for()
    assert Invitation.objects.get().state == "accepted"


def test_pages_of_contact_are_accessible_and_hold_on_a_small_telephone(browse, ada, tom):
    inviting.invite(ada.user, tom.author, purpose="data", text="x" * 1000)
    waiting = Invitation.objects.get()
    third = people.holder(world.work("Of Cy", ["Cy " + "Longname" * 12]).authorships.get().author)
    inviting.invite(third.user, tom.author, purpose="review", text="Would you look at it?")
    talk = inviting.accept(Invitation.objects.latest("pk"), tom.user)
    message = talking.say(talk, third.user, "y" * 2000 + " https://example.org/" + "z" * 300)
    follows.follow(tom.user, third.author)
    page = browse(tom.user)
    page.add_init_script(VIOLATIONS)
    addresses = [
        *(waiting.get_absolute_url(), talk.get_absolute_url(), "/messages/", "/messages/settings/", "/following/"),
        f"/authors/{ada.author.public_id}/write/",
        f"{waiting.get_absolute_url()}report/",
        f"{talk.get_absolute_url()}{message.pk}/report/",
        tom.author.get_absolute_url(),
        unsubscribing.address("news", tom.user).removeprefix(settings.SITE_URL),
    ]
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate(AXE)
        found[address] = [*seen(page, 1280, "light"), *seen(page, 320, "dark"), *page.evaluate("window.refused")]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[address].append("wider than a small telephone")
    assert {address: said for address, said in found.items() if said} == {}
