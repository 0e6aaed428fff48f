"""Scenarios against the first, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contagion.experiments.verbs.compare.side_by_side.ask import SIDE_BY_SIDE
from contagion.experiments.verbs.options import (
    KEPT_AS_WELL,
    PROGRAMME,
    PROGRAMMES,
    READINGS,
    SCENARIOS,
    SEEDS,
    WORLDS,
    YEARS,
)
from contagion.experiments.verbs.verb import Kept, Option, Verb
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.compare.work import Comparison

ALL = Option("all", "switch", "Print all indicators, not the main figures alone.", False, only="command")


def work(ask: Ask) -> Comparison:
    if len(ask.scenarios) + (ask.of_programme is not None) < 2:
        raise InputError("compare: needs two scenarios or more, the first being what the others are compared with")
    from contagion.experiments.verbs.compare.standing import cases_with_readings, standing
    from contagion.experiments.verbs.compare.words import first_look
    from contagion.experiments.verbs.compare.work import comparison

    number, chosen, readings = ask.number, ask.fitted(), ask.values.get("readings", False)
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    if ask.of_programme and ask.ensemble is not None and not ask.values.get("json"):
        ask.door.tell([first_look(ask.lab, ask.of_programme, chosen, ask.unmatched, ask.years)])
    made = comparison(ask.lab, chosen, ask.years, number, ask.in_worlds)
    held = standing(ask.lab, chosen, made.runs, ask.in_worlds, ask.years) if readings else None
    return replace(made, lab=ask.lab, held=held)


def words(found: Comparison, ask: Ask) -> str:
    from contagion.experiments.ensembles.words_of_readings import standing_in_lines
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.compare.words import in_words

    readings = standing_in_lines(found.held) if found.held else []
    more = (
        [] if ask.all else [_("What is said of all indicators is in comparison.csv, and printed if all are asked for.")]
    )
    return "\n\n".join([in_words(found, ask.all), *readings, *more])


def kept(made: Comparison, ask: Ask) -> Kept:
    from contagion.experiments.verbs.compare.figure import differences_figure, trajectories_figure
    from contagion.experiments.verbs.compare.footprint import avoided_by_scenario
    from contagion.experiments.verbs.compare.work import costed, headline, in_worlds
    from contagion.experiments.verbs.kept import of_ensemble

    tables = {"main_figures.csv": headline(made), "worlds.csv": in_worlds(made)}
    tables |= {"readings.csv": made.held.table} if made.held else {}
    tables |= {"comparison.csv": made.differences, "comparison.parquet": made.differences}
    tables |= {"runs.parquet": costed(made.runs, made.scenarios), "years.parquet": made.runs.rows("years")}
    tables["footprint.csv"] = avoided_by_scenario(made.runs, made.scenarios, ask.agreed)
    figures = {"trajectories": lambda: trajectories_figure(made), "differences": lambda: differences_figure(made)}
    scenarios = {scenario.name: scenario for scenario in made.scenarios}
    return Kept(made.runs, scenarios, tables, figures, of_ensemble(ask.agreed))


COMPARE = Verb(
    "compare",
    "Compare scenarios with the first, with the same luck in all of them, in many worlds that may be.",
    (
        *(SCENARIOS, PROGRAMME.but(only="python"), PROGRAMMES.but(only="command"), *WORLDS, READINGS, YEARS),
        *(SEEDS, ALL, *KEPT_AS_WELL),
    ),
    work,
    words,
    kept,
    returns="experiments.verbs.compare.work.Comparison",
    example='>>> ct.compare("ref", "lowloss", seeds=4, years=2)',
    beside=SIDE_BY_SIDE,
)
