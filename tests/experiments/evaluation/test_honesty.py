"""Self-made data: a calibration that is right holds the truth as often as it says, and one that is not is found out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from contagion.experiments.ensembles import calibration, likelihood
from contagion.experiments.ensembles.calibration import calibrate, space_of
from contagion.experiments.ensembles.ensemble import drawn
from contagion.experiments.ensembles.likelihood import Luck
from contagion.experiments.ensembles.targets import Target, read_targets
from contagion.experiments.evaluation import honesty
from contagion.experiments.evaluation.honesty import FORETOLD, covered, ratios, self_made
from contagion.experiments.lab.lab import laboratory
from contagion.models.scenarios.scenario import read
from contagion.sim.chance.draws import Draws


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


def test_the_mean_rank_and_the_interval_of_a_share_are_told():
    table = covered(pd.DataFrame({"x": (np.arange(200) + 0.5) / 200 + 0.1}))
    assert table["rank"].tolist() == pytest.approx([0.6, 0.6])
    assert table["rank_error"].tolist() == pytest.approx([0.289 / np.sqrt(200)] * 2, rel=0.01)
    assert table["held"].tolist() == pytest.approx([0.5, 0.85])
    assert (table["low"] < table["held"]).all()
    assert (table["held"] < table["high"]).all()


def test_what_is_of_one_set_counts_as_one():
    once = pd.DataFrame({"x": (np.arange(200) + 0.5) / 200})
    thrice = pd.concat([once] * 3)
    a, b = (covered(table).iloc[0] for table in (once, thrice))
    assert b.drop(["p", "number"]).to_dict() == pytest.approx(a.drop(["p", "number"]).to_dict(), abs=1e-9)
    assert b["p"] == pytest.approx(a["p"], abs=1e-6)


def test_a_ratio_is_that_of_what_is_known_to_the_truth():
    foretold = pd.DataFrame({name: [100.0, 200.0, 0.0] for name in FORETOLD})
    foretold = foretold.assign(**{f"{name}_middle": [80.0, 160.0, 50.0] for name in FORETOLD})
    assert ratios(foretold)["ratio"].tolist() == pytest.approx([0.8] * 3)


# ---- a simulator of which all is known -------------------------------------------------------------------------------

TARGETS = read_targets(Path("besancon"))
SPREAD, LUCK, ERROR = 100.0, 60.0, 20.0
FAR = 150.0  # what was observed lies so far above what is usual


def of_a_number(unit, seeds):
    """One figure, a number with a normal prior; each run has luck, which does not go on."""
    own = (unit[:, 0] * 2**50).astype(np.int64)
    luck = np.array([Draws(seed).stream("luck").normal(own) for seed in seeds]).T
    return 1000 + SPREAD * ndtri(unit[:, 0])[:, None] + LUCK * luck


@pytest.fixture
def known(monkeypatch):
    """Of the runs three figures are the same, and people in the years after are as many as were to be expected: those
    that were observed, without their luck, with new luck."""

    def figures(lab, scenario, rows, rule, unit, seeds):
        lived, anew = of_a_number(unit, range(seeds)), of_a_number(unit, range(100, 100 + seeds))
        seen = [lived if number == 0 else np.full_like(lived, 1.0) for number in range(len(rows) - 2)]
        return np.stack([*seen, np.zeros_like(lived), anew], axis=2)

    monkeypatch.setattr(honesty, "_figures", figures)
    monkeypatch.setattr(honesty, "space_of", lambda parameters: space_of(parameters)[:3])


def observed(at):
    first = Target(indicator="participants", year=3, value=at, evidence="counted", error=ERROR)
    others = [Target(indicator="participants", year=n, value=1, evidence="counted", error=1) for n in (1, 2)]
    return replace(TARGETS, rows=(first, *others), discrepancy=0.0)


def checked(at, sets=1024):
    return self_made(laboratory("serial"), read(), observed(at), sets, ["simple"])


def mean_rank(of, name):
    row = covered(of.ranks[[name]]).iloc[0]
    return row["rank"], row["rank_error"]


@pytest.mark.slow
def test_data_like_the_real_ones_are_chosen_by_what_is_observed_and_the_truth_is_anywhere_in_what_is_known(known):
    of = checked(1000 + FAR)
    error = np.hypot(LUCK, ERROR)
    share = norm.sf((FAR - 2 * error) / np.hypot(SPREAD, error)) - norm.sf((FAR + 2 * error) / np.hypot(SPREAD, error))
    assert of.tried == 1024
    assert len(of.ranks) == pytest.approx(3 * 0.91 * share * 1024, rel=0.15)  # others are within two errors as well
    assert of.ranks.index.nunique() < 1024
    assert 1.9 < of.farthest <= 2
    for name in ("people_later", "people_in_all", "people_anew", of.ranks.columns[0]):
        mean, error = mean_rank(of, name)
        assert abs(mean - 0.5) < 3 * error
        assert error < 0.022
    found = covered(of.ranks)
    assert ((found["held"] >= found["least"]) & (found["held"] <= found["most"])).all()
    assert ratios(of.foretold)["ratio"].tolist() == pytest.approx([1.0] * 3, abs=0.02)
    assert of.left.iloc[0] == pytest.approx(1 / (1 + SPREAD**2 / (LUCK**2 + ERROR**2)), abs=0.1)
    assert (of.left.iloc[1:] > 0.9).all()


@pytest.mark.slow
def test_luck_that_is_counted_twice_is_found_out_by_data_like_the_real_ones_alone(known, monkeypatch):
    """The weights of the second edition pull what is known to what is usual; over data from all of the prior that
    levels out."""
    right = likelihood._of_one
    monkeypatch.setattr(
        likelihood, "_of_one", lambda mean, *rest: right(mean, *rest) + 2 * rest[1].variance(mean) / rest[2]
    )
    mean, error = mean_rank(checked(1000 + FAR), "people_later")
    assert mean > 0.5 + 4 * error
    anywhere, error = mean_rank(checked(1000.0), "people_later")
    assert abs(anywhere - 0.5) < 3 * error


def test_luck_that_is_left_out_is_found_out(known, monkeypatch):
    monkeypatch.setattr(Luck, "variance", lambda self, mean: 1e-6 * mean**2)
    found = covered(checked(1000 + FAR).ranks.iloc[:, :1])
    assert (found["held"] < found["least"]).all()


def test_where_few_data_are_like_the_real_ones_the_nearest_are_taken(known):
    of = checked(1000 + 8 * SPREAD, 256)
    assert len(of.ranks) == 10
    assert of.farthest > 2


@pytest.mark.slow
def test_intervals_of_a_calibration_of_the_model_hold_the_truth(tmp_path):
    of = self_made(laboratory(store=tmp_path), read(), TARGETS, 1024)
    found = covered(of.ranks.drop(columns=[*FORETOLD]))
    assert of.count > 60
    assert ((found["held"] < found["least"]) | (found["held"] > found["most"])).mean() < 0.05
    later = covered(of.ranks[["people_anew"]]).iloc[0]
    assert abs(later["rank"] - 0.5) < 0.05 + 2 * later["rank_error"]


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
    free, lab, truths = space_of(read().parameters), laboratory("serial"), 200
    names = [factor.name for factor in free]
    looked_at = continuous(free)[:4]
    rows = tuple(row.model_copy(update={"error": 3.0}) for row in TARGETS.rows)
    monkeypatch.setattr(calibration, "RULES", ("simple",))
    monkeypatch.setattr(
        calibration._Asked, "figures", lambda self, rule, unit, same=False: stand_in(free, unit, (1, 2))
    )
    asked = replace(TARGETS, rows=rows, discrepancy=0.02)
    true = np.array([Draws(1).stream(f"truth of {name}").uniform(np.arange(truths)) for name in names]).T
    lived, ranks, counts = stand_in(free, true, [3])[:, 0], [], []
    chance = np.array([Draws(1).stream(f"error of {row.name}").normal(np.arange(truths)) for row in rows]).T
    for truth in range(truths):
        told = asked
        for _ in range(5):  # the error is one of what is observed
            data = lived[truth] + np.sqrt(likelihood.variance_of_reading(told)) * chance[truth]
            told = replace(
                asked, rows=tuple(row.model_copy(update={"value": v}) for row, v in zip(rows, data, strict=True))
            )
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
