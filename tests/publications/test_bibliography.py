"""What the works of one author add up to, and what is fetched to list them."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import bibliography, browsing, listing
from publications.models import Author, Authorship, Work
from tests import world

pytestmark = pytest.mark.django_db


def works_of(name):
    return bibliography.of(Author.objects.get(display_name=name))


def test_a_name_twice_on_one_work_is_one_work():
    work = world.work("Twice", by=["Ada Byron", "Bo Li"])
    world.sign(work, 3, "Ada Byron")
    [entry] = works_of("Ada Byron").entries
    assert entry.position == 1


def test_people_of_very_large_works_are_no_co_authors():
    many = [f"Person{chr(65 + n // 26)}{chr(65 + n % 26)} Many" for n in range(bibliography.MOST_COAUTHORS)]
    world.work("Large", by=["Ada Byron", *many])
    world.work("Small", by=["Ada Byron", "Bo Li"])
    works = works_of("Ada Byron")
    assert len(works.entries) == 2
    assert [name for _, name, _ in works.count("coauthor")] == ["Bo Li"]


def test_years_without_a_work_are_counted_as_none():
    world.work("First", by=["Ada Byron"], year=2018)
    world.work("Last", by=["Ada Byron"], year=2020)
    world.work("Undated", by=["Ada Byron"], year=None)
    assert works_of("Ada Byron").years() == {2018: 1, 2019: 0, 2020: 1}


def test_names_stand_as_written_the_usual_one_first():
    for title in ("One", "Two"):
        world.work(title, by=["Thomas Stone"])
    Authorship.objects.filter(work=world.work("Three", by=["Thomas Stone"])).update(name="Tom Stone")
    assert works_of("Thomas Stone").names() == ["Thomas Stone", "Tom Stone"]


def test_topics_of_one_name_in_two_classifications_are_two_topics_and_one_field():
    work = world.work("Learning", by=["Ada Byron"], topics=["cs.LG", "stat.ML"])
    for about in work.work_topics.all():
        about.topic.name = "Machine Learning"
        about.topic.save()
    works = works_of("Ada Byron")
    assert [label for _, label, _ in works.count("topic")] == ["Machine Learning (cs.LG)", "Machine Learning (stat.ML)"]
    assert works.fields() == ["Machine Learning"]


def test_words_are_looked_for_in_titles_and_abstracts_and_mean_themselves():
    world.work("A title", by=["Ada Byron"], abstract="100% of it")
    world.work("Another title", by=["Ada Byron"], abstract="nothing")
    ada = Author.objects.get(display_name="Ada Byron")
    found = {
        words: sum(entry.found for entry in bibliography.of(ada, words=words.split()).entries)
        for words in ("title", "TITLE another", "%", "title 100%", "_")
    }
    assert found == {"title": 2, "TITLE another": 1, "%": 1, "title 100%": 1, "_": 0}


def test_the_works_of_a_list_are_fetched_at_once(django_assert_num_queries):
    world.work("First", by=["Ada Byron", "Bo Li"], topics=["cs.LG"])
    world.work("Second", by=["Bo Li", "Ada Byron"], topics=["cs.LG", "cs.CV"])
    signed = [(entry.work_id, entry.position, entry.name) for entry in works_of("Ada Byron").entries]
    with django_assert_num_queries(1):
        listed = listing.items(signed)
    assert [(item.work.title, item.place, len(item.topics)) for item in listed] == [
        ("First", "first author", 1),
        ("Second", "last author", 2),
    ]


def test_a_list_makes_room_by_leaving_the_last_abstracts_to_the_works_pages():
    long = listing.ROOM // 3
    works = [world.work(f"Work {n}", by=["Ada Byron"], abstract="x" * long) for n in range(4)]
    listed = listing.items([(work.pk, 1, "Ada Byron") for work in works])
    assert [item.shows_abstract for item in listed] == [True, True, False, False]


def test_only_the_names_that_are_shown_are_fetched_of_a_large_work():
    work = world.work("Large", by=[f"Person{chr(65 + n)} Many" for n in range(20)])
    [item] = listing.items([(work.pk, 12, "PersonL Many")])
    assert [signed.position for signed in item.byline] == [1, 2, 3, 12, 20]
    assert item.unnamed == 15


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from([*browsing.FACETS, "q", "sort", "other"]), st.text(max_size=12), max_size=5))
def test_any_address_is_read_and_what_is_read_is_written_back(address):
    written = QueryDict(mutable=True)
    written.update(address)
    question = browsing.read(written)
    again = browsing.read(QueryDict(question.query().removeprefix("?")))
    assert (again.filters, again.q, again.sort) == (question.filters, question.q, question.sort)
    assert again.ignored == []


def test_every_filter_narrows_and_order_never_changes_what_is_found():
    for n in range(12):
        world.work(
            f"Work {n}", by=["Ada Byron", "Bo Li"][: 1 + n % 2], year=2018 + n % 3, topics=["cs.LG", f"cs.{n % 4}"]
        )
    works = works_of("Ada Byron")
    everything = {entry.work_id for entry in works.entries}
    for first in browsing.answer(browsing.Question(), works).facets:
        for choice in first.choices:
            narrowed = browsing.answer(browsing.read(QueryDict(choice.query[1:])), works)
            assert {entry.work_id for entry in narrowed.entries} < everything or choice.count == len(everything)
            for sort in browsing.SORTS:
                ordered = browsing.answer(browsing.Question(narrowed.question.filters, sort=sort), works)
                assert {entry.work_id for entry in ordered.entries} == {entry.work_id for entry in narrowed.entries}


def test_undated_works_stand_last_in_both_orders_of_time():
    world.work("Undated", by=["Ada Byron"], year=None)
    world.work("Dated", by=["Ada Byron"], year=2000)
    titles = dict(Work.objects.values_list("pk", "title"))
    for sort in ("year", "-year"):
        answer = browsing.answer(browsing.Question(sort=sort), works_of("Ada Byron"))
        assert [titles[entry.work_id] for entry in answer.entries] == ["Dated", "Undated"]
