"""How a sum is best spent, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contagion.experiments.lab.how_much import WORLDS as USUAL
from contagion.experiments.verbs.options import PRICES, PROGRAMME, QUICK, SCENARIO, WORLDS, YEARS
from contagion.experiments.verbs.verb import Kept, Option, Verb

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.spend.work import Spending

FEWEST = 20  # worlds in which an answer is judged, of which a tenth is two
EUROS = Option(
    "euros",
    "number",
    "The sum.",
    first=True,
    required=True,
    fits=lambda euros: euros > 0,
    must_be="a sum in euros above 0",
)
PER = Option("per", "choice", "The sum is for each year, or in all.", "year", choices=("year", "programme"))
IN = Option("worlds", "whole", "Worlds in which the answer is judged.", USUAL, least=FEWEST)

ELSEWHERE = Option(
    "elsewhere",
    "path",
    "What a tonne costs in other local actions: a table of your own, in place of the project's.",
    metavar="FILE.toml",
)


def work(ask: Ask) -> Spending:
    from contagion.experiments.lab.lab import territory_of
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.language.levers import SOLD
    from contagion.experiments.verbs.spend.elsewhere import read_elsewhere
    from contagion.experiments.verbs.spend.mixes import Trials
    from contagion.experiments.verbs.spend.search import QUICK, Design
    from contagion.experiments.verbs.spend.words import as_scenarios
    from contagion.experiments.verbs.spend.work import spent

    quick, elsewhere = ask.values.get("quick", False), read_elsewhere(ask.elsewhere)
    years, design, sold = (ask.past + 2, QUICK, SOLD[:3]) if quick else (ask.years, Design(ask.worlds), SOLD)
    (chosen,) = ask.fitted(years=years)
    at_prices, sets = priced(chosen, ask.prices), ask.agreed
    ask.meant([chosen], design.runs(len(sold)), 1, ask.sizes(worlds=ask.worlds), years)
    a_year = ask.euros if ask.per == "year" else ask.euros / (years - chosen.past)
    trials = Trials(ask.lab, at_prices.scenario, sets, years, ask.above)
    found, territory = spent(trials, at_prices, a_year, design, sold), territory_of(ask.lab)
    assert territory
    scenarios = as_scenarios(found, territory, ask.of_programme is not None)
    return replace(found, actions=elsewhere, scenarios=scenarios)


def words(found: Spending, _ask: Ask) -> str:
    from contagion.experiments.verbs.spend.words import in_words

    return in_words(found)


def kept(found: Spending, _ask: Ask) -> Kept:
    from contagion.experiments.verbs.kept import of_ensemble
    from contagion.experiments.verbs.spend.figure import spent_figure

    tables = {"portfolios.csv": found.table, "costs.csv": found.costs, "overturned.csv": found.overturned}
    tables |= {"tonnes.csv": found.tonnes, "elsewhere.csv": found.elsewhere}
    tables |= {"tried.csv": found.tried, "worlds.parquet": found.worlds}
    scenarios = {"scenario": found.scenario, **{one.name: one for one in found.scenarios}}
    return Kept(found.runs, scenarios, tables, {"spend": lambda: spent_figure(found)}, of_ensemble(found.ensemble))


SPEND = Verb(
    "spend",
    (
        "How are EUROS more best spent? Three ways, with what each buys, brings and costs.\n\nMixes of the levers that "
        "have a price are searched in some worlds and judged in others: people gained and how sure that is, cost by "
        "item, and which assumption would overturn the choice.\n\nWithout a scenario, a programme or a territory it is "
        "asked of the case study: Grand Besançon, from January 2020 on."
    ),
    (EUROS, SCENARIO.but(words=("over",)), PROGRAMME, PER, PRICES, ELSEWHERE, IN, *WORLDS, YEARS, QUICK),
    work,
    words,
    kept,
    returns="experiments.verbs.spend.work.Spending",
    example='>>> ct.spend(20_000, "ref", ensemble=None, worlds=20, years=1)',
    case="besancon",
)
