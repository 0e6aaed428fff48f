"""Portfolios: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x13_portfolio
from contagion.experiments.questions.in_worlds import lived_in_worlds
from contagion.experiments.questions.ties import tied
from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS, plan
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page, words


@pytest.fixture(scope="module")
def found(lab):
    return x13_portfolio.main(quick=True, lab=lab, ensemble=even(2))


def test_portfolios_stay_in_their_budget(found):
    assert len(found.table) == len(x13_portfolio.BUDGETS) * len(PORTFOLIOS)
    assert (found.table["spent_a_year"] <= found.table["budget"]).all()
    others = found.table[found.table["portfolio"] != "no coordinator"]  # without one nobody is trained, no event held
    assert (others["spent_a_year"] > 0.3 * others["budget"]).all()
    assert len(found.answer.split()) <= 20
    fits_a_page("x13_portfolio", found)


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
    assert f"“{wide.mean(axis=1).idxmax()}” has " in found.sentence


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


def made_by_hand(ahead, noise=0):
    """Three worlds in which the third portfolio has so many people more than the others, or as luck has it."""
    return pd.DataFrame(
        {"portfolio": name, "budget": budget, "seed": world, "years": 10, "communes_reached": 5, "spent_a_year": 9.0,
         "participants": 100 + (number == 2) * (ahead + noise * (world - 2))}
        for number, name in enumerate(PORTFOLIOS)
        for world in (1, 2, 3)
        for budget in x13_portfolio.BUDGETS
    )  # fmt: skip


def answered(made):
    first = {budget: tied(even(1), people) for budget, people in x13_portfolio.people_of(made).items()}
    return x13_portfolio.answered(made, first, {"talk-informs": pd.Series([-1.0])}, even(1))


def test_a_winner_is_named_only_where_no_other_is_within_it():
    other = list(PORTFOLIOS)[2]
    plain = answered(made_by_hand(9))
    assert plain.answer == f"At 80 k€ a year: “{other}”"
    assert f"“{other}” is the split to look at first." in plain.follows
    assert f"surely more people are reached with “{other}” (at 40 and 80 k€)" in plain.follows
    assert "has +9 (+9 to +9) people" in plain.sentence
    assert "stands in 0 of 1 readings" in plain.sentence
    tie = answered(made_by_hand(1, noise=50))
    assert tie.answer == f"At 80 k€ a year: a tie of “{other}”, “{x13_portfolio.TODAY}” and 4 more"
    assert "Which of those in the tie is taken may rest on other grounds" in tie.follows
    assert "no split surely reaches more people" in tie.follows
    assert "a tie of" in tie.figure.get_suptitle() or "a tie of" in words(tie.figure)
