"""When two names could be one person's, and how much a name says. Values in, values out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.matching import NameCounts, compatible, parse
from publications.names import block

GIVEN = st.lists(st.sampled_from(["Tom", "Thomas", "T.", "Ping-yeh", "Ping", "J.P.", "Élise", "伟"]), max_size=3)
FAMILY = st.sampled_from(["Goldstein", "Yeh-Chiang", "van der Berg", "Müller", "Fister Jr.", "王", ""])
NAMES = st.builds(lambda words, family: (" ".join(words), family), GIVEN, FAMILY)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (("Hong-Min", "Chu"), ("Hong-min", "Chu"), "same"),
        (("José Luis", "Peña"), ("Jose-Luis", "Pena"), "same"),
        (("Ping", "Yeh-Chiang"), ("Ping-Yeh", "Chiang"), "same"),
        (("伟", "王"), ("Wei", "Wang"), "same"),
        (("Juan", "García López"), ("Juan", "López"), "middle"),
        (("Michael J.", "Curry"), ("Michael", "Curry"), "middle"),
        (("J.-P.", "Serre"), ("Jean-Pierre", "Serre"), "initial"),
        (("J. P.", "Dickerson"), ("John", "Dickerson"), "initial"),
        (("Mike", "Jordan"), ("Michael", "Jordan"), "short"),
        (("Michael J.", "Curry"), ("Michael B.", "Curry"), ""),
        (("Jean", "Serre"), ("Jean-Pierre", "Serre"), ""),
        (("Jon", "Smith"), ("John", "Smith"), ""),
        (("", "ATLAS Collaboration"), ("Ada", "Collaboration"), ""),
    ],
)
def test_names_agree_or_not(one, other, how):
    assert compatible(parse(*one), parse(*other)) == how


@given(NAMES, NAMES)
def test_agreeing_goes_both_ways(one, other):
    assert compatible(parse(*one), parse(*other)) == compatible(parse(*other), parse(*one))


@given(NAMES)
def test_every_name_agrees_with_itself(name):
    assert compatible(parse(*name), parse(*name)) == "same"


@given(NAMES, NAMES)
def test_names_that_agree_meet_in_one_block(one, other):
    if compatible(parse(*one), parse(*other)) and one[0] and other[0]:
        assert block(*one) == block(*other)


def test_a_name_is_doubted_by_how_many_could_bear_it():
    counts = NameCounts.of(
        (parse(given_name, family), 10)
        for given_name, family in [
            ("Wei", "Wang"), ("Jun", "Wang"), ("Wei", "Li"), ("Jun", "Li"), ("Yisen", "Wang"),
            ("Tom", "Goldstein"), ("David", "Smith"), ("David", "Jones"), ("Ann", "Smith"), ("Ann", "Jones"),
        ]
    )  # fmt: skip
    doubts = [counts.doubt(name, name) for name in (parse("Wei", "Wang"), parse("David", "Smith"))]
    rare = [counts.doubt(name, name) for name in (parse("Yisen", "Wang"), parse("Tom", "Goldstein"))]
    assert min(doubts) > 0.5 > 0.01 > max(rare)


def test_a_prolific_author_does_not_make_a_name_look_common():
    counts = NameCounts.of([(parse("Loet", "Leydesdorff"), 200), (parse("Anne", "Visser"), 1)])
    assert counts.strangers(parse("Loet", "Leydesdorff")) == 0


def test_an_initial_stands_for_a_full_name_as_often_as_that_name_is_met():
    many = [(parse(first, "Li"), 40) for first in ("Hao", "Hang", "Hui", "Hongbo", "Haitao")]
    counts = NameCounts.of(
        [*many, (parse("Hongze", "Li"), 1), (parse("H.", "Li"), 5), (parse("David", "Eppstein"), 180)]
    )
    assert counts.doubt(parse("H.", "Li"), parse("Hongze", "Li")) > 100
    assert counts.doubt(parse("H.", "Li"), parse("H.", "Li")) > 3
    assert counts.doubt(parse("D.", "Eppstein"), parse("David", "Eppstein")) < 0.01


def test_a_name_met_twice_is_not_taken_for_one_persons():
    family, first = (parse("Jun", "Zhao"), 3000), (parse("Wenjie", "Liu"), 90)
    counts = NameCounts.of([family, first, (parse("Wenjie", "Zhao"), 2), (parse("Bo", "Sun"), 130_000)])
    assert 1.5 < counts.strangers(parse("Wenjie", "Zhao")) < 2.5
    assert counts.doubt(parse("Wenjie", "Zhao"), parse("Wenjie", "Zhao")) > 0.3
