"""The formula: the worked cases of docs/trust.md and what must hold for any facts."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import explaining, trust
from profiles.trust import COMPONENTS, Facts, score

TOM = Facts(level=1, works=44, complete=44, years=4, collaborators=4)
EVERYTHING = Facts(level=1, works=900, complete=900, second_source=900, years=40, collaborators=40, authorities=9)
STUDENT = Facts(level=1, works=2, complete=2, years=2, collaborators=2)


def having(facts, **more):
    return msgspec.structs.replace(facts, **more)


@pytest.mark.parametrize(
    ("facts", "total", "band"),
    [
        (Facts(level=1, works=1, complete=1, years=1), 7, "New"),
        (TOM, 21, "Emerging"),
        (having(TOM, level=2), 33, "Documented"),
        (having(TOM, level=3, confirmed=20), 50, "Confirmed"),
        (having(TOM, level=4, confirmed=20, affiliation=1), 66, "Confirmed"),
        (EVERYTHING, 37, "Documented"),
        (having(EVERYTHING, level=0, works=2300), 14, "New"),
        (Facts(level=1, works=trust.MOST_DEPOSITS), 7, "New"),
        (STUDENT, 12, "New"),
        (having(STUDENT, level=4, confirmed=2, vouches=1, affiliation=1), 55, "Confirmed"),
    ],
)
def test_worked_cases(facts, total, band):
    assert (score(facts).total, score(facts).band) == (total, band)


def test_what_other_people_click_counts_only_once_the_person_is_matched():
    assert score(having(TOM, verified_followers=1000, vouches=9, months=99)).total == score(TOM).total


amounts = st.integers(0, 5000)
facts = st.builds(
    Facts,
    level=st.integers(0, 4),
    affiliation=st.integers(0, 1),
    **{c.key: amounts for c in COMPONENTS if c.key not in {"level", "affiliation"}},
)
components = st.sampled_from(COMPONENTS)


@given(facts)
def test_the_rows_add_up_to_a_score_between_0_and_100(facts):
    scored = score(facts)
    groups = explaining.explain(facts, scored.points)
    assert sum(row.points for group in groups for row in group.rows) == scored.total
    assert sum(group.points for group in groups) == scored.total
    assert 0 <= scored.total <= 100
    assert all(0 <= scored.points[c.key] <= c.cap for c in COMPONENTS)


def test_the_caps_of_all_components_make_100():
    assert sum(c.cap for c in COMPONENTS) == 100


@given(facts, components)
def test_more_evidence_or_a_higher_level_never_lowers_the_score(facts, component):
    n = getattr(facts, component.key)
    more = having(facts, **{component.key: min(n + 1, 4) if component.key == "level" else n + 1})
    assert score(more).total >= score(facts).total


@given(facts, components)
def test_what_would_raise_it_is_true_at_the_amount_named_and_false_one_below(facts, component):
    said = explaining.raised_by(component, facts)
    points = score(facts).points[component.key]
    if "from verification L3 on" in said:
        assert score(having(facts, level=trust.COMMUNITY_FROM - 1)).points[component.key] == 0
        assert score(having(facts, level=3, **{component.key: 1})).points[component.key] > 0
        return
    if said.startswith("Nothing"):
        assert points == component.cap
        return
    named = int(re.search(r"L(\d)|([\d,]+) (?!points|more)", said).group(0).strip("L ").replace(",", ""))
    assert component.points(named) > points
    assert component.points(named - 1) == points


@given(facts)
def test_no_text_speaks_ill_of_anybody(facts):
    banned = r"untrusted|low trust|suspicious|fake|unreliable|doubtful|poor|\bbad\b|weak|fails|unverified"
    groups = explaining.explain(facts, score(facts).points)
    words = " ".join(f"{r.label} {r.counts} {r.evidence} {r.raised_by}" for group in groups for r in group.rows)
    assert re.search(banned, words, re.IGNORECASE) is None


@pytest.mark.parametrize("cap", [1, 3, 8])
def test_the_scale_of_doubling_is_the_step(cap):
    counted = trust.Component("works", "record", "", "", "", "", trust.doubling(cap))
    assert [counted.points(n) for n in range(600)] == [trust.step(n, cap) for n in range(600)]
