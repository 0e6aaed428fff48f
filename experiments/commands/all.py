"""All verbs, in the order of the help: what each asks, and how it is worked out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import verb
from contagion.models.runs.vocabulary import (
    ENSEMBLE,
    FIRST,
    KEPT_SETS,
    SEEDS,
    TRIED_SETS,
    WORLDS,
    asked_of,
    must_be_a_first_round,
)
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.calibrate.work import Calibration
    from contagion.experiments.commands.compare.side_by_side import SideBySide
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.experiments.commands.discover.work import Discovery
    from contagion.experiments.commands.history.work import History
    from contagion.experiments.commands.levers import Levers
    from contagion.experiments.commands.limits import Limits
    from contagion.experiments.commands.reach import Reach
    from contagion.experiments.commands.run.work import Results, Runs
    from contagion.experiments.commands.spend.work import Spending
    from contagion.experiments.commands.sweep.work import Sweep
    from contagion.experiments.commands.worth_knowing.work import WorthKnowing
    from contagion.models.runs.simulation import Again


@verb(typed=[options.PROFILE], emissions=False)
def run(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    seed: options.Seed = 1,
    ensemble: options.OneEnsemble = None,
    reading: options.ReadingName = None,
    autonomy: options.Autonomy = False,
    **others: Unpack[options.OneRun],
) -> Results:
    """Simulate a scenario once.

    SCENARIO is a file, or the name of one of the library; by default the reference.

    Examples
    --------
    >>> ct.run("ref", seed=1, years=2)  # contagion run ref --seed 1 --years 2
    """
    from contagion.experiments.commands.run.work import simulate_run

    ask = asked(others)
    return simulate_run(ask, ask.here(), seed)


@verb(emissions=False)
def history(
    name: options.Name,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    seed: options.ItsSeed = None,
    ensemble: options.OneEnsemble = None,
    reading: options.ReadingName = None,
    **others: Unpack[options.OneRun],
) -> History:
    """Tell the story of a commune or facilitator.

    Its story in one run of SCENARIO, its years, and what happened. NAME is a commune (Torpes, or 25564) or the number
    of a facilitator (12, or “facilitator 12”).

    Examples
    --------
    >>> ct.history("Torpes", "ref", seed=1, years=2)  # contagion history Torpes ref --seed 1 --years 2
    """
    from contagion.experiments.commands.history.work import MIDDLE_OF, history, middle_seed, whom
    from contagion.experiments.commands.run.work import simulate_run

    ask = asked(others)
    place = ask.here()
    about = whom(name, place.in_world(seed or 1)[1])
    told = middle_seed(place.in_world, years, ask.values["rules"]) if seed is None else seed
    one = simulate_run(ask, place, told)
    found = history(one.output, one.scenario, about)
    return replace(found, middle_of=MIDDLE_OF) if seed is None else found


@verb(None, None, emissions=False)
def many(
    scenario: options.ScenarioLike = None,
    seeds: options.ManySeeds = 30,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Runs:
    """Run a scenario with many seeds, or in many members of an ensemble; what the store holds is not run again.

    Examples
    --------
    >>> ct.many("ref", 4, years=2)
    """
    from contagion.experiments.commands.run.work import many

    ask = asked(others)
    return many(ask, *ask.fitted(), ask.values["seeds"])


@verb(typed=[options.SINGLE], emissions=False)
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
    """Set territories side by side.

    The same scenarios per 1,000 residents, each territory in simulations of its own, and between which there is a
    clear difference.

    Examples
    --------
    >>> ct.side_by_side("ref", territory=["Grand Besançon", "Dinan"], seeds=4, years=2)
    """
    from contagion.experiments.commands.compare.side_by_side import side_by_side

    ask = asked(others)
    return side_by_side([ask, *ask.others])


@verb(typed=[options.SINGLE, options.READINGS, options.WHY, options.ALL], beside=side_by_side)
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
    """Compare scenarios with the first.

    All use common random numbers across many plausible parameter sets. Several territories are set side by side.

    Examples
    --------
    >>> ct.compare("ref", "lowloss", seeds=4, years=2)  # contagion compare ref lowloss --seeds 4 --years 2
    """
    if len(scenarios) + (programme is not None) < 2:
        raise InputError("compare: needs at least two scenarios; the first is the baseline")
    from contagion.experiments.commands.compare.words import first_look
    from contagion.experiments.commands.compare.work import cases_with_readings, cases_with_reasons, standing
    from contagion.experiments.commands.compare.work import inquiry as comparing

    ask = asked(others)
    number, chosen, readings = ask.number, ask.fitted(), ask.values["readings"]
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    cases += cases_with_reasons(chosen, number, ask.runs(number)) if ask.values["why"] else 0
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    if ask.of_programme and ask.ensemble is not None and not ask.values.get("json"):
        ask.door.tell([first_look(ask.lab, ask.of_programme, chosen, ask.unmatched, years)])
    made = comparing(chosen, years, number, ask.in_worlds).last(ask.lab)
    held = standing(ask.lab, chosen, made.runs, ask.in_worlds, years) if readings else None
    made = replace(made, lab=ask.lab, standing=held)
    return replace(made, reasons=made.why()) if ask.values["why"] else made


@verb(typed=[options.SINGLE], emissions=False)
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
    """Show which capacity holds the programme back.

    People gained by 10 % more training places, wish to facilitate, leading time, reach of a pair, registering,
    partners' rooms, hosts and money, in total and by year, in the same simulations.

    Examples
    --------
    >>> ct.limits("ref", ensemble=None, seeds=2, years=1)  # contagion limits ref --single --seeds 2 --years 1
    """
    from contagion.experiments.commands.limits import inquiry as limiting

    ask = asked(others)
    number, (chosen,) = ask.number, ask.fitted()
    ask.meant([chosen], len(limiting(chosen).cases), ask.runs(number), ask.sizes(seeds=number))
    return limiting(chosen, years, number, worlds=ask.in_worlds).last(ask.lab)


@verb(typed=[options.SINGLE, options.QUICK])
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
    """Find what another 1,000 euros would do.

    Each lever of SCENARIO is moved by one step.

    Examples
    --------
    >>> ct.levers("ref", ensemble=None, seeds=2, years=1)  # contagion levers ref --single --seeds 2 --years 1
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


@verb()
def reach(
    scenario: options.ScenarioLike = None,
    *,
    seeds: options.Runs = 100,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Reach:
    """List the communes that are never reached.

    For each commune, the runs of SCENARIO in which nobody who lives there came to a group, and those in which no group
    met there.

    Examples
    --------
    >>> ct.reach("ref", seeds=2, years=1)  # contagion reach ref --seeds 2 --years 1
    """
    from contagion.experiments.commands.reach import reach

    ask = asked(others)
    (chosen,) = ask.fitted()
    ask.meant([chosen], 1, seeds, ask.sizes(seeds=seeds))
    return reach(ask.lab, chosen, years, seeds)


@verb(typed=[options.SINGLE, options.QUICK], case="besancon")
def spend(
    euros: options.Euros,
    scenario: options.Beside = None,
    *,
    programme: options.ProgrammeLike = None,
    per: options.Per = "year",
    prices: options.Prices = None,
    elsewhere: options.Elsewhere = None,
    worlds: options.Judged = WORLDS,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Spending:
    """Find the best ways to spend EUROS more.

    Mixes of the levers that have a price are searched in some simulations and judged in others: people gained and how
    sure that is, cost by item, and which assumption would overturn the choice.

    Without a scenario, a programme or a territory it is asked of the case study: Grand Besançon, from January 2020 on.

    Examples
    --------
    >>> ct.spend(20_000, "ref", ensemble=None, worlds=20, years=1)  # contagion spend 20000 --over ref --years 1
    """
    from contagion.experiments.commands.spend.mixes import QUICK, Design, Trials
    from contagion.experiments.commands.spend.words import as_scenarios
    from contagion.experiments.commands.spend.work import find_ways, read_elsewhere
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
    found, territory = find_ways(trials, at_prices, a_year, design, sold), territory_of(ask.lab)
    assert territory
    scenarios = as_scenarios(found, territory, ask.of_programme is not None)
    return replace(found, actions=tonnes, scenarios=scenarios)


@verb(
    answer=lambda found: found.with_a_warning(),
    typed=[options.DESIGN, options.SINGLE, options.SHARD],
    emissions=False,
)
def sweep(
    varied: options.Varied,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    points: options.Points = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    seeds: options.SeedsOfAPoint = 30,
    years: options.Years = 10,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Sweep:
    """Simulate a scenario over parameter values.

    One row per run is kept. In Python, a data frame is a design of your own: one row per point, with the seed in a
    column `seed`, or with the same seeds for each point. Exit status 1 if a run failed.

    Examples
    --------
    >>> ct.sweep({"group.size": [8, 10]}, seeds=2, years=1)  # contagion sweep --vary group.size=8,10 --seeds 2
    """
    from contagion.experiments.commands.sweep.work import Part, beforehand, inquiry, with_varied

    ask = asked(others)
    design, shard = ask.values["varied"], ask.values["shard"]
    if design.seeds is not None:
        if "seeds" in ask.given:
            raise InputError("sweep: seeds: the design has a column `seed`; give one of them")
        seeds = 1
    if shard and "out" in ask.given:
        raise InputError(f"{ask.door.spelled('out')}: is not for a part, whose runs are kept in the store")
    (chosen,) = ask.fitted(*ask.asked(design.names))
    size = " ".join(filter(None, [design.words, ask.sizes(seeds=seeds)]))
    ask.meant([chosen], design.number, seeds, size, outside=False)
    made = design.points()
    study = inquiry(chosen, made, years, seeds, design.where, lambda: ask.in_worlds, design.kind == "own")
    chosen = with_varied(chosen, made, design.where)
    ask.door.outside([chosen])
    ask.door.tell(beforehand(ask, chosen))
    if shard:
        return cast(Any, Part(*shard.run(ask.lab, study.cases, seeds, years)))
    if design.seeds is not None:
        found = study.answer(ask.lab.run_each(list(zip(study.cases, design.seeds, strict=True)), years))
    else:
        found = study.last(ask.lab)
    return replace(found, scenario=chosen, kind=design.kind)


@verb()
def calibrate(
    targets: options.Targets,
    *,
    first: options.FirstRound = FIRST,
    sets: options.SetsOfARule = KEPT_SETS,
    most: options.Most = TRIED_SETS,
    seeds: options.SameSeeds = SEEDS,
    **others: Unpack[options.OurRuns],
) -> Calibration:
    """Fit uncertain parameters to observed data.

    TARGETS is a file of what was observed, or besancon. Sets of the numbers without a known value are run and weighted
    by how likely they make what was observed, under each rule of deciding. With a folder they are kept as an ensemble.

    Examples
    --------
    >>> ct.calibrate("besancon", first=64, sets=10, most=64)  # contagion calibrate besancon --out results/mine
    """
    from contagion.experiments.commands.calibrate.work import fit_ensemble
    from contagion.experiments.evidence import calibration
    from contagion.experiments.evidence.targets import read_targets
    from contagion.models.scenario import read

    ask = asked(others)
    must_be_a_first_round(first, ask.door.spelled("first"), 16)
    if most < first:
        raise InputError(f"{ask.door.spelled('most')} {most}: must be at least {first:,}")
    observed = read_targets(ask.values["targets"])
    (scenario,) = ask.fitted(read(Path(observed.scenario)), years=observed.years)
    rules = len(calibration.RULES)
    at_once = asked_of(ask.lab, rules * (first + 2 * sets), seeds, observed.years, ask.sizes(first=first))
    at_once.must_fit()
    in_all = replace(at_once, points=rules * most, words=ask.sizes(most=most, seeds=seeds))
    if in_all.is_much and not (ask.values["yes"] or (most <= TRIED_SETS and seeds <= SEEDS)):
        raise InputError(ask.door.go_on(in_all))
    ask.door.begin(ask.lab, in_all, auto=True)
    *_rounds, found = calibration.calibrate(
        ask.lab, scenario, observed, wave=first, most=most, enough=sets, seeds=seeds
    )
    name = ask.values["out"].name if ask.values.get("out") else observed.name
    usual = {"first": FIRST, "sets": KEPT_SETS, "most": TRIED_SETS, "seeds": SEEDS}
    asked_for = {option: ask.values[option] for option, value in usual.items() if ask.values[option] != value}
    again = ask.door.again(ask.values["targets"], asked_for, name)
    return fit_ensemble(ask.lab, found, name, sets, command=again)


@verb(emissions=False)
def worth_knowing(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    budget: options.Budget = 80_000,
    rate: options.Rate = 1000,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    sets: options.Sets = 200,
    seeds: options.TwoSeeds = 5,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> WorthKnowing:
    """Find what to ask for before deciding.

    Six ways of spending a yearly budget are run in the same simulations of an ensemble. Says which is best now, what it
    would be worth to know what is uncertain before deciding, and which question, to whom, is worth most.

    Examples
    --------
    >>> ct.worth_knowing(sets=40, seeds=2, years=1)  # contagion worth-knowing --budget 80000
    """
    from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS
    from contagion.experiments.commands.worth_knowing.work import ValueStudy, must_be_enough, worth_knowing

    ask, usual = asked(others), None
    (chosen,) = ask.fitted()
    if ask.of_programme:
        from contagion.experiments.commands.worth_knowing.portfolios import bought_with

        usual = bought_with(chosen)
    made = ValueStudy(chosen, ask.agreed_on, budget, rate, years, sets, seeds, usual=usual)
    must_be_enough(made)
    ask.meant([chosen], sets * len(PORTFOLIOS), seeds, ask.sizes(sets=sets, seeds=seeds))
    if not (ask.of_programme and ask.agreement):
        return worth_knowing(ask.lab, made)
    from contagion.experiments.evidence.agreeing import luck_that_agrees

    with ask.lab.keep_workers():
        luck = luck_that_agrees(ask.lab, ask.of_programme, chosen, ask.agreement, sets, seeds)
        return worth_knowing(ask.lab, replace(made, luck=luck.tolist()))


@verb(emissions=False)
def discover(
    condition: options.Condition,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    over: options.Over = "ensemble",
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    vary: options.Levers = None,
    points: options.SetsRun = None,
    seeds: options.OneSeed = 1,
    years: options.UpTo = None,
    dense: options.Dense = None,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Discovery:
    """Find where a condition holds.

    CONDITION is as in "participants < 1000 at year 5", or "coverage < 0.01 at the end". In how many simulations of 100
    it holds in SCENARIO (by default the reference), and within which limits of all that is
    uncertain it holds more often: boxes, with their density and coverage.

    Examples
    --------
    >>> ct.discover("participants < 200 at year 1", points=40)  # contagion discover "participants < 200 at year 1"
    """
    from contagion.experiments.commands.discover import work
    from contagion.models.runs.lab import names_in

    ask = asked(others)
    if over == "ranges":
        work.must_need_no_ensemble(ask)
    own_figures = names_in(ask.lab)
    event, levers = work.read_condition(condition, own_figures), ask.values["vary"] or []
    length = ask.past + work.years_of(event, *work.years_asked(ask), own_figures)
    (asked_for,) = ask.asked([lever.name for lever in levers], length)
    (chosen,) = ask.fitted(asked_for, years=length)
    sets = ask.agreed_on if over == "ensemble" else None
    number = work.how_many(sets, points)
    ask.meant([chosen], number, seeds, ask.sizes(points=number), length)
    varied = {lever.name for lever in levers} - {*ask.scenarios[0].set_over}
    chosen = replace(chosen, set_over=tuple(name for name in chosen.set_over if name not in varied))
    worlds = sets or work.over_ranges(chosen, number)
    how: dict[str, Any] = {"sets": number, "seeds": seeds, "levers": levers, "dense": dense}
    return work.discover(ask.lab, chosen, event, worlds, length, **how)


def differences(again: Again, _ask: Ask) -> str:
    """Which figures differ, on a terminal."""
    from contagion.experiments.commands.differences import differences_in_words

    return differences_in_words(again)


def figures(again: Again, _ask: Ask) -> str:
    """All figures, as JSON."""
    from contagion.sim.files import as_json

    return as_json(again.now)


@verb(differences, None, figures)
def outcomes(
    folder: options.ResultsFolder, *, settings: options.Changed = None, **others: Unpack[options.Yes]
) -> Again:
    """Work out the figures of a run again.

    They come from its results folder, and it is said which differ from those kept there. Nothing is run, and nothing is
    written. What is read after a run only can be set.

    Examples
    --------
    >>> ct.outcomes("results/first_run", settings={"costs.kit": 80.0})  # contagion outcomes results/first_run
    """
    from contagion.models.runs.simulation import outcomes_again

    ask = asked(others)
    return outcomes_again(ask.values["folder"], ask.values["settings"] or (), ask.door.spelled("settings"))


VERBS = (run, history, many, compare, levers, limits, reach, spend, sweep, calibrate, worth_knowing, discover, outcomes)
