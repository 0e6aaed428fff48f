"""The experiments on demand, portfolios and alternative programmes: what they hand over follows from the runs."""

import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import another_1000_euros, x08_demand, x13_portfolio, x14_alternatives
from models.parameters import Parameters
from models.runs.cases import case

# --- X13, X17: portfolios ---------------------------------------------------------------------------------------------


def test_a_plan_worked_out_by_hand():
    assert x13_portfolio.plan("training", 80_000) == {
        "budget.per_year": 80_000,
        "partners.coordinators": pytest.approx(32_000 / 54_800),  # a post and its 48 contacts
        "training.places": 40,  # 28,000 € of 700
        "outreach.events_per_year": 8,  # half of 8,000 €, of 500
        "outreach.letters": 2_000,  # the other half, of 0.50, in four mailings
    }


def test_what_events_cannot_take_goes_into_letters():
    values = x13_portfolio.plan("outreach", 140_000)  # 56,000 €
    assert values["outreach.events_per_year"] == 52
    assert values["outreach.letters"] == 15_000  # 30,000 € left


@pytest.mark.parametrize("budget", x13_portfolio.BUDGETS)
@pytest.mark.parametrize("name", x13_portfolio.PORTFOLIOS)
def test_no_plan_is_dearer_than_its_budget(name, budget):
    values, kept = x13_portfolio.plan(name, budget), 1 - sum(x13_portfolio.PORTFOLIOS[name])
    planned = (
        values["partners.coordinators"] * 54_800
        + values["training.places"] * 700
        + values["outreach.events_per_year"] * 500
        + values["outreach.letters"] * 4 * 0.5
    )
    assert kept >= 0
    assert budget * (1 - kept) - 700 - 500 < planned <= budget * (1 - kept) + 1e-6


def test_chance_by_hand():
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


# --- X08: demand ------------------------------------------------------------------------------------------------------


def test_an_effect_is_taken_at_the_reference_of_the_others():
    rows = [
        (contacts, invited, 0.37, seed, 10 * contacts + 1000 * invited + seed * contacts)
        for contacts in (0.0, 4.0, 8.0)
        for invited in (0.0, 4.0)
        for seed in (1, 2)
    ]
    made = pd.DataFrame(rows, columns=[*x08_demand.AXES, "seed", "people"])
    found = x08_demand.effect(made, x08_demand.CONTACTS, "people")
    assert found["change"] == pytest.approx(92)  # 88 and 96
    assert found["change_high"] - found["change"] == pytest.approx(stats.t.ppf(0.975, 1) * 4)
    assert x08_demand.effect(made, x08_demand.INVITED, "people")["change"] == pytest.approx(4000)


def test_where_too_few_register_in_words():
    assert x08_demand._up_to(2.0) == ", all with at most 2 contacts a month"
    assert x08_demand._up_to(0.0) == ", all without contacts"


def test_no_change_has_no_minus():
    found = {"change": -0.1, "change_low": -3.4, "change_high": 2.6}
    assert x08_demand._spread(found, "{:+z.0f}", " points") == "+0 points (-3 to +3)"


def test_demand_in_figures(lab):
    finding = x08_demand.main(quick=True, lab=lab)
    table = finding.table
    assert len(table) == 8
    assert table["short"].to_numpy() == pytest.approx(
        (table["short_registrations"] + table["short_receptive"]).to_numpy()
    )
    shares = table[[f"short_{name}" for name in x08_demand.SHORTAGES]].sum(axis=1)
    assert shares.to_numpy() == pytest.approx(1)
    nobody = table[table[x08_demand.INVITED] == 0]
    assert (nobody["r_word_of_mouth"] == 0).all()
    assert (table.loc[table[x08_demand.INVITED] > 0, "r_word_of_mouth"] > 0).all()
    assert f"{table['r_participants'].max():.2f}" in finding.text
    assert len(re.findall(r"registrations are short [+-]\d+ points \([+-]\d+ to [+-]\d+\)", finding.text)) == 3
    assert finding.figure
    for panel in finding.figure.axes[:2]:  # nothing but people reached stands there, and no two on one another
        assert len(panel.texts) == 4
        assert {text.get_text() for text in panel.texts} <= {f"{people:,.0f}" for people in table["participants"]}
        boxes = [text.get_window_extent() for text in panel.texts]
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


# --- X14: alternatives ------------------------------------------------------------------------------------------------


def test_all_splits_once():
    made = x14_alternatives.splits()
    assert len(made) == len(set(made)) == 15
    assert {sum(quarters) for quarters in made} == {4}
    assert made[0] == (4, 0, 0)


@pytest.mark.parametrize("quarters", [(4, 0, 0), (2, 1, 1), (0, 3, 1), (0, 0, 4)])
def test_money_posts_letters_and_events_are_split_and_not_made(quarters):
    made, whole = x14_alternatives.split(*quarters), Parameters()
    rows = made.alternative
    assert [row.kind for row in rows] == [
        kind for kind, n in zip(("team challenge", "workshop"), quarters[1:], strict=True) if n
    ]
    assert [row.budget_share for row in rows] == [n / 4 for n in quarters[1:] if n]
    posts = made.partners.coordinators + sum(row.coordinators for row in rows)
    letters = made.outreach.letters * 4 + sum(row.letters_per_year for row in rows)
    events = made.outreach.events_per_year + sum(row.events_per_year for row in rows)
    assert (posts, letters, events) == (1, 10_000, 12)
    assert made.outreach.letters == whole.outreach.letters * quarters[0] / 4
    assert made.budget.per_year == 80_000


def test_alternatives_in_figures(lab):
    finding = x14_alternatives.main(quick=True, lab=lab)
    table = finding.table.set_index(list(x14_alternatives.PROGRAMMES))
    assert len(table) == 3
    alone, mixed, workshop = (table.loc[key] for key in ((1, 0, 0), (0.5, 0.5, 0), (0, 0, 1)))
    assert alone["participants_team_challenge"] == alone["participants_workshop"] == 0
    assert mixed["participants_team_challenge"] > 0 == mixed["participants_workshop"]
    assert workshop["participants_workshop"] > 0 == workshop["participants_team_challenge"]
    own = lab.run([case(x14_alternatives.split(0, 0, 4))], [1, 2], 2).table  # kept
    assert workshop["participants_workshop"] == own["alternative_participants"].mean()
    assert workshop["hours"] == (own["participant_hours"] + own["alternative_hours"]).mean()
    assert 160 >= alone["spent"] > workshop["spent"] > 100  # thousand euros of two years
    assert mixed["spent"] <= 160
    assert (alone[["tco2e_change_p5", "tco2e_change_p95"]] == 0).all()
    assert workshop["tco2e_p5"] < workshop["tco2e_p50"] < workshop["tco2e_p95"]


# --- another 1,000 euros ----------------------------------------------------------------------------------------------


def test_each_lever_of_the_reference_is_in_the_words(lab):
    finding = another_1000_euros.main(quick=True, lab=lab)
    assert len(finding.table) == 4
    for row in finding.table.to_dict("records"):
        assert row["lever"] in finding.text
        assert row["verdict"] in finding.text
