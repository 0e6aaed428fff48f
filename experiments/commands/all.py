"""All verbs, in the order of the help: those that ask for little are read here, others beside what they do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.calibrate.ask import calibrate
from contagion.experiments.commands.discover.ask import discover
from contagion.experiments.commands.history.ask import history
from contagion.experiments.commands.run.ask import many, outcomes, run
from contagion.experiments.commands.sweep.ask import sweep
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.vocabulary import ENSEMBLE, WORLDS
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.compare.side_by_side import SideBySide
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.experiments.commands.levers import Levers
    from contagion.experiments.commands.limits import Limits
    from contagion.experiments.commands.reach import Reach
    from contagion.experiments.commands.spend.work import Spending
    from contagion.experiments.commands.worth_knowing.work import WorthKnowing
    from contagion.models.scenario import Scenario


def words(found: Any, ask: Ask) -> str:
    """What an answer says on a terminal."""
    return found._in_words(ask)


def kept(found: Any, ask: Ask) -> Kept:
    """What a folder keeps of an answer."""
    return found._to_keep(ask)


@verb(words, kept, typed=[options.SINGLE], emissions=False)
def side_by_side(
    *scenarios: options.Scenarios,
    programme: options.Programmes = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    territory: options.Territories = None,
    effort: options.Effort = "scaled",
    **others: Unpack[options.SeveralPlaces],
) -> SideBySide:
    """The same scenarios in several territories, side by side: per 1,000 residents, each territory in worlds of its
    own, and which of them can be told apart.

    Examples
    --------
    >>> ct.side_by_side("ref", territory=["Grand Besançon", "Dinan"], seeds=4, years=2)
    """
    from contagion.experiments.commands.compare.side_by_side import side_by_side

    ask = asked(others)
    return side_by_side([ask, *ask.others])


ALL = Option("switch", "Print all indicators, not the main figures alone.", False, name="all")


@verb(words, kept, typed=[options.SINGLE, options.READINGS, ALL], beside=side_by_side)
def compare(
    *scenarios: options.Scenarios,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Comparison:
    """Compare scenarios with the first, with the same luck in all of them, in many worlds that may be.

    Examples
    --------
    >>> ct.compare("ref", "lowloss", seeds=4, years=2)
    """
    if len(scenarios) + (programme is not None) < 2:
        raise InputError("compare: needs two scenarios or more, the first being what the others are compared with")
    from contagion.experiments.commands.compare.words import first_look
    from contagion.experiments.commands.compare.work import cases_with_readings, standing
    from contagion.experiments.commands.compare.work import inquiry as comparing

    ask = asked(others)
    number, chosen, readings = ask.number, ask.fitted(), ask.values["readings"]
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    if ask.of_programme and ask.ensemble is not None and not ask.values.get("json"):
        ask.door.tell([first_look(ask.lab, ask.of_programme, chosen, ask.unmatched, years)])
    made = comparing(chosen, years, number, ask.in_worlds).last(ask.lab)
    held = standing(ask.lab, chosen, made.runs, ask.in_worlds, years) if readings else None
    return replace(made, lab=ask.lab, held=held)


@verb(words, kept, plain=lambda found, _ask: found._as_plain(), typed=[options.SINGLE], emissions=False)
def limits(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Limits:
    """What would have helped? 10 % more of each capacity of SCENARIO.

    People gained by 10 % more training places, wish to facilitate, leading time, reach of a pair, registering,
    partners' rooms, hosts and money, in total and by year, in the same worlds.

    Examples
    --------
    >>> ct.limits("ref", ensemble=None, seeds=2, years=1)
    """
    from contagion.experiments.commands.limits import inquiry as limiting

    ask = asked(others)
    number, (chosen,) = ask.number, ask.fitted()
    ask.meant([chosen], len(limiting(chosen).cases), ask.runs(number), ask.sizes(seeds=number))
    return limiting(chosen, years, number, worlds=ask.in_worlds).last(ask.lab)


@verb(words, kept, typed=[options.SINGLE, options.QUICK])
def levers(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Levers:
    """What would another 1,000 euros do? One step more of each lever of SCENARIO.

    Examples
    --------
    >>> ct.levers("ref", ensemble=None, seeds=2, years=1)
    """
    from contagion.experiments.commands.levers import inquiry
    from contagion.experiments.say.levers import LEVERS

    ask, steps, number = asked(others), LEVERS, seeds or WORLDS
    if ask.values["quick"]:
        number, years, steps = 2, ask.past + 1, LEVERS[:3]
    (chosen,) = ask.fitted(years=years)
    cases = len(inquiry(chosen, years, number, steps).cases)
    ask.meant([chosen], cases, ask.runs(number), ask.sizes(seeds=number), years)
    return inquiry(chosen, years, number, steps, ask.in_worlds).last(ask.lab)


type Runs = Annotated[int, options.SEEDS.but(help="Runs.", least=1)]


@verb(words, kept)
def reach(
    scenario: options.ScenarioLike = None,
    *,
    seeds: Runs = 100,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Reach:
    """Which communes are never reached? Of many runs of SCENARIO, in how many.

    Two things are counted for each commune: the runs in which nobody who lives there came to a group, and those in
    which no group met there.

    Examples
    --------
    >>> ct.reach("ref", seeds=2, years=1)
    """
    from contagion.experiments.commands.reach import reach

    ask = asked(others)
    (chosen,) = ask.fitted()
    ask.meant([chosen], 1, seeds, ask.sizes(seeds=seeds))
    return reach(ask.lab, chosen, years, seeds)


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
    from contagion.experiments.commands.spend.mixes import QUICK, Design, Trials
    from contagion.experiments.commands.spend.words import as_scenarios
    from contagion.experiments.commands.spend.work import read_elsewhere, spent
    from contagion.experiments.say.levers import SOLD
    from contagion.models.runs.lab import territory_of
    from contagion.models.runs.study import priced

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


FEWEST_SETS = 40
SUM = Option("number", fits=lambda euros: euros > 0, must_be="a number of euros above 0", metavar="EUROS")
type Budget = Annotated[float, SUM.but(help="Euros of a year.")]
type Rate = Annotated[float, SUM.but(help="Euros that a person reached is worth.")]
type Sets = Annotated[int, Option("whole", "Sets of the ensemble, from the first on.", least=FEWEST_SETS)]
type SeedsOfASet = Annotated[int, options.SEEDS.but(help="Seeds of each set.", words=("seeds",))]


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


VERBS = (run, history, many, compare, levers, limits, reach, spend, sweep, calibrate, worth_knowing, discover, outcomes)
