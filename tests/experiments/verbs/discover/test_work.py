"""In which worlds a condition holds: what is run, what is counted, and where boxes are looked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.ensembles.calibration import RULE, RULES, space_of
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.met_again import AGAIN
from contagion.experiments.verbs.discover import work as discovery
from contagion.experiments.verbs.discover.work import RANGES, Condition, discover, limits_of, over_ranges
from contagion.models.runs.cases import case
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.discovery.prim import Found
from contagion.sim.statistics.spread import interval_of_share

PEOPLE = Condition("participants", "<", 60, 1)


@pytest.fixture(scope="module")
def ranges():
    return over_ranges(read(), 60)


@pytest.fixture(scope="module")
def found(lab, ranges):
    return discover(lab, read(), PEOPLE, ranges, 1, halves=3)


def test_the_ranges_are_filled_evenly_and_rules_take_turns(ranges):
    assert ranges.name == RANGES
    assert ranges.table[RULE].tolist() == list(RULES) * 20
    factor = next(one for one in space_of(read().parameters) if one.name == "retention.loss_per_year")
    shares = (ranges.table["retention.loss_per_year"] - factor.low) / (factor.high - factor.low)
    assert sorted(np.floor(60 * shares)) == list(range(60))


def test_a_row_is_a_set_as_it_was_run(lab, ranges, found):
    """One set, run by itself in its world."""
    place = 7
    parameters = ranges.over(read(), place)
    runs = lab.run_each([(Case(case(parameters).parameters), place + 1)], 1)
    row = found.worlds.loc[place]
    assert row["figure"] == runs.table["participants"].iloc[0]
    assert row["holds"] == (row["figure"] < 60)
    assert all(parameters.get(name) == row[name] for name in found.factors)
    assert {*found.factors} == {*ranges.table}


def test_sets_that_are_all_the_same_are_refused(lab, ranges):
    with pytest.raises(InputError, match="ranges: its first 1 sets are one and the same"):
        discover(lab, read(), PEOPLE, ranges, 1, sets=1)
    same = replace(ranges, table=ranges.table.iloc[[0, 0, 0]].reset_index(drop=True))
    with pytest.raises(InputError, match="first 3 sets are one and the same"):
        discover(lab, read(), PEOPLE, same, 1)


def test_a_set_that_comes_again_makes_the_share_no_surer(lab, ranges, found):
    twice = replace(found, worlds=found.worlds.loc[np.repeat(found.worlds.index, [*[3] * 20, *[1] * 40])])
    assert twice.independent == pytest.approx(100**2 / (20 * 9 + 40))
    assert twice.interval == interval_of_share(twice.share, twice.independent)


def test_sets_that_are_the_same_are_so_whatever_levers_do_beside(own_lab, ranges, monkeypatch):
    """Five sets, each there twelve times with other founders, are five; boxes are told to be of as few."""
    five, asked = replace(ranges, table=ranges.table.iloc[np.arange(60) % 5].reset_index(drop=True)), []
    monkeypatch.setattr(discovery, "find", lambda *_, same, **__: asked.append(same) or Found((), ()))
    founders, condition = Factor("training.founders", 0, 60, whole=True), Condition("facilitators_trained", "<", 30, 1)
    made = discover(own_lab, read(), condition, five, 1, levers=[founders])
    assert made.worlds["training.founders"].nunique() > 30
    assert made.independent == pytest.approx(5)
    assert asked[0].tolist() == [*range(5)] * 12


def test_several_seeds_of_a_set_make_the_share_surer(found):
    """A half of each set is as sure as can be; all or nothing of each is as one seed."""
    half = replace(found, worlds=found.worlds.assign(holds=[0.4, 0.6] * 30))
    assert half.independent == pytest.approx(60 * 0.25 / 0.01)
    whole = replace(found, worlds=found.worlds.assign(holds=[0.0, 1.0] * 30))
    assert whole.independent == pytest.approx(60)


def test_what_decides_is_found(lab, ranges):
    """Who are trained in the first year are founders, but for a few: where they are few, few are trained."""
    founders = Factor("training.founders", 0, 60, whole=True)
    made = discover(lab, read(), Condition("facilitators_trained", "<", 30, 1), ranges, 1, levers=[founders], halves=4)
    assert not made.too_few
    assert made.interval == pytest.approx(interval_of_share(made.share, 60))
    (box,) = made.found.boxes
    (limit,) = box.limits
    assert (limit.factor, limit.side) == ("training.founders", "most")
    assert limit.again >= 0.5  # of halves of 30 points
    assert box.density > 0.9
    table = limits_of(made.found.boxes)
    assert table.loc[0, ["density", "coverage", "mass"]].tolist() == [box.density, box.coverage, box.mass]
    assert table.loc[0, ["factor", "side", "value", "q"]].tolist() == [limit.factor, limit.side, limit.value, limit.q]
    assert limits_of(()).empty


def test_in_an_ensemble_the_worlds_are_those_of_other_commands(lab, few):
    made = discover(lab, read(), PEOPLE, few, 1, sets=4, seeds=2)
    labels = made.runs.labels
    worlds = Worlds(few)
    assert labels["seed"].tolist() == [first + world for world in range(1, 5) for first in (0, AGAIN)]
    assert labels["place"].tolist() == [worlds.set_of(world) for world in labels["seed"]]
    assert set(made.worlds["holds"]) <= {0, 0.5, 1}
    assert len(made.worlds) == 4


def test_what_a_scenario_sets_itself_is_no_factor_and_levers_are(lab, ranges):
    lever = Factor("training.places", 5, 40, whole=True)
    made = discover(lab, read(Path("lowloss")), PEOPLE, ranges, 1, sets=12, levers=[lever])
    assert "retention.loss_per_year" not in made.factors
    assert made.levers == ["training.places"]
    assert made.worlds["training.places"].between(5, 40).all()
    assert made.worlds["training.places"].nunique() > 6


def test_where_it_is_always_or_never_so_nothing_is_sought(lab, ranges):
    for value, share in ((1e9, 1.0), (0, 0.0)):
        made = discover(lab, read(), replace(PEOPLE, value=value), ranges, 1)
        assert (made.share, made.too_few) == (share, True)
        assert made.interval == interval_of_share(share, 60)
        assert made.found.boxes == made.found.offered == ()


def test_worlds_without_the_figure_are_left_out(lab, ranges):
    """Of those in which nobody has stopped it is not known how many each brought about."""
    made = discover(lab, read(), Condition("r_facilitators", "<", 1), ranges, 1)
    missing = int(made.runs.table["r_facilitators"].isna().sum())
    assert 0 < missing < 60
    assert made.without == missing
    assert len(made.worlds) == 60 - missing


def test_a_figure_that_exists_in_no_world_is_said(lab, ranges):
    with pytest.raises(InputError, match="exists in none of 5 worlds"):
        discover(lab, read(), Condition("years_to_1000_participants", "<", 1), ranges, 1, sets=5)
