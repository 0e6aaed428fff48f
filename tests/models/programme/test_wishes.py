"""The centre of a wish that differs between groups (S11)."""

import math

import pytest
from scipy import integrate, stats

from contagion.models.programme.wishes import centred_logit


@pytest.mark.parametrize("wish", [0.02, 1 / 3, 0.9])
@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 3.0])
def test_the_mean_over_groups_is_the_wish(wish, spread):
    """The mean of 1/(1 + e^−(centre + spread · z)) over a normal z, by another way of integrating."""
    centre = centred_logit(wish, spread)

    def chance(z):
        return stats.norm.pdf(z) / (1 + math.exp(-centre - spread * z))

    mean, _ = integrate.quad(chance, -12, 12, limit=200)
    assert mean == pytest.approx(wish, abs=1e-9)
    if not spread:
        assert centre == pytest.approx(math.log(wish / (1 - wish)))
