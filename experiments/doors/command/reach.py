"""The command `contagion reach`. Heavy libraries are imported inside."""

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
    years_option,
)
from contagion.experiments.doors.command.perimeters import effort_option
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


@click.command()
@lang_option
@engine_options
@effort_option
@one_scenario
@click.option("--replicates", "--seeds", type=int, default=100, show_default=True, help="Runs.")
@years_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the table of all communes.")
@force_option
@yes_option
def reach(
    lab: Laboratory,
    effort: Any,
    scenario: Scenario,
    replicates: int,
    years: int,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """Which communes are never reached? Of many runs of SCENARIO (by default the reference), in how many.

    Two things are counted for each commune: the runs in which nobody who lives there came to a group, and those in
    which no group met there.
    """
    checked_years(years)
    if replicates < 1:
        raise InputError("--replicates {replicates}: must be at least 1", replicates=replicates)
    from contagion.experiments.doors.command.saving import save_reach as save
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.reach.words import in_words
    from contagion.experiments.verbs.reach.work import reach as found_by
    from contagion.sim.results import must_be_free

    if out:
        must_be_free(out, force, FORCED)
    asked = ([scenario], 1, replicates, years, f"--replicates {replicates}")
    (chosen,) = meant(lab, *asked, effort, yes)
    found = found_by(lab, chosen, years, replicates)
    if out:
        save(found, out, force, as_typed())
    kept = _("All communes are in {out}, in reach.csv.", out=out) if out else _("Add --out DIR to keep all communes.")
    click.echo(f"{in_words(found)}\n\n{kept}")
