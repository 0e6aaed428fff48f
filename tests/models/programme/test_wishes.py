"""The centre of a wish that differs between groups (S11)."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from contagion.models.parameters import Parameters
from contagion.models.programme.layout import CENTRED, STATE
from contagion.models.programme.state import state_of
from contagion.models.programme.wishes import centre_wishes
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from contagion.sim.elementary import exp

view = STATE.view
WISHES, SPREADS = (1e-6, 0.02, 1 / 3, 0.5, 0.9, 0.9999), (0.01, 0.5, 1.0, 3.0)


def _centre(handle):
    centre_wishes(view(handle))


@pytest.fixture(scope="module")
def centred(small):
    """The logits of all wishes under all spreads."""
    parameters = Parameters()
    world = World(small, parameters, Draws(1))
    state = state_of(world, parameters, 52, [])
    state.put("centred", np.array([(wish, spread, 0.0) for wish in WISHES for spread in SPREADS], CENTRED))
    _centre(state.handle)
    return {(row["wish"], row["spread"]): float(row["logit"]) for row in state.array("centred")}


@pytest.mark.slow
@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("spread", SPREADS)
def test_the_mean_over_groups_is_the_wish(centred, wish, spread):
    """The mean of 1/(1 + e^−(centre + spread · z)) over a normal z, by another way of integrating."""
    centre = centred[wish, spread]

    def chance(z):
        return stats.norm.pdf(z) / (1 + math.exp(-centre - spread * z))

    mean, _ = integrate.quad(chance, -12, 12, limit=200)
    assert mean == pytest.approx(wish, rel=1e-8)


def test_the_last_bit_is_that_of_a_bisection(centred):
    """Every step of which works out the mean."""
    nodes = np.arange(-8.5, 8.5 + 1 / 16, 1 / 16)
    weights = exp(nodes * nodes * -0.5)
    weights = weights / weights.sum()
    for (wish, spread), logit in centred.items():
        low, middle, high = -60.0, 0.0, 60.0
        while low < middle < high:
            below = (weights / (1 + exp(-middle - spread * nodes))).sum() < wish
            low, high = (middle, high) if below else (low, middle)
            middle = (low + high) / 2
        assert logit == middle
