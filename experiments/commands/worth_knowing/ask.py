"""What to ask for first, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.how_much import ENSEMBLE

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.worth_knowing.work import WorthKnowing

FEWEST_SETS = 40
SUM = Option("number", fits=lambda euros: euros > 0, must_be="a number of euros above 0", metavar="EUROS")
type Budget = Annotated[float, SUM.but(help="Euros of a year.")]
type Rate = Annotated[float, SUM.but(help="Euros that a person reached is worth.")]
type Sets = Annotated[int, Option("whole", "Sets of the ensemble, from the first on.", least=FEWEST_SETS)]
type SeedsOfASet = Annotated[int, options.SEEDS.but(help="Seeds of each set.", words=("seeds",))]


def words(found: WorthKnowing, _ask: Ask) -> str:
    from contagion.experiments.commands.worth_knowing.work import in_words

    return in_words(found)


def kept(found: WorthKnowing, _ask: Ask) -> Kept:
    from contagion.experiments.commands.kept import of_ensemble
    from contagion.experiments.commands.worth_knowing.figure import worth_knowing_figure

    asked = found.asked
    tables = {"decisions.csv": found.decisions, "ask_for.csv": found.to_ask, "numbers.csv": found.numbers}
    tables |= {"rates.csv": found.rates, "runs.parquet": found.runs.table}
    if asked.scenario.past:  # `runs` counts from the start on
        tables["years.parquet"] = found.runs.rows("years")
    size = {"budget": asked.budget, "rate": asked.rate, "sets": asked.sets, "seeds_of_each": asked.seeds}
    figures = {"worth_knowing": lambda: worth_knowing_figure(found)}
    return Kept(found.runs, {"scenario": asked.scenario}, tables, figures, of_ensemble(asked.ensemble) | size)


@verb(words, kept, emissions=False)
def worth_knowing(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    budget: Budget = 80_000,
    rate: Rate = 1000,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    sets: Sets = 200,
    seeds: SeedsOfASet = 5,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> WorthKnowing:
    """What to ask for first, before a yearly budget is spent?

    Six ways of spending it are run in the same worlds of an ensemble. Says which is best now, what it would be worth to
    know what is uncertain before deciding, and which question, to whom, is worth most.

    Examples
    --------
    >>> ct.worth_knowing(sets=40, seeds=2, years=1)
    """
    from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS
    from contagion.experiments.commands.worth_knowing.work import Asked, must_be_enough, worth_knowing

    ask, usual = asked(others), None
    (chosen,) = ask.fitted()
    if ask.of_programme:
        from contagion.experiments.commands.worth_knowing.portfolios import bought_with

        usual = bought_with(chosen)
    made = Asked(chosen, ask.agreed_on, budget, rate, years, sets, seeds, usual=usual)
    must_be_enough(made)
    ask.meant([chosen], sets * len(PORTFOLIOS), seeds, ask.sizes(sets=sets, seeds=seeds))
    if not (ask.of_programme and ask.agreement):
        return worth_knowing(ask.lab, made)
    from contagion.experiments.evidence.agreeing import luck_that_agrees

    with ask.lab.staffed():
        luck = luck_that_agrees(ask.lab, ask.of_programme, chosen, ask.agreement, sets, seeds)
        return worth_knowing(ask.lab, replace(made, luck=luck.tolist()))
