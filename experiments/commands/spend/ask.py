"""How a sum is best spent, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.how_much import ENSEMBLE, WORLDS

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.spend.work import Spending
    from contagion.models.scenarios.scenario import Scenario

FEWEST = 20  # worlds in which an answer is judged, of which a tenth is two
type Euros = Annotated[float, Option("number", "The sum.", fits=lambda sum: sum > 0, must_be="a sum in euros above 0")]
type Over = Annotated["Scenario | Path | str | None", options.SCENARIO.but(words=("over",))]
type Per = Annotated[
    Literal["year", "programme"],
    Option("choice", "The sum is for each year, or in all.", choices=("year", "programme")),
]
type Judged = Annotated[int, Option("whole", "Worlds in which the answer is judged.", least=FEWEST)]
type Elsewhere = Annotated[
    "Path | str | None",
    Option(
        "path",
        "What a tonne costs in other local actions: a table of your own, in place of the project's.",
        metavar="FILE.toml",
    ),
]


def words(found: Spending, _ask: Ask) -> str:
    from contagion.experiments.commands.spend.words import in_words

    return in_words(found)


def kept(found: Spending, _ask: Ask) -> Kept:
    from contagion.experiments.commands.kept import of_ensemble
    from contagion.experiments.commands.spend.figure import spent_figure

    tables = {"portfolios.csv": found.table, "costs.csv": found.costs, "overturned.csv": found.overturned}
    tables |= {"tonnes.csv": found.tonnes, "elsewhere.csv": found.elsewhere}
    tables |= {"tried.csv": found.tried, "worlds.parquet": found.worlds}
    scenarios = {"scenario": found.scenario, **{one.name: one for one in found.scenarios}}
    return Kept(found.runs, scenarios, tables, {"spend": lambda: spent_figure(found)}, of_ensemble(found.ensemble))


@verb(words, kept, typed=[options.SINGLE, options.QUICK], case="besancon")
def spend(
    euros: Euros,
    scenario: Over = None,
    *,
    programme: options.ProgrammeLike = None,
    per: Per = "year",
    prices: options.Prices = None,
    elsewhere: Elsewhere = None,
    worlds: Judged = WORLDS,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Spending:
    """How are EUROS more best spent? Three ways, with what each buys, brings and costs.

    Mixes of the levers that have a price are searched in some worlds and judged in others: people gained and how sure
    that is, cost by item, and which assumption would overturn the choice.

    Without a scenario, a programme or a territory it is asked of the case study: Grand Besançon, from January 2020 on.

    Examples
    --------
    >>> ct.spend(20_000, "ref", ensemble=None, worlds=20, years=1)
    """
    from contagion.experiments.commands.spend.elsewhere import read_elsewhere
    from contagion.experiments.commands.spend.mixes import Trials
    from contagion.experiments.commands.spend.search import QUICK, Design
    from contagion.experiments.commands.spend.words import as_scenarios
    from contagion.experiments.commands.spend.work import spent
    from contagion.experiments.say.levers import SOLD
    from contagion.models.runs.lab import territory_of
    from contagion.models.runs.prices import priced

    ask, design, sold = asked(others), Design(worlds), SOLD
    tonnes = read_elsewhere(ask.values["elsewhere"])
    if ask.values["quick"]:
        years, design, sold = ask.past + 2, QUICK, SOLD[:3]
    (chosen,) = ask.fitted(years=years)
    at_prices, sets = priced(chosen, ask.values["prices"]), ask.agreed
    ask.meant([chosen], design.runs(len(sold)), 1, ask.sizes(worlds=worlds), years)
    a_year = euros if per == "year" else euros / (years - chosen.past)
    trials = Trials(ask.lab, at_prices.scenario, sets, years, above)
    found, territory = spent(trials, at_prices, a_year, design, sold), territory_of(ask.lab)
    assert territory
    scenarios = as_scenarios(found, territory, ask.of_programme is not None)
    return replace(found, actions=tonnes, scenarios=scenarios)
