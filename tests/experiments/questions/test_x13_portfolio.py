"""The experiments on demand, portfolios and alternative programmes: what they hand over follows from the runs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x13_portfolio


def test_chance_is_what_is_left_within_worlds():
    index = pd.MultiIndex.from_tuples(
        [("ref", "simple", 1), ("ref", "simple", 2), ("ref", "threshold", 1), ("ref", "threshold", 2)],
        names=x13_portfolio.MEMBER,
    )
    half = x13_portfolio.chance(pd.Series([1.0, 3.0, 10.0, 14.0], index))  # variances 2 and 8, so 5 within worlds
    assert half == pytest.approx(stats.t.ppf(0.975, 2) * np.sqrt(5 / 4))


@pytest.fixture(scope="module")
def portfolios(lab):
    return x13_portfolio.main(quick=True, lab=lab)


def test_portfolios_stay_in_their_budget(portfolios):
    table = portfolios.table
    assert len(table) == 2 * len(x13_portfolio.PORTFOLIOS)  # two budgets
    assert (table["spent_a_year"] <= table["budget"]).all()
    assert (table["spent_a_year"] > 0.4 * table["budget"]).all()


def test_portfolios_are_judged_by_their_runs(lab, portfolios):
    cases = x13_portfolio.options(x13_portfolio.PRESETS[:1], x13_portfolio.RULES[:1], x13_portfolio.BUDGETS[1:3])
    runs = lab.run(cases, [1, 2], 2).table  # kept: nothing is run again
    table = portfolios.table.set_index(["budget", "portfolio"])
    for key, own in runs.groupby(["budget", "portfolio"]):
        assert table.loc[key, "mean"] == own["participants"].mean()
        assert table.loc[key, "worst"] == own["participants"].min()
        assert table.loc[key, "satisficing"] == (own["participants"] >= 200).mean()
    for budget, at in runs.groupby("budget"):
        wide = at.pivot(index="portfolio", columns="seed", values="participants")
        lost = (wide.max() - wide).quantile(0.9, axis=1)
        assert table.loc[budget, "regret_p90"].to_dict() == pytest.approx(lost.to_dict())
        best = table.loc[budget, "mean"].idxmax()
        assert table.loc[(budget, best), "rank_mean"] == 1
        assert table.loc[(budget, best), "pareto"]
        assert table.loc[(budget, best), "from_best"] == 0


def test_the_best_portfolio_is_named(portfolios):
    for budget, at in portfolios.table.groupby("budget"):
        best = at.loc[at["mean"].idxmax(), "portfolio"]
        assert f"At {budget:,} € a year, {best} reaches" in portfolios.text


def test_the_dearer_a_person_the_more_is_spent():
    made = pd.DataFrame(
        [
            ("thrifty", 1_000, "ref", "simple", 1, 10.0, 1_000.0),
            ("lavish", 1_000, "ref", "simple", 1, 20.0, 11_000.0),  # 1,000 € for each more
        ],
        columns=["portfolio", "budget", *x13_portfolio.MEMBER, "participants", "spent"],
    )
    chosen = x13_portfolio.preferred(made)
    assert chosen[1 / 2000] == "lavish at 1 k€"
    assert chosen[1 / 500] == "thrifty at 1 k€"
