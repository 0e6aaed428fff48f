"""What one resident more in a commune changes, in others: what `models/ODD.md` says, and nothing else."""

import numpy as np
import pytest

from contagion.models.records import NONE
from contagion.models.scenario import read
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws

THISE, BESANCON = "25560", "25056"


@pytest.fixture(scope="module")
def pair(territory_of, commune_rows):
    """Makes the world as it is and with one resident more in a commune, with settings over the reference scenario."""
    more = {
        code: territory_of(
            [row | {"population": str(int(row["population"]) + (row["insee_code"] == code))} for row in commune_rows]
        )
        for code in (THISE, BESANCON)
    }
    plain = territory_of(commune_rows)

    def make(code, settings=()):
        return [World(where, read(None, settings).parameters, Draws(1)) for where in (plain, more[code])]

    return make


@pytest.fixture(scope="module", params=[THISE, BESANCON])
def code(request):
    return request.param


@pytest.fixture(scope="module")
def worlds(pair, code):
    return pair(code)


@pytest.fixture(scope="module")
def everyone(worlds):
    few, more = worlds
    ids = few.everyone()
    assert len(np.setdiff1d(more.everyone(), ids)) == 1 == more.size - few.size
    assert np.isin(ids, more.everyone()).all()
    return ids


@pytest.fixture(scope="module")
def here(worlds, everyone, code):
    """Who lives in the commune that has one more."""
    return worlds[0].home(everyone) == worlds[0].territory.index[code]


def changed(worlds, what):
    one, other = (np.array(what(world)) for world in worlds)
    return one != other


def test_what_one_is_like_stays(worlds, everyone):
    """But for a student in 100,000: the number of students is shared among the communes by their people."""
    now, later = np.zeros_like(everyone), np.full_like(everyone, 5)
    for what in (
        lambda world: world.home(everyone),
        lambda world: world.group(everyone),
        lambda world: world.slots(everyone),
        lambda world: world.threshold(everyone),
        lambda world: world.woman(everyone),
        lambda world: world.readiness(everyone, now),
        lambda world: world.readiness(everyone, later),
        lambda world: world.generation(everyone, later),
        lambda world: world.work_commune(everyone),
    ):
        assert not changed(worlds, what).any()
    assert changed(worlds, lambda world: world.student(everyone)).mean() < 1e-4


def test_households_and_organisations_change_in_that_commune_alone(worlds, everyone, here, code):
    """Numbers in a commune rise with age: who is older than the one more moves up in its keyed orders."""
    organisation = changed(worlds, lambda world: world.organisation(everyone))
    elected = changed(worlds, lambda world: world.elected(everyone))
    assert not organisation[~here].any()
    assert not elected[~here].any()
    elsewhere, own = everyone[~here][::97], everyone[here][:: 1 if code == THISE else 20]
    assert not any(changed(worlds, lambda world: [str(world.household(one)) for one in elsewhere.tolist()]))
    household = changed(worlds, lambda world: [str(world.household(one)) for one in own.tolist()]).mean()
    joins = changed(worlds, lambda world: world.organisation(everyone[here]) == NONE).mean()
    found = household, organisation[here].mean(), joins, elected[here].mean()
    expected = {THISE: (0.874, 0.476, 0.340, 0.012), BESANCON: (0.027, 0.009, 0.007, 0.0)}[code]
    assert found == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    "layers, in_thise, elsewhere", [("[0, 1, 0, 0]", 0.050, 0.003), ("[0, 0, 0, 1]", 0.483, 0.009)]
)
def test_a_share_of_the_people_asks_others(pair, layers, in_thise, elsewhere):
    """A share of a row of cumulative shares moves, and who is drawn near its edge falls on its other side."""
    worlds = pair(THISE, [f"contacts.layers={layers}"])
    everyone = worlds[0].everyone()
    here, now = worlds[0].home(everyone) == worlds[0].territory.index[THISE], np.zeros_like(everyone)
    asked = changed(worlds, lambda world: world.asked(everyone, now, now))
    assert asked[here].mean() == pytest.approx(in_thise, abs=0.01)
    assert asked[~here].mean() == pytest.approx(elsewhere, abs=0.001)
