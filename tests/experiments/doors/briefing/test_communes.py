"""Communes in worlds, by hand: three communes of 100, 200 and no residents, two scenarios, twenty worlds, two years."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.doors.briefing.communes import communes, in_communes

NAMES = ["a", "b"]


class Place(SimpleNamespace):
    def __len__(self):
        return len(self.codes)


PLACE: Any = Place(
    codes=("X", "Y", "Z"), names=("Ix", "Ygrec", "Zed"), residents=np.array([[60, 40], [200, 0], [0, 0]])
)


def there():
    """In each world one comes from X in both years; in b two more from Y, where a group meets, in 18 of 20."""
    rows = [("a", seed, year, "X", 1, 0, 3) for seed in range(1, 21) for year in (1, 2)]
    rows += [("b", seed, year, "X", 1, 0, 3) for seed in range(1, 21) for year in (1, 2)]
    rows += [("b", seed, 2, "Y", 2, 1, 0) for seed in range(1, 19)]
    names = ["scenario", "seed", "year", "commune", "participants", "groups", "facilitators_active"]
    table = pd.DataFrame(rows, columns=names)
    made = []
    for name in NAMES:
        own = table[table["scenario"] == name]
        runs: Any = SimpleNamespace(labels=own[["scenario", "seed"]], rows=lambda name, columns, own=own: own)
        made.append(in_communes(runs, 2, PLACE))
    return np.stack(made, axis=1)


def test_people_and_groups_are_counted_since_the_start_and_facilitators_at_the_end_of_the_year():
    found = communes(there(), NAMES, PLACE).set_index(["scenario", "year", "commune"])
    assert found.loc[("a", 1, "X")].tolist() == ["Ix", 10, 0, 3, 1, 0, 0]
    assert found.loc[("a", 2, "X")].tolist() == ["Ix", 20, 0, 3, 1, 0, 0]
    assert found.loc[("b", 2, "Y")].tolist() == ["Ygrec", 10, 1, 0, 0.9, 0.9, 0]
    assert found.loc[("a", 2, "Y")].tolist() == ["Ygrec", 0, 0, 0, 0, 0, 0]


def test_all_communes_together_are_reached_in_fewer_worlds_than_each():
    """Where nobody but those of X and Y is there, all are in the 18 worlds in which somebody of Y is."""
    two: Any = Place(codes=("X", "Y"), names=("Ix", "Ygrec"), residents=np.array([[60, 40], [200, 0]]))
    made = there()[..., :2]
    made[0, 1, 18:, :, 0] = 0
    made[0, 1, 0, :, 0] = 0
    found = communes(made, NAMES, two).set_index(["scenario", "year"])
    assert found.loc[("b", 2), ["with_people", "everywhere"]].to_numpy().tolist() == [[0.85, 0.85], [0.9, 0.85]]
    made[0, 1, 5, :, 0] = 0
    assert communes(made, NAMES, two).set_index(["scenario", "year"]).loc[("b", 2), "everywhere"].tolist() == [0.8, 0.8]


def test_of_what_is_counted_a_whole_number_is_in_the_middle():
    made = there()
    made[1:, 1, :10, 1, 1] = 4
    made[1:, 1, 10:, 1, 1] = 3
    found = communes(made, NAMES, PLACE).set_index(["scenario", "year", "commune"])
    assert found.loc[("b", 2, "Y"), ["groups", "facilitators"]].tolist() == [3, 3]


def test_for_so_many_residents_where_nobody_lives_is_not_known():
    found = communes(there(), NAMES, PLACE)
    assert found.loc[found["commune"] == "Z", "per_1000"].isna().all()
    assert found["per_1000"].isna().sum() == 4
