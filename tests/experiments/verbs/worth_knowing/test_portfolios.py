"""Portfolios: plans worked out by hand, and what runs of them spent."""

import pytest

from contagion.experiments.verbs.worth_knowing import portfolios
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.cases import case, changed
from contagion.models.scenarios.scenario import read


def test_a_plan_worked_out_by_hand():
    assert portfolios.plan("training", 80_000) == {
        "budget.per_year": 80_000,
        "partners.coordinators": pytest.approx(32_000 / 54_800),  # a post and its 48 contacts
        "training.places": 40,  # 28,000 € of 700
        "outreach.events_per_year": 8,  # half of 8,000 €, of 500
        "outreach.letters": 2_000,  # the other half, of 0.50, in four mailings
    }


def test_what_events_cannot_take_goes_into_letters():
    values = portfolios.plan("outreach", 140_000)  # 56,000 €
    assert values["outreach.events_per_year"] == 52
    assert values["outreach.letters"] == 15_000  # 30,000 € left


@pytest.mark.parametrize("budget", portfolios.BUDGETS)
@pytest.mark.parametrize("name", portfolios.PORTFOLIOS)
def test_no_plan_is_dearer_than_its_budget(name, budget):
    values, kept = portfolios.plan(name, budget), 1 - sum(portfolios.PORTFOLIOS[name])
    planned = (
        values["partners.coordinators"] * 54_800
        + values["training.places"] * 700
        + values["outreach.events_per_year"] * 500
        + values["outreach.letters"] * 4 * 0.5
    )
    assert kept >= 0
    assert budget * (1 - kept) - 700 - 500 < planned <= budget * (1 - kept) + 1e-6


def test_each_run_has_the_euros_that_its_quantities_cost(lab):
    prices = read().parameters.costs
    cases = [
        case(changed(read().parameters, portfolios.plan(name, 60_000)), portfolio=name)
        for name in ("training", "outreach")
    ]
    runs = lab.run(cases, [1, 2], 2)
    made = portfolios.with_costs(runs, 2, prices)
    assert made[["portfolio", "seed"]].to_numpy().tolist() == [[n, s] for n in ("training", "outreach") for s in (1, 2)]
    years = runs.rows("years").set_index(["portfolio", "seed", "year"])
    for row in made.to_dict("records"):
        last = years.loc[(row["portfolio"], row["seed"], 2)]
        by_hand = sum(last[f"quantity_{item}"] * getattr(prices, item) for item in ITEMS)
        assert row["spent_a_year"] == pytest.approx(by_hand / 2)


def test_after_a_past_only_what_came_then_is_counted(lab):
    prices, one = read().parameters.costs, case(read().parameters, portfolio="as it is")
    runs = lab.run([one], [1, 2], 3)
    made = portfolios.with_costs(runs, 3, prices, past=2)
    years = runs.rows("years").set_index(["seed", "year"])
    for row in made.to_dict("records"):
        last, past = (years.loc[(row["seed"], year)] for year in (3, 2))
        assert row["people"] == last["participants"] - past["participants"] < row["participants"]
        by_hand = sum((last[f"quantity_{item}"] - past[f"quantity_{item}"]) * getattr(prices, item) for item in ITEMS)
        assert row["spent_a_year"] == pytest.approx(by_hand)
    assert portfolios.with_costs(runs, 3, prices)["people"].tolist() == runs.table["participants"].tolist()
