"""Residents outside the centre are asked as often as they ask (S2)."""

import numpy as np
import pytest

from contagion.models.scenarios.scenario import read
from contagion.models.world.world import NOBODY, World
from contagion.sim.chance.draws import Draws


@pytest.mark.parametrize("where", ["Grand Besançon", "Dijon Métropole"])
def test_residents_outside_the_centre_are_asked_as_often_as_they_ask(territory, found, where):
    """Over all layers, ± 3 %; colleagues are not mutual to the last person. The law of the first edition gave 0.75."""
    place = territory if where == "Grand Besançon" else found("epci", where)
    world = World(place, read(None).parameters, Draws(1))
    everyone = world.everyone()
    asked = world.asked(everyone, np.zeros_like(everyone), np.zeros_like(everyone))
    asked, inviters = asked[asked != NOBODY], everyone[asked != NOBODY]
    outside = world.home(inviters) != place.centre
    assert outside.sum() > 60_000
    ratio = (world.home(asked) != place.centre).sum() / outside.sum()
    assert ratio == pytest.approx(1, abs=0.03)
