"""The command `contagion worth-knowing`. Heavy libraries are imported inside."""

from __future__ import annotations

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
    out_option,
    years_option,
)
from contagion.experiments.doors.command.perimeters import effort_option
from contagion.experiments.doors.command.worlds import SetsAsked, ensemble_option, reading_option, sets_of
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.readings import Reading
    from contagion.sim.laboratory.laboratory import Laboratory


@click.command("worth-knowing")
@lang_option
@engine_options
@effort_option
@click.option("--budget", type=float, default=80_000, show_default=True, metavar="EUROS", help="Of a year.")
@click.option(
    "--rate", type=float, default=1000, show_default=True, metavar="EUROS", help="That a person reached is worth."
)
@ensemble_option("Sets of values that agree with what was observed (contagion calibrate).", ENSEMBLE)
@reading_option
@click.option("--sets", type=int, default=200, show_default=True, help="Sets of the ensemble, from the first on.")
@click.option("--seeds", type=int, default=5, show_default=True, help="Of each set.")
@years_option
@out_option
@force_option
@yes_option
def worth_knowing(
    lab: Laboratory,
    effort: Any,
    budget: float,
    rate: float,
    ensemble: Path,
    reading: Reading | None,
    sets: int,
    seeds: int,
    years: int,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """What to ask for first, before a yearly budget is spent?

    Six ways of spending it are run in the same worlds of an ensemble. Says which is best now, what it would be worth to
    know what is uncertain before deciding, and which question, to whom, is worth most.
    """
    checked_years(years)
    from contagion.experiments.verbs.worth_knowing.work import FEWEST_SEEDS, FEWEST_SETS, must_be_euros

    for name, value in (("--budget", budget), ("--rate", rate)):
        must_be_euros(value, name)
    for name, value, least in (("--sets", sets, FEWEST_SETS), ("--seeds", seeds, FEWEST_SEEDS)):
        if value < least:
            raise InputError("{name} {value}: must be at least {least}", name=name, value=value, least=least)
    from contagion.experiments.doors.command.saving import save_worth_knowing as save
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS
    from contagion.experiments.verbs.worth_knowing.words import in_words
    from contagion.experiments.verbs.worth_knowing.work import Asked, must_be_enough
    from contagion.experiments.verbs.worth_knowing.work import worth_knowing as found_by
    from contagion.models.scenarios.scenario import read
    from contagion.sim.results import must_be_free

    scenario = read()
    over = sets_of(SetsAsked(ensemble, reading), lab, scenario, "worth-knowing")
    assert over
    must_be_enough(Asked(scenario, over, sets=sets))
    if out:
        must_be_free(out, force, FORCED)
    size = (sets * len(PORTFOLIOS), seeds, years, f"--sets {sets} --seeds {seeds}")
    (chosen,) = meant(lab, [scenario], *size, effort, yes)
    found = found_by(lab, Asked(chosen, over, budget, rate, years, sets, seeds))
    if out:
        save(found, out, force, as_typed())
    kept = _("Tables and figure are in {out}.", out=out) if out else _("Add --out DIR to keep tables and figure.")
    click.echo(f"{in_words(found)}\n\n{kept}")
