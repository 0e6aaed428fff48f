"""`ct.calibrate`: what it hands over is what the study found, and serves as an ensemble."""

from functools import partial
from typing import Any

import pytest

import contagion as ct
from contagion.experiments.ensembles import calibration
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.verbs.calibrate import work as calibrated_by
from contagion.experiments.verbs.calibrate.work import Calibration
from contagion.sim.errors import InputError
from tests.helpers.calibration_by_hand import calibrated


@pytest.fixture
def made(tmp_path, monkeypatch) -> Calibration:
    """Of few sets and uncertain numbers, screened by few runs."""
    space_of = calibration.space_of
    monkeypatch.setattr(calibration, "space_of", lambda parameters: space_of(parameters)[::4])
    monkeypatch.setattr(calibration, "calibrate", partial(calibration.calibrate, trajectories=2))
    monkeypatch.setattr(calibrated_by, "without_contagion", partial(calibrated_by.without_contagion, sets=3))
    return ct.calibrate("besancon", first=16, sets=3, most=16, store=tmp_path / "store", workers=1)


def test_it_shows_what_was_found():
    shown = calibrated()
    assert "The published totals need contagion" in shown._repr_html_()
    assert "receptivity.share" in shown._repr_html_()
    assert len([ax for ax in shown.plot() if ax.get_title(loc="left") or ax.get_title()]) >= 2
    assert "1,600 sets tried" in repr(shown)


@pytest.mark.slow
def test_its_sets_are_an_ensemble_over_which_scenarios_are_compared(made, tmp_path):
    file = made.write(tmp_path / "mine.parquet")
    assert len(made.sets) == 9
    again = read_ensemble(file, tmp_path / "store")
    assert again.table.equals(made.sets)
    place: Any = {"store": tmp_path / "store", "workers": 1, "years": 1}
    compared = ct.compare("ref", "lowloss", seeds=4, ensemble=file, **place)
    assert compared.in_worlds(above=2)["worlds"].tolist() == [4] * 6
    alone = ct.compare("ref", "lowloss", seeds=2, ensemble=None, **place)
    assert alone.in_worlds()["worlds"].tolist() == [2] * 6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"targets": "besancn"}, "there is no such file of targets"),
        ({"targets": "besancon", "seeds": 1}, "seeds 1"),
        ({"targets": "besancon", "first": 64, "most": 8}, "most 8"),
        ({"targets": "besancon", "first": 100}, "first 100: must be a power of two from 16 to 65,536"),
    ],
)
def test_mistakes_get_one_line(given, said, tmp_path):
    with pytest.raises(InputError, match=said):
        ct.calibrate(store=tmp_path / "store", **given)
    assert not (tmp_path / "store").exists()
