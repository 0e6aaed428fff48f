"""What is worth knowing: worlds that are the same for all, a choice that can be worked out, and runs."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS, plan
from contagion.experiments.verbs.worth_knowing.work import (
    FEWEST_SETS,
    SETS,
    Asked,
    decided,
    must_be_enough,
    worth_knowing,
)
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers import worth_knowing_by_hand as by_hand


@pytest.fixture(scope="module")
def found():
    return by_hand.found()


def test_all_ways_are_run_in_the_same_worlds_with_luck_of_their_own():
    asked = by_hand.asked(sets=4, seeds=2, budget=60_000.0)
    worlds = {name: [] for name in PORTFOLIOS}
    for case, seed in asked.runs():
        worlds[case.labels["portfolio"]].append((case.labels["set"], seed))
        given = json.loads(case.parameters)
        row = asked.ensemble.table.iloc[case.labels["set"]]
        assert given["receptivity"]["share"] == row["receptivity.share"]
        assert given["registering"]["rule"] == row["registering.rule"]
        assert given["facilitation"]["rest_weeks"] == row["facilitation.rest_weeks"]
        assert given["budget"]["per_year"] == 60_000
        assert given["training"]["places"] == plan(case.labels["portfolio"], 60_000)["training.places"]
    first, *others = worlds.values()
    assert all(other == first for other in others)
    assert first == [(0, 1), (0, 5), (1, 2), (1, 6), (2, 3), (2, 7), (3, 4), (3, 8)]


def test_of_a_programme_the_past_is_the_same_whatever_is_bought_and_only_the_rest_is_counted(lab, monkeypatch):
    """Week by week; each set with the luck that agrees."""
    base = replace(read(), past=2)
    usual = changed(base.parameters, {"costs.seat": 350})
    given = replace(by_hand.asked(40, 2, years=3), scenario=base, usual=usual)
    given = replace(given, luck=[[n + 7, n + 1007] for n in range(40)])
    asked = given.runs()
    assert [seed for one, seed in asked if one.labels == {"portfolio": "training", "set": 3}] == [10, 1010]
    runs = lab.run_each([(one, seed) for one, seed in asked if one.labels["set"] == 3], 3)
    figures = runs.rows("years").drop(columns="portfolio").set_index(["year", "seed"]).sort_index()
    for year, seed in figures.index.unique():
        same = len(figures.loc[[(year, seed)]].drop_duplicates()) == 1
        assert same == (year < 3)
    assert given.ahead == 1
    (training,) = {one.parameters for one, _ in asked if one.labels == {"portfolio": "training", "set": 3}}
    (row,) = json.loads(training)["decision"]
    assert row["set"]["training.places"] == plan("training", given.budget, usual)["training.places"] == 80
    counted = []

    def judge(_asked, _runs, people, euros, _call):
        counted.extend([people, euros])

    monkeypatch.setattr("contagion.experiments.verbs.worth_knowing.work.judged", judge)
    monkeypatch.setattr(Asked, "runs", lambda _: [(one, seed) for one, seed in asked if one.labels["set"] == 3])
    worth_knowing(lab, given)
    people, years = counted[0], runs.rows("years").set_index(["portfolio", "seed", "year"])["participants"]
    for name in PORTFOLIOS:
        for seed in (10, 1010):
            assert people.loc[name, (3, seed)] == years[name, seed, 3] - years[name, seed, 2]


def test_sets_of_the_same_values_are_the_same_whatever_their_luck():
    """What can be asked for is the values alone; sets that come twice with other luck are no further ones."""
    asked = by_hand.of_a_programme().asked
    assert len(np.unique(asked.ensemble.distinct)) == 120
    assert asked.different == len(np.unique(asked.same)) == 60
    few = replace(asked, ensemble=replace(asked.ensemble, table=asked.ensemble.table.iloc[np.arange(120) % 60]))
    with pytest.raises(InputError, match="by_hand: different sets among its first 120: 30; at least 40 are needed"):
        must_be_enough(few)


def test_ways_are_ordered_by_people_less_euros():
    worlds = pd.MultiIndex.from_product([[0, 1], [1, 2]], names=["set", "seed"])
    people = pd.DataFrame([[10, 20, 30, 40], [12, 18, 10, 12]], index=["dear", "cheap"], columns=worlds, dtype=float)
    euros = pd.DataFrame([[100.0] * 4, [10.0] * 4], index=["dear", "cheap"], columns=worlds)
    table = decided(people - euros / 10, people, euros, [0, 1]).set_index("portfolio")
    assert table.index.tolist() == ["dear", "cheap"]
    assert table["benefit"].tolist() == [15, 12]
    assert table["people"].tolist() == [25, 13]
    assert table["first_in"].tolist() == [0.5, 0.5]
    # behind by -11, -7, 11, 19: by sets -9 and 15
    assert table.loc["cheap", "behind"] == 3
    assert table.loc["cheap", "error"] == pytest.approx(np.std([-9, 15], ddof=1) / 2**0.5)


def test_how_far_one_is_behind_is_as_sure_as_sets_that_differ():
    """Four sets, the first three times: as many as two, of which the means are weighed by how often they are there."""
    worlds = pd.MultiIndex.from_product([[0, 1, 2, 3], [1, 2]], names=["set", "seed"])
    gains = np.repeat([4.0, 4.0, 4.0, 12.0], 2) + np.tile([1.0, -1.0], 4)
    benefit = pd.DataFrame([gains, 0 * gains], index=["ahead", "behind"], columns=worlds)
    row = decided(benefit, benefit, benefit, [5, 5, 5, 7]).set_index("portfolio").loc["behind"]
    assert row["behind"] == 6
    assert row["error"] == pytest.approx(np.std([3, 9], ddof=1) / 2**0.5)  # weighed, 4 and 12 are 3 and 9
    apart = decided(benefit, benefit, benefit, [0, 1, 2, 3]).set_index("portfolio").loc["behind"]
    assert apart["error"] == pytest.approx(np.std([4, 4, 4, 12], ddof=1) / 2)


def test_what_everything_is_worth_is_what_the_one_number_that_matters_is_worth(found):
    """Many are 0.4 of the sets, and 20 people more there: 8 people."""
    assert found.best == "as today"
    assert found.everything.value == pytest.approx(8, abs=2.5 * found.everything.error)
    first = found.numbers.iloc[0]
    assert (first["factor"], first["low"], first["high"], first["item"]) == (by_hand.SHARE, "as today", "training", 3)
    assert first["worth"] == pytest.approx(8, abs=2.5 * first["error"])
    assert first["otherwise"] == pytest.approx(0.4, abs=0.1)
    assert first["clear"]
    assert found.numbers["clear"].sum() == 1


def test_what_to_ask_for_first_is_what_tells_it(found):
    items = found.to_ask.set_index("item")
    assert items.index[0] == 3
    assert items["clear"].to_dict() == {number: number == 3 for number in items.index}
    assert set(items.index) == {1, 2, 3, 4}


def test_a_number_that_never_varies_and_a_category_have_no_ends(found):
    numbers = found.numbers.set_index("factor")
    assert "group.dropout" not in numbers.index
    assert numbers.loc["registering.rule", ["low", "high"]].tolist() == ["", ""]


@pytest.mark.slow
def test_each_rate_has_its_first_place(found):
    rates = found.rates.set_index("rate")
    assert rates.index.tolist() == [200, 500, 1000, 2000]
    assert set(rates["best"]) == {"as today"}  # all cost the same
    assert set(rates["item"]) == {3}
    assert by_hand.found(rate=750.0).rates["rate"].tolist() == [200, 500, 750, 1000, 2000]


@pytest.mark.slow
def test_where_nothing_can_be_told_nothing_is_first():
    nothing = by_hand.found(few=-30.0, many=-30.0)
    assert not nothing.everything.clear
    assert set(nothing.rates["item"]) == {0}
    assert set(nothing.rates["factor"]) == {""}


def test_too_few_sets_are_said():
    with pytest.raises(InputError, match="by_hand: is of 120 sets, and 121 are asked for"):
        worth_knowing(None, replace(by_hand.asked(), sets=121))  # ty: ignore[invalid-argument-type]


def of(table: pd.DataFrame) -> Asked:
    """Asked of other sets."""
    asked = by_hand.asked()
    return replace(asked, ensemble=replace(asked.ensemble, table=table), sets=len(table))


@pytest.mark.parametrize("different", [1, 2, FEWEST_SETS - 1])
def test_sets_that_come_again_do_not_make_up_for_too_few(different):
    table = by_hand.ensemble().table
    few = of(table.iloc[np.arange(120) % different])
    said = f"by_hand: different sets among its first 120: {different}; at least {FEWEST_SETS} are needed"
    with pytest.raises(InputError, match=said):
        must_be_enough(few)
    must_be_enough(of(table.iloc[np.arange(120) % FEWEST_SETS]))


def test_sets_that_differ_in_nothing_that_can_be_asked_for_are_refused():
    table = by_hand.ensemble().table
    with pytest.raises(InputError, match="by_hand: nothing that can be asked for differs between its first 120 sets"):
        must_be_enough(of(table[["registering.rule", "contacts.tie_exponent"]]))
    must_be_enough(of(table[["registering.rule", "receptivity.share"]]))


def test_the_ensembles_of_the_project_are_enough_even_where_all_is_made_small():
    for name in ("besancon", "besancon_tasters"):
        for sets in (FEWEST_SETS, SETS):
            must_be_enough(Asked(by_hand.asked().scenario, read_ensemble(Path(name)), sets=sets))
