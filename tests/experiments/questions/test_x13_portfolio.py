"""Portfolios: who is named, by hand, and the rates at which more is spent."""

import pandas as pd

from contagion.experiments.questions import x13_portfolio as x13
from contagion.experiments.questions.asking import Standing
from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS, RATES
from tests.helpers.asked import asking
from tests.helpers.findings import words

OTHER = list(PORTFOLIOS)[2]


def made_by_hand(ahead, noise=0):
    """Three worlds in which the third portfolio has so many people more than the others, or as luck has it; it spends
    ten times as much."""
    return pd.DataFrame(
        {"portfolio": name, "budget": budget, "seed": world, "years": 10, "communes_reached": 5,
         "spent_a_year": 9000.0 if name == OTHER else 900.0,
         "participants": 100 + (name == OTHER) * (ahead + noise * (world - 2))}
        for name in PORTFOLIOS
        for world in (1, 2, 3)
        for budget in x13.BUDGETS
    )  # fmt: skip


def answered(made):
    return x13.answered(made, Standing(1.0, {"talk-informs": -1.0}), asking())


def test_a_winner_is_named_only_where_no_other_is_within_it():
    plain = answered(made_by_hand(9))
    assert plain.answer == f"At 80 k€ a year: “{OTHER}”"
    assert f"“{OTHER}” is the split to look at first." in plain.follows
    assert f"surely more people are reached with “{OTHER}” (at 40 and 80 k€)" in plain.follows
    assert "has +9 (+9 to +9) people" in plain.sentence
    assert "stands in 0 of 1 readings" in plain.sentence
    assert plain.rows.set_index("case").iloc[:, -2].tolist()[2].startswith("1, 1, 1, ")
    tie = answered(made_by_hand(1, noise=50))
    assert tie.answer == f"At 80 k€ a year: a tie of “{OTHER}”, “{x13.TODAY}” and 4 more"
    assert "Which of those in the tie is taken may rest on other grounds" in tie.follows
    assert "no split surely reaches more people" in tie.follows
    assert "a tie of" in tie.figure.get_suptitle() or "a tie of" in words(tie.figure)


def test_the_dearer_a_person_the_more_is_spent():
    made = pd.DataFrame(
        [("thrifty", 1_000, 1, 10.0, 1_000.0), ("lavish", 1_000, 1, 20.0, 11_000.0)],  # 1,000 € for each more
        columns=["portfolio", "budget", "seed", "participants", "spent_a_year"],
    )
    chosen = x13.preferred(made, 1)
    assert (chosen[1 / 2000], chosen[1 / 500]) == ("lavish at 1 k€", "thrifty at 1 k€")
    said = answered(made_by_hand(100)).follows  # 810 € for each person more
    assert f" where a person is worth {1 / max(RATES):,.0f} €, {OTHER} at 40 k€ where {1 / min(RATES):,.0f} €." in said


def test_criteria_disagree_where_nobody_is_first_by_all():
    ranks = {f"rank_{name}": [1, 2, 1, 2] for name in x13.CRITERIA} | {"rank_worst": [1, 2, 2, 1]}
    assert x13.disagreed(pd.DataFrame(ranks | {"budget": [1, 1, 2, 2]})) == [2]


def test_portfolios_are_judged_by_what_their_worlds_have():
    made = x13.judged(made_by_hand(9, noise=3).query("budget == 80_000"), 10).set_index("portfolio")
    assert made.loc[OTHER, ["worst", "mean", "first_in", "regret_p90"]].tolist() == [106, 109, 1, 0]
    assert made.loc[x13.TODAY, ["worst", "first_in", "spent_a_year"]].tolist() == [100, 0, 900]
    assert 6 < made.loc[x13.TODAY, "regret_p90"] <= 12
