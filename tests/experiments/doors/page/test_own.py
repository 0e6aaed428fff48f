"""A past of one's own: for whom it is asked, and that what stands ready for it changes no run."""

from dataclasses import replace
from pathlib import Path

import pytest

from contagion.experiments.doors.page import own
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.programmes.known import FLOWS, STOCKS
from contagion.experiments.programmes.lived import going_on
from contagion.experiments.programmes.programme import checked
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.simulation import kernels_of
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory

YEARS = 3


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    return Territory.from_file(extract(find("epci", "200067171")).kept(tmp_path_factory.mktemp("there")))


@pytest.fixture(scope="module")
def programme():
    return checked({"territory": "200067171", "began": "2027-01", "today": "2026-11-30"}, "here")


@pytest.fixture(scope="module")
def base(programme, territory):
    return going_on(programme, territory)


def test_a_past_is_asked_for_where_nothing_is_known_or_decided(asked, base):
    ensemble = read_ensemble(Path("besancon"))
    assert own.is_asked(base, ensemble)
    assert not own.is_asked(asked.base, asked.worlds.ensemble)
    assert not own.is_asked(replace(base, past=1), ensemble)


def test_years_that_stand_ready_change_no_run(base, territory):
    parameters = Worlds(read_ensemble(Path("besancon"))).parameters(base, 5)
    one, two = (events(territory, of) for of in (parameters, own.with_years(parameters)))
    assert len(one) == len(two) > 100
    assert (one == two).all()


def events(territory, parameters):
    weeks = own.MOST * 52
    model = ConversationModel(territory.under(kernels_of(parameters)), parameters, 5, horizon=weeks)
    model.run(YEARS * 52)
    found = model.rows("events").copy()
    model.release()
    return found


def test_scripts_are_told_what_the_command_weighs_by(programme, base):
    told = own.numbers(programme, base)
    assert {*FLOWS, *STOCKS} < {*told["names"]}
    assert told["weighing"]["tried"] == own.TRIED == 4000
    assert told["first_weeks"][8] == 36  # September
    assert told["usual"].keys() == {*own.EFFORT.values()}
