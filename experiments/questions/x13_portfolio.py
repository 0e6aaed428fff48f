"""X13, X17. How is a yearly budget best spent, and does the answer depend on what is meant by best?

Six portfolios split the same budget differently between coordinators, training seats, outreach and groups, at two
budgets that cannot be overdrawn. Each is lived in the same worlds of an ensemble. The one with the most people in the
mean is held against the others, world by world: those from which it cannot be told are in a tie with it. What a
portfolio plans and cannot use, such as seats without takers, is not spent. Regret is taken in each world against the
best portfolio of that budget.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from contagion.experiments.commands.compare.work import Shown
from contagion.experiments.commands.worth_knowing.portfolios import BUDGETS, PORTFOLIOS, RATES, plan, with_costs
from contagion.experiments.questions.asking import (
    READ_AS,
    Asked,
    Asking,
    Held,
    Standing,
    by_world,
    leaders,
    over_an_ensemble,
    surely,
    tied,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.sentences import in_a_row, listed
from contagion.models.parameters import Parameters
from contagion.sim.statistics.choice import by_member, net_benefit, pareto, ranks, robustness

USUAL, TODAY = BUDGETS[-1], next(iter(PORTFOLIOS))
ENOUGH_A_YEAR = 100  # people: 1,000 in ten years would do (assumption)
CRITERIA = {"worst": "worst case", "mean": "mean", "regret_p90": "regret", "satisficing": "enough people"}
SHOWN = {str(budget): Shown(f"people at {budget:,} € a year") for budget in BUDGETS}


def main(asking: Asking) -> Finding:
    """The portfolios by each criterion, their figure, and what they say."""
    asked: list[Asked] = [
        ({"budget": budget, "portfolio": name}, plan(name, budget)) for budget in BUDGETS for name in PORTFOLIOS
    ]
    runs = asking.lived(asked)
    made = with_costs(runs, int(runs.table["years"].max()), Parameters().costs)
    people = people_of(made)[USUAL]
    best, rival = first_two(tied(asking.ensemble, people), people)
    two = [one for one in asked if one[0]["budget"] == USUAL and one[0]["portfolio"] in (best, rival)]

    def ahead(there: Asking) -> pd.Series:
        at = people_of(there.lived(two).table)[USUAL]
        return at[best] - at[rival]

    return answered(made, asking.standing(people[best] - people[rival], ahead), asking)


def people_of(made: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """People reached at each budget: a row a world, a column a portfolio."""
    asked = [budget for budget in BUDGETS if made["budget"].eq(budget).any()]
    return {budget: by_world(made[made["budget"] == budget], "portfolio", "participants") for budget in asked}


def first_two(within: Sequence[str], people: pd.DataFrame) -> tuple[str, str]:
    """The portfolio with the most people in the mean, and the next."""
    order = [str(name) for name in people.mean().sort_values(ascending=False, kind="stable").index]
    return within[0], next(name for name in order if name != within[0])


def answered(made: pd.DataFrame, stands: Standing, asking: Asking) -> Finding:
    """What is said of the portfolios; `stands` is by how much the best is ahead of the next."""
    people, years = people_of(made), int(made["years"].max())
    first = {budget: tied(asking.ensemble, at) for budget, at in people.items()}
    criteria = pd.concat([judged(one, years) for _, one in made.groupby("budget")], ignore_index=True)
    best, rival = first_two(first[USUAL], people[USUAL])
    ahead, held = asking.more(people[USUAL][best] - people[USUAL][rival]), by_budget(made, asking)
    table = held.told().rename(columns={"scenario": "portfolio", "indicator": "budget"}).astype({"budget": int})
    ahead_at = [f"{leaders(within)} at {budget / 1000:g} k€" for budget, within in first.items()]
    return Finding(
        answer=f"At {USUAL / 1000:g} k€ a year: {leaders(first[USUAL])}",
        sure=f"“{best}” ahead of “{rival}” in {ahead.often}",
        sentence=f"Of {len(PORTFOLIOS)} ways to split {USUAL:,} € a year, most people in the mean of the worlds are "
        f"reached in {years} years by {leaders(first[USUAL])}; “{best}” has {ahead} people against “{rival}”, more in "
        f"{ahead.often}, which {stands}.",
        follows=_follows(held, made, criteria, first[USUAL], years),
        rows=_rows(held, criteria),
        overturns=f"For “{best}” before “{rival}” at {USUAL:,} €: {ahead.overturned('people')}",
        method=f"{len(PORTFOLIOS)} portfolios and {len(BUDGETS)} yearly budgets in {asking.worlds_of(made)}, over "
        f"{years} years. {READ_AS} A tie: the 95 % interval of the mean of the difference from the best holds 0. "
        "Prices and splits are assumptions, and so is that volunteers do what no coordinator has the hours for. Regret "
        f"is that of the 90th of 100 worlds; enough: at least {ENOUGH_A_YEAR * years:,} people (an assumption).",
        table=criteria.merge(table, on=["budget", "portfolio"], how="left"),
        figure=held.figure(f"Most people by {', '.join(ahead_at)} a year"),
    )


def by_budget(made: pd.DataFrame, asking: Asking) -> Held:
    """People reached, a row a portfolio and world, a column a budget, held against today's split."""
    named = made.assign(scenario=made["portfolio"], budget=made["budget"].astype(str))
    wide = named.pivot(index=["scenario", "seed"], columns="budget", values="participants")
    return Held(asking.ensemble, wide.loc[list(PORTFOLIOS)].reset_index(), TODAY, SHOWN)


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


def disagreed(criteria: pd.DataFrame) -> list[int]:
    """The budgets at which no portfolio is first by all criteria."""
    first = (criteria[[f"rank_{name}" for name in CRITERIA]] == 1).all(axis=1).groupby(criteria["budget"]).any()
    return [int(budget) for budget in first.index[~first]]


def _follows(held: Held, made: pd.DataFrame, criteria: pd.DataFrame, lead: Sequence[str], years: int) -> str:
    at = {name: surely(held.more(name), "more") for name in SHOWN}
    where = {one: [f"{int(name) / 1000:g}" for name in SHOWN if one in at[name]] for one in PORTFOLIOS}
    sure = [f"“{one}” (at {listed(found)} k€)" for one, found in where.items() if found]
    splits = f"surely more people are reached with {in_a_row(sure)}" if sure else "no split surely reaches more people"
    wishes, apart = preferred(made, years), [f"{budget:,}" for budget in disagreed(criteria)]
    agree = f"do not agree at {listed(apart)} € a year" if apart else "agree at all budgets"
    told = (
        f"“{lead[0]}” is the split to look at first."
        if len(lead) == 1
        else "Which of those in the tie is taken may rest on other grounds than the number of people."
    )
    low, high = max(wishes), min(wishes)
    return (
        f"{told} Against today's split of the same money, {splits}. The criteria for what is best {agree}. Most people "
        f"less euros: {wishes[low]} where a person is worth {1 / low:,.0f} €, {wishes[high]} where {1 / high:,.0f} €."
    )


def _rows(held: Held, criteria: pd.DataFrame) -> pd.DataFrame:
    """A row a portfolio: people at each budget, its places by the criteria at the usual one, and its verdict."""
    shown = held.in_rows(str(USUAL))
    at = criteria[criteria["budget"] == USUAL].set_index("portfolio").loc[shown["case"]]
    places = [", ".join(f"{at.loc[name, f'rank_{one}']:.0f}" for one in CRITERIA) for name in shown["case"]]
    shown.insert(shown.shape[1] - 1, f"places by {', '.join(CRITERIA.values())}, at {USUAL:,} €", places)
    return shown


QUESTION = over_an_ensemble(main)
