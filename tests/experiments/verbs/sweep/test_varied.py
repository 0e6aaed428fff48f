"""What a design varies: what may be varied, over which range, and which points count."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.verbs.sweep.work import (
    declared_factor,
    factor_over,
    must_be_varied,
    number_of_points,
    rank_correlations,
    whole_points,
)
from contagion.sim.errors import InputError
from tests.helpers.table_rows import only

VARIED = ["training.places", "volunteering.wish"]


def made(points: int, seeds: int = 2) -> pd.DataFrame:
    """Runs of a design: the output rises with the first factor and has nothing to do with the second."""
    draws = np.random.default_rng(1)
    rows = [
        {"training.places": place, "volunteering.wish": wish, "seed": seed, "participants": 10 * place + seed}
        for place, wish in zip(range(points), draws.permutation(points) / points, strict=True)
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "name, words",
    [
        ("footprint.saving", "--vary x: footprint.saving is read after a run and changes nothing in it; set it"),
        ("training.plces", "did you mean 'training.places'"),
    ],
)
def test_what_changes_nothing_is_not_varied(name, words):
    with pytest.raises(InputError) as refused:
        must_be_varied(name, "--vary x", "; set it")
    assert words in str(refused.value)
    must_be_varied("training.places", "--vary x")


def test_a_factor_has_the_range_that_is_declared_or_given():
    declared, given = declared_factor("training.places", "here"), factor_over("training.places", 3, 7, "here")
    assert (declared.low, declared.high, declared.whole) == (0, 60, True)
    assert (given.low, given.high, given.whole) == (3, 7, True)


def test_what_has_no_range_or_an_empty_one_is_refused():
    with pytest.raises(InputError, match=r"^here: registering\.rule has no range to sample; vary it over values"):
        declared_factor("registering.rule", "here")
    with pytest.raises(InputError, match=r"^here: .*volunteering\.wish"):
        factor_over("volunteering.wish", 0.5, 0.1, "here")


def test_points_of_which_a_run_failed_do_not_count():
    runs = made(4)
    assert number_of_points(whole_points(runs, VARIED), VARIED) == 4
    left = whole_points(runs.drop(index=3), VARIED)  # the second seed of the second point
    assert left["training.places"].unique().tolist() == [0, 2, 3]


def test_ranks_are_correlated_where_there_are_points_enough():
    found = rank_correlations(made(40), VARIED, "participants")
    assert found is not None
    assert found["factor"].tolist() == VARIED  # the largest first
    assert only(found, factor="training.places")["prcc"] == pytest.approx(1)
    assert rank_correlations(made(3), VARIED, "participants") is None
