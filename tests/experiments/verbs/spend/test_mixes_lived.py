"""Mixes in worlds: the same for all, no dearer than the sum by the ledger, and how they are judged."""

from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.ensembles.ensemble import ONE_SET, Ensemble
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.verbs.spend.mixes import BASE, Judged, Trials, Usual, market, within
from contagion.models.outcomes.costs import of_years
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.spent_by_hand import TWO, worlds

USUAL = Usual(25.0, 10.0)


def test_what_counts_is_the_ledger_with_the_groups_that_come_of_it():
    """14 places for 9,800 € bring sqrt(0.7 × 9.8) × 1,000 people and 26 groups of 350 € in ten years: 917 € a year, and
    717 € too much; with one place less it is 9,983 €."""
    of = market(read(), 10_000, USUAL, TWO)
    judged = within(of, worlds(), [(1.0, 0.0), (0.4, 0.4)], range(1, 4))
    assert list(judged.shares) == ["training.places +5, outreach.events_per_year +8", "training.places +13"]
    spent = judged.more("euros").mean(axis=1)
    assert spent["training.places +13"] == pytest.approx(13 * 700 + 10 * (0.7 * 9.1) ** 0.5 * 350 / 10)
    assert (spent <= 10_000).all()


def test_a_mix_that_never_fits_is_out():
    of = market(read(), 10_000, USUAL, TWO)
    dear = worlds()
    lived = dear.lived

    def dearer(runs):
        found = lived(runs)
        return found.assign(euros=found["euros"] + 1e6 * (found["scenario"] != BASE))

    object.__setattr__(dear, "lived", dearer)
    assert within(of, dear, [(0.0, 1.0), (1.0, 0.0)], range(1, 4)).shares == {}


def judged() -> Judged:
    """Ten worlds with 100 people each; `even` brings 30 everywhere, `bold` 80 but in the first, where it loses 50, and
    a commune."""
    rows = []
    for world in range(1, 11):
        for mix, more, communes in ((BASE, 0, 0), ("even", 30, 0), ("bold", -50 if world == 1 else 80, 1)):
            rows.append({"scenario": mix, "seed": world, "people": 100 + more, "communes": 5 + communes, "euros": 7.0})
    return Judged({"even": (1.0,), "bold": (0.5,)}, pd.DataFrame(rows))


def test_criteria_by_hand():
    found = judged().criteria
    assert found["people"].to_dict() == {"even": 30, "bold": 67}
    assert found["communes"].to_dict() == {"even": 0, "bold": 1}
    assert found["worst_part"].to_dict() == {"even": 130, "bold": 50}
    assert found["satisficing"].to_dict() == {"even": 1, "bold": 0.9}  # of 100, which is what there is without
    assert found["regret_p90"].to_dict() == pytest.approx({"even": 50, "bold": 8})
    assert found["robust"].to_dict() == {"even": 4, "bold": 5}
    assert (judged().first("people"), judged().first("robust"), judged().first("communes")) == ("bold", "even", "bold")
    assert judged().best(1) == ["bold"]
    assert judged().robustness.loc[BASE, "worst_part"] == 100


def test_worlds_are_sets_with_seeds_and_cost_what_the_ledger_says(tmp_path):
    """World 2 is the second set with the seed 2; what it cost is that of the yearly quantities."""
    sets = Ensemble("two", pd.DataFrame({"receptivity.share": [0.1, 0.3]}), {})
    lab = laboratory("serial", store=tmp_path)
    scenario = read(None, ["costs.seat=100"])
    of = Trials(lab, scenario, sets, 1)
    assert [of.parameters(number).receptivity.share for number in (1, 2, 3)] == [0.1, 0.3, 0.1]
    runs = of.runs({BASE: {}, "more": {"training.places": 30}}, [1, 2])
    lived = of.lived(runs).set_index(["scenario", "seed"])
    years = runs.rows("years")
    euros = pd.Series(
        of_years(years, scenario.parameters.costs).to_numpy(), years["scenario"] + years["seed"].astype(str)
    )
    assert lived.loc[(BASE, 2), "euros"] == pytest.approx(euros[f"{BASE}2"])
    assert lived.loc[("more", 1), "euros"] == pytest.approx(euros["more1"])
    alone = Trials(lab, scenario, ONE_SET, 1)
    assert alone.parameters(2) == scenario.parameters


def test_of_a_past_nothing_is_bought_and_nothing_is_counted(tmp_path):
    """A mix begins where the past ends; its worlds are lived with the luck of their sets."""
    sets = Ensemble("two", pd.DataFrame({"receptivity.share": [0.1, 0.3]}), {}, None, (7, 5))
    lab = laboratory("serial", store=tmp_path)
    scenario = replace(read(), past=1)
    of = Trials(lab, scenario, sets, 3)
    runs = of.runs({BASE: {}, "more": {"training.places": 40}}, [1, 2])
    lived, years = of.lived(runs).set_index(["scenario", "seed"]), runs.rows("years")
    people = years.pivot(index=["scenario", "seed"], columns="year", values="participants")
    assert people[1].loc[BASE].tolist() == people[1].loc["more"].tolist()
    assert lived["people"].to_dict() == (people[3] - people[1]).to_dict()
    spent = years.assign(euros=of_years(years, scenario.parameters.costs)).set_index(["scenario", "seed", "year"])[
        "euros"
    ]
    assert lived.loc[(BASE, 1), "euros"] == pytest.approx((spent[BASE, 1, 3] - spent[BASE, 1, 1]) / 2)
    alone = simulate(replace(scenario, parameters=of.parameters(2)), territory_for(scenario), years=3, seed=5)
    assert people.loc[(BASE, 2), 3] == alone.summary["participants"]
