"""Self-made data: a calibration that is right holds the truth as often as it says, and one that is not is found out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies import calibration, honesty
from experiments.studies.calibration import calibrate, space_of
from experiments.studies.ensemble import drawn
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


def continuous(free):
    return [place for place, factor in enumerate(free) if not factor.whole]


def stand_in(free, unit, seeds):
    """Three figures of three numbers, with luck by set and seed: array (sets, seeds, 3)."""
    a, b, c = unit[:, continuous(free)[:3]].T
    at = 100 + 100 * np.stack([a, a * b, (b + c) / 2], axis=1)
    own = (unit[:, 0] * 2**50).astype(np.int64)
    luck = [[Draws(seed).stream(f"luck {k}").normal(own) for k in range(3)] for seed in seeds]
    return at[:, None] + 3 * np.moveaxis(np.array(luck), 2, 0)


@pytest.mark.slow
def test_sets_that_are_found_by_the_search_and_kept_by_weight_hold_the_truth(monkeypatch):
    """The whole way of a calibration from the screening to the ensemble, on self-made data of a stand-in. Of the first
    round alone nearly nothing agrees; the fourth number does nothing."""
    free, lab, truths = space_of(read().parameters), laboratory("serial"), 100
    names = [factor.name for factor in free]
    looked_at = continuous(free)[:4]
    rows = tuple(row.model_copy(update={"error": 3.0}) for row in TARGETS.rows)
    monkeypatch.setattr(calibration, "RULES", ("simple",))
    monkeypatch.setattr(calibration._Asked, "figures", lambda self, rule, unit: stand_in(free, unit, (1, 2)))
    true = honesty._at_random(names, truths)
    lived, ranks, counts = stand_in(free, true, [3])[:, 0], [], []
    for truth in range(truths):
        errors = [Draws(1).stream(f"error of {row.name}").normal(truth) for row in rows]
        told = honesty._told(replace(TARGETS, rows=rows, discrepancy=0.02), lived[truth], errors)
        begun, *_, known = calibrate(lab, read(), told, wave=256, batch=256, most=8192, enough=300, trajectories=4)
        kept = drawn(known, "self-made", 300).table
        own = {names[place]: free[place].at(float(true[truth, place])) for place in looked_at}
        ranks.append({name: (kept[name] < own[name]).mean() + (kept[name] == own[name]).mean() / 2 for name in own})
        counts.append([one.rules["simple"].tried.effective() for one in (begun, known)])
    found = covered(pd.DataFrame(ranks))
    assert ((found["held"] >= found["least"]) & (found["held"] <= found["most"])).all()
    assert found["p"].min() > 1e-3
    first, last = np.mean(counts, axis=0)
    assert first < 15
    assert last > 300
