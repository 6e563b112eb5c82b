"""Into what parts a record falls by evidence, whatever was decided about it."""

from __future__ import annotations

import pytest

from publications import curation
from publications.attribution import attribute
from publications.parting import parts_of
from tests.publications.test_attribution import author_of, crowd, paper

pytestmark = pytest.mark.django_db


def test_a_record_of_two_people_falls_in_two_though_it_was_decided_that_they_are_one():
    crowd()
    security = [paper(f"2001.1{n}", ["Wei Wang", "Anneliese Quint"], topics=("cs.CR",)) for n in range(2)]
    robots = [paper(f"2001.2{n}", ["Wei Wang", "Bartholomew Finch"], topics=("cs.RO",)) for n in range(3)]
    attribute()
    into = author_of(robots[0])
    curation.carry_out(
        curation.plan_merge(author_of(security[0]), into=into), reason="They look alike.", role="operator"
    )
    attribute()
    assert parts_of(into) == [[work.pk for work in security], [work.pk for work in robots]]


def test_one_person_with_many_circles_of_coauthors_is_one_part():
    crowd()
    works = [paper(f"2001.{n}", ["Loet Leydesdorff", f"Coauthor{n} Quint{n}"], topics=("cs.DL",)) for n in range(1, 9)]
    attribute()
    assert parts_of(author_of(works[0])) == [[work.pk for work in works]]
