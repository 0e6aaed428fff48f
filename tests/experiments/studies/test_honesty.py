"""Self-made data: a calibration that is right holds the truth as often as it says, and one that is not is found out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies import honesty
from experiments.studies.honesty import covered, self_made
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

    def luck(k, number, seeds):
        return np.array([Draws(seed).stream(f"luck {k}").normal(np.arange(number)) for seed in seeds]).T

    def figures(lab, scenario, rows, rule, unit, seeds):
        columns = [100 + 100 * unit[:, k, None] + 10 * luck(k, len(unit), seeds) for k in range(len(rows))]
        return np.stack(columns, axis=2)

    monkeypatch.setattr(honesty, "_figures", figures)


TARGETS = read_targets(Path("besancon"))


def test_what_is_known_holds_the_truth(simple):
    of = self_made(laboratory("serial"), read(), TARGETS, "simple", 1024, 150)
    found = covered(of.ranks)
    assert ((found["held"] >= found["least"]) & (found["held"] <= found["most"])).mean() > 0.97
    assert 5 < of.count < 1024
    assert of.ranks.iloc[:, 0].between(0, 1).all()
    # where nothing is learned, chance alone moves them as far as the binomial law says
    idle = found[~found["number"].isin(of.left.index[: len(TARGETS.rows) + 1]) & (found["share"] == 0.5)]
    assert 0.7 < idle["held"].std() / np.sqrt(0.25 / 150) < 1.3


def test_what_is_learned_of_a_number_is_told(simple):
    left = self_made(laboratory("serial"), read(), TARGETS, "simple", 1024, 60).left
    measured, others = left.iloc[: len(TARGETS.rows)], left.iloc[len(TARGETS.rows) + 1 :]
    assert (measured < 0.6).all()
    assert (others > 0.9).all()


def test_luck_that_is_left_out_is_found_out(simple, monkeypatch):
    exact = replace(TARGETS, discrepancy=0.0)
    monkeypatch.setattr(Luck, "variance", lambda self, mean: 1e-6 * mean**2)
    of = self_made(laboratory("serial"), read(), exact, "simple", 1024, 150)
    first = covered(of.ranks.iloc[:, :3])
    assert (first["held"] < first["least"]).any()


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["simple", "threshold"])
def test_intervals_of_a_calibration_of_the_model_hold_the_truth(rule, tmp_path):
    of = self_made(laboratory(store=tmp_path), read(), TARGETS, rule)
    found = covered(of.ranks.drop(columns="people_later"))
    assert of.count > 100
    assert ((found["held"] < found["least"]) | (found["held"] > found["most"])).mean() < 0.03
    assert found["p"].min() > 1e-4
    later = covered(of.ranks[["people_later"]])
    assert (later["held"] >= later["least"]).all()  # too wide is on the safe side
