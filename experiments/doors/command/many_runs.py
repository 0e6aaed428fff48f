"""The commands for many runs: `contagion compare`, `levers`, `sweep`. Heavy libraries are imported inside."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import go_on, say, yes_option
from contagion.experiments.doors.command.one_line import FORCED, NOT_ALL_WELL, as_typed
from contagion.experiments.doors.command.options import (
    checked_years,
    engine_options,
    force_option,
    lang_option,
    meant,
    one_scenario,
    out_option,
    years_option,
)
from contagion.experiments.doors.command.perimeters import INSTEAD, effort_option
from contagion.experiments.doors.command.said import say_outside_range, with_varied
from contagion.experiments.doors.command.shards import Shard, shard_option
from contagion.experiments.doors.command.worlds import (
    SetsAsked,
    ensemble_option,
    ensemble_options,
    reading_option,
    readings_option,
    replicates_of,
    runs_of,
    with_reading,
    worlds_of,
)
from contagion.experiments.lab.how_much import WORLDS, asked_of, leaders_of
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.readings import Reading
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


@click.command()
@lang_option
@engine_options
@effort_option
@ensemble_options
@readings_option
@click.argument("scenarios", nargs=-1, type=click.Path(path_type=Path), metavar="A.toml B.toml [C.toml ...]")
@years_option
@click.option(
    "--replicates",
    default="auto",
    show_default=True,
    metavar="N|auto",
    help=f"Worlds (or seeds) of each scenario. auto: {WORLDS} worlds; with --single as many as are precise.",
)
@click.option("--ceiling", type=int, default=400, show_default=True, help="Most replicates that auto takes.")
@click.option(
    "--indicator",
    "steering",
    multiple=True,
    default=("participants",),
    show_default=True,
    help="What auto makes precise (may be given several times).",
)
@click.option(
    "--of-effect", type=float, default=0.05, show_default=True, help="Precise: within this share of the effect,"
)
@click.option("--of-base", type=float, default=0.01, show_default=True, help="or within this share of the base.")
@click.option("--all", "every", is_flag=True, help="Print all indicators, not the main figures alone.")
@out_option
@force_option
@yes_option
def compare(
    lab: Laboratory,
    effort: Any,
    ensemble: SetsAsked | None,
    above: float,
    scenarios: tuple[Path, ...],
    years: int,
    replicates: str,
    ceiling: int,
    steering: tuple[str, ...],
    of_effect: float,
    of_base: float,
    every: bool,
    readings: bool,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """Compare scenarios with the first, with the same luck in all of them, in many worlds that may be."""
    checked_years(years)
    if len(scenarios) < 2:
        raise InputError("compare: needs two scenario files or more, the first being what the others are compared with")
    number = _whole(replicates, "--replicates", 2) if replicates != "auto" else WORLDS if ensemble else None
    for name, value in (("--of-effect", of_effect), ("--of-base", of_base)):
        if not 0 <= value <= 1:
            raise InputError("{name} {value}: must be a share from 0 to 1", name=name, value=f"{value:g}")
    if ceiling < 2:
        raise InputError("--ceiling {ceiling}: must be at least 2", ceiling=ceiling)
    from contagion.experiments.doors.command.saving import save_comparison as save
    from contagion.experiments.ensembles.words_of_readings import standing_in_lines
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.compare.standing import cases_with_readings, standing
    from contagion.experiments.verbs.compare.words import in_words
    from contagion.experiments.verbs.compare.work import comparison
    from contagion.models.scenarios.scenario import read
    from contagion.sim.results import must_be_free
    from contagion.sim.statistics.compare import Precision

    if out:
        must_be_free(out, force, FORCED)
    precision = Precision(of_effect, of_base)
    words = f"--replicates {number}" if number else f"--ceiling {ceiling}"
    given = [read(path) for path in scenarios]
    runs = runs_of(number or ceiling, ensemble)
    cases = cases_with_readings(given, number or ceiling) if readings else len(given)
    asked = (given, cases, runs, years, words)
    chosen = meant(lab, *asked, effort, yes, auto=number is None, in_parts=ensemble is not None)
    worlds = worlds_of(ensemble, lab, above, chosen)
    made = comparison(lab, chosen, years, number or ceiling, number is None, steering, precision, worlds)
    held = standing(lab, chosen, made.runs, worlds, years) if readings and worlds else None
    if out:
        save(made, out, force, as_typed(), held)
    kept = (
        _("All indicators are in {out}, in comparison.csv, with tables and figures.", out=out)
        if out
        else _("Add --all to print all indicators, --out DIR to keep tables and figures.")
    )
    click.echo("\n\n".join([in_words(made, every), *(standing_in_lines(held) if held else []), kept]))


@click.command()
@lang_option
@engine_options
@effort_option
@ensemble_options
@one_scenario
@click.option("--replicates", type=int, help="Worlds, or seeds, of each lever: by default 200, and 40 with --single.")
@years_option
@click.option("--quick", is_flag=True, help="Three levers, two seeds, one year: shows that it works.")
@out_option
@force_option
@yes_option
def levers(
    lab: Laboratory,
    effort: Any,
    ensemble: SetsAsked | None,
    above: float,
    scenario: Scenario,
    replicates: int | None,
    years: int,
    quick: bool,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """What would another 1,000 euros do? One step more of each lever of SCENARIO (by default the reference)."""
    checked_years(years)
    replicates = replicates_of(replicates, ensemble, 40)
    from contagion.experiments.doors.command.saving import save_levers as save
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.levers.words import in_words
    from contagion.experiments.verbs.levers.work import LEVERS, steps
    from contagion.sim.results import must_be_free

    if out:
        must_be_free(out, force, FORCED)
    years, replicates, steps_of = (1, 2, LEVERS[:3]) if quick else (years, replicates, LEVERS)
    runs = runs_of(replicates, ensemble)
    asked = ([scenario], len(steps_of) + 1, runs, years, f"--replicates {replicates}")
    (chosen,) = meant(lab, *asked, effort, yes, in_parts=ensemble is not None)
    found = steps(lab, chosen, years, replicates, steps_of, worlds_of(ensemble, lab, above, [chosen]))
    if out:
        save(found, out, force, as_typed())
    kept = _("Table and figure are in {out}.", out=out) if out else _("Add --out DIR to keep table and figure.")
    click.echo(f"{in_words(found)}\n\n{kept}")


def _whole(text: str, option: str, least: int) -> int:
    try:
        if (number := int(text)) >= least:
            return number
    except ValueError:
        pass
    raise InputError(
        "{option} {given}: must be a whole number of at least {least}, or auto", option=option, given=text, least=least
    )


@click.command()
@lang_option
@engine_options
@effort_option
@click.argument("scenario", required=False, type=click.Path(path_type=Path))
@click.option(
    "--vary",
    "varied",
    multiple=True,
    metavar="NAME=VALUES",
    help="LOW:HIGH:COUNT, or values with commas; for lhs and sobol LOW:HIGH, or the name alone for its declared range.",
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter for all points.")
@click.option("--design", type=click.Choice(["grid", "lhs", "sobol"]), default="grid", show_default=True)
@ensemble_option("Take what is not varied from an ensemble, as in besancon: the worlds of so many seeds.")
@reading_option
@click.option("--points", type=int, default=64, show_default=True, help="Points of lhs and sobol designs.")
@click.option("--replicates", type=int, default=30, show_default=True, help="Seeds for each point.")
@years_option
@shard_option
@out_option
@force_option
@yes_option
def sweep(
    lab: Laboratory,
    effort: Any,
    scenario: Path | None,
    varied: tuple[str, ...],
    settings: tuple[str, ...],
    design: str,
    ensemble: Path | None,
    reading: Reading | None,
    points: int,
    replicates: int,
    years: int,
    shard: Shard | None,
    out: Path | None,
    force: bool,
    yes: bool,
) -> int:
    """Run SCENARIO (by default the reference) over a design of parameter values, and keep one row a run.

    Exit status 1 if a run failed.
    """
    checked_years(years)
    if replicates < 1:
        raise InputError("--replicates {replicates}: must be at least 1", replicates=replicates)
    from contagion.experiments.doors.command.saving import save_sweep as save
    from contagion.experiments.doors.command.varied import design_points, how_many_points, names_of
    from contagion.experiments.ensembles.words import reservations, seeds_are_worlds
    from contagion.experiments.lab.lab import fitted
    from contagion.experiments.language.asked import effort_in_words
    from contagion.experiments.language.numbers import paragraphs
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.sweep.words import in_words
    from contagion.experiments.verbs.sweep.work import inquiry
    from contagion.models.scenarios.scenario import read
    from contagion.sim.results import must_be_free

    chosen = read(scenario, settings, "--set")
    chosen = replace(chosen, set_over=(*chosen.set_over, *names_of(varied)))
    (chosen,) = fitted(lab, [chosen], years, effort, INSTEAD)
    if out:
        must_be_free(out, force, FORCED)
    number = how_many_points(varied, design, points)
    size = [] if design == "grid" else [f"--points {points}"]
    words = " ".join([*(f"--vary {text}" for text in varied), *size, f"--replicates {replicates}"])
    much = asked_of(lab, number, replicates, years, words, leaders_of(chosen.parameters))
    much.must_be_meant(yes, go_on)
    lab.announce = partial(say, much)
    design_of = design_points(varied, design, points)
    worlds = worlds_of(with_reading(ensemble, reading, chosen, "sweep"), lab)
    asked = inquiry(chosen, design_of, years, replicates, "--vary", worlds)
    chosen = with_varied(chosen, design_of)
    say_outside_range([chosen])
    about = lab.store.about
    of = [seeds_are_worlds(worlds.ensemble, about), *reservations(worlds.ensemble, about)] if worlds else []
    for line in paragraphs([*effort_in_words([chosen]), *of]):
        click.echo(line)
    if shard:
        words, failed = shard.run(lab, asked.cases, replicates, years, out)
        click.echo(words)
        return NOT_ALL_WELL if failed else 0
    found = replace(asked.last(lab), scenario=chosen)
    if out:
        save(found, design, out, force, as_typed())
    kept = (
        _("runs.parquet, years.parquet and their figure, sweep.png, are in {out}.", out=out)
        if out
        else _("Add --out DIR to keep the tables and their figure.")
    )
    click.echo(f"{in_words(found.runs, found.varied)}\n\n{kept}")
    return NOT_ALL_WELL if (found.table["error"] != "").any() else 0
