"""Over which worlds a command answers: `--ensemble` and `--single`; and what is looked for in them: `--above`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.studies.how_much import ENSEMBLE, WORLDS
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.studies.ensemble import Ensemble
    from experiments.studies.worlds import Worlds
    from models.scenarios.scenario import Scenario
    from sim.laboratory.laboratory import Laboratory


def ensemble_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands over the ensemble that is asked for, or none, and how many people more are of interest."""

    @click.option(
        "--ensemble",
        type=click.Path(path_type=Path),
        metavar="NAME|FILE",
        help=f"Answer in many worlds, which agree with what was observed (by default {ENSEMBLE}; see calibrate).",
    )
    @click.option("--single", is_flag=True, help="Answer with one set of values, the scenario's own, and luck alone.")
    @click.option(
        "--above", type=float, default=0.0, metavar="PEOPLE", help="Say in how many worlds it is more than that."
    )
    @wraps(command)
    def over_worlds(ensemble: Path | None, single: bool, above: float, **others: Any) -> Any:
        if not isfinite(above):
            raise InputError("--above {above}: must be a number of people", above=f"{above:g}")
        for given, name in ((ensemble, "--ensemble"), (f"{above:g}" if above else "", "--above")):
            if single and given:
                raise InputError("--single with {name} {given}: give one of them", name=name, given=given)
        return command(ensemble=None if single else ensemble or Path(ENSEMBLE), above=above, **others)

    return over_worlds


def worlds_of(ensemble: Path | None, lab: Laboratory, above: float = 0.0) -> Worlds | None:
    """The worlds of an ensemble, once it is seen to be of this model."""
    if ensemble is None:
        return None
    from experiments.studies.ensemble import read_ensemble
    from experiments.studies.worlds import Worlds

    return Worlds(read_ensemble(ensemble, lab.store.folder), above)


def replicates_of(asked: int | None, ensemble: Path | None, single: int) -> int:
    """How many worlds, or seeds of one set of values: as asked, or as usual."""
    number = asked if asked is not None else single if ensemble is None else WORLDS
    if number < 2:
        raise InputError("--replicates {number}: an interval needs at least 2", number=number)
    return number


def runs_of(replicates: int, ensemble: Path | None) -> int:
    """How many runs of a case these are: a part of the worlds is met again."""
    from experiments.studies.met_again import in_all

    return replicates if ensemble is None else in_all(replicates)


def in_world(scenario: Scenario, ensemble: Path, world: int) -> tuple[Scenario, Ensemble]:
    """The scenario with the values that it has in a world of an ensemble, and that."""
    from experiments.studies.ensemble import read_ensemble
    from experiments.studies.folders import STORE
    from experiments.studies.worlds import Worlds

    worlds = Worlds(read_ensemble(ensemble, STORE))
    return replace(scenario, parameters=worlds.parameters(scenario, world)), worlds.ensemble
