"""The command `contagion discover`. Heavy libraries are imported inside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import yes_option
from contagion.experiments.doors.command.one_line import FORCED, as_typed
from contagion.experiments.doors.command.options import (
    checked_years,
    engine_options,
    force_option,
    lang_option,
    meant,
    one_scenario,
    out_option,
)
from contagion.experiments.doors.command.perimeters import effort_option
from contagion.experiments.doors.command.worlds import SetsAsked, ensemble_option, reading_option, sets_of
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.readings import Reading
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory

USUAL = 10  # years, where a condition is of the end


@click.command()
@lang_option
@engine_options
@effort_option
@click.argument("condition")
@click.option(
    "--over",
    type=click.Choice(["ensemble", "ranges"]),
    default="ensemble",
    show_default=True,
    help="Worlds that agree with what was observed, or all that is uncertain evenly over its declared ranges.",
)
@ensemble_option(f"Which ensemble: by default {ENSEMBLE}.")
@reading_option
@one_scenario
@click.option("--vary", "varied", multiple=True, metavar="NAME[=LOW:HIGH]", help="A lever to vary beside (repeatable).")
@click.option("--points", type=int, metavar="N", help="Sets of values: by default all of the ensemble, 2000 of ranges.")
@click.option("--seeds", type=int, default=1, show_default=True, help="Seeds of each set.")
@click.option("--years", type=int, help="Years to simulate: by default up to the year of CONDITION, or 10.")
@click.option("--dense", type=float, metavar="SHARE", help="Take the widest box in which it holds at least so often.")
@out_option
@force_option
@yes_option
def discover(
    lab: Laboratory,
    effort: Any,
    condition: str,
    over: str,
    ensemble: Path | None,
    reading: Reading | None,
    scenario: Scenario,
    varied: tuple[str, ...],
    points: int | None,
    seeds: int,
    years: int | None,
    dense: float | None,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """In which worlds does CONDITION hold? As in "participants < 1000 at year 5", or "coverage < 0.01 at the end".

    In how many worlds of 100 it holds in SCENARIO (by default the reference), and within which limits of all that is
    uncertain it holds more often: boxes, with their density and coverage.
    """
    if years is not None:
        checked_years(years)
    for name, value, least in (("--points", points, 2), ("--seeds", seeds, 1)):
        if value is not None and value < least:
            raise InputError("{name} {value}: must be at least {least:,}", name=name, value=value, least=least)
    if dense is not None and not 0 < dense <= 1:
        raise InputError("--dense {dense}: must be a share above 0, at most 1", dense=f"{dense:g}")
    for name, given in (("--ensemble", ensemble), ("--reading", reading and reading.name)):
        if given and over == "ranges":
            raise InputError("--over ranges with {name} {given}: give one of them", name=name, given=given)
    from contagion.experiments.doors.command.saving import save_discovery as save
    from contagion.experiments.doors.command.varied import factors_of
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.discover import work as discovery
    from contagion.experiments.verbs.discover.condition import read_condition, years_of
    from contagion.experiments.verbs.discover.words import in_words
    from contagion.sim.results import must_be_free

    asked = read_condition(condition)
    length = years_of(asked, years, USUAL)
    levers = factors_of(varied) if varied else []
    if out:
        must_be_free(out, force, FORCED)
    own = replace(scenario, set_over=(*scenario.set_over, *(lever.name for lever in levers)))
    sets = SetsAsked(ensemble or Path(ENSEMBLE), reading) if over == "ensemble" else None
    worlds = sets_of(sets, lab, own, "discover")
    number = discovery.how_many(worlds, points)
    (chosen,) = meant(lab, [own], number, seeds, length, f"--points {number}", effort, yes)
    chosen = replace(chosen, set_over=scenario.set_over)
    found = discovery.discover(
        lab,
        chosen,
        asked,
        worlds or discovery.over_ranges(chosen, number),
        length,
        sets=number,
        seeds=seeds,
        levers=levers,
        dense=dense,
    )
    if out:
        save(found, out, force, as_typed())
    kept = _("Tables and figure are in {out}.", out=out) if out else _("Add --out DIR to keep tables and figure.")
    if found.found.boxes and dense is None:
        more = _("Add --dense SHARE to take the widest box in which it holds at least so often.")
        kept = f"{more}\n{kept}"
    click.echo(f"{in_words(found)}\n\n{kept}")
