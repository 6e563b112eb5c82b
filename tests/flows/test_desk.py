"""What people report, a moderator decides: the record is changed, the public history says so, and it can be undone."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from profiles import moderation, proposals
from profiles.models import Proposal, User
from profiles.operations import Preview
from publications.models import Author, ChangeSet
from tests import people, world
from tests.mails import delivered

pytestmark = pytest.mark.django_db
SAID = "Their home pages list different works."


@pytest.fixture
def chen():
    """A record with three works of one person and one of another, and a second record of that other."""
    for title in ("Signals", "Noise", "Filters"):
        world.work(title, ["Chen Zhu", "Ann Close"], topics=["cs.LG"], institutions={"Chen Zhu": "Maryland"})
    world.work("Fluids", ["Chen Zhu", "Bo Far"], topics=["physics.flu-dyn"])
    author = world.author("Chen Zhu")
    other = Author.objects.create(
        public_id="otherchen", display_name="Chen Zhu", sort_name=author.sort_name, search_name="chen zhu"
    )
    world.work("Waves", [other, "Bo Far"], topics=["physics.flu-dyn"], year=2022)
    return author


@pytest.fixture
def other(chen):
    return Author.objects.get(public_id="otherchen")


@pytest.fixture
def mona():
    return people.moderator("mona@example.org")


@pytest.fixture
def moderator(client, mona):
    client.force_login(mona)
    return client


def titles(record):
    return sorted(signed.work.title for signed in record.authorships.select_related("work"))


def pid(title, record):
    return record.authorships.get(work__title=title).work.public_id


def at(name, record, operation=None, query=""):
    return reverse(name, args=[record.public_id, *([operation] if operation else [])]) + query


def press(client, address, **said):
    """Confirm what the page at this address shows."""
    page = client.get(address)
    shown = re.search(r'name="shown" value="(\w*)"', page.text)
    return client.post(address, {"reason": SAID, "shown": shown[1] if shown else "", **said}, follow=True)


def case_of(proposal):
    return reverse("desk_case", args=[proposal.case])


def test_from_a_strangers_report_to_the_change_its_history_and_its_undoing(client, chen, mona):
    stranger = Client()
    form = at("report_author", chen, query="?kind=not_mine")
    status = stranger.post(
        form, {"works": [pid("Fluids", chen)], "text": "That is my namesake.", "email": "a@b.example"}
    )
    client.force_login(mona)
    told = Proposal.objects.get()
    queue = client.get(reverse("desk")).text
    assert case_of(told) in queue
    assert "That is my namesake." in queue
    page = client.get(case_of(told)).text
    assert "1 work moves." in page
    assert "a new record" in page
    done = press(client, case_of(told), accept="")
    assert "Accepted." in done.text
    assert titles(chen) == ["Filters", "Noise", "Signals"]
    assert "Nothing waits." in client.get(reverse("desk")).text

    page = stranger.get(status.url).text
    assert "Your report was accepted" in page
    assert SAID in page
    assert "mona" not in page.lower()
    history = stranger.get(at("history", chen)).text
    assert "Works taken off the record" in history
    assert "1 work went to another record" in history
    assert SAID in history
    assert "by a moderator" in history
    for private in ("mona", "That is my namesake", "a@b.example", "Fluids"):
        assert private.lower() not in history.lower()

    undo = done.redirect_chain[-1][0]
    assert "It is undone." in press(client, undo).text
    assert titles(chen) == ["Filters", "Fluids", "Noise", "Signals"]
    history = stranger.get(at("history", chen)).text
    assert "<s>Works taken off the record</s>" in history
    assert "Undone: works taken off the record" in history
    assert "This change was undone already." in client.get(undo).text


def test_who_left_an_address_is_told_once_and_the_address_is_forgotten(moderator, chen):
    told = proposals.propose("other", author=chen, text="Odd.", email="a@b.example")
    quiet = proposals.propose("other", author=chen, text="Odd, too.")
    assert delivered() == [], "nothing is decided yet"
    for each in (told, quiet):
        press(moderator, case_of(each), decline="")
    for _ in range(2):
        (message,) = delivered()
    assert message.to == ["a@b.example"]
    assert SAID in message.body
    assert told.get_absolute_url() in message.body
    assert "mona" not in message.body
    told.refresh_from_db()
    assert told.email == ""


def test_the_same_merge_proposed_twice_is_one_case_with_one_answer(moderator, chen, other):
    one = proposals.propose("merge", author=chen, others=[other], text="Same home page.")
    two = proposals.propose("merge", author=other, others=[chen], text="I know them.")
    assert "2 people ask for it" in moderator.get(reverse("desk")).text
    page = moderator.get(case_of(one)).text
    for words in ("Same home page.", "I know them.", "Bo Far", "What they have in common", "Which record stays?"):
        assert words in page
    press(moderator, case_of(one), accept="")
    for told in (one, two):
        told.refresh_from_db()
        assert (told.state, told.reason) == ("accepted", SAID)
        assert told.changes.get().kind == "merge"
    assert titles(chen) == ["Filters", "Fluids", "Noise", "Signals", "Waves"]
    moved = moderator.get(other.get_absolute_url())
    assert (moved.status_code, moved.url) == (301, chen.get_absolute_url())


def test_the_other_record_can_stay_instead(moderator, chen, other):
    told = proposals.propose("merge", author=chen, others=[other], text="x")
    address = f"{case_of(told)}?with={other.public_id}&into={other.public_id}"
    assert f"its address will lead to {other.public_id}" in moderator.get(address).text
    press(moderator, address, accept="")
    chen.refresh_from_db()
    assert chen.merged_into == other


def test_several_records_are_merged_at_once_or_not_at_all(moderator, chen, other):
    third = Author.objects.create(public_id="thirdchen", display_name="Chen Zhu", sort_name="x", search_name="x")
    world.work("Tides", [third])
    world.work("Both", [third, other])
    address = at("desk_operation", chen, "merge", f"?with={other.public_id}&with={third.public_id}")
    assert "Done." not in press(moderator, address).text, "other and third sign one work"
    assert not Author.objects.exclude(merged_into=None).exists()
    assert not ChangeSet.objects.exists()


def test_declining_changes_nothing_and_says_why(moderator, chen, other):
    told = proposals.propose("merge", author=chen, others=[other], text="x")
    assert "Declined." in press(moderator, case_of(told), decline="").text
    told.refresh_from_db()
    assert (told.state, told.reason) == ("declined", SAID)
    assert not ChangeSet.objects.exists()
    assert "Your report was declined" in Client().get(told.get_absolute_url()).text


def test_a_decision_needs_a_reason(moderator, chen):
    told = proposals.propose("other", author=chen, text="x")
    page = press(moderator, case_of(told), accept="", reason="  ")
    assert page.status_code == 400
    assert 'id="id_reason_error"' in page.text
    told.refresh_from_db()
    assert told.state == "open"


def test_a_usual_reason_can_be_taken_and_worded_anew(moderator, chen):
    told = proposals.propose("other", author=chen, text="x")
    page = moderator.get(case_of(told) + "?say=unclear").text
    assert f">\n{moderation.REASONS['unclear']}</textarea>" in page


def test_nothing_is_done_that_was_not_shown(moderator, chen, other):
    address = at("desk_operation", chen, "merge", f"?with={other.public_id}")
    shown = re.search(r'name="shown" value="(\w+)"', moderator.get(address).text)[1]
    world.work("Just arrived", [other])
    page = moderator.post(address, {"reason": SAID, "shown": shown})
    assert page.status_code == 409
    assert "The records changed since these effects were shown." in page.text
    assert shown not in page.text, "what stands there now can be confirmed"
    assert not ChangeSet.objects.exists()


def test_a_merge_that_contradicts_itself_is_refused_in_words(moderator, chen, other):
    world.work("Both", [chen, other])
    page = moderator.get(at("desk_operation", chen, "merge", f"?with={other.public_id}")).text
    assert "One person does not sign a work twice." in page
    assert "Merge them</button>" not in page
    told = proposals.propose("merge", author=chen, others=[other], text="x")
    assert "One person does not sign a work twice." in moderator.get(case_of(told)).text


def test_works_move_to_another_record_and_one_of_them_comes_back(moderator, chen, other):
    works = "&".join(f"works={pid(title, chen)}" for title in ("Fluids", "Noise"))
    address = at("desk_operation", chen, "move", f"?{works}&to={other.public_id}")
    assert "2 works move." in moderator.get(address).text
    undo = press(moderator, address).redirect_chain[-1][0]
    assert titles(other) == ["Fluids", "Noise", "Waves"]
    item = ChangeSet.objects.get().items.get(left=chen, before__author=chen.public_id, position=2)
    press(moderator, f"{undo}?item={item.pk}")
    assert len(titles(other)) == 2
    assert "Partly undone" in moderator.get(at("history", other)).text


def test_a_record_is_split_by_the_parts_that_are_proposed(moderator, chen):
    page = moderator.get(at("desk_operation", chen, "split")).text
    assert "3 works" in page
    assert "with Bo Far" in page
    (part,) = re.findall(r'name="part" value="(\w+)"[^>]*><span>1 work\b', page)
    address = at("desk_operation", chen, "split", f"?part={part}")
    assert "a new record" in moderator.get(address).text
    press(moderator, address)
    assert titles(chen) == ["Filters", "Noise", "Signals"]


def test_a_missing_work_is_attached_from_its_report(moderator, chen):
    missed = world.work("Lost and found", ["Ann Close"])
    world.byline(missed, 2, "C. Zhu")
    told = proposals.propose("missing_work", author=chen, works=[missed], identifier="Lost and found")
    assert "1 work moves." in moderator.get(case_of(told)).text
    press(moderator, case_of(told), accept="")
    assert "Lost and found" in titles(chen)


def test_a_name_is_chosen_and_a_former_one_is_kept_for_matching_only(moderator, chen):
    told = proposals.propose("wrong_name", author=chen, text="I changed it.", name="Chen Miller")
    press(moderator, case_of(told), accept="")
    chen.refresh_from_db()
    assert chen.display_name == "Chen Miller"
    address = at("desk_operation", chen, "name-use", "?hide=Chen+Zhu")
    press(moderator, address, reason="Chen Zhu is a former name; Zhu, Chen asked for it.")
    history = Client().get(at("history", chen)).text
    feed = Client().get(at("history_atom", chen)).text
    for page in (history, feed):
        assert "a former name" in page
        assert "Zhu" not in page


def test_nothing_asked_is_nothing_done(moderator, chen):
    page = moderator.post(at("desk_operation", chen, "merge"), {"reason": SAID, "shown": Preview().digest})
    assert page.status_code == 409
    assert "Say first what is to be done." in page.text


@pytest.mark.parametrize("kind", Proposal.Kind.values)
def test_every_kind_of_case_has_its_page(moderator, chen, other, kind):
    more = {"others": [other]} if kind == "merge" else {}
    told = proposals.propose(kind, author=chen, text="Look.", **more)
    page = moderator.get(case_of(told))
    assert page.status_code == 200
    assert "Look." in page.text
    assert press(moderator, case_of(told), decline="").status_code == 200


def test_a_case_about_a_work_shows_the_work(moderator, chen):
    work = chen.authorships.first().work
    told = proposals.propose("wrong_fact", work=work, text="The year is 2019.", fact="year")
    page = moderator.get(case_of(told)).text
    assert work.get_absolute_url() in page
    assert "about: year" in page
    assert "Accepted." in press(moderator, case_of(told), accept="").text


def test_the_queue_is_narrowed_by_kind_and_age(moderator, chen, other):
    proposals.propose("merge", author=chen, others=[other], text="x")
    old = proposals.propose("other", author=chen, text="An old one.")
    Proposal.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")
    assert "An old one." not in moderator.get(reverse("desk") + "?kind=merge").text
    aged = moderator.get(reverse("desk") + "?older=month").text
    assert "An old one." in aged
    assert aged.count('class="entry"') == 1
    for odd in ("?kind=x", "?older=x", "?page=x"):
        assert moderator.get(reverse("desk") + odd).status_code == 200


def test_only_moderators_come_to_the_desk(client, chen, mona):
    told = proposals.propose("other", author=chen, text="A secret")
    change = ChangeSet.objects.create(kind="rename", role="operator", reason="x")
    doors = [
        reverse("desk"),
        reverse("desk_find"),
        case_of(told),
        at("desk_record", chen),
        at("desk_operation", chen, "merge"),
        reverse("desk_change", args=[change.key]),
    ]
    for door in doors:
        answer = client.get(door)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))
        assert client.post(door).status_code in (302, 405)
    client.force_login(User.objects.create_user("reader@example.org"))
    for door in doors:
        assert client.get(door).status_code == 403
        assert client.post(door).status_code in (403, 405)
    assert "Look at it or undo it" not in client.get(at("history", chen)).text
    client.force_login(mona)
    for door in doors:
        page = client.get(door)
        assert page.status_code in (200, 404)
        assert "no-store" in page.headers["Cache-Control"]
    moderation.dismiss(mona)
    assert client.get(reverse("desk")).status_code == 403, "rights end at once"


def test_a_decision_needs_a_press_on_this_site(chen, mona):
    told = proposals.propose("other", author=chen, text="x")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mona)
    assert strict.post(case_of(told), {"reason": SAID, "accept": ""}).status_code == 403


def test_odd_addresses_of_the_desk_are_no_server_errors(moderator, chen, other):
    for door in (
        at("desk_record", chen),
        *(
            at("desk_operation", chen, name)
            for name in ("merge", "move", "split", "attach", "rename", "name-use", "not-theirs")
        ),
    ):
        for odd in (
            "",
            "?works=x",
            "?with=%00",
            "?part=x",
            "?to=x&works=%00",
            "?name=%00",
            "?work=10.1/x&position=9999999999",
            "?hide=x",
            "?show=%00",
            "?q=%00",
            "?work=x&position=abc",
            "?into=x&with=" + "a" * 3000,
        ):
            assert moderator.get(door + odd).status_code < 500, door + odd
            assert moderator.post(door + odd, {"reason": "x", "shown": "x"}).status_code < 500, door + odd
    assert moderator.get(at("desk_operation", chen, "fly")).status_code == 404
    assert moderator.get(reverse("desk_case", args=["none"])).status_code == 404
    assert moderator.get(reverse("desk_find") + "?record=" + other.get_absolute_url()).url == at("desk_record", other)
    assert moderator.get(reverse("desk_find") + "?record=%00").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_moderators_decide_at_once_and_the_second_is_told(chen, other, mona):
    second = people.moderator("max@example.org")
    told = proposals.propose("merge", author=chen, others=[other], text="x")
    start, answers = threading.Barrier(2), []

    def decide(user):
        client = Client()
        client.force_login(user)
        shown = re.search(r'name="shown" value="(\w+)"', client.get(case_of(told)).text)[1]
        start.wait()
        answers.append(client.post(case_of(told), {"reason": SAID, "shown": shown, "accept": ""}))
        connection.close()

    threads = [threading.Thread(target=decide, args=[user]) for user in (mona, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert re.search(r"Already decided by a moderator at \d\d:\d\d\.", late.text)
    assert "mona" not in late.text.partition("<main")[2]
    assert ChangeSet.objects.count() == 1
