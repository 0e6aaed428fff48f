"""The map (section 5.10): figures of the specification."""

import csv

import numpy as np

from tests import oracles as th
from tests.helpers.places import ROOT
from tests.helpers.printed import figure


def test_groups_at_random_cover_as_many_communes_as_printed():
    """E17. Shares are the municipal populations of 2017."""
    with (ROOT / "data" / "communes.csv").open(encoding="utf-8", newline="") as file:
        people = {row["insee_code"]: float(row["population"]) for row in csv.DictReader(file)}
    assert len(people) == 68
    everywhere = np.array(list(people.values())) / sum(people.values())
    outside = np.array([n for code, n in people.items() if code != "25056"])
    assert [th.expected_communes(everywhere, m) for m in (33, 100, 200)] == figure("12.40", "27.64", "40.28")
    assert [th.expected_communes(outside / outside.sum(), m) for m in (33, 100)] == figure("23.48", "43.34")
    assert th.expected_communes([1.0, 0.0], 3) == 1.0
