"""What works add up to: counted after a change, of exactly what changed, and equal to what the rows say."""

import pytest
from django.db.models import Count, Min

from publications import curation, summaries
from publications.importing import import_file
from publications.models import Author, Source, Summary, Topic, Work
from tests import world
from tests.publications import corpus

pytestmark = pytest.mark.django_db


def brought_in(*lines):
    import_file(corpus.file(*lines), name="works", format="arxiv")


def counted():
    while summaries.count_due():
        pass


def of(code):
    return Summary.objects.get(topic__code=code)


@pytest.fixture
def three(transactional_db):
    brought_in(
        corpus.line("2001.00001", "First of all", ["Ana Silva", "Bo Li"], categories="cs.LG stat.ML"),
        corpus.line("2001.00002", "Second to none", [("Ana", "Silva", "Maryland")], dates=("2018-01-01",)),
        corpus.line("2001.00003", "Third time lucky", ["Cy Young"], categories="math.ST"),
    )
    counted()


def test_an_import_makes_what_it_touched_due_and_nothing_else(three):
    assert not Summary.objects.due().exists()
    brought_in(corpus.line("2001.00004", "Fourth wall", ["Di Xu"], categories="math.ST"))
    assert {str(due.topic or due.source or "all") for due in Summary.objects.due()} == {
        "Statistics Theory (math.ST)",
        "arXiv",
        "all",
    }
    counted()
    assert (of("math.ST").n_works, of("math.ST").n_people) == (2, 2)


def test_an_import_of_the_same_makes_nothing_due(three):
    brought_in(corpus.line("2001.00003", "Third time lucky", ["Cy Young"], categories="math.ST"))
    assert not Summary.objects.due().exists()


def test_years_people_and_topics_are_counted(three):
    lg = of("cs.LG")
    assert (lg.n_works, lg.n_people, lg.years) == (2, 2, {"2018": 1, "2020": 1})
    assert [(Author.objects.get(pk=pk).display_name, n) for pk, n in lg.people] == [("Ana Silva", 2), ("Bo Li", 1)]
    assert [(Topic.objects.get(pk=pk).code, n) for pk, n in lg.topics] == [("stat.ML", 1)]
    assert Summary.objects.get(institution__name="Maryland").people == [
        [Author.objects.get(display_name="Ana Silva").pk, 1]
    ]
    assert Summary.objects.get(source__key="arxiv").n_works == 3
    assert summaries.of().n_people == 3


def test_a_work_that_leaves_a_topic_is_no_longer_counted_there(three):
    brought_in(corpus.line("2001.00001", "First of all", ["Ana Silva", "Bo Li"], categories="stat.ML"))
    counted()
    assert (of("cs.LG").n_works, of("stat.ML").n_works) == (1, 1)
    assert of("cs.LG").topics == []


def test_a_decision_about_people_makes_their_topics_due(three):
    ana, cy = Author.objects.get(display_name="Ana Silva"), Author.objects.get(display_name="Cy Young")
    curation.carry_out(curation.plan_merge(cy, into=ana), reason="One person.", role="moderator")
    counted()
    assert of("math.ST").people == [[ana.pk, 1]]


def test_a_broader_topic_has_the_works_of_all_below_it_once(db):
    field = Topic.objects.create(scheme="openalex", code="F1", name="Field", level="field")
    middle = Topic.objects.create(scheme="openalex", code="S1", name="Subfield", level="subfield", broader=field)
    world.work("Both", ["Ana Silva"], topics=["T1", "T2"])
    world.work("One", ["Bo Li"], topics=["T1"])
    Topic.objects.filter(code__in=["T1", "T2"]).update(broader=middle)
    world.count()
    assert [of(code).n_works for code in ("F1", "S1", "T1", "T2")] == [2, 2, 2, 1]
    assert of("F1").n_people == 2
    assert of("F1").topics == []


def test_a_source_in_which_nothing_appeared_has_the_works_it_describes(db):
    index = world.source("an-index", Source.Role.INDEX)
    world.record(world.work("Described", ["Ana Silva"]), by=index)
    world.work("Not described", ["Ana Silva"])
    world.count()
    assert Summary.objects.get(source=index).n_works == 1
    assert Summary.objects.get(source__key="arxiv").n_works == 2


def test_counts_are_those_of_the_rows(db):
    people = [f"Person {letter}" for letter in "ABCDEFGH"]
    for n in range(40):
        codes = [f"t{n % 3}", f"t{n % 5}", "all"]
        world.work(f"Work {n}", people[n % 7 : n % 7 + 1 + n % 3], year=2000 + n % 4, topics=list(dict.fromkeys(codes)))
    world.count()
    for topic in Topic.objects.all():
        works = Work.objects.filter(work_topics__topic=topic)
        summary = Summary.objects.get(topic=topic)
        signed = Author.objects.filter(authorships__work__work_topics__topic=topic)
        tally = signed.annotate(n=Count("authorships__work", distinct=True), by=Min("sort_name")).order_by("-n", "by")
        assert summary.n_works == works.count()
        assert summary.people == [[person.pk, person.n] for person in tally]
        assert summary.years == {str(y): n for y, n in works.values_list("year").annotate(n=Count("pk")).order_by()}


def test_what_changes_after_it_was_counted_is_due_again(three):
    ml = of("stat.ML")
    Summary.objects.filter(pk=ml.pk).update(works_changed_at=ml.works_changed_at.replace(microsecond=1))
    assert list(Summary.objects.due()) == [ml]
    assert summaries.count_due() == 1
    assert summaries.count_due() == 0


def test_a_page_asked_for_before_the_count_is_counted_at_once(client, db):
    world.work("A work", ["Ana Silva"], topics=["cs.LG"])
    assert client.get("/topics/arxiv/cs.LG/").context["summary"].n_works == 1
