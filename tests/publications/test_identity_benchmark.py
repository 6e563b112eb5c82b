"""People the benchmark knows by hand, and what attribution makes of them."""

import pytest

from bzpeer.benchmarks import identity
from publications import reference
from publications.importing import import_file
from tests.publications.corpus import file, line

pytestmark = pytest.mark.django_db

PHYSICIST = line(
    "1805.06959",
    "Asymmetric Two-Terminal Graphene Detector for Broadband Radiofrequency Heterodyne- and Self-Mixing",
    ["Tong Tong", "Martin Muehle", "Thomas Goldstein"],
    categories="physics.app-ph cond-mat.mes-hall",
    abstract="Graphene detectors of radio waves.",
    dates=("2018-05-17",),
)


def test_the_two_thomas_goldsteins_are_measured_and_stay_two():
    reference.load()
    import_file(file(PHYSICIST))
    told = identity.measure(None, identity.KNOWN)
    assert "labelled by-lines are here, of 3 people." in told
    said = next(row for row in told.splitlines() if row.startswith("| BZPEER"))
    assert said.startswith("| BZPEER | 1.000 | 1.000 | 1.000 |")
