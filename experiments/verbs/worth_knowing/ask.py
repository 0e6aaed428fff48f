"""What to ask for first, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contagion.experiments.verbs.options import ENSEMBLE, PROGRAMME, READING, SCENARIO, SEEDS, YEARS
from contagion.experiments.verbs.verb import Kept, Option, Verb

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.worth_knowing.work import WorthKnowing

FEWEST_SETS = 40
SUM = Option("sum", "number", fits=lambda euros: euros > 0, must_be="a number of euros above 0", metavar="EUROS")
BUDGET = SUM.but(name="budget", help="Euros of a year.", default=80_000)
RATE = SUM.but(name="rate", help="Euros that a person reached is worth.", default=1000)
SETS = Option("sets", "whole", "Sets of the ensemble, from the first on.", 200, least=FEWEST_SETS)


def work(ask: Ask) -> WorthKnowing:
    from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS
    from contagion.experiments.verbs.worth_knowing.work import Asked, must_be_enough, worth_knowing

    (chosen,), usual = ask.fitted(), None
    if programme := ask.of_programme:
        from contagion.experiments.verbs.worth_knowing.portfolios import bought_with

        usual = bought_with(chosen)
    asked = Asked(chosen, ask.agreed_on, ask.budget, ask.rate, ask.years, ask.sets, ask.seeds, usual=usual)
    must_be_enough(asked)
    words = ask.sizes(sets=asked.sets, seeds=asked.seeds)
    ask.meant([chosen], asked.sets * len(PORTFOLIOS), asked.seeds, words)
    if not (programme and ask.agreement):
        return worth_knowing(ask.lab, asked)
    from contagion.experiments.programmes.luck import luck_that_agrees

    with ask.lab.staffed():
        luck = luck_that_agrees(ask.lab, programme, chosen, ask.agreement, ask.sets, ask.seeds)
        return worth_knowing(ask.lab, replace(asked, luck=luck.tolist()))


def words(found: WorthKnowing, _ask: Ask) -> str:
    from contagion.experiments.verbs.worth_knowing.work import in_words

    return in_words(found)


def kept(found: WorthKnowing, _ask: Ask) -> Kept:
    from contagion.experiments.verbs.kept import of_ensemble
    from contagion.experiments.verbs.worth_knowing.figure import worth_knowing_figure

    asked = found.asked
    tables = {"decisions.csv": found.decisions, "ask_for.csv": found.to_ask, "numbers.csv": found.numbers}
    tables |= {"rates.csv": found.rates, "runs.parquet": found.runs.table}
    if asked.scenario.past:  # `runs` counts from the start on
        tables["years.parquet"] = found.runs.rows("years")
    size = {"budget": asked.budget, "rate": asked.rate, "sets": asked.sets, "seeds_of_each": asked.seeds}
    figures = {"worth_knowing": lambda: worth_knowing_figure(found)}
    return Kept(found.runs, {"scenario": asked.scenario}, tables, figures, of_ensemble(asked.ensemble) | size)


WORTH_KNOWING = Verb(
    "worth_knowing",
    (
        "What to ask for first, before a yearly budget is spent?\n\nSix ways of spending it are run in the same "
        "worlds of an ensemble. Says which is best now, what it would be worth to know what is uncertain before "
        "deciding, and which question, to whom, is worth most."
    ),
    (
        *(SCENARIO, PROGRAMME, BUDGET, RATE, ENSEMBLE, READING, SETS),
        SEEDS.but(help="Seeds of each set.", words=("seeds",), default=5),
        YEARS,
    ),
    work,
    words,
    kept,
    returns="experiments.verbs.worth_knowing.work.WorthKnowing",
    emissions=False,
    example=">>> ct.worth_knowing(sets=40, seeds=2, years=1)",
)
