"""The law of commuting, and how far it reaches."""

import numpy as np
import pytest

from contagion.models.territory.commuting import commuting_beta, commuting_kernel
from contagion.models.territory.distances import Distances
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels


def test_commuting_follows_the_stated_law(territory):
    assert territory.commuting_beta_per_km == pytest.approx(0.3028016 * (528.61 / 68) ** -0.1665103)
    assert 1 / territory.commuting_beta_per_km == pytest.approx(4.65, abs=0.01)
    weights = territory.jobs * np.exp(-territory.commuting_beta_per_km * territory.distance_km[3])
    assert territory.commuting_share[3] == pytest.approx(weights / weights.sum(), rel=1e-12)
    assert territory.commuting_share.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert Territory.from_file(kernels=Kernels(commuting_beta_per_km=0.1)).commuting_beta_per_km == 0.1


def test_without_decay_only_attraction_counts(territory):
    share = commuting_kernel(territory.jobs, territory.distance_km, 0.0)
    assert share == pytest.approx(np.tile(territory.jobs / territory.jobs.sum(), (68, 1)), rel=1e-12)
    near = commuting_kernel(territory.jobs, territory.distance_km, 1e-9)
    assert near == pytest.approx(share, rel=1e-6)


UNIT = ("25297", "25364")  # two communes that the census counts as one


def test_nobody_commutes_beyond_the_reach_and_hardly_anybody_would(large, commune_rows):
    """Two halves 300 km apart: without the limit fewer than one in 10¹² would go from one to the other."""
    whole = [row for row in commune_rows if row["insee_code"] not in UNIT]
    far = [row | {"insee_code": f"9{n:04d}", "latitude": "50"} for n, row in enumerate(whole)]
    territory = large([*whole, *far])
    here = np.array([code.startswith("25") for code in territory.codes])
    assert territory.commuting_share[np.ix_(here, ~here)].max() == 0
    law = np.exp(-territory.commuting_beta_per_km * territory.distance_km) * territory.jobs
    assert 0 < (law[np.ix_(here, ~here)].sum(axis=1) / law[here].sum(axis=1)).max() < 1e-12
    nearest, total = territory.commuting.of_homes
    assert total == pytest.approx((law * np.exp(territory.commuting_beta_per_km * nearest[:, None])).sum(axis=1))


def test_the_reach_of_commuting_depends_on_the_mean_area_alone():
    distances = Distances([[47.0, 6.0], [47.5, 6.0]], [10.0, 10.0], small=False)
    assert 27.6 / commuting_beta(10.0) == pytest.approx(133.8, abs=0.1)
    assert distances.row(0)[1] == pytest.approx(55.6, abs=0.05)
