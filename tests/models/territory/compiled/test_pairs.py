"""What is worked out of pairs of communes in compiled text: the same as by NumPy, to the last bit."""

from itertools import pairwise

import numpy as np
import pytest

from contagion.models.territory.commuting import Commuting, commuting_weights, nearest_jobs
from contagion.models.territory.compiled.pairs import STEP
from contagion.models.territory.treecode import Treecode
from tests.helpers.laws import adults


@pytest.mark.parametrize("beta", [0.0, 0.05, 0.3])
def test_how_far_people_go_to_work_is_as_by_all_pairs(large, department_rows, beta):
    """A department of which part lies a third of the way around the earth, where there are no jobs at first; far pairs
    have no other weight than 0, which leaves a sum as it is."""
    rows = [row | ({"longitude": "120"} if n % 10 == 3 else {}) for n, row in enumerate(department_rows)]
    distances = large(rows).distances
    jobs = np.arange(float(len(rows)))
    jobs[: 3 * STEP] = 0
    commuting = Commuting(distances, jobs, np.ones(len(rows)), beta)
    km = distances.matrix
    nearest = nearest_jobs(jobs, km)
    weights = commuting_weights(jobs, km, nearest[:, None], beta)
    total = np.cumsum(weights, axis=1)[:, -1]
    assert np.array_equal(commuting.of_homes[0], nearest)
    assert np.array_equal(commuting.of_homes[1], total)
    assert np.array_equal(commuting.mean_km, np.cumsum(weights * km, axis=1)[:, -1] / total)


def test_where_there_are_no_jobs_nobody_commutes(territory):
    commuting = Commuting(territory.distances, np.zeros(68), np.ones(68), 0.2)
    assert not commuting.of_homes[0].any()
    assert not commuting.of_homes[1].any()
    assert np.isnan(commuting.mean_km).all()


@pytest.mark.parametrize("exponent", [1.5, 2.0])
def test_sums_are_those_of_numpy(found, exponent):
    """Of the blocks of most of a region, in the order of `reduceat`, where the last block has a 0 behind its pairs; as
    there are 24 of these, that makes a difference."""
    region, some = found("region", "Bretagne"), slice(1080)
    points, within = region.distances.points[:, some], region.distances.within[some]
    sums = Treecode(points, within, adults(region)[some], exponent, 1.0)
    for pairs, width in ((sums.near, sums.size), (sums.far, 1)):
        x = np.random.default_rng(1).random(pairs._tables.array("there").shape[1])
        assert width == 1 or np.diff(pairs._tables.array("starts"))[-1] == 24
        starts, met, values = (pairs._tables.array(name) for name in ("starts", "met", "values"))
        terms = np.zeros((len(met) + 1, sums.size))
        for first, after in pairwise(starts):
            law = values[first * sums.size * width : after * sums.size * width].reshape(sums.size, width, -1)
            for n in range(width):
                terms[first:after] += law[:, n].T * x[met[first:after, None] * width + n]
        assert np.array_equal(pairs.sums(x), np.add.reduceat(terms, starts[:-1], axis=0).ravel())
