"""Trust as people meet it: on the author page, as files, as a history, and as public rules."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from profiles import scoring, trust
from profiles.claims import bringing
from profiles.models import Trust
from publications.models import Author
from tests import world

pytestmark = pytest.mark.django_db

BANNED = r"untrusted|low trust|suspicious|fake|unreliable|doubtful|\bpoor|\bbad\b|\bweak|\bfails\b|unverified"


@pytest.fixture
def tom():
    for n in range(9):
        world.work(f"W{n}", by=["Tom Stone", "Ann Close"], year=2019 + n % 4, topics=["cs.LG"])
    return Author.objects.get(display_name="Tom Stone")


def at(name, record):
    return reverse(name, args=[record.public_id])


def text_of(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_the_author_page_says_how_well_the_record_is_evidenced(client, tom):
    page = client.get(tom.get_absolute_url()).text
    said = text_of(page[page.index('id="trust"') : page.index('id="follow"')])
    for words in (
        "Quick read Trust 16 – Emerging Verification L1 Unclaimed author",
        "9 works",
        "0 followers",
        "1 topic ",
        "1 close collaborator ",
        "Why 16?",
        "Record trust 16 of 100 – Emerging",
        "It says nothing about the quality of the research or the person.",
        "The next point comes at 16 works.",
        "no evidence yet",
        "Counts from verification L3 on.",
        "Shown, 0 points by design",
        "Rule version trust-1.0",
    ):
        assert words in said


def test_every_count_leads_to_what_it_counts(client, tom):
    page = client.get(tom.get_absolute_url()).text
    snapshot = page[page.index('class="snapshot-counts"') :]
    for section in ("works", "follow", "topics", "collaborators"):
        assert f'href="#{section}"' in snapshot
        assert f'id="{section}"' in page


def test_the_present_step_of_the_ladder_is_marked(client, tom):
    page = client.get(tom.get_absolute_url()).text
    (step,) = re.findall(r'<li aria-current="step">(.*?)</li>', page)
    assert text_of(step).split() == ["L1", "Source-backed", "record"]


def test_the_file_says_what_the_page_says_and_adds_up(client, tom):
    document = client.get(at("trust_json", tom)).json()
    assert (document["score"], document["band"], document["level"]["code"]) == (16, "Emerging", "L1")
    assert document["author"] == {"id": tom.public_id, "name": "Tom Stone"}
    assert document["rule_version"] == trust.VERSION
    assert sum(row["points"] for row in document["components"]) == 16
    page = text_of(client.get(tom.get_absolute_url()).text)
    for row in document["components"]:
        assert f"{row['component']} {row['evidence']} {row['points']} of {row['of']} {row['raised_by']}" in page


def test_the_table_for_spreadsheets_has_the_same_rows(client, tom):
    answer = client.get(at("trust_csv", tom))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    document = client.get(at("trust_json", tom)).json()
    assert [row["component"] for row in rows] == [row["component"] for row in document["components"]]
    assert sum(int(row["points"]) for row in rows) == document["score"]


def test_the_history_says_what_moved_and_why(client, tom):
    assert "First score 16 – Emerging" in text_of(client.get(at("trust_history", tom)).text)
    for n in range(7):
        world.work(f"More {n}", by=[tom], year=2022)
    Author.objects.filter(pk=tom.pk).update(works_changed_at=F("works_changed_at") + timedelta(seconds=1))
    said = text_of(client.get(at("trust_history", tom)).text)
    assert "16 → 18 – Emerging" in said
    assert "Public works (+1), Complete descriptions (+1)" in said
    assert said.index("16 → 18") < said.index("First score 16")


def test_an_unresolved_record_shows_what_it_cannot_count(client):
    wei = world.author("Wei Wang")
    for n in range(40):
        world.work(f"W{n}", by=[wei, wei] if n == 0 else [wei], year=1990 + n % 20)
    page = text_of(client.get(wei.get_absolute_url()).text)
    assert "Trust 14 – New Verification L0" in page
    assert "Ceiling of an unresolved record" in page
    rows = client.get(at("trust_json", wei)).json()["components"]
    assert sum(row["points"] for row in rows) == 14


@pytest.mark.parametrize("name", ["trust_json", "trust_csv", "trust_history"])
def test_an_address_without_a_record_is_answered_plainly(client, tom, name):
    assert client.get(reverse(name, args=["nothing-here"])).status_code == 404
    old = world.author("T. Stone", merged_into=tom)
    merged = client.get(at(name, old))
    assert (merged.status_code, merged.url) == (301, at(name, tom))
    Author.objects.filter(pk=tom.pk).update(hidden_at=timezone.now())
    hidden = client.get(at(name, tom))
    assert hidden.status_code == 410
    assert "hidden at the person" in hidden.text


def test_the_rules_are_public_and_are_those_that_count(client):
    said = text_of(client.get(reverse("about_trust")).text)
    for component in trust.COMPONENTS:
        assert component.label in said
        assert component.counts[1:] in said
    for _, _, band in trust.band_ranges():
        assert band in said
    for words in ("What never counts", "citations", trust.VERSION, "at most 4 times"):
        assert words in said


def test_the_levels_are_public(client):
    said = text_of(client.get(reverse("about_verification")).text)
    for level in trust.LEVELS:
        assert f"{level.code} {level.name}" in said
        assert level.needs[1:] in said
    for way in bringing.WAYS:
        assert f"{way.title} {way.carries}" in said
    for words in ("within 5 working days", "within 21 days", "within 30 days", "at most 3 in 30 days", "200 works"):
        assert words in said


def test_no_page_about_trust_speaks_ill_of_anybody(client, tom):
    for url in (
        tom.get_absolute_url(),
        at("trust_history", tom),
        reverse("about_trust"),
        reverse("about_verification"),
    ):
        assert re.search(BANNED, client.get(url).text, re.IGNORECASE) is None, url


def test_a_score_stands_in_no_page_title(client, tom):
    for url in (tom.get_absolute_url(), at("trust_history", tom)):
        head = client.get(url).text.partition("</head>")[0]
        assert "16" not in re.search(r"<title>(.*?)</title>", head)[1]
        assert "Emerging" not in head


def test_a_score_that_is_up_to_date_is_read_and_not_counted_again(client, tom, django_assert_num_queries):
    scoring.current(tom)
    fresh = Author.objects.select_related("trust").get(pk=tom.pk)
    with django_assert_num_queries(0):
        assert scoring.current(fresh).score == 16


def test_connecting_is_described_truthfully_to_strangers_and_members(client, tom, django_user_model):
    page = client.get(tom.get_absolute_url()).text
    connect = page[page.index('id="connect"') :].partition("</section>")[0]
    assert "Log in to claim" in connect
    assert at("claim", tom) in connect
    assert "Messages open once the author has claimed this record." in text_of(connect)
    client.force_login(django_user_model.objects.create_user("ada@example.org"))
    page = client.get(tom.get_absolute_url()).text
    connect = page[page.index('id="connect"') :].partition("</section>")[0]
    assert "Claim this record" in connect
    assert "<button" not in connect


def test_the_worker_scores_what_is_due(tom):
    from profiles.tasks import rescore_due_authors

    rescore_due_authors()
    assert Trust.objects.count() == Author.objects.count()
