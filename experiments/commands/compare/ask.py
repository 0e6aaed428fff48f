"""Scenarios against the first, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.compare.side_by_side.ask import side_by_side
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.how_much import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.compare.work import Comparison

ALL = Option("switch", "Print all indicators, not the main figures alone.", False, name="all")


def words(found: Comparison, ask: Ask) -> str:
    from contagion.experiments.commands.compare.words import in_words
    from contagion.experiments.evidence.words_of_ensembles import standing_in_words
    from contagion.experiments.say.sentences import _, in_lines

    readings = ["\n".join(in_lines(line)) for line in standing_in_words(found.held)] if found.held else []
    every = ask.values["all"]
    more = (
        [] if every else [_("What is said of all indicators is in comparison.csv, and printed if all are asked for.")]
    )
    return "\n\n".join([in_words(found, every), *readings, *more])


def kept(made: Comparison, ask: Ask) -> Kept:
    from contagion.experiments.commands.compare.figure import differences_figure, trajectories_figure
    from contagion.experiments.commands.compare.footprint import avoided_by_scenario
    from contagion.experiments.commands.compare.work import costed, headline, in_worlds
    from contagion.experiments.commands.kept import of_ensemble

    tables = {"main_figures.csv": headline(made), "worlds.csv": in_worlds(made)}
    tables |= {"readings.csv": made.held.table} if made.held else {}
    tables |= {"comparison.csv": made.differences, "comparison.parquet": made.differences}
    tables |= {"runs.parquet": costed(made.runs, made.scenarios), "years.parquet": made.runs.rows("years")}
    tables["footprint.csv"] = avoided_by_scenario(made.runs, made.scenarios, ask.agreed)
    figures = {"trajectories": lambda: trajectories_figure(made), "differences": lambda: differences_figure(made)}
    scenarios = {scenario.name: scenario for scenario in made.scenarios}
    return Kept(made.runs, scenarios, tables, figures, of_ensemble(ask.agreed))


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
    from contagion.experiments.commands.compare.standing import cases_with_readings, standing
    from contagion.experiments.commands.compare.words import first_look
    from contagion.experiments.commands.compare.work import comparison

    ask = asked(others)
    number, chosen, readings = ask.number, ask.fitted(), ask.values["readings"]
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    if ask.of_programme and ask.ensemble is not None and not ask.values.get("json"):
        ask.door.tell([first_look(ask.lab, ask.of_programme, chosen, ask.unmatched, years)])
    made = comparison(ask.lab, chosen, years, number, ask.in_worlds)
    held = standing(ask.lab, chosen, made.runs, ask.in_worlds, years) if readings else None
    return replace(made, lab=ask.lab, held=held)
