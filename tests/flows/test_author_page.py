"""What readers find on an author's page, and under every address that leads there."""

import re
from datetime import date

import pytest
from django.utils.timezone import now

from graph.collaboration import close_collaborators
from profiles.models import User
from publications.models import Author, Authorship, Work, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db


def page_of(client, name, query=""):
    response = client.get(Author.objects.get(display_name=name).get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r'<h3 class="entry-title"[^>]*><a href="[^"]*">(.*?)</a>', html)


@pytest.fixture
def three_works(db):
    world.work("Graphs that learn", by=["Ada Byron", "Bo Li"], year=2021, topics=["cs.LG"])
    world.work("a quiet theorem", by=["Cy Young", "Ada Byron"], year=2022, topics=["math.CO", "cs.LG"])
    world.work("Bounds", by=["Ada Byron", "Bo Li", "Cy Young"], year=2022, topics=["math.CO"], type="article")


# --- the list ---


def test_works_stand_newest_first_and_then_by_title_whatever_the_case(client, three_works):
    assert titles(page_of(client, "Ada Byron")) == ["a quiet theorem", "Bounds", "Graphs that learn"]


@pytest.mark.parametrize(
    ("sort", "first"), [("year", "Graphs that learn"), ("title", "a quiet theorem"), ("-year", "a quiet theorem")]
)
def test_a_reader_can_choose_the_order(client, three_works, sort, first):
    assert titles(page_of(client, "Ada Byron", f"?sort={sort}"))[0] == first


def test_each_work_says_what_it_is_and_the_authors_part_in_it(client, three_works):
    work = Work.objects.get(title="Bounds")
    Work.objects.filter(pk=work.pk).update(first_posted_on=date(2019, 5, 1))
    WorkIdentifier.objects.create(work=work, scheme="doi", value="10.1234/abc")
    html = page_of(client, "Cy Young")
    assert 'article · 2022 · <a href="/sources/arxiv/">arXiv</a> · first posted 2019' in html
    assert "last author" in html
    assert '<a href="https://doi.org/10.1234/abc">' in html
    assert "<b>Cy Young</b>" in html
    assert Author.objects.get(display_name="Bo Li").get_absolute_url() in html


def test_long_author_lists_name_the_first_the_author_and_the_last(client):
    work = world.work("Together", by=[f"Person{chr(65 + n)} Many" for n in range(12)])
    Authorship.objects.filter(work=work, position=12).update(position=5154)
    Work.objects.filter(pk=work.pk).update(n_authors=5154)
    byline = re.search(r'<p class="byline".*?</p>', page_of(client, "PersonF Many"), re.S)[0]
    names = re.sub(r"<[^>]+>", "", byline)
    assert names == "PersonA Many, PersonB Many, PersonC Many, PersonF Many, and 5,149 more, PersonL Many"
    assert "?authors=all#authors" in byline


def test_a_retracted_work_says_so_in_words_and_is_counted_apart(client, three_works):
    Work.objects.filter(title="Bounds").update(
        is_retracted=True, retracted_on=date(2023, 5, 12), retraction_url="https://example.org/notice"
    )
    html = page_of(client, "Ada Byron")
    assert '<a href="https://example.org/notice">Retracted 12 May 2023</a>' in html
    assert "3 published item(s) (1 retracted)" in html
    assert titles(page_of(client, "Ada Byron", "?status=retracted")) == ["Bounds"]


def test_fifty_works_fill_a_page_and_the_rest_follows(client):
    for n in range(51):
        world.work(f"Work {n:02}", by=["Max Long"])
    assert titles(page_of(client, "Max Long"))[-1] == "Work 49"
    second = page_of(client, "Max Long", "?page=2")
    assert titles(second) == ["Work 50"]
    assert "51 published item(s)" in second


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999"])
def test_a_page_the_list_does_not_have_is_not_found(client, three_works, page):
    ada = Author.objects.get(display_name="Ada Byron")
    assert client.get(f"{ada.get_absolute_url()}?page={page}").status_code == 404


# --- filters ---


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?year=2021", ["Graphs that learn"]),
        ("?topic=arxiv:math.CO", ["a quiet theorem", "Bounds"]),
        ("?topic=arxiv:math.CO&topic=arxiv:cs.LG", ["a quiet theorem"]),
        ("?type=article", ["Bounds"]),
        ("?source=arxiv&year=2022", ["a quiet theorem", "Bounds"]),
        ("?q=QUIET", ["a quiet theorem"]),
        ("?q=learn+graphs", ["Graphs that learn"]),
        ("?q=100%25", []),
    ],
)
def test_a_reader_can_narrow_the_list(client, three_works, query, found):
    assert titles(page_of(client, "Ada Byron", query)) == found


def test_every_facet_link_leads_to_as_many_works_as_it_says(client, three_works):
    ada = Author.objects.get(display_name="Ada Byron").get_absolute_url()
    for start in ("", "?year=2022&sort=title"):
        answer = client.get(ada + start).context["answer"]
        choices = [choice for facet in answer.facets for choice in facet.choices]
        assert choices
        for choice in choices:
            assert len(client.get(ada + choice.query).context["items"]) == choice.count


def test_what_is_chosen_can_be_taken_away_again(client, three_works):
    html = page_of(client, "Ada Byron", "?year=2022&type=article")
    assert "1 of 3 published item(s)" in html
    assert 'href="?type=article#works">Year: 2022' in html
    assert 'href="?year=2022#works">Type: article' in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?year=abc", "Ignored filter: year must be a whole number."),
        ("?year=1850", "Ignored filter: none of these works has the year “1850”."),
        ("?type=poem", "Ignored filter: none of these works has the type “poem”."),
        ("?coauthor=%00%27--", "Ignored filter: none of these works has the co-author"),
        ("?sort=fame", "Ignored order: works can be sorted by -year, year or title."),
        ("?q=x", "Type at least 2 characters."),
        ("?page=two", "Ignored page: it must be a whole number."),
    ],
)
def test_what_makes_no_sense_is_ignored_and_said(client, three_works, query, sentence):
    html = page_of(client, "Ada Byron", query)
    assert sentence in html
    assert len(titles(html)) == 3


@pytest.mark.parametrize("query", ["?utm_source=mail", "?q=%00%00", "?year=", "?q=%ff%fe", "?x[]=1&x[]=2"])
def test_nothing_in_an_address_breaks_the_page(client, three_works, query):
    page_of(client, "Ada Byron", query)


# --- beside the list ---


def test_counts_lead_to_lists_of_exactly_that_length(client):
    for n in range(6):
        world.work(f"W{n}", by=["Eve Hub", "Al Near"] + ["Bea Far"] * (n < 2), topics=["cs.LG", f"cs.{n}"])
    world.work("Crowd", by=["Eve Hub", "Al Near", *(f"Other{chr(65 + n)} Name" for n in range(49))])
    eve = Author.objects.get(display_name="Eve Hub")
    html = page_of(client, "Eve Hub")
    assert "7 topics" in html
    assert "1 close collaborator<" in html
    [(near, shared)] = [(c.public_id, c.shared) for c in close_collaborators(eve.pk)]
    assert f'href="?coauthor={near}#works">{shared} works' in html
    assert len(titles(page_of(client, "Eve Hub", f"?coauthor={near}"))) == shared == 6


def test_affiliations_carry_the_years_of_the_works_that_print_them(client):
    world.work("One", by=["Ida Moss"], year=2018, institutions={"Ida Moss": "Old Place"})
    world.work("Two", by=["Ida Moss"], year=2019, institutions={"Ida Moss": "New Place"})
    world.work("Three", by=["Ida Moss"], year=2021, institutions={"Ida Moss": "New Place"})
    html = page_of(client, "Ida Moss")
    assert re.search(r"New Place</a> <span[^>]*>2019–2021<.*Old Place</a> <span[^>]*>seen once, 2018<", html, re.S)


def test_an_unclaimed_page_says_so_and_promises_nothing(client, three_works):
    html = page_of(client, "Ada Byron")
    assert "Nobody has claimed this record. It was compiled from open sources (arXiv; last updated" in html
    assert "The person it describes may not know this site." in html
    assert "unverified" not in html.lower()
    assert "interactionStatistic" not in html


# --- odd records ---


def test_a_record_without_works_says_so(client):
    world.author("Ann Empty")
    assert "0 published item(s)" in page_of(client, "Ann Empty")


def test_a_name_of_one_word_and_a_work_without_year_or_abstract_are_shown(client):
    world.work("Undated", by=["Plato"], year=None, abstract="")
    html = page_of(client, "Plato")
    assert 'preprint · no year · <a href="/sources/arxiv/">arXiv</a>' in html
    assert "Show abstract" not in html
    assert titles(page_of(client, "Plato", "?year=undated")) == ["Undated"]


def test_a_group_of_authors_is_called_one(client):
    world.author("ATLAS Collaboration", kind=Author.Kind.GROUP)
    html = page_of(client, "ATLAS Collaboration")
    assert "A group of authors" in html
    assert '"@type": "Person"' not in html


def test_a_title_written_from_the_right_keeps_its_direction(client):
    world.work("تعلم الآلة", by=["Ali Rashid"])
    assert re.search(r'<h3 class="entry-title" dir="auto"><a [^>]*>تعلم الآلة', page_of(client, "Ali Rashid"))


def test_markup_in_a_title_is_text_unless_it_was_rendered(client):
    world.work("<script>alert(1)</script> & co", by=["Mal Ory"])
    world.work("$x^2$", by=["Mal Ory"], title_html="<math><msup><mi>x</mi><mn>2</mn></msup></math>")
    html = page_of(client, "Mal Ory")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in html
    assert "<math><msup>" in html


def test_a_name_cannot_leave_the_metadata(client):
    world.work("Any", by=[world.author("Eve </script><b>Bold")])
    html = page_of(client, "Eve </script><b>Bold")
    assert "</script><b>" not in html


def test_a_co_author_who_is_hidden_is_a_plain_name(client, three_works):
    Author.objects.filter(display_name="Bo Li").update(hidden_at=now())
    html = page_of(client, "Ada Byron")
    assert "Bo Li" in html
    assert Author.objects.get(display_name="Bo Li").public_id not in html


# --- addresses ---


@pytest.mark.parametrize("tail", ["", "wrong-slug/"])
def test_other_addresses_of_a_record_move_to_the_canonical_one(client, three_works, tail):
    ada = Author.objects.get(display_name="Ada Byron")
    response = client.get(f"/authors/{ada.public_id}/{tail}?year=2021&sort=title")
    assert (response.status_code, response["Location"]) == (301, f"{ada.get_absolute_url()}?year=2021&sort=title")
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{ada.get_absolute_url()}">' in page_of(
        client, "Ada Byron"
    )


def test_a_merged_record_moves_to_the_survivor_at_once(client):
    survivor = world.author("Ada Byron")
    merged = world.author("A. Byron", merged_into=survivor)
    response = client.get(f"/authors/{merged.public_id}/anything/?page=2")
    assert (response.status_code, response["Location"]) == (301, f"{survivor.get_absolute_url()}?page=2")


def test_a_hidden_record_is_gone(client):
    hidden = world.author("Hid Den", hidden_at=now())
    response = client.get(f"/authors/{hidden.public_id}/")
    assert response.status_code == 410
    assert "This page was hidden at the person's request." in response.content.decode()
    assert "Hid Den" not in response.content.decode()


def test_an_unknown_record_is_not_found_and_the_search_is_filled_in(client):
    response = client.get("/authors/nobodyknowsme/ada-byron/")
    assert response.status_code == 404
    assert 'value="ada byron"' in response.content.decode()


@pytest.mark.parametrize("public_id", ["%00", "'--", "x" * 300, "%E7%8E%8B", "%ff"])
def test_an_address_that_cannot_be_a_record_is_not_found(client, public_id):
    assert client.get(f"/authors/{public_id}/ada-byron/").status_code == 404


@pytest.mark.parametrize(
    "written", ["0000-0002-1825-0097", "0000000218250097", "https://orcid.org/0000-0002-1825-0097/"]
)
def test_an_orcid_leads_to_its_record(client, written):
    ada = world.author("Ada Byron", orcid="0000-0002-1825-0097")
    response = client.get(f"/authors/orcid/{written}")
    assert (response.status_code, response["Location"]) == (302, ada.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("orcid/0000-0002-1825-0098", "That is not a valid ORCID iD: the check digit should be 7."),
        ("orcid/0000-0001-5109-3700", "No record here carries the ORCID iD 0000-0001-5109-3700."),
        ("openalex/A1", "No record here carries the OpenAlex id A1."),
        ("openalex/W12", "That is not an OpenAlex author id: it looks like A5023888391."),
    ],
)
def test_an_identifier_that_leads_nowhere_says_why(client, address, sentence):
    response = client.get(f"/authors/{address}")
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_an_openalex_id_leads_to_its_record(client, three_works):
    ada = Author.objects.get(display_name="Ada Byron")
    Authorship.objects.filter(author=ada).update(source_author="openalex:A5023888391")
    assert client.get("/authors/openalex/a5023888391")["Location"] == ada.get_absolute_url()


# --- cost ---


@pytest.mark.parametrize("n_works", [1, 50, 500])
def test_a_page_costs_at_most_eight_statements_however_many_works(
    client, n_works, django_assert_max_num_queries, many_works
):
    url = many_works(n_works).get_absolute_url()
    client.get(url)  # the first view also counts the trust and asks for the graph
    with django_assert_max_num_queries(8):
        stranger = client.get(url)
    assert len(stranger.content) <= 150_000
    client.force_login(User.objects.create_user("reader@example.org", "correct horse battery"))
    with django_assert_max_num_queries(8):
        client.get(url)


@pytest.fixture
def many_works(db):
    """Makes an author with n works of six authors, each with an abstract of usual length, set-wise."""

    def make(n):
        people = [world.author(f"Person{chr(65 + k)} Number") for k in range(6)]
        first = world.work("First", by=people, topics=["cs.LG", "cs.CV", "stat.ML"], abstract="word " * 260)
        rest = Work.objects.bulk_create(
            Work(
                public_id=f"many{k}",
                type="preprint",
                title=f"A title of the usual length for work {k}",
                title_text=f"A title of the usual length for work {k}",
                sort_title=f"a title of the usual length for work {k}",
                abstract="word " * 260,
                year=1990 + k % 30,
                source=first.source,
                said_by=first.said_by,
                fingerprint="",
                n_authors=6,
            )
            for k in range(n - 1)
        )
        Authorship.objects.bulk_create(
            Authorship(work=work, position=at, author=person, name=person.display_name, block="")
            for work in rest
            for at, person in enumerate(people, 1)
        )
        for topic in first.work_topics.all():
            topic.__class__.objects.bulk_create(
                topic.__class__(work=work, topic_id=topic.topic_id, position=topic.position) for work in rest
            )
        Author.objects.filter(pk__in=[person.pk for person in people]).update(n_works=n)
        return people[0]

    return make
