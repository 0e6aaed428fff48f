"""Self-made data: a calibration that is right holds the truth as often as it says, and one that is not is found out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies import honesty
from experiments.studies.honesty import SEEDS, covered, ranks
from experiments.studies.lab import laboratory
from experiments.studies.likelihood import Luck
from experiments.studies.targets import read_targets
from models.scenarios.scenario import read
from sim.draws import Draws


def test_even_ranks_are_held_as_often_as_is_said():
    even = pd.DataFrame({"x": (np.arange(200) + 0.5) / 200})
    table = covered(even).set_index("share")
    assert table["held"].to_dict() == {0.5: 0.5, 0.9: 0.9}
    assert (table["p"] > 0.99).all()


def test_ranks_at_the_ends_are_not():
    sure = pd.DataFrame({"x": np.repeat([0.01, 0.99], 100)})
    table = covered(sure)
    assert (table["held"] < table["least"]).all()
    assert (table["p"] < 1e-6).all()


@pytest.fixture
def simple(monkeypatch):
    """A simulator of which all is known: each target is a number plus luck, so ranks can be worked out by hundreds."""

    def luck(k, number):
        seeds = [Draws(seed).stream(f"luck {k}") for seed in range(SEEDS + 1)]
        return np.array([seed.normal(np.arange(number)) for seed in seeds]).T

    def figures(lab, scenario, rows, rule, unit):
        columns = [100 + 100 * unit[:, k, None] + 10 * luck(k, len(unit)) for k in range(len(rows))]
        return np.stack(columns, axis=2)

    monkeypatch.setattr(honesty, "_figures", figures)


def test_what_is_known_holds_the_truth(simple):
    table, count = ranks(laboratory("serial"), read(), read_targets(Path("besancon")), "simple", 1024, 150)
    found = covered(table)
    assert ((found["held"] >= found["least"]) & (found["held"] <= found["most"])).mean() > 0.97
    assert 5 < count < 1024
    assert table.iloc[:, 0].between(0, 1).all()


def test_luck_that_is_left_out_is_found_out(simple, monkeypatch):
    exact = replace(read_targets(Path("besancon")), discrepancy=0.0)
    monkeypatch.setattr(Luck, "variance", lambda self, mean: 1e-6 * mean**2)
    table, _ = ranks(laboratory("serial"), read(), exact, "simple", 1024, 150)
    first = covered(table.iloc[:, :3])
    assert (first["held"] < first["least"]).any()


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["simple", "threshold"])
def test_intervals_of_a_calibration_of_the_model_hold_the_truth(rule, tmp_path):
    lab = laboratory(store=tmp_path)
    table, count = ranks(lab, read(), read_targets(Path("besancon")), rule)
    found = covered(table.drop(columns="people_later"))
    assert count > 100
    assert ((found["held"] < found["least"]) | (found["held"] > found["most"])).mean() < 0.03
    assert found["p"].min() > 1e-4
    later = covered(table[["people_later"]])
    assert (later["held"] >= later["least"]).all()  # too wide is on the safe side
