"""What tests of several rooms of the model share: files of scenarios, the people of a territory, the command."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.scenario import read
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from tests.helpers import command


@pytest.fixture
def scenario_with(tmp_path):
    """A scenario file with a title and these rows."""

    def make(*rows, before=""):
        path = tmp_path / "planned.toml"
        path.write_text('title = "t"\n' + before + "".join(f"[[decision]]\n{row}\n" for row in rows))
        return path

    return make


@pytest.fixture(scope="session")
def people_of():
    """The world of a territory, with settings over the reference scenario."""

    def make(territory, settings=(), seed=1):
        return World(territory, read(None, settings).parameters, Draws(seed))

    return make


@pytest.fixture(scope="session")
def people_with(territory):
    """The world of the territory under given sections of parameters."""

    def make(sections, seed=1):
        return World(territory, Parameters.model_validate(sections), Draws(seed))

    return make


@pytest.fixture(scope="session")
def world(people_of, territory):
    """The world of Grand Besançon in the reference scenario."""
    return people_of(territory)


@pytest.fixture(scope="session")
def everyone(world):
    """All who live there, by id."""
    return world.everyone()


@pytest.fixture
def contagion(tmp_path, monkeypatch):
    """The command, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return command.contagion
