"""`contagion calibrate`: what it prints, keeps, and refuses."""

import re
from functools import partial

import pandas as pd
import pytest

from contagion.experiments.commands.calibrate import work as calibrated
from contagion.experiments.evidence import calibration
from contagion.experiments.evidence.calibration import RULES
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.sim.errors import InputError
from tests.helpers.command import complaint, contagion

FEW = ("--first", "64", "--most", "64", "--sets", "10", "--engine", "serial")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """What it says, and where: of few sets and uncertain numbers, screened by few runs."""
    folder, space_of = tmp_path_factory.mktemp("calibrate"), calibration.space_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "space_of", lambda parameters: space_of(parameters)[::4])
        patch.setattr(calibration, "calibrate", partial(calibration.calibrate, trajectories=2))
        patch.setattr(calibrated, "without_contagion", partial(calibrated.without_contagion, sets=30))
        done = contagion(
            "calibrate", "besancon", *FEW, "--store", folder / "store", "--out", folder / "towns", "--details"
        )
    return done, folder


@pytest.fixture
def never_begun(monkeypatch):
    """Sets are not tried, however many are asked for."""
    monkeypatch.setattr(calibration, "calibrate", lambda *_, **__: 1 / 0)


@pytest.mark.slow  # hundreds of runs at the least
def test_it_begins_with_whether_it_takes_contagion(kept):
    done, _folder = kept
    assert done.stdout.startswith("The published totals ")
    assert "Grand Besançon 2017-2019, 300 people counted in groups: 192 sets of " in " ".join(done.stdout.split())
    assert all(rule in done.stdout for rule in RULES)
    assert "Beside each figure that was observed stands what the sets make of it in one run" in done.stdout.replace(
        "\n", " "
    )


@pytest.mark.slow  # hundreds of runs at the least
def test_the_ensemble_can_be_read_and_its_tables_stand_beside_it(kept):
    _done, folder = kept
    ensemble = read_ensemble(folder / "towns" / "towns.parquet")
    assert len(ensemble) == 10 * len(RULES)
    assert " calibrate besancon --first 64 " in ensemble.about["command"]
    assert ensemble.about["command"].endswith(" --out towns")
    assert ensemble.about["witness"]
    assert [row["name"] for row in ensemble.about["predicted"]] == [
        "facilitators_trained_3",
        "participants_3",
        "aspirants_per_groups_ended_3",
    ]
    names = {file.name for file in (folder / "towns").iterdir()}
    assert {
        "learned.csv",
        "tied.csv",
        "without_contagion.csv",
        "screened.csv",
        "left_alone.csv",
        "predicted.csv",
    } <= names
    assert {"provenance.json", "scenario.toml"} <= names
    assert set(pd.read_csv(folder / "towns" / "learned.csv")["rule"]) == set(RULES)


@pytest.mark.parametrize("out", [None, "towns"])
def test_what_is_asked_for_is_tried_and_an_ensemble_is_called_as_its_folder_or_its_targets(tmp_path, monkeypatch, out):
    asked = {}

    def tried(_lab, _scenario, _targets, **numbers):
        asked.update(numbers)
        yield from ("a round", "the last")

    def told(_lab, known, name, kept, command):
        raise InputError(f"{known} of {name}, {kept} a rule; {command}")

    monkeypatch.setattr(calibration, "calibrate", tried)
    monkeypatch.setattr(calibrated, "fit_ensemble", told)
    where = ("--store", tmp_path / "store", *(("--out", tmp_path / out) if out else ()))
    said, name = complaint("calibrate", "besancon", *FEW, "--seeds", "3", *where), out or "besancon"
    assert asked == {"wave": 64, "most": 64, "enough": 10, "seeds": 3}
    again = f"contagion calibrate besancon --first 64 --sets 10 --most 64 --seeds 3 --out {name}"
    assert said.splitlines()[-1] == f"contagion: the last of {name}, 10 a rule; {again}"


@pytest.mark.usefixtures("never_begun")
@pytest.mark.parametrize(
    "words,said",
    [
        (("--first", "100"), "--first 100: must be a power of two from 16 to 65,536"),
        (("--first", "64", "--most", "10"), "--most 10: must be at least 64"),
        (("--seeds", "1"), "--seeds 1: must be a whole number from 2 on"),
        (("--sets", "0"), "--sets 0: must be a whole number from 2 on"),
    ],
)
def test_numbers_that_cannot_be_are_refused(tmp_path, words, said):
    assert complaint("calibrate", "besancon", *words, "--store", tmp_path / "store") == f"contagion: {said}\n"
    assert not (tmp_path / "store").exists()


@pytest.mark.usefixtures("never_begun")
def test_what_takes_hours_has_to_be_meant_however_small_the_first_round(tmp_path):
    said = complaint("calibrate", "besancon", "--seeds", "100", "--store", tmp_path / "store")
    assert said.startswith("contagion: --most 30000 --seeds 100: 9,000,000 runs")
    assert said.endswith("; add --yes to go on\n")
    assert not (tmp_path / "store").exists()
    more = complaint("calibrate", "besancon", "--most", "30001", "--store", tmp_path / "store")
    assert more.startswith("contagion: --most 30001 --seeds 2: 180,006 runs")
    for meant in (("--seeds", "100", "--yes"), ()):  # what is usual is meant
        done = contagion("calibrate", "besancon", *meant, "--store", tmp_path / "store")
        assert isinstance(done.exception, ZeroDivisionError)


@pytest.mark.usefixtures("never_begun")
def test_what_memory_cannot_hold_is_refused_even_if_it_is_meant(tmp_path):
    said = complaint("calibrate", "besancon", "--sets", 10**6, "--yes", "--store", tmp_path / "store")
    assert re.match(r"contagion: --first 4096: asks for 6,012,288 points; at most ", said)


def test_targets_that_are_not_there_are_answered_with_those_that_are(tmp_path):
    said = complaint("calibrate", "nowhere", "--store", tmp_path / "store")
    assert said == "contagion: nowhere: no such file of targets. Available: besancon, besancon_tasters\n"
