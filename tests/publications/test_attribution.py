"""Who signed what: small worlds in which it is plain who is who, and the bundled works."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Count

from publications import attribution, curation, names, reference
from publications.attribution import attribute
from publications.crew import Crew
from publications.models import Author, Authorship, DueBlock, Work, WorkIdentifier
from tests import world

pytestmark = pytest.mark.django_db

# Enough people called Wei and enough called Wang that "Wei Wang" alone says little.
CROWD = [
    ("2001.00001", ["Wei Li", "Jun Wang"]),
    ("2001.00002", ["Wei Zhang", "Tao Wang"]),
    ("2001.00003", ["Wei Chen", "Hao Wang"]),
    ("2001.00004", ["Wei Liu", "Lei Wang"]),
    ("2001.00005", ["Wei Zhao", "Yan Wang"]),
    ("2001.00006", ["Wei Sun", "Bo Wang"]),
]


def paper(arxiv: str, by: list[str], *, topics: tuple[str, ...] = ("cs.LG",), year: int = 2020, **marks: str) -> Work:
    """A work as a file brings it: signed, and nobody knows by whom. ``marks`` go to the first by-line."""
    made = world.work(arxiv, [], year=year, topics=list(topics))
    WorkIdentifier.objects.create(work=made, scheme="arxiv", value=arxiv)
    for position, name in enumerate(by, 1):
        world.byline(made, position, name, **(marks if position == 1 else {}))
    return made


def crowd() -> None:
    for arxiv, by in CROWD:
        paper(arxiv, by)


def people(name: str = "") -> list[list[str]]:
    """The by-lines of every author as "1905.09747 Tom Goldstein", sorted; only those with ``name`` if given."""
    parts: dict[str, list[str]] = {}
    for byline in Authorship.objects.select_related("author").prefetch_related("work__identifiers"):
        key = f"{byline.work.identifiers.all()[0].value} {byline.name}"
        parts.setdefault(byline.author.public_id, []).append(key)
    return sorted(sorted(part) for part in parts.values() if any(name in key for key in part))


def author_of(made: Work, position: int = 1) -> Author:
    return made.authorships.get(position=position).author


def rows() -> list[tuple]:
    """Every author and authorship with where it lies: a row that is written moves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'author', id, ctid::text, works_changed_at::text from publications_author"
            " union all select 'authorship', id, ctid::text, author_id::text from publications_authorship order by 1, 2"
        )
        return cursor.fetchall()


def test_one_person_who_signs_in_several_ways_is_one_author():
    paper("2001.1", ["Ping-yeh Chiang", "Michael J. Curry"])
    paper("2001.2", ["Ping Yeh-Chiang", "Michael Curry"])
    paper("2001.3", ["PING-YEH CHIANG", "M. J. Curry"])
    attribute()
    assert len(people("Curry")) == 1
    assert [len(part) for part in people("hiang")] == [3]


def test_a_common_name_needs_more_than_itself():
    crowd()
    paper("2001.1", ["Wei Wang", "Anneliese Quint"], topics=("cs.CR",))
    paper("2001.2", ["Wei Wang", "Bartholomew Finch"], topics=("cs.RO",))
    paper("2001.3", ["Wei Wang", "Anneliese Quint"], topics=("cs.LG",))
    attribute()
    assert people("Wei Wang") == [["2001.1 Wei Wang", "2001.3 Wei Wang"], ["2001.2 Wei Wang"]]


def test_a_rare_name_is_enough_in_one_field_but_not_across_two():
    crowd()
    paper("2001.1", ["Loet Leydesdorff"], topics=("cs.DL",))
    paper("2001.2", ["Loet Leydesdorff"], topics=("cs.DL",))
    paper("2001.3", ["Thomas Goldstein", "Hua He"], topics=("cs.LG",))
    paper("2001.4", ["Thomas Goldstein", "Rolf Weber"], topics=("physics.ins-det",))
    paper("2001.5", ["Thomas Young", "Ada Goldstein"])
    attribute()
    assert len(people("Leydesdorff")) == 1
    assert len(people("Thomas Goldstein")) == 2


def test_a_name_standing_twice_on_one_work_is_two_people():
    paper("2001.1", ["Iztok Fister", "Iztok Fister", "Dusan Fister"])
    paper("2001.2", ["Iztok Fister", "Dusan Fister"])
    attribute()
    assert len(people("Iztok")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("J. A. Smith", "J. B. Smith"), ("John Smith", "James Smith"), ("Ping Chiang", "Ping-yeh Chiang")],
)
def test_names_that_differ_are_two_people_whatever_they_share(one, other):
    paper("2001.1", [one, "Anneliese Quint", "Bartholomew Finch"])
    paper("2001.2", [other, "Anneliese Quint", "Bartholomew Finch"])
    attribute()
    assert len(people(one.split()[-1])) == 2


def test_an_orcid_joins_and_two_orcids_part():
    crowd()
    same, other = "0000-0002-1825-0097", "0000-0001-5109-3700"
    first = paper("2001.1", ["Wei Wang", "Anneliese Quint"], orcid=same)
    second = paper("2001.2", ["Wei Wang"], topics=("cs.RO",), orcid=same)
    third = paper("2001.3", ["Wei Wang", "Anneliese Quint"], orcid=other)
    attribute()
    assert author_of(first) == author_of(second) != author_of(third)
    assert second.authorships.get().basis == Authorship.Basis.IDENTIFIER
    assert second.authorships.get().reason["orcid"] == same


def test_every_by_line_says_why_it_points_where_it_points():
    paper("2001.1", ["Micah Goldblum", "Tom Goldstein"], year=2019)
    made = paper("2001.2", ["Micah Goldblum", "Tom Goldstein", "Liam Fowl"], year=2021)
    attribute()
    byline = made.authorships.get(name="Tom Goldstein")
    assert byline.basis == Authorship.Basis.EVIDENCE
    assert byline.reason == {
        "same_name": True,
        "rare_name": True,
        "shared_coauthors": ["Micah Goldblum"],
        "n_shared": 1,
        "topics": ["cs.LG"],
        "years": [2019, 2019],
    }
    assert made.authorships.get(name="Liam Fowl").basis == Authorship.Basis.ALONE


def test_an_author_has_counts_years_and_the_fullest_usual_name():
    for arxiv, name, year in [("2001.1", "J. Dickerson", 2018), ("2001.2", "John Dickerson", 2020),
                              ("2001.3", "John Dickerson", 2021), ("2001.4", "John P. Dickerson", 2022)]:  # fmt: skip
        made = paper(arxiv, [name, "Ping-yeh Chiang", "Michael Curry"], year=year)
    attribute()
    person = author_of(made)
    assert (person.n_works, person.first_year, person.last_year) == (4, 2018, 2022)
    assert (person.display_name, person.sort_name) == ("John Dickerson", "dickerson, john")


def test_running_again_touches_no_row():
    crowd()
    paper("2001.1", ["Wei Wang", "Anneliese Quint"])
    attribute()
    before = rows()
    done = attribute(set(Authorship.objects.values_list("block", flat=True)))
    assert rows() == before
    assert (done.authors, done.linked, done.moved) == (0, 0, 0)


def test_a_new_work_stamps_its_own_authors_only():
    crowd()
    paper("2001.1", ["Wei Wang", "Anneliese Quint"])
    paper("2001.2", ["Wei Wang", "Bartholomew Finch"], topics=("cs.RO",))
    attribute()
    past = datetime(2020, 1, 1, tzinfo=UTC)
    Author.objects.update(works_changed_at=past)
    made = paper("2001.3", ["Wei Wang", "Anneliese Quint"])
    attribute(["wang w", "quint a"])
    stamped = set(Author.objects.exclude(works_changed_at=past))
    assert stamped == {author_of(made, 1), author_of(made, 2)}
    assert {person.n_works for person in stamped} == {2}


def test_the_order_of_the_file_does_not_matter():
    works = [
        *CROWD,
        ("2001.1", ["Wei Wang", "Anneliese Quint", "Jun Wang"]),
        ("2001.2", ["Wei Wang", "Bartholomew Finch"]),
        ("2001.3", ["W. Wang", "Anneliese Quint"]),
        ("2001.4", ["Wei Wang", "Bartholomew Finch", "Anneliese Quint"]),
        ("2001.5", ["Wei Wang", "Tao Wang"]),
    ]
    seen = []
    for seed in range(4):
        random.Random(seed).shuffle(works)
        for arxiv, by in works:
            paper(arxiv, by)
        attribute()
        assert people("Wei Wang") == [
            ["2001.1 Wei Wang", "2001.2 Wei Wang", "2001.3 W. Wang", "2001.4 Wei Wang"],
            ["2001.5 Wei Wang"],
        ]
        seen.append(sorted(Authorship.objects.values_list("work__title", "position", "author__public_id")))
        Work.objects.all().delete()
        Author.objects.all().delete()
    assert all(addresses == seen[0] for addresses in seen)


def test_records_that_turn_out_to_be_one_lead_to_one_address():
    crowd()
    first = paper("2001.1", ["Wei Wang", "Anneliese Quint"], topics=("cs.CR",))
    second = paper("2001.2", ["Wei Wang", "Bartholomew Finch"], topics=("cs.RO",))
    attribute()
    earlier, later = author_of(first), author_of(second)
    assert earlier != later
    bridge = paper("2001.3", ["Wei Wang", "Anneliese Quint", "Bartholomew Finch"], topics=("cs.CR", "cs.RO"))
    attribute()
    survivor = author_of(bridge)
    gone = ({earlier, later} - {survivor}).pop()
    gone.refresh_from_db()
    assert author_of(first) == author_of(second) == survivor
    assert (gone.merged_into, gone.n_works) == (survivor, 0)


def test_a_decision_stands_and_draws_others_by_evidence():
    mine = paper("2001.1", ["Tom Goldstein", "Micah Goldblum"])
    decided = paper("2001.2", ["Thomas Goldstein", "Hua He"])
    stranger = paper("2001.3", ["Thomas Goldstein", "Rolf Weber"], topics=("physics.ins-det",))
    paper("2001.4", ["Thomas Young", "Ada Goldstein"])
    attribute()
    tom = author_of(mine)
    curation.carry_out(
        curation.plan_move([decided.authorships.get(position=1)], to=tom), reason="His own list.", role="operator"
    )
    alike = paper("2001.5", ["Thomas Goldstein", "Hua He"])
    attribute()
    assert author_of(decided) == author_of(alike) == author_of(mine) == tom
    assert author_of(stranger) != tom
    assert decided.authorships.get(position=1).reason == {"decision": "His own list."}


def test_due_blocks_are_taken_off_the_list():
    paper("2001.1", ["Tom Goldstein"])
    DueBlock.objects.create(block="goldstein t")
    DueBlock.objects.create(block="nobody n")
    attribute()
    assert not DueBlock.objects.exists()


def test_what_is_due_is_taken_up_a_few_at_a_time_without_an_import():
    paper("2001.1", ["Ada Byron", "Bo Li"])
    DueBlock.objects.bulk_create(DueBlock(block=block) for block in ("byron a", "li b"))
    attribution.attribute_due(most=1)
    assert list(DueBlock.objects.values_list("block", flat=True)) == ["li b"]
    attribution.attribute_due()
    assert not DueBlock.objects.exists()
    assert not Authorship.objects.filter(author=None).exists()


def test_the_bundled_works_come_out_as_their_authors_would_have_it():
    reference.load()
    tom = Author.objects.get(display_name="Tom Goldstein")
    assert tom.n_works == 44
    assert Authorship.objects.filter(author=tom, name="Tom Goldstein").count() == 43
    for ways in (
        {"Ping-yeh Chiang", "Ping-Yeh Chiang", "Ping Yeh-Chiang"},
        {"John Dickerson", "John P. Dickerson", "John P Dickerson"},
        {"Michael Curry", "Michael J. Curry"},
        {"Hong-Min Chu", "Hong-min Chu"},
    ):
        bylines = Authorship.objects.filter(name__in=ways)
        assert set(bylines.values_list("name", flat=True)) == ways
        assert bylines.values("author").distinct().count() == 1
    of_name = Authorship.objects.values_list("name").annotate(n=Count("author", distinct=True))
    assert [name for name, n in of_name if n > 1] == []
    shared = {
        name: Work.objects.filter(authorships__author=tom).filter(authorships__name=name).count()
        for name in ("Micah Goldblum", "Liam Fowl", "Jonas Geiping", "Christoph Studer")
    }
    assert shared == {"Micah Goldblum": 17, "Liam Fowl": 12, "Jonas Geiping": 9, "Christoph Studer": 9}


def test_helpers_come_to_the_same_people(monkeypatch):
    works = [("2001.1", ["Wei Wang", "Anneliese Quint"]), ("2001.2", ["Wei Wang", "Bartholomew Finch"]),
             ("2001.3", ["Wei Wang", "Anneliese Quint", "Bartholomew Finch"])]  # fmt: skip
    crowd()
    for arxiv, by in works:
        paper(arxiv, by)
    blocks = set(Authorship.objects.values_list("block", flat=True))
    attribute()
    alone = people()
    monkeypatch.setattr(attribution, "_WORTH_HELP", 0)
    monkeypatch.setattr(attribution, "Crew", lambda vocabulary, helpers: Crew(vocabulary, helpers=2))
    before = rows()
    done = attribute(blocks)
    assert (people(), rows()) == (alone, before)
    assert (done.linked, done.moved) == (0, 0)


def test_an_import_in_two_halves_comes_to_the_same_people_where_both_spoke_of_them():
    works = [
        ("2001.1", ["Tom Goldstein", "Micah Goldblum"]),
        ("2001.2", ["Tom Goldstein", "Liam Fowl"]),
        ("2001.3", ["Tom Goldstein", "Liam Fowl", "Micah Goldblum"]),
        ("2001.4", ["T. Goldstein", "Liam Fowl"]),
    ]
    for arxiv, by in works:
        paper(arxiv, by)
    attribute()
    at_once = people()
    Work.objects.all().delete()
    Author.objects.all().delete()
    for arxiv, by in works:
        paper(arxiv, by)
        attribute({names.block(*name.rsplit(" ", 1)) for name in by})
    assert people() == at_once
