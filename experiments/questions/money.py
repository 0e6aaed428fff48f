"""What a sum of money does best."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf, log
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from scipy.optimize import bisect

from contagion.experiments.commands.compare.costs import break_even_in_words, euros_by_item
from contagion.experiments.commands.compare.work import FigureText
from contagion.experiments.commands.worth_knowing.portfolios import BUDGETS, PORTFOLIOS, RATES, plan, with_costs
from contagion.experiments.evidence.ensemble import Ensemble, certain_of
from contagion.experiments.evidence.targets import read_series
from contagion.experiments.evidence.validation import NOTHING, compared, given, predicted
from contagion.experiments.questions.asking import (
    READ_AS,
    Asked,
    Asking,
    Finding,
    Held,
    Standing,
    by_world,
    leaders,
    marked,
    middle,
    more,
    spreads,
    surely,
    tied,
    verdict,
)
from contagion.experiments.say.charts.axes import nested
from contagion.experiments.say.charts.style import BLUE, GREEN, styled, titled
from contagion.experiments.say.sentences import in_a_row, listed, two_digits
from contagion.models.outcomes.costs import of_years
from contagion.models.outcomes.footprint import Certain, avoided_by_all, by_run
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.runs.study import case, changed
from contagion.models.scenario import Scenario, Words, read
from contagion.sim.chance.draws import Draws
from contagion.sim.laboratory.laboratory import Case, Runs
from contagion.sim.statistics.choice import by_member, pareto, ranks, reversals, robustness

# ---- x13_portfolio ---------------------------------------------------------------------------------------------------

USUAL, TODAY = BUDGETS[-1], next(iter(PORTFOLIOS))
ENOUGH_A_YEAR = 100  # people: 1,000 in ten years would do (assumption)
CRITERIA = {"worst": "worst case", "mean": "mean", "regret_p90": "regret", "satisficing": "enough people"}
SHOWN = {str(budget): FigureText(f"people at {budget:,} € a year") for budget in BUDGETS}


def x13_portfolio(asking: Asking) -> Finding:
    """X13, X17. How is a yearly budget best spent, and does the answer depend on what is meant by best?

    Six portfolios split the same budget differently between coordinators, training seats, outreach and groups, at two
    budgets that cannot be overdrawn. Each is run in the same simulations of an ensemble. The one with the most people
    on average is compared with the others, simulation by simulation: those without a clear difference from it are in a
    tie with it. What a portfolio plans and cannot use, such as seats without takers, is not spent. Regret is taken in
    each simulation against the best portfolio of that budget.
    """
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

    rows, costs = runs.rows("years"), Parameters().costs
    rows = rows[rows["budget"] == USUAL]
    euros = {name: euros_by_item(rows[rows["portfolio"] == name], costs) for name in (best, rival)}
    turns = break_even_in_words(people[[*euros]].mean(), euros, costs, "people")
    return of_portfolios(made, asking.standing(people[best] - people[rival], ahead), asking, turns)


def people_of(made: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return people reached at each budget: one row per simulation, one column per portfolio."""
    asked = [budget for budget in BUDGETS if made["budget"].eq(budget).any()]
    return {budget: by_world(made[made["budget"] == budget], "portfolio", "participants") for budget in asked}


def first_two(within: Sequence[str], people: pd.DataFrame) -> tuple[str, str]:
    """Return the portfolio with the most people on average, and the next."""
    return within[0], str(people.mean().drop(within[0]).idxmax())


def of_portfolios(made: pd.DataFrame, stands: Standing, asking: Asking, turns: str) -> Finding:
    """Answer X13 from the runs; `stands` tells in which readings the lead stands, `turns` at which price it turns."""
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
        sentence=f"{turns} Of {len(PORTFOLIOS)} ways to split {USUAL:,} € a year, most people on average "
        f"are reached in {years} years by {leaders(first[USUAL])}; “{best}” has {ahead} people against "
        f"“{rival}”, more in {ahead.often}, which {stands}.",
        follows=_follows(held, made, criteria, first[USUAL], years),
        rows=_rows_of_portfolios(held, criteria),
        overturns=f"For “{best}” before “{rival}” at {USUAL:,} €: {ahead.overturned('people')}",
        method=f"{len(PORTFOLIOS)} portfolios and {len(BUDGETS)} yearly budgets in {asking.worlds_of(made)}, over "
        f"{years} years. {READ_AS} A tie: the 95 % interval of the mean of the difference from the best holds 0. "
        "Assumptions: prices, splits, volunteers who do what no coordinator has the hours for, and people in "
        "proportion to euros (first sentence). Regret is that of the 90th of 100 simulations; enough: at least "
        f"{ENOUGH_A_YEAR * years:,} people (an assumption).",
        table=criteria.merge(table, on=["budget", "portfolio"], how="left"),
        figure=held.figure(f"Most people by {', '.join(ahead_at)} a year"),
    )


def by_budget(made: pd.DataFrame, asking: Asking) -> Held:
    """Compare people reached with today's split: one row per portfolio and simulation, one column per budget."""
    named = made.assign(scenario=made["portfolio"], budget=made["budget"].astype(str))
    wide = named.pivot(index=["scenario", "seed"], columns="budget", values="participants")
    return Held(asking, wide.loc[list(PORTFOLIOS)].reset_index(), TODAY, SHOWN)


def judged(made: pd.DataFrame, years: int) -> pd.DataFrame:
    """Rate the portfolios of one budget: people by four criteria with ranks, communes, euros, Pareto set."""
    people = by_member(made, "portfolio", ["seed"], "participants")
    found = robustness(people, ENOUGH_A_YEAR * years)
    table = found.join(ranks(found).add_prefix("rank_"))
    table["first_in"] = (people == people.max()).mean(axis=1)  # share of simulations
    for name in ("communes_reached", "spent_a_year"):
        table[name] = by_member(made, "portfolio", ["seed"], name).mean(axis=1)
    table["pareto"] = pareto(table[["mean", "communes_reached", "spent_a_year"]], [True, True, False])
    table.insert(0, "budget", int(made["budget"].iloc[0]))
    return table.reset_index()


def preferred(made: pd.DataFrame, years: int) -> dict[float, str]:
    """Return the option (portfolio and budget) with the highest mean of people - λ × euros, for each λ of `RATES`."""
    options = made["portfolio"] + " at " + (made["budget"] / 1000).map("{:g}".format) + " k€"
    labelled = made.assign(option=options, spent=made["spent_a_year"] * years)
    people, spent = (by_member(labelled, "option", ["seed"], name) for name in ("participants", "spent"))
    return {rate: str((people - rate * spent).mean(axis=1).idxmax()) for rate in RATES}


def _follows(held: Held, made: pd.DataFrame, criteria: pd.DataFrame, lead: Sequence[str], years: int) -> str:
    at = {name: surely(held.more(name), "more") for name in SHOWN}
    where = {one: [f"{int(name) / 1000:g}" for name in SHOWN if one in at[name]] for one in PORTFOLIOS}
    sure = [f"“{one}” (at {listed(found)} k€)" for one, found in where.items() if found]
    splits = f"surely more people are reached with {in_a_row(sure)}" if sure else "no split surely reaches more people"
    first = (criteria[[f"rank_{name}" for name in CRITERIA]] == 1).all(axis=1).groupby(criteria["budget"]).any()
    wishes, apart = preferred(made, years), [f"{int(budget):,}" for budget in first.index[~first]]
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


def _rows_of_portfolios(held: Held, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return one row per portfolio: people at each budget, ranks by criterion at the usual one, and the verdict."""
    shown = held.in_rows(str(USUAL))
    at = criteria[criteria["budget"] == USUAL].set_index("portfolio").loc[shown["case"]]
    places = [", ".join(f"{at.loc[name, f'rank_{one}']:.0f}" for one in CRITERIA) for name in shown["case"]]
    shown.insert(shown.shape[1] - 1, f"places by {', '.join(CRITERIA.values())}, at {USUAL:,} €", places)
    return shown


# ---- x14_alternatives ------------------------------------------------------------------------------------------------

GROUPS, CHALLENGE, WORKSHOP = "groups", "team challenge", "workshop"
PROGRAMMES = (GROUPS, CHALLENGE, WORKSHOP)
BUDGET, QUARTERS = 80_000.0, 4  # euros a year, and the parts they are split in
ALONE, HALF = (4, 0, 0), (2, 0, 2)  # groups alone, and half of it workshops
SPLITS = (ALONE, (0, 4, 0), (0, 0, 4), (2, 2, 0), HALF, (0, 2, 2), (2, 1, 1))
JOINING = "joining_factor"  # of the others, drawn in each world
FIGURES = ["people", *(f"people_{kind.replace(' ', '_')}" for kind in PROGRAMMES), "hours", "leaders", "spent", "tco2e"]
SERIES = "workshop_world"  # what is known of workshops elsewhere
SOON = 36.0  # a time is told in months up to here, and in years beyond
FADING = "decay"  # of what a workshop saves: what it takes to be equal
MONTHS_A_YEAR = 12


def x14_alternatives(asking: Asking) -> Finding:
    """X14. Groups, a team challenge or a workshop: which does most with the same money?

    80,000 euros a year, about what the reference spends, go to one of three programmes or are split between them (L13).
    Each has an account of its own and, in proportion to its share, coordinators, letters and events: with all of the
    money a full post, 10,000 letters and 12 events a year, as the groups of the reference. Out of the rest it pays for
    training and groups as far as these come about; what it does not need is not spent, and is said. It is asked in the
    simulations of an ensemble that agree with what was observed of the groups; of the others nothing was, and what the
    validation says of workshops is said first. How readily people join them is drawn evenly over its declared range in
    each simulation; their other numbers are their declared values.
    """
    with asking.lab.keep_workers():
        made = {quarters: lived(asking, quarters) for quarters in SPLITS}
        runs = pd.concat([measured(of, one, asking.years, asking.ensemble) for one, of in made.items()])
        one, other = held(runs, asking)
        pair = [quarters for quarters in SPLITS if named(quarters) in (one, other)]

        def against(there: Asking) -> pd.Series:
            tables = [measured(lived(there, split), split, there.years, there.ensemble) for split in pair]
            tonnes = by_world(pd.concat(tables), "split", "tco2e")
            return tonnes[one] - tonnes[other]

        tonnes = by_world(runs, "split", "tco2e")
        stands = asking.standing(tonnes[one] - tonnes[other], against, of_emissions=True)
        equal = equal_at(made[HALF], made[ALONE], asking.years)
        costs = Parameters().costs
        euros = {named(quarters): euros_by_item(made[quarters].rows("years"), costs) for quarters in pair}
        turns = break_even_in_words(tonnes[[*euros]].mean(), euros, costs, "tonnes")
        return of_splits(runs, asking, f"{turns} {of_workshops(asking)}", equal, stands)


def named(quarters: Sequence[int]) -> str:
    parts = [(n, name) for n, name in zip(quarters, PROGRAMMES, strict=True) if n]
    if len(parts) == 1:
        return f"{parts[0][1]} alone"
    return ", ".join(f"{n / QUARTERS:.0%} {name}" for n, name in parts)


def lived(asking: Asking, quarters: tuple[int, ...]) -> Runs:
    """Run a split in every simulation."""
    scenario = read()

    def parameters(world: int) -> str:
        return case(split(quarters, asking.over.parameters(scenario, world), asking.over.set_of(world))).parameters

    each = Case(parameters(1), {"split": named(quarters)}, parameters)
    return asking.lab.run([each], range(1, asking.worlds + 1), asking.years)


def split(quarters: tuple[int, ...], base: Parameters, number: int | None = None) -> Parameters:
    """Return parameters on a budget whose money, coordinators, letters and events are split in quarters. How readily
    people join the other programmes is that of parameter set `number`, or the declared value."""
    outreach, posts = base.outreach, base.partners.coordinators
    values = {
        "budget.per_year": BUDGET,
        "partners.coordinators": posts * quarters[0] / QUARTERS,
        "outreach.letters": outreach.letters * quarters[0] // QUARTERS,
        "outreach.events_per_year": outreach.events_per_year * quarters[0] // QUARTERS,
    }
    rows = [
        {
            **({} if number is None else {JOINING: joining(kind, number)}),
            "kind": kind,
            "name": kind,
            "budget_share": n / QUARTERS,
            "coordinators": posts * n / QUARTERS,
            "letters_per_year": outreach.letters * outreach.campaigns_per_year * n // QUARTERS,
            "events_per_year": outreach.events_per_year * n // QUARTERS,
        }
        for kind, n in zip(KINDS, quarters[1:], strict=True)
        if n
    ]
    return Parameters.model_validate({**changed(base, values).model_dump(), "alternative": rows})


def joining(kind: str, number: int) -> float:
    """Draw how readily people join an alternative in parameter set `number`, evenly over the declared range."""
    extra: Any = KINDS[kind].model_fields[JOINING].json_schema_extra
    low, high = extra["range"]
    return low + (high - low) * Draws(1).stream(f"{kind}: {JOINING}").uniform(number)


def measured(runs: Runs, quarters: tuple[int, ...], years: int, ensemble: Ensemble) -> pd.DataFrame:
    """Return one row per run of a split: people in each programme and in all, hours and active leaders of all together,
    thousand euros spent, and tonnes CO2e avoided by all, as the mean over the uncertain savings, except those that the
    reading of the ensemble takes as certain."""
    made, parameters = runs.table, split(quarters, Parameters())
    certain = certain_of(ensemble, Scenario(named(quarters), Words(), parameters))
    rows = runs.rows("alternatives") if parameters.alternative else None
    yearly = runs.rows("years")
    ends = yearly[yearly["year"] == years].set_index("seed").loc[made["seed"]]
    people = {f"people_{GROUPS}": made["participants"].astype(float)}
    for kind in KINDS:
        own = np.zeros(len(made)) if rows is None else by_run(rows, kind, made["seed"], years).sum(1)
        people[f"people_{kind.replace(' ', '_')}"] = pd.Series(own, made.index)
    return made[["split", "seed"]].assign(
        **dict(zip(PROGRAMMES, np.array(quarters) / QUARTERS, strict=True)),
        **people,
        people=sum(people.values()),
        hours=made["participant_hours"] + made["alternative_hours"],
        leaders=made["facilitators_active"] + made["alternative_leaders_active"],
        spent=of_years(ends, parameters.costs).to_numpy() / 1000,
        tco2e=tonnes_of(runs, parameters, years, certain).to_numpy(),
    )


def held(runs: pd.DataFrame, asking: Asking) -> tuple[str, str]:
    """Return the split with the most tonnes on average, and its comparison: the groups alone, or the second best."""
    tonnes, alone = by_world(runs, "split", "tco2e"), named(ALONE)
    first = tied(asking.ensemble, tonnes)[0]
    return first, alone if first != alone else str(tonnes.drop(columns=first).mean().idxmax())


def of_workshops(asking: Asking) -> str:
    """Compare the model's prediction for workshops elsewhere with the observation there, in words."""
    series = read_series(Path(SERIES))
    values, _ = given(series, predicted(asking.lab, series, asking.ensemble, asking.worlds), 0)
    found, row = compared(series.rows[0], values), series.rows[0]
    fact = f"{series.programme}: {row.value:g} times as many people in a year"
    if found["verdict"] == NOTHING:
        return f"What was observed of workshops elsewhere ({fact}) is not predicted."
    return (
        f"What was observed of workshops elsewhere ({fact}) lies {found['verdict']} of what the model says "
        f"({found['p5']:.1f} to {found['p95']:.1f})."
    )


def of_splits(runs: pd.DataFrame, asking: Asking, validation: str, equal: float | None, stands: Standing) -> Finding:
    """Answer X14 from the runs. `validation` is the text that opens the answer, `equal` the result of `equal_at`, and
    `stands` tells in which readings the lead of the first split in tonnes stands."""
    people, tonnes = (by_world(runs, "split", name) for name in ("people", "tco2e"))
    most_people, within = tied(asking.ensemble, people), tied(asking.ensemble, tonnes)
    first, other = held(runs, asking)
    ahead = asking.more(tonnes[first] - tonnes[other])
    return Finding(
        answer=f"Most avoided: {leaders(within, True)}; most people: {leaders(most_people, True)}",
        sure=f"{first} more tonnes than {other} in {ahead.often}",
        sentence=f"{validation} With {BUDGET:,.0f} euros a year for {asking.years} years, most emissions are "
        f"avoided with {leaders(within)}: {ahead} t CO2e by “{first}” against “{other}”, more in {ahead.often}, which "
        f"{stands}. {equal_in_words(equal)}",
        follows=follows(people, tonnes),
        rows=_rows_of_splits(people, tonnes),
        overturns=f"That “{first}” avoids more than “{other}”: {ahead.overturned('t CO2e')} "
        f"{by_their_own(ahead.values, asking)}",
        method=f"Each split in {asking.worlds_of(runs)}. The rates of joining the challenge and the workshop "
        "are drawn evenly from their ranges; their other numbers are fixed assumptions, so their spread is too narrow. "
        "What is not needed is not spent. Tonnes are the mean over what is assumed of savings. Prices are "
        "placeholders; a participant of the challenge stands for a household; people in two programmes count twice.",
        table=spreads(runs, ["split", *PROGRAMMES], FIGURES),
        figure=_figure(spreads(runs, ["split"], FIGURES), leaders(most_people), leaders(within), asking.years),
    )


def equal_at(half: Runs, alone: Runs, years: int) -> float | None:
    """Find the yearly rate at which workshop savings fade, taken as certain, that lets half of the money in workshops
    avoid as much as the groups alone (median over simulations); None where no valid rate does. This needs no runs: the
    rate is applied to their results."""
    of_groups = tonnes_of(alone, split(ALONE, Parameters()), years)

    def ahead(value: float) -> float:
        of_both = tonnes_of(half, split(HALF, Parameters()), years, ((f"{WORKSHOP}.{FADING}", value),))
        return float((of_both - of_groups).median())

    ends = {type(one).__name__: one for one in KINDS[WORKSHOP].model_fields[FADING].metadata}
    low, high = float(ends["Ge"].ge), float(ends["Le"].le)
    return None if ahead(low) * ahead(high) > 0 else float(bisect(ahead, low, high))


def tonnes_of(runs: Runs, parameters: Parameters, years: int, certain: Certain = ()) -> pd.Series:
    """Return tonnes CO2e avoided in each simulation, as the mean over the uncertain savings, by seed."""
    beside, savings = runs.rows("alternatives") if parameters.alternative else None, runs.rows("savings")
    made = avoided_by_all(savings, beside, parameters, years, last=True, certain=certain)[:, :, 0]
    return pd.Series(made.mean(axis=1), index=savings.loc[savings["week"] == 0, "seed"].to_numpy())


def equal_in_words(rate: float | None) -> str:
    """Write how long workshop savings must last for half of the money there to avoid as much as the groups alone."""
    if rate is None:
        return (
            "However fast what a workshop saves fades, half of the money there does not avoid as much as groups alone."
        )
    months, declared = map(half_life, (rate, KINDS[WORKSHOP].model_fields[FADING].default))
    years = "for ever" if isinf(months) else f"{two_digits(months / MONTHS_A_YEAR)} years"
    lasts = f"{months:.1f} months" if months < SOON else years
    return (
        f"Half of the money in workshops avoids as much as groups alone if half of what they save lasts {lasts} "
        f"(assumed: {declared:.1f})."
    )


def half_life(rate: float) -> float:
    """Return after how many months half of a saving is gone; infinite where it does not fade."""
    return MONTHS_A_YEAR * log(2) / rate if rate > 0 else inf


def by_their_own(ahead: pd.Series, asking: Asking) -> str:
    """Write where a difference in tonnes changes sign, or comes nearest, by how readily people join the others."""
    by_set = ahead.groupby([asking.over.set_of(int(world)) for world in ahead.index]).mean()
    numbers = pd.DataFrame([{f"{kind} joining factor": joining(kind, n) for kind in KINDS} for n in by_set.index])
    first = reversals(by_set.to_numpy(), numbers, same=asking.ensemble.same(by_set.index)).iloc[0]
    how = "it is turned round" if first["reversed"] else "it comes nearest"
    change, low, high = (f"{first[name]:+,.0f}" for name in ("difference", "low", "high"))
    return (
        f"By how readily people join the others, {how} where {first['input']} is {first['part']}: {change} t "
        f"CO2e ({low} to {high})."
    )


def follows(people: pd.DataFrame, tonnes: pd.DataFrame) -> str:
    less, wider = (
        "; ".join(name for name in of if verdict(of[name] - of[named(ALONE)]) == word)
        for of, word in ((tonnes, "less"), (people, "more"))
    )
    first = (
        f"Money taken from the groups costs emissions avoided in 90 % of simulations: {less}."
        if less
        else "No split clearly avoids less than the groups alone."
    )
    if wider:
        return f"{first} Whoever wants to reach many reaches more by: {wider}."
    return f"{first} That any split reaches more people than the groups alone is not clear."


def _rows_of_splits(people: pd.DataFrame, tonnes: pd.DataFrame) -> pd.DataFrame:
    ahead = tonnes.sub(tonnes[named(ALONE)], axis=0)
    rows = pd.DataFrame(
        {
            "the money goes to": name,
            "people": middle(people[name]),
            "t CO2e avoided": middle(tonnes[name]),
            "t CO2e against the groups alone": more(ahead[name]),
            "verdict": verdict(ahead[name], "avoids more", "avoids less"),
        }
        for name in map(named, SPLITS)
    )
    rows.iloc[SPLITS.index(ALONE), 3:] = ["–", "compared with"]
    return rows


@styled
def _figure(table: pd.DataFrame, most_people: str, most_tonnes: str, years: int) -> Figure:
    figure = Figure(figsize=(9.2, 4.4))
    left, right = figure.subplots(1, 2, sharey=True)
    looks = (BLUE, "People in all programmes", "people"), (GREEN, "Emissions avoided", "t CO2e")
    for ax, name, (colour, title, unit) in zip((left, right), ("people", "tco2e"), looks, strict=True):
        nested(ax, table, name, colour)
        ax.set(title=title, xlabel=f"{unit}, in {years} years", xlim=(0, None))
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    left.set_yticks(range(len(table)), table["split"])
    left.invert_yaxis()
    right.tick_params(axis="y", length=0)
    titled(
        figure,
        f"Same money, on average: most people with {most_people}, most avoided with {most_tonnes}",
        f"Marks: {marked(table['worlds'].max())}. {BUDGET:,.0f} euros a year; prices are "
        "placeholders; a participant of the challenge stands for a household.",
    )
    return figure
