"""X13, X17. How is a yearly budget best spent, and does the answer depend on what is meant by best?

Six portfolios split the same budget differently between coordinators, training seats, outreach and groups, at two
budgets that cannot be overdrawn. Each is lived in the same worlds of an ensemble, and held against today's split of the
same budget. What a portfolio plans and cannot use, such as seats without takers, is not spent. In the model training,
events and letters need a coordinator's hours, and the first partners stay as long whoever looks after them
(assumptions, as are all prices and the splits). Pareto sets are by people, communes and euros spent; regret is taken in
each world against the best portfolio of that budget.

    contagion question x13_portfolio
"""

from __future__ import annotations

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.questions.cases_in_worlds import change, changes, in_rows, surely
from experiments.questions.in_worlds import in_how_many, lived_in_worlds, of_worlds
from experiments.questions.overturning import overturned
from experiments.questions.publishing import Finding, Question, rows_of
from experiments.studies.cases import Shown
from experiments.studies.ensemble import Ensemble
from experiments.studies.portfolios import BUDGETS, PORTFOLIOS, RATES, plan, with_costs
from experiments.studies.worlds import Worlds, told_apart
from experiments.words.sentences import in_a_row, listed
from models.parameters import Parameters
from sim.laboratory.laboratory import Laboratory
from sim.statistics.choice import by_member, net_benefit, pareto, ranks, robustness

USUAL, TODAY = BUDGETS[-1], next(iter(PORTFOLIOS))
ENOUGH_A_YEAR = 100  # people: 1,000 in ten years would do (assumption)
CRITERIA = {"worst": "worst case", "mean": "mean", "regret_p90": "regret", "satisficing": "enough people"}
SHOWN = {str(budget): Shown(f"people at {budget:,} € a year") for budget in BUDGETS}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The portfolios by each criterion, their figure, and what they say."""
    asked = [({"budget": budget, "portfolio": name}, plan(name, budget)) for budget in BUDGETS for name in PORTFOLIOS]
    runs = lived_in_worlds(ensemble, asked, quick, lab)
    years = int(runs.table["years"].max())
    made = with_costs(runs, years, Parameters().costs)
    people = by_budget(made)
    criteria = pd.concat([judged(one, years) for _, one in made.groupby("budget")], ignore_index=True)
    best, rival = first_two(criteria)
    ahead = changes(people, rival, str(USUAL))[best]
    told = told_apart(people, TODAY, list(SHOWN), Worlds(ensemble))
    table = told.rename(columns={"scenario": "portfolio", "indicator": "budget"}).astype({"budget": int})
    return Finding(
        answer=_answer(people, best),
        sure=f"{best} ahead of {rival} in {in_how_many(ahead)}",
        sentence=(
            f"Of {len(PORTFOLIOS)} ways to split {USUAL:,} € a year, “{best}” reaches the most people in the mean of "
            f"the worlds, in {years} years {change(people, rival, best, str(USUAL), Shown('people'))}, held against "
            f"“{rival}”."
        ),
        follows=_follows(people, made, criteria, years),
        rows=in_rows(ensemble, people, TODAY, SHOWN, str(USUAL)),
        overturns=f"For “{best}” before “{rival}” at {USUAL:,} €: {overturned(ensemble, ahead, 'people')}",
        method=(
            f"{len(PORTFOLIOS)} portfolios and {len(BUDGETS)} yearly budgets in {of_worlds(ensemble, made)}, over "
            f"{years} years. Figures are the middle of the worlds, and in brackets nine worlds in ten; changes are "
            "against today's split of the same budget, world by world. Prices and splits are assumptions, and so is "
            "how far a coordinator's hours go; without one nobody is trained, and no event held. Regret is that "
            f"of the 90th of 100 worlds; enough is the share of worlds with at least {ENOUGH_A_YEAR * years:,} people."
        ),
        table=criteria.merge(table, on=["budget", "portfolio"], how="left"),
        figure=cases_figure(told, TODAY, SHOWN, _title(people)),
        lines=["## Places by each criterion", "", *rows_of(_places(criteria))],
    )


def by_budget(made: pd.DataFrame) -> pd.DataFrame:
    """People reached, a row a portfolio (`scenario`) and world, a column a budget."""
    named = made.assign(scenario=made["portfolio"], budget=made["budget"].astype(str))
    wide = named.pivot(index=["scenario", "seed"], columns="budget", values="participants")
    return wide.loc[list(PORTFOLIOS)].reset_index()


def judged(made: pd.DataFrame, years: int) -> pd.DataFrame:
    """The portfolios of one budget: people by four criteria and their ranks, communes, euros, Pareto set."""
    people = by_member(made, "portfolio", ["seed"], "participants")
    found = robustness(people, ENOUGH_A_YEAR * years)
    table = found.join(ranks(found).add_prefix("rank_"))
    table["first_in"] = (people == people.max()).mean(axis=1)  # share of the worlds
    for name in ("communes_reached", "spent_a_year"):
        table[name] = by_member(made, "portfolio", ["seed"], name).mean(axis=1)
    table["pareto"] = pareto(table[["mean", "communes_reached", "spent_a_year"]], [True, True, False])
    table.insert(0, "budget", int(made["budget"].iloc[0]))
    return table.reset_index()


def preferred(made: pd.DataFrame, years: int) -> dict[float, str]:
    """The option (portfolio and budget) with the most people less λ × euros in the mean, for each λ of `RATES`."""
    options = made["portfolio"] + " at " + (made["budget"] / 1000).map("{:g}".format) + " k€"
    labelled = made.assign(option=options, spent=made["spent_a_year"] * years)
    people, spent = (by_member(labelled, "option", ["seed"], name) for name in ("participants", "spent"))
    return {rate: str(of.mean(axis=1).idxmax()) for rate, of in net_benefit(people, spent, RATES).items()}


def first_two(criteria: pd.DataFrame) -> tuple[str, str]:
    """The portfolio with the most people in the mean at the usual budget, and today's, or the second if it is that."""
    order = criteria[criteria["budget"] == USUAL].sort_values("mean", ascending=False)["portfolio"].tolist()
    return order[0], TODAY if order[0] != TODAY else order[1]


def disagreed(criteria: pd.DataFrame) -> list[int]:
    """The budgets at which no portfolio is first by all criteria."""
    first = (criteria[[f"rank_{name}" for name in CRITERIA]] == 1).all(axis=1).groupby(criteria["budget"]).any()
    return [int(budget) for budget in first.index[~first]]


def _surely(people: pd.DataFrame, word: str) -> str:
    """The portfolios that surely reach more people than today's split, or less, and at which budgets; empty if none."""
    at = {name: surely(changes(people, TODAY, name), word) for name in SHOWN}
    where = {one: [f"{int(name) / 1000:g}" for name in SHOWN if one in at[name]] for one in PORTFOLIOS}
    told = [f"“{one}” (at {listed(found)} k€)" for one, found in where.items() if found]
    return in_a_row(told) if told else ""


def _title(people: pd.DataFrame) -> str:
    more_with = _surely(people, "more")
    return (
        f"Surely more people than by today's split of the money: {more_with}"
        if more_with
        else "No split of the money surely reaches more people than today's"
    )


def _answer(people: pd.DataFrame, best: str) -> str:
    """Whether any split surely beats today's at the usual budget."""
    if best == TODAY:
        return f"Today's split reaches the most people at {USUAL / 1000:g} k€ a year"
    more_of = changes(people, TODAY, str(USUAL))
    if best not in surely(more_of, "more"):
        return f"No split surely beats today's at {USUAL / 1000:g} k€ a year"
    return f"{best}: {more_of[best].median():+z,.0f} people against today's split"


def _follows(people: pd.DataFrame, made: pd.DataFrame, criteria: pd.DataFrame, years: int) -> str:
    wishes = "; ".join(f"{1 / rate:,.0f} €: {option}" for rate, option in preferred(made, years).items())
    apart = [f"{budget:,}" for budget in disagreed(criteria)]
    agree = f"do not agree at {listed(apart)} € a year" if apart else "agree at all budgets"
    return (
        f"Against today's split of the same money, {_with(people, 'more', 'more')}; {_with(people, 'less', 'fewer')}. "
        f"The criteria for what is best {agree}. Most people less euros in the mean of the worlds, where one person is "
        f"worth {wishes}."
    )


def _with(people: pd.DataFrame, told: str, word: str) -> str:
    splits = _surely(people, told)
    return f"surely {word} people are reached with {splits}" if splits else f"no split surely reaches {word} people"


def _places(criteria: pd.DataFrame) -> pd.DataFrame:
    """Places by each criterion, 1 the best, as people read them: a row a budget and portfolio."""
    places = {f"rank_{name}": f"place by {words}" for name, words in CRITERIA.items()}
    shown = pd.DataFrame(
        {
            "€ a year": criteria["budget"].map("{:,}".format),
            "portfolio": criteria["portfolio"],
            "people, mean": criteria["mean"].map("{:,.0f}".format),
            "€ spent a year": criteria["spent_a_year"].map("{:,.0f}".format),
            "most people in": (100 * criteria["first_in"]).map("{:.0f} of 100 worlds".format),
            "beaten in people, communes and euros": criteria["pareto"].map({True: "no", False: "yes"}),
        }
    )
    return shown.join(criteria[list(places)].rename(columns=places))


QUESTION = Question(main, ensemble=True)
