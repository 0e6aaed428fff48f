"""Portfolios: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest

from experiments.questions import x13_portfolio
from experiments.questions.in_worlds import lived_in_worlds
from experiments.studies.portfolios import PORTFOLIOS, plan
from tests.helpers.even_ensemble import even


@pytest.fixture(scope="module")
def found(lab):
    return x13_portfolio.main(quick=True, lab=lab, ensemble=even(2))


def test_portfolios_stay_in_their_budget(found):
    assert len(found.table) == len(x13_portfolio.BUDGETS) * len(PORTFOLIOS)
    assert (found.table["spent_a_year"] <= found.table["budget"]).all()
    assert (found.table["spent_a_year"] > 0.3 * found.table["budget"]).all()
    assert len(found.answer.split()) <= 14


def test_portfolios_are_judged_by_their_runs(lab, found):
    budget = x13_portfolio.USUAL
    asked = [({"portfolio": name}, plan(name, budget)) for name in PORTFOLIOS]
    runs = lived_in_worlds(even(2), asked, True, lab).table  # kept: nothing is run again
    wide = runs.pivot(index="portfolio", columns="seed", values="participants").astype(float)
    table = found.table[found.table["budget"] == budget].set_index("portfolio")
    assert table["worst"].to_dict() == wide.min(axis=1).to_dict()
    assert table["mean"].to_dict() == pytest.approx(wide.mean(axis=1).to_dict())
    assert table.loc[wide.index, "regret_p90"].tolist() == pytest.approx(
        np.quantile(wide.max() - wide, 0.9, axis=1).tolist()
    )
    more = (wide - wide.loc[x13_portfolio.TODAY]).median(axis=1).drop(x13_portfolio.TODAY)
    assert table["p50"].dropna().to_dict() == more.to_dict()
    assert f"“{wide.mean(axis=1).idxmax()}” reaches the most people" in found.sentence


def test_the_dearer_a_person_the_more_is_spent():
    made = pd.DataFrame(
        [("thrifty", 1_000, 1, 10.0, 1_000.0), ("lavish", 1_000, 1, 20.0, 11_000.0)],  # 1,000 € for each more
        columns=["portfolio", "budget", "seed", "participants", "spent_a_year"],
    )
    chosen = x13_portfolio.preferred(made, 1)
    assert chosen[1 / 2000] == "lavish at 1 k€"
    assert chosen[1 / 500] == "thrifty at 1 k€"


def test_criteria_disagree_where_nobody_is_first_by_all():
    ranks = {f"rank_{name}": [1, 2, 1, 2] for name in x13_portfolio.CRITERIA} | {"rank_worst": [1, 2, 2, 1]}
    assert x13_portfolio.disagreed(pd.DataFrame(ranks | {"budget": [1, 1, 2, 2]})) == [2]


def test_no_split_is_said_to_beat_todays_where_that_is_not_told():
    rows = [
        {"scenario": name, "seed": world, str(budget): 100 + (number == 2) * (world - 2)}
        for number, name in enumerate(PORTFOLIOS)
        for world in (1, 2, 3)
        for budget in x13_portfolio.BUDGETS
    ]
    people = pd.DataFrame(rows).groupby(["scenario", "seed"], sort=False).first().reset_index()
    other = list(PORTFOLIOS)[2]
    assert x13_portfolio._answer(people, other) == "No split surely beats today's at 80 k€ a year"
    assert x13_portfolio._title(people) == "No split of the money surely reaches more people than today's"
    assert x13_portfolio._with(people, "less", "fewer") == "no split surely reaches fewer people"
    ahead = people.assign(
        **{str(x13_portfolio.USUAL): people[str(x13_portfolio.USUAL)] + 9 * (people["scenario"] == other)}
    )
    assert x13_portfolio._answer(ahead, other) == f"{other}: +9 people against today's split"
    assert x13_portfolio._surely(ahead, "more") == f"“{other}” (at 80 k€)"
    assert x13_portfolio._with(ahead, "more", "more") == f"surely more people are reached with “{other}” (at 80 k€)"
    assert x13_portfolio._title(ahead).endswith(f"today's split of the money: “{other}” (at 80 k€)")
