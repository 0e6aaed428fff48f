"""The command `contagion calibrate`. Heavy libraries are imported inside."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import go_on, say, yes_option
from contagion.experiments.doors.command.one_line import FORCED, as_typed
from contagion.experiments.doors.command.options import engine_options, force_option, lang_option, out_option
from contagion.experiments.doors.command.perimeters import effort_option, perimeter_as_typed
from contagion.experiments.lab.how_much import FIRST, KEPT, SEEDS, TRIED, must_be_a_first_round
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Laboratory

FEWEST = 64  # sets of the first round


@click.command()
@lang_option
@engine_options
@effort_option
@click.argument("targets", type=click.Path(path_type=Path))
@click.option("--first", type=int, default=FIRST, show_default=True, help="Sets of the first round, for each rule.")
@click.option("--sets", type=int, default=KEPT, show_default=True, help="Sets a rule in the ensemble, in the mean.")
@click.option("--most", type=int, default=TRIED, show_default=True, help="Sets tried for each rule, at the most.")
@click.option("--seeds", type=int, default=SEEDS, show_default=True, help="Seeds of each set, the same for all.")
@out_option
@force_option
@yes_option
def calibrate(
    lab: Laboratory,
    effort: Any,
    targets: Path,
    first: int,
    sets: int,
    most: int,
    seeds: int,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """Which values of all that is uncertain agree with TARGETS, a file of what was observed (or besancon)?

    The numbers without a known value lie anywhere in their ranges; sets of them are run and weighted by how likely they
    make what was observed, under each rule of deciding. With --out the sets are kept as an ensemble.
    """
    must_be_a_first_round(first, "--first", FEWEST)
    for name, value, least in (("--sets", sets, 10), ("--most", most, first), ("--seeds", seeds, 2)):
        if value < least:
            raise InputError("{name} {value}: must be at least {least:,}", name=name, value=value, least=least)
    from contagion.experiments.doors.command.saving import save_calibration as save
    from contagion.experiments.ensembles import calibration
    from contagion.experiments.ensembles.targets import read_targets
    from contagion.experiments.lab.how_much import asked_of
    from contagion.experiments.lab.lab import fitted
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.calibrate.words import in_words
    from contagion.experiments.verbs.calibrate.work import calibrated
    from contagion.models.scenarios.scenario import read
    from contagion.sim.results import must_be_free

    asked = read_targets(targets)
    if out:
        must_be_free(out, force, FORCED)
    (scenario,) = fitted(lab, [read(Path(asked.scenario))], asked.years, effort)
    rules = len(calibration.RULES)
    at_once = asked_of(lab, rules * (first + 2 * sets), seeds, asked.years, f"--first {first}")
    at_once.must_fit()
    in_all = replace(at_once, points=rules * most, words=f"--most {most} --seeds {seeds}")
    usual = most <= TRIED and seeds <= SEEDS
    if in_all.is_much and not (yes or usual):
        raise InputError(go_on(in_all))
    lab.announce = partial(say, in_all, auto=True)
    *_rounds, known = calibration.calibrate(lab, scenario, asked, wave=first, most=most, enough=sets, seeds=seeds)
    name = out.name if out else asked.name
    again = _as_named(
        targets, name, {"first": (first, FIRST), "sets": (sets, KEPT), "most": (most, TRIED), "seeds": (seeds, SEEDS)}
    )
    found = calibrated(lab, known, name, sets, command=again)
    if out:
        save(found, lab, scenario, out, force, as_typed())
    click.echo(in_words(found))
    kept = (
        _("The ensemble, its tables and figure are in {out}.", out=out)
        if out
        else _("Add --out DIR to keep the ensemble.")
    )
    click.echo(f"\n{kept}")


def _as_named(targets: Path, name: str, given: dict[str, tuple[int, int]]) -> str:
    """The command that makes an ensemble anew and keeps it: of what and where it is made, in a folder of its name."""
    options = [f"--{option} {value}" for option, (value, usual) in given.items() if value != usual]
    return " ".join(["contagion calibrate", str(targets), *perimeter_as_typed(), *options, "--out", name])
