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


def ensemble_option(words: str, default: str | None = None) -> Callable[..., Any]:
    """The option that names one ensemble."""

    def one(_context: click.Context, _option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
        if len(given) > 1:
            raise InputError(
                "--ensemble {first} and --ensemble {second}: an answer is over one of them; ask for each by itself",
                first=given[0],
                second=given[1],
            )
        return given[0] if given else None

    return click.option(
        "--ensemble",
        type=click.Path(path_type=Path),
        multiple=True,
        callback=one,
        default=[default] if default else [],
        show_default=bool(default),
        metavar="NAME|FILE",
        help=words,
    )


def ensemble_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands over the ensemble that is asked for, or none, and how many people more are of interest."""

    @ensemble_option(
        f"Answer in many worlds, which agree with what was observed (by default {ENSEMBLE}; see calibrate)."
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


def ensemble_of(asked: Path, lab: Laboratory) -> Ensemble:
    """An ensemble, once it is seen to be of this model and for this territory. That it is the other reading of what was
    published is said before anything else."""
    from experiments.studies.ensemble import read_ensemble

    found = read_ensemble(asked, lab.store.folder, lab.store.about.get("data"))
    say_other_reading(found)
    return found


def say_other_reading(ensemble: Ensemble) -> None:
    from experiments.words.ensembles import other_reading
    from experiments.words.numbers import paragraphs

    for line in paragraphs(other_reading(ensemble.about)):
        click.echo(line)


def worlds_of(ensemble: Path | None, lab: Laboratory, above: float = 0.0) -> Worlds | None:
    """The worlds of an ensemble, once it is seen to be of this model."""
    if ensemble is None:
        return None
    from experiments.studies.worlds import Worlds

    return Worlds(ensemble_of(ensemble, lab), above)


def replicates_of(asked: int | None, ensemble: Path | None, single: int) -> int:
    """How many worlds, or seeds of one set of values: as asked, or as usual."""
    number = asked if asked is not None else single if ensemble is None else WORLDS
    if number < 2:
        raise InputError("--replicates {number}: an interval needs at least 2", number=number)
    return number


def in_world(scenario: Scenario, ensemble: Path, world: int, data: str | None = None) -> tuple[Scenario, Ensemble]:
    """The scenario with the values that it has in a world of an ensemble, and that; `data` is the source of its
    territory."""
    from experiments.studies.ensemble import read_ensemble
    from experiments.studies.folders import STORE
    from experiments.studies.worlds import Worlds

    worlds = Worlds(read_ensemble(ensemble, STORE, data))
    return replace(scenario, parameters=worlds.parameters(scenario, world)), worlds.ensemble
