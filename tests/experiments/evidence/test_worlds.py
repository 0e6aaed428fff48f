"""Scenarios in the worlds of an ensemble: which values each world has, and what is told of them."""

import json
import tomllib
from dataclasses import replace
from functools import partial
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, variance

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.experiments.commands.compare.work import headline, in_worlds, inquiry
from contagion.experiments.commands.levers import inquiry as levers
from contagion.experiments.commands.limits import inquiry as limits
from contagion.experiments.commands.sweep.work import inquiry as sweep
from contagion.experiments.evidence.worlds import Worlds, told_apart
from contagion.experiments.say.levers import LEVERS
from contagion.models.parameters import Parameters, describe
from contagion.models.runs.lab import AGAIN, met_again
from contagion.models.runs.study import case, changed
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import of_log_normal
from contagion.sim.statistics.spread import error_of_median
from tests.helpers.even_ensemble import even
from tests.helpers.places import ROOT

REF, DOUBLE, LOWLOSS = read(), read(Path("double_places")), read(Path("lowloss"))


@pytest.fixture(scope="module")
def worlds(few) -> Worlds:
    return Worlds(few)


def test_each_world_is_a_set_of_its_own_and_after_the_last_they_begin_again(worlds):
    assert [worlds.set_of(world) for world in range(1, 6)] == [0, 1, 2, 3, 4]
    assert worlds.parameters(REF, len(worlds.ensemble) + 1) == worlds.parameters(REF, 1)


def test_a_world_has_its_own_values_in_each_scenario_but_for_what_the_scenario_is_about(worlds):
    asked = inquiry([REF, DOUBLE], 1, 4, worlds=worlds)
    for scenario, made in zip([REF, DOUBLE], asked.cases, strict=True):
        for world in (1, 2, 3):
            assert made.at(world) == case(worlds.ensemble.over(scenario, world - 1)).parameters
    assert asked.cases[0].at(1) == asked.cases[0].at(AGAIN + 1) != asked.cases[0].at(2)


def test_the_inquiry_runs_each_world_with_its_seed(worlds, own_lab):
    made = inquiry([REF, DOUBLE], 4, 4, worlds=worlds).last(own_lab)
    by_hand = own_lab.run([case(worlds.parameters(DOUBLE, 3))], [3], 4).table["event_log_sha256"].iloc[0]
    rows = made.runs.table.set_index(["scenario", "seed"])
    assert rows.loc[("double_places", 3), "event_log_sha256"] == by_hand
    assert in_worlds(made)["worlds"].tolist() == [4] * 6


def test_what_is_run_of_a_scenario_is_known_again_until_it_or_the_values_are_others(few):
    """That a number was set over the file, be it as it was, is of the scenario too."""
    wish = REF.parameters.volunteering.wish
    said, elsewhere = read(None, [f"volunteering.wish={wish}"]), replace(few, name="the same elsewhere")
    texts = [Worlds(of).case(one).at(3) for of in (few, elsewhere) for one in (REF, read(), DOUBLE, said)]
    assert texts[0] is texts[1] is not texts[4]
    assert texts[:4] == texts[4:]
    assert len({*texts}) == 3


def test_a_step_is_taken_from_the_values_of_the_world(worlds):
    wish = next(lever for lever in LEVERS if lever.parameter == "volunteering.wish")
    asked = levers(REF, 1, 4, [wish], worlds)
    for world in (1, 3, 5):
        here = worlds.parameters(REF, world).volunteering.wish
        further = json.loads(asked.cases[1].at(world))["volunteering"]["wish"]
        assert further == pytest.approx(here + 0.01)
        assert further != pytest.approx(REF.parameters.volunteering.wish + 0.01)


def test_where_a_world_has_no_further_step_it_stays_as_it_is(worlds):
    def none(parameters):
        raise InputError("no further step")

    assert worlds.case(REF, none).at(1) == worlds.case(REF).at(1)


def test_more_of_a_capacity_is_a_tenth_of_what_a_world_has(worlds):
    asked = limits(REF, 1, 4, worlds=worlds)
    names = [one.labels["scenario"] for one in asked.cases]
    wish = asked.cases[names.index("wish")]
    here = worlds.parameters(REF, 3).volunteering.wish
    assert json.loads(wish.at(3))["volunteering"]["wish"] == pytest.approx(1.1 * here)


def test_points_of_a_sweep_are_set_over_the_values_of_the_worlds(worlds):
    asked = sweep(REF, [{"training.places": 4}, {"training.places": 8}], 1, 2, in_worlds=lambda: worlds)
    here = worlds.parameters(REF, 2)
    assert asked.cases[1].at(2) == case(changed(here, {"training.places": 8})).parameters
    assert asked.cases[1].labels == {"training.places": 8}


def by_hand(difference):
    """Runs of two scenarios in worlds from 1 on."""
    seeds = np.arange(1, len(difference) + 1)
    rows = [pd.DataFrame({"scenario": "base", "seed": seeds, "people": 100.0})]
    rows.append(pd.DataFrame({"scenario": "other", "seed": seeds, "people": 100.0 + np.asarray(difference)}))
    return pd.concat(rows)


def test_what_is_told_apart_is_told_world_by_world():
    row = told_apart(by_hand([-2, 0, 1, 1, 3, 9]), "base", ["people"], Worlds(even(2), above=2)).iloc[0]
    assert (row["base"], row["value"], row["p50"]) == (100, 101, 1)
    assert (row["above_zero"], row["below_zero"], row["above"]) == pytest.approx((4 / 6, 1 / 6, 2 / 6))
    assert row["worlds"] == 6
    half = stats.t.ppf(0.975, 5) * np.std([-2, 0, 1, 1, 3, 9], ddof=1) / sqrt(6)  # of six sets
    assert (row["low"], row["high"]) == pytest.approx((2 - half, 2 + half))
    assert row["count_as"] == 6
    assert row[["base_error", "value_error", "p50_error"]].tolist() == [
        error_of_median(of) for of in ([100] * 6, [98, 100, 101, 101, 103, 109], [-2, 0, 1, 1, 3, 9])
    ]


def test_a_comparison_counts_sets_and_not_worlds(worlds, own_lab):
    """What `compare --all`, and the files of a comparison, have: as wide as what is told world by world."""
    made = inquiry([REF, DOUBLE], 4, 4, worlds=worlds).last(own_lab)
    told = in_worlds(made).set_index("indicator").loc["people"]
    assert told["low"] < told["high"]
    people = headline(made).set_index("indicator").loc["people"]
    participants = made.differences.set_index("indicator").loc["participants"]
    for row in (people, participants):
        assert (row["low"], row["high"]) == pytest.approx((told["low"], told["high"]))


def test_what_comes_of_the_rule_of_deciding_is_told_as_structure(worlds):
    again = replace(worlds.ensemble, table=pd.concat([worlds.ensemble.table] * 4, ignore_index=True))
    rules = again.table["registering.rule"].to_numpy()
    many = replace(again, table=again.table.assign(**{"group.no_show": np.linspace(0.1, 0.3, len(rules))}))
    found = partial(told_apart, base="base", indicators=["people"], worlds=Worlds(many))
    by_rule = np.select([rules == "simple", rules == "threshold"], [10.0, 50.0], 0.0)
    assert found(by_hand(by_rule), again=met(by_rule[:15])).iloc[0]["structure"] == pytest.approx(1)
    for_nothing = np.tile([1.0, -1.0], len(rules) // 2)
    by_luck = found(by_hand(for_nothing), again=met(-for_nothing[:15])).iloc[0]
    assert by_luck["luck"] == pytest.approx(1, abs=0.1)
    assert by_luck["p50"] == found(by_hand(for_nothing)).iloc[0]["p50"]  # what is met again counts for nothing else
    few = partial(found, worlds=Worlds(again))  # of which too few differ
    for told in (few(by_hand(by_rule), again=met(by_rule[:10])), found(by_hand(by_rule))):
        assert told[["luck", "parameters", "structure"]].isna().all(axis=None)


def met(difference):
    """The same of worlds that are met again."""
    rows = by_hand(difference)
    return rows.assign(seed=rows["seed"] + AGAIN)


def test_a_part_of_the_worlds_is_met_again(worlds, own_lab):
    asked = inquiry([REF, LOWLOSS], 1, 12, worlds=worlds)
    last = asked.last(own_lab)
    assert last.number == 12
    assert last.runs.again
    assert last.runs.again.labels["seed"].tolist() == [*met_again(12)] * 2
    told = in_worlds(last)
    assert (told["worlds"] == 12).all()
    assert asked.then(lambda made: made.runs.again).last(own_lab)


# ---- how much places differ: the law of `demand.place` is what the totals of other places come to ----

# Of each place, the logarithm of people per unit of effort: per facilitator and year, facilitators stopping at the
# usual rate, or per inhabitant and year. Within each kind of effort, the variance of these less that of luck, groups
# of people coming by chance, divided by the square of the elasticity; then pooled by degrees of freedom. So few
# places tell a standard deviation badly: what is declared is that of Student's law with so many degrees of freedom.


ELASTICITY = {"facilitator-year": 0.45, "inhabitant-year": 1.0}
"""By which power of the strength of asking people per effort rise: the model's (half and twice `demand.place`, the
reference in Grand Besançon over three years, 171 and 318 people on average over 30 seeds), and an assumption (families
who answer an open call need nobody who was trained)."""


def effort(place):
    """Facilitator-years, or inhabitant-years."""
    if "inhabitants" in place:
        return place["inhabitants"] * place.get("years", 1)
    stops, years = Parameters().retention.loss_per_year, len(place["trained"])
    return sum(number * (1 - exp(-stops * (years - year))) / stops for year, number in enumerate(place["trained"]))


def test_declared_law_is_what_the_table_of_places_comes_to():
    places = tomllib.loads((ROOT / "data" / "places.toml").read_text(encoding="utf-8"))["place"]
    squares, freedom = 0.0, 0
    for kind, elasticity in ELASTICITY.items():
        some = [place for place in places if place["per"] == kind]
        rates = [log(place["people"] / effort(place)) for place in some]
        luck = fmean(place["group"] / place["people"] for place in some)
        squares += (len(some) - 1) * (variance(rates) - luck) / elasticity**2
        freedom += len(some) - 1
    (row,) = [row for row in describe() if row["name"] == "demand.place"]
    median, deviation = of_log_normal(*row["range"])
    assert median == pytest.approx(1.0)
    assert deviation == pytest.approx(sqrt(squares / (freedom - 2)), abs=0.005)
