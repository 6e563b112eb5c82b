"""Anybody says that something is wrong, without an account, and looks up what came of it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import Proposal
from profiles.views import proposals as doors
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen():
    """A record with two works, and two more records of that name."""
    for title in ("Signals", "Noise"):
        world.work(title, ["Chen Zhu", "Ann Close"], topics=["cs.LG"])
    author = world.author("Chen Zhu")
    for n in range(2):
        other = type(author).objects.create(
            public_id=f"namesake{n}", display_name="Chen Zhu", sort_name=author.sort_name, search_name="chen zhu"
        )
        world.work(f"Fluids {n}", [other], topics=["physics.flu-dyn"])
    return author


def address(record, kind="", name="report_author"):
    return reverse(name, args=[record.public_id]) + (f"?kind={kind}" if kind else "")


def send(client, record, kind, door="report_author", **said):
    return client.post(address(record, kind, door), {"text": "Look at the by-line.", **said})


def test_every_author_and_work_page_leads_to_the_report(client, chen):
    page = client.get(chen.get_absolute_url()).text
    assert address(chen) in page
    assert address(chen, name="hide_author") in page
    work = chen.authorships.first().work
    assert address(work, name="report_work") in client.get(work.get_absolute_url()).text


@pytest.mark.parametrize("kind", doors.OF_AUTHOR)
def test_every_kind_of_mistake_has_its_questions_behind_a_link(client, chen, kind):
    assert f'href="?kind={kind}"' in client.get(address(chen)).text
    page = client.get(address(chen, kind))
    assert page.status_code == 200
    assert Proposal.Kind(kind).label.capitalize() in page.text


def test_a_stranger_reports_works_of_somebody_else_and_finds_the_answer_at_an_address_of_their_own(client, chen):
    work = chen.authorships.first().work
    answer = send(client, chen, "not_mine", works=[work.public_id])
    told = Proposal.objects.get()
    assert (told.kind, told.author, told.parameters) == ("not_mine", chen, {"works": [work.public_id]})
    assert answer.url == told.get_absolute_url()
    page = client.get(answer.url)
    assert "A moderator will look at it" in page.text
    assert work.title_text in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert 'content="noindex"' in page.text


def test_nobody_can_guess_the_address_of_a_report(client, chen):
    send(client, chen, "other")
    token = Proposal.objects.get().token
    assert len(token) >= 20
    assert client.get(reverse("report", args=[token[:-1]])).status_code == 404


def test_the_works_that_were_ticked_are_still_ticked_when_something_has_to_be_put_right(client, chen):
    work = chen.authorships.first().work
    page = send(client, chen, "not_mine", works=[work.public_id], text="")
    assert page.status_code == 400
    assert 'href="#id_text"' in page.text
    assert f'value="{work.public_id}" checked' in page.text
    assert "Look" not in page.text
    assert not Proposal.objects.exists()


def test_from_a_work_one_comes_to_the_form_with_the_work_ticked(client, chen):
    work = chen.authorships.first().work
    page = client.get(address(work, name="report_work")).text
    link = f"{address(chen)}?kind=not_mine&amp;work={work.public_id}"
    assert link in page
    assert f'value="{work.public_id}" checked' in client.get(link.replace("&amp;", "&")).text


def test_works_of_another_record_cannot_be_reported_here(client, chen):
    stranger = world.work("Elsewhere", ["Bo Li"])
    page = send(client, chen, "not_mine", works=[stranger.public_id])
    assert page.status_code == 400
    assert "One of the works is not on this record." in page.text


def test_two_records_are_proposed_to_be_one_from_either_side_and_it_is_one_case(client, chen):
    other = type(chen).objects.get(public_id="namesake0")
    form = reverse("propose_merge", args=[chen.public_id]) + f"?with={other.public_id}"
    page = client.get(form).text
    assert f'value="{other.public_id}" checked' in page
    assert "namesake1" not in page, "only the record that was named"
    client.post(form, {"others": [other.public_id], "text": "Same home page."})
    client.post(
        reverse("propose_merge", args=[other.public_id]), {"address": chen.get_absolute_url(), "text": "I know."}
    )
    assert Proposal.objects.count() == 2
    assert len({told.case for told in Proposal.objects.all()}) == 1


def test_of_several_records_that_are_named_none_is_ticked_for_anybody(client, chen):
    form = reverse("propose_merge", args=[chen.public_id])
    page = client.get(f"{form}?with=namesake0&with=namesake1").text
    assert 'value="namesake0"' in page
    assert 'value="namesake1"' in page
    assert "checked" not in page


def test_without_another_record_there_is_nothing_to_merge(client, chen):
    form = reverse("propose_merge", args=[chen.public_id])
    assert "namesake1" in client.get(form).text, "records of the same name are offered"
    page = client.post(form, {"text": "I know."})
    assert page.status_code == 400
    assert "Say which other record is the same person." in page.text
    page = client.post(form, {"text": "I know.", "address": "nobody"})
    assert "There is no record at this address here." in page.text
    assert "Say which other record" in client.post(form, {"text": "I know.", "others": [chen.public_id]}).text


def test_a_missing_work_is_found_by_whatever_names_it(client, chen):
    missed = world.work("Lost and found", ["C. Zhu"])
    for name in (missed.get_absolute_url(), missed.public_id):
        send(client, chen, "missing_work", identifier=name, text="")
        assert Proposal.objects.latest("pk").parameters["works"] == [missed.public_id]
    send(client, chen, "missing_work", identifier="A paper you do not have", text="")
    assert "works" not in Proposal.objects.latest("pk").parameters


def test_a_fact_is_reported_by_what_it_is_about(client, chen):
    form = address(chen, "wrong_fact") + "&fact=institution"
    assert '<option value="institution" selected>' in client.get(form).text
    assert send(client, chen, "wrong_fact", fact="institution").status_code == 302
    assert send(client, chen, "wrong_fact", fact="shoe size").status_code == 400
    work = chen.authorships.first().work
    assert send(client, work, "wrong_fact", door="report_work", fact="abstract").status_code == 302
    assert Proposal.objects.latest("pk").work == work


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "a\0b"])
def test_words_that_cannot_be_taken_are_answered_beside_the_field(client, chen, text):
    page = send(client, chen, "other", text=text)
    assert page.status_code == 400
    assert 'id="id_text_error"' in page.text
    assert not Proposal.objects.exists()


def test_a_machine_that_fills_in_everything_is_not_heard(client, chen):
    page = send(client, chen, "other", homepage="https://spam.example/")
    assert page.status_code == 400
    assert not Proposal.objects.exists()


def test_ten_reports_an_hour_from_one_address_and_what_was_written_is_kept(client, chen):
    for n in range(10):
        assert send(client, chen, "other", text=f"Report {n}").status_code == 302
    page = send(client, chen, "other", text="The eleventh")
    assert page.status_code == 429
    assert "Ten reports came from your address" in page.text
    assert "The eleventh" in page.text
    assert Proposal.objects.count() == 10
    assert send(Client(REMOTE_ADDR="192.0.2.7"), chen, "other").status_code == 302
    for n in range(10):
        send(Client(REMOTE_ADDR=f"2001:db8::{n}"), chen, "other")
    assert send(Client(REMOTE_ADDR="2001:db8::ff"), chen, "other").status_code == 429, "one network, one limit"


def test_what_a_visitor_writes_into_forwarded_for_does_not_count(client, chen):
    for n in range(10):
        client.post(address(chen, "other"), {"text": f"{n}"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert client.post(address(chen, "other"), {"text": "x"}, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429


def test_nothing_is_taken_while_redis_is_away(client, chen, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    page = send(client, chen, "other")
    assert page.status_code == 503
    assert "Try again in a minute" in page.text
    assert not Proposal.objects.exists()
    assert client.get(address(chen, "other")).status_code == 200


def test_a_report_needs_a_press_on_this_site(chen):
    assert send(Client(enforce_csrf_checks=True), chen, "other").status_code == 403


def test_who_reported_something_can_take_it_back(client, chen):
    page = client.get(send(client, chen, "other", email="a@example.org").url)
    assert "Take it back" in page.text
    told = Proposal.objects.get()
    page = client.post(told.get_absolute_url(), follow=True)
    assert "Your report was withdrawn" in page.text
    told.refresh_from_db()
    assert (told.state, told.email) == ("withdrawn", "")
    assert "Take it back" not in page.text


def test_what_is_said_of_a_merged_record_is_said_of_the_one_it_lives_on_in(client, chen):
    old = world.author("C. Zhu", merged_into=chen)
    moved = send(client, old, "other")
    assert (moved.status_code, moved.url) == (308, address(chen))


def test_a_hidden_record_takes_no_reports(client, chen):
    type(chen).objects.filter(pk=chen.pk).update(hidden_at=timezone.now())
    assert send(client, chen, "other").status_code == 410


def test_nothing_of_a_report_is_public(client, chen):
    send(client, chen, "wrong_name", name="Zhu Secret", text="My former name", email="private@example.org")
    for url in (chen.get_absolute_url(), address(chen), "/", "/search/?q=zhu"):
        page = client.get(url).text
        for private in ("Zhu Secret", "My former name", "private@example.org"):
            assert private not in page


def test_a_long_record_is_narrowed_before_it_is_ticked(client, chen, monkeypatch):
    monkeypatch.setattr("profiles.picking.MOST_SHOWN", 1)
    page = client.get(address(chen, "not_mine")).text
    assert "1 of 2 works are shown." in page
    page = client.get(address(chen, "not_mine") + "&q=signal").text
    assert "Signals" in page
    assert "Noise" not in page
    assert "No work here has these words" in client.get(address(chen, "not_mine") + "&q=zzz").text
