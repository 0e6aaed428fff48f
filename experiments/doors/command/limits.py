"""The command `contagion limits`. Heavy libraries are imported inside."""

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
    one_scenario,
    out_option,
    years_option,
)
from contagion.experiments.doors.command.perimeters import effort_option
from contagion.experiments.doors.command.worlds import SetsAsked, ensemble_options, replicates_of, runs_of, sets_of

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


@click.command()
@lang_option
@engine_options
@effort_option
@ensemble_options
@one_scenario
@click.option(
    "--replicates",
    "--seeds",
    type=int,
    help="Worlds, or seeds, of each capacity: by default 200, and 30 with --single.",
)
@years_option
@click.option("--json", "as_json_only", is_flag=True, help="Print the tables alone, as JSON.")
@out_option
@force_option
@yes_option
def limits(
    lab: Laboratory,
    effort: Any,
    ensemble: SetsAsked | None,
    above: float,
    scenario: Scenario,
    replicates: int | None,
    years: int,
    as_json_only: bool,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """What would have helped? 10 % more of each capacity of SCENARIO (by default the reference).

    People gained by 10 % more training places, wish to facilitate, leading time, reach of a pair, registering,
    partners' rooms, hosts and money, in total and by year, with the same seeds.
    """
    checked_years(years)
    replicates = replicates_of(replicates, ensemble, 30)
    from contagion.experiments.doors.command.saving import save_limits as save
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.limits.capacities import CAPACITIES
    from contagion.experiments.verbs.limits.words import as_plain, in_words
    from contagion.experiments.verbs.limits.work import limits as found_by
    from contagion.sim.results import must_be_free

    if out:
        must_be_free(out, force, FORCED)
    runs = runs_of(replicates, ensemble)
    asked = ([scenario], len(CAPACITIES) + 1, runs, years, f"--replicates {replicates}")
    (chosen,) = meant(lab, *asked, effort, yes, in_parts=ensemble is not None)
    sets = sets_of(ensemble, lab, chosen, "limits")
    found = found_by(lab, chosen, years, replicates, worlds=Worlds(sets, above) if sets else None)
    if out:
        save(found, out, force, as_typed())
    if as_json_only:
        click.echo(as_plain(found), nl=False)
        return
    kept = _("Tables and figure are in {out}.", out=out) if out else _("Add --out DIR to keep tables and figure.")
    click.echo(f"{in_words(found)}\n\n{kept}")
