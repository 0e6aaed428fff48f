"""X13, X17. How is a yearly budget best spent, and does the answer depend on what is meant by best?

Six portfolios split the same budget differently between coordinators, training seats, outreach and groups, at four
budgets that cannot be overdrawn. Each is run in the same worlds: three presets (REF, LOWLOSS, CAUTIOUS) by three rules
of registering, which count alike (an assumption, as are all prices and the splits). What a portfolio plans and cannot
use, such as seats without takers, is not spent. In the model training, events and letters go on without a coordinator,
and the first partners stay three years in the mean whoever looks after them (assumptions as well). Pareto sets are by
people, communes and euros spent; regret is taken in each world and seed against the best portfolio of that budget.

    contagion question x13_portfolio
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import sqrt

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import t

from experiments.figures.style import BLUE, BROWN, GREEN, GREY, INK, PALE_BLUE, PAPER, SOFT, VERMILLION, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.portfolios import BUDGETS, PORTFOLIOS, RATES, plan, with_costs
from experiments.words.numbers import signed
from models.parameters import Parameters
from models.runs.cases import case, changed
from models.scenarios.scenario import FOLDER, read
from sim.laboratory.laboratory import Case, Laboratory
from sim.statistics.choice import by_member, net_benefit, pareto, ranks, robustness

LOOKS = dict(zip(PORTFOLIOS, zip((INK, BLUE, VERMILLION, GREEN, GREY, BROWN), "osD^vP", strict=True), strict=True))
PRESETS = ("ref", "lowloss", "cautious")
RULES = ("simple", "reinforced", "threshold")
WORLD, MEMBER = ["preset", "rule"], ["preset", "rule", "seed"]
ENOUGH_A_YEAR = 100  # people: 1,000 in ten years would do (assumption)
CRITERIA = {"worst": "worst case", "mean": "mean", "regret_p90": "regret", "satisficing": "enough people"}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The portfolios by each criterion, their figure, and what they say."""
    lab = lab or laboratory()
    years = 2 if quick else 10
    cases = options(PRESETS[:1], RULES[:1], BUDGETS[1:3]) if quick else options(PRESETS, RULES, BUDGETS)
    runs = lab.run(cases, range(1, 3 if quick else 6), years)
    made = with_costs(runs, years, Parameters().costs)
    table = pd.concat([judged(one, years) for _, one in made.groupby("budget")], ignore_index=True)
    table["efficient"] = pareto(table[["mean", "spent_a_year"]], [True, False])
    return Finding(_in_words(table, made, years), table, _figure(table, made, years))


def options(presets: Sequence[str], rules: Sequence[str], budgets: Sequence[int]) -> list[Case]:
    """Each portfolio with each budget in each world."""
    cases, here = [], FOLDER
    for preset, rule in product(presets, rules):
        world = changed(read(here / f"{preset}.toml").parameters, {"registering.rule": rule})
        for budget, name in product(budgets, PORTFOLIOS):
            labels = {"preset": preset, "rule": rule, "budget": budget, "portfolio": name}
            cases.append(case(changed(world, plan(name, budget)), **labels))
    return cases


def judged(made: pd.DataFrame, years: int) -> pd.DataFrame:
    """The portfolios of one budget: people by four criteria and their ranks, communes, euros, Pareto set."""
    people = by_member(made, "portfolio", MEMBER, "participants")
    found = robustness(people, ENOUGH_A_YEAR * years)
    table = found.join(ranks(found).add_prefix("rank_"))
    table["first_in"] = (people == people.max()).mean(axis=1)  # share of the members
    table["mean_half"] = [chance(row) for _, row in people.iterrows()]
    ahead = people - people.loc[found["mean"].idxmax()]
    table["from_best"] = ahead.mean(axis=1)
    table["from_best_half"] = [chance(row) for _, row in ahead.iterrows()]
    for name in ("communes_reached", "spent_a_year", "completers"):
        table[name] = by_member(made, "portfolio", MEMBER, name).mean(axis=1)
    table["pareto"] = pareto(table[["mean", "communes_reached", "spent_a_year"]], [True, True, False])
    table.insert(0, "budget", made["budget"].iloc[0])
    return table.reset_index()


def chance(values: pd.Series) -> float:
    """Half the 95 % interval of a mean over worlds that are given: from the spread between seeds within a world."""
    worlds = values.groupby(level=WORLD)
    freedom = len(values) - worlds.ngroups
    within = float((worlds.var(ddof=1) * (worlds.count() - 1)).sum()) / freedom
    return float(t.ppf(0.975, freedom)) * sqrt(within / len(values))


def preferred(made: pd.DataFrame) -> dict[float, str]:
    """The option (portfolio and budget) with the most people less λ × euros in the mean, for each λ of `RATES`."""
    labelled = made.assign(option=made["portfolio"] + " at " + (made["budget"] / 1000).map("{:g}".format) + " k€")
    people, spent = (by_member(labelled, "option", MEMBER, name) for name in ("participants", "spent"))
    return {rate: str(of.mean(axis=1).idxmax()) for rate, of in net_benefit(people, spent, RATES).items()}


def _in_words(table: pd.DataFrame, made: pd.DataFrame, years: int) -> str:
    said = " ".join(_of_a_budget(at) for _, at in table.groupby("budget"))
    wishes = preferred(made.assign(spent=made["spent_a_year"] * years))
    worth = "; ".join(f"{1 / rate:,.0f} €: {option}" for rate, option in wishes.items())
    efficient = table[table["efficient"]].sort_values("spent_a_year")
    line = ", ".join(f"{row.portfolio} at {row.budget / 1000:g} k€" for row in efficient.itertuples())
    return (
        f"People reached in {years} years in {len(made[WORLD].drop_duplicates())} worlds, "
        f"{made['seed'].nunique()} seeds each (± 95 % by chance between seeds; worlds count alike, prices and splits "
        f"are assumptions, and so is that seats, events and letters need no coordinator). {said} Over all budgets, no "
        f"other option reaches more people in the mean for as few euros spent as: {line}. Most people less "
        f"λ × euros, where one person is worth {worth}."
    )


def _of_a_budget(at: pd.DataFrame) -> str:
    by_name = at.set_index("portfolio")
    firsts = {name: by_name.index[by_name[f"rank_{name}"] == 1] for name in CRITERIA}
    agree = set.intersection(*(set(names) for names in firsts.values()))
    best, second = at.nlargest(2, "mean").to_dict("records")
    far = abs(second["from_best"]) > second["from_best_half"]
    criteria = "; ".join(f"{CRITERIA[name]} {', '.join(names)}" for name, names in firsts.items())
    verdict = "One portfolio is first by all criteria" if agree else "The criteria disagree"
    kept = ", ".join(by_name.index[by_name["pareto"]])
    return (
        f"At {best['budget']:,} € a year, {best['portfolio']} reaches {best['mean']:,.0f} ± {best['mean_half']:,.0f} "
        f"people for {best['spent_a_year']:,.0f} € a year; next is {second['portfolio']} with "
        f"{signed(second['from_best'])} ± {second['from_best_half']:,.0f}"
        f"{'' if far else ', not distinguishable'}. {verdict}: {criteria}. Not beaten in people, communes and euros "
        f"spent: {kept}."
    )


@styled
def _figure(table: pd.DataFrame, made: pd.DataFrame, years: int) -> Figure:
    figure = Figure(figsize=(13, 6.2))
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.25])
    for name, at in table.groupby("portfolio", sort=False):
        colour, marker = LOOKS[str(name)]
        x, y = at["spent_a_year"] / 1000, at["mean"]
        left.plot(x, y, color=colour, linewidth=1.1)
        left.errorbar(x, y, at["mean_half"], fmt=marker, color=colour, markersize=6, linewidth=1, label=name)
        hollow = ~at["pareto"]
        left.plot(x[hollow], y[hollow], marker, color=colour, markerfacecolor=PAPER, markersize=6, zorder=4)
    left.set(title=f"People reached in {years} years, mean of the worlds", xlabel="thousand € spent a year")
    left.set_ylim(bottom=0)
    left.grid(axis="y")
    left.legend(loc="upper left", fontsize=8.5)
    _ranks(right, table)
    best = table.loc[table.groupby("budget")["mean"].idxmax()]
    leaders = [
        f"{name} at {' and '.join(f'{budget / 1000:g}' for budget in at['budget'])} k€"
        for name, at in best.groupby("portfolio", sort=False)
    ]
    titled(
        figure,
        f"Most people in the mean of the worlds, by yearly budget: {', '.join(leaders)}",
        f"{len(made[WORLD].drop_duplicates())} worlds (presets × rules of registering), "
        f"{made['seed'].nunique()} seeds each, the same for all · bars: 95 % by chance between seeds; one point a "
        f"budget · hollow: beaten in people, communes and euros by another of the same budget · right: place by each "
        f"criterion, 1 the best, equals share it; regret: 90th of 100; enough: share of runs with at least "
        f"{ENOUGH_A_YEAR * years:,} people",
    )
    return figure


def _ranks(ax: Axes, table: pd.DataFrame) -> None:
    """Places of the portfolios, a column a criterion and budget."""
    budgets, names = list(table["budget"].unique()), list(table["portfolio"].unique())
    wide = table.set_index(["budget", "portfolio"])
    for (i, budget), (j, criterion) in product(enumerate(budgets), enumerate(CRITERIA)):
        for k, name in enumerate(names):
            place = int(wide.loc[(budget, name), f"rank_{criterion}"])
            x = i * (len(CRITERIA) + 0.6) + j
            weight, fill = ("bold", PALE_BLUE) if place == 1 else ("normal", PAPER)
            ax.text(x, k, str(place), ha="center", va="center", fontsize=10, fontweight=weight,
                    bbox={"facecolor": fill, "edgecolor": "none", "pad": 4})  # fmt: skip
            if k == 0:
                ax.text(x, -0.75, CRITERIA[criterion], rotation=55, fontsize=8, color=SOFT, va="bottom")
    middles = np.arange(len(budgets)) * (len(CRITERIA) + 0.6) + (len(CRITERIA) - 1) / 2
    ax.set_xticks(middles, [f"{budget / 1000:g} k€ a year" for budget in budgets])
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(-0.8, middles[-1] + 3), ylim=(len(names) - 0.4, -2.4), title="Place by each criterion")
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


QUESTION = Question(main)
