"""A page about an import keeps itself up to date; the pages of an own list are accessible and keep to the policy."""

import pytest
from django.urls import reverse

from profiles import own_lists
from profiles.claims import linking
from profiles.models import User
from publications.models import ImportBatch
from tests import world
from tests.browser.test_look import AXE, VIOLATIONS, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(client, context, live_server):
    def sign_in(user):
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return sign_in


def test_counts_grow_without_loading_the_page_again_and_the_end_is_shown(page, live_server, sign_in):
    sign_in(User.objects.create_superuser("op@example.org"))
    batch = ImportBatch.objects.create(name="works.jsonl", state="running", file="/x", digest="d", size=100)
    page.goto(live_server.url + reverse("admin:publications_importbatch_change", args=[batch.pk]))
    page.evaluate("window.notLoadedAgain = true")
    ImportBatch.objects.update(n_new=1234, position=55)
    page.locator("[data-live-field=new]", has_text="1,234").wait_for()
    assert page.locator("[aria-live=polite]").inner_text() == "Over 50 % read."
    assert page.evaluate("document.querySelector('progress').value") == 55
    assert page.evaluate("window.notLoadedAgain")
    ImportBatch.objects.update(state="done")
    page.locator("[aria-live=polite]", has_text="Done.").wait_for()
    assert page.locator("[data-live]").count() == 0


def test_the_pages_of_an_own_list_are_accessible(page, live_server, sign_in, settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    tom = world.work("Networks that see", by=["Tom Goldstein"]).authorships.get().author
    user = User.objects.create_user("tom@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    linking.link(tom, user)
    sign_in(user)
    content = b"@article{a, title={A new thing of mine}, author={Goldstein, Tom}, year=2020}\n@misc{b, doi={10.1234/x}}"
    batch = own_lists.check(tom, user, content, name="mine.bib")
    page.add_init_script(VIOLATIONS)
    for address in (
        tom.get_absolute_url(),
        reverse("own_list", args=[tom.public_id]),
        reverse("own_list_checked", args=[tom.public_id, batch.pk]),
    ):
        page.goto(live_server.url + address)
        page.evaluate(AXE)
        assert [*seen(page, 1280, "light"), *seen(page, 390, "dark"), *page.evaluate("window.refused")] == []
        page.set_viewport_size({"width": 320, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
